package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private static final String KEY = TestLog.SIGNER.verificationKey().toString();

  @TempDir private Path root;
  private TestLog log;
  private Path older;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void publishTwice() throws Exception {
    log = new TestLog(root);
    older = root.resolve("older");
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 5);
      Files.write(older, ledger.publish().bytes());
      TestLog.append(ledger, 5, 9);
    }
  }

  @Test
  void aSoundLogIsZero() {
    assertThat(run("verify", log.directory.toString(), "--key", KEY)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("verified 9 entries of ward.example");
    assertThat(run("verify", "--since", older.toString(), "--key", KEY, log.directory.toString()))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("extends the checkpoint of size 5");
  }

  @Test
  void eachKindOfFailureHasItsCode() throws Exception {
    String directory = log.directory.toString();
    String otherKey = TestLog.signer("ward.example/log", 9).verificationKey().toString();
    assertThat(run("verify", directory, "--key", otherKey)).isEqualTo(3);

    Path checkpoint = log.directory.resolve("checkpoint");
    Path newer = root.resolve("newer");
    Files.copy(checkpoint, newer);
    Files.write(checkpoint, Files.readAllBytes(older));
    assertThat(run("verify", directory, "--key", KEY, "--since", newer.toString())).isEqualTo(6);
    Files.write(checkpoint, Files.readAllBytes(newer));

    Path bundle = log.directory.resolve("tile/entries/000.p/9");
    byte[] sound = Files.readAllBytes(bundle);
    byte[] damaged = sound.clone();
    damaged[5] ^= 1;
    Files.write(bundle, damaged);
    assertThat(run("verify", directory, "--key", KEY)).isEqualTo(4);
    Files.delete(bundle);
    assertThat(run("verify", directory, "--key", KEY)).isEqualTo(5);
  }

  @Test
  void wrongUsageIs64AndAnUnreadableFileIs74() {
    assertThat(run()).isEqualTo(64);
    assertThat(run("verify")).isEqualTo(64);
    assertThat(run("check", "x", "--key", KEY)).isEqualTo(64);
    assertThat(run("verify", "x", "--key", "no key")).isEqualTo(64);
    assertThat(run("verify", "x", "y", "--key", KEY)).isEqualTo(64);
    assertThat(run("verify", "x", "--key")).isEqualTo(64);
    assertThat(run("verify", log.directory.toString(), "--key", KEY, "--since", root + "/nowhere"))
        .isEqualTo(74);
  }

  private int run(String... args) {
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    return Main.run(args, print, print);
  }
}
