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
  void aPolicyIsAskedForItsQuorum() throws Exception {
    Path policy = root.resolve("policy");
    StringBuilder lines = new StringBuilder();
    TestLog.SIGNER.verificationKeys().forEach(key -> lines.append("log ").append(key).append('\n'));
    Files.writeString(policy, lines + "quorum none\n");
    String directory = log.directory.toString();
    assertThat(run("verify", directory, "--policy", policy.toString())).isZero();
    VerificationKey witness = TrustPolicyTest.witness(70, KeyType.ML_DSA_44).verificationKey();
    Files.writeString(policy, lines + "witness w " + witness + "\nquorum w\n");
    assertThat(run("verify", directory, "--policy", policy.toString())).isEqualTo(7);
    Files.writeString(policy, lines + "witness w " + witness + "\n");
    assertThat(run("verify", directory, "--policy", policy.toString())).isEqualTo(64);
    Files.writeString(policy, "quorum none\n");
    assertThat(run("verify", directory, "--policy", policy.toString())).isEqualTo(64);
    assertThat(run("verify", directory, "--policy", policy.toString(), "--key", KEY)).isZero();
  }

  @Test
  void severalDirectoriesAreVerifiedAndCopiesThatContradictEachOtherAreAFork() throws Exception {
    Path copy = root.resolve("copy");
    TestLog.copy(log.directory, copy);
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 9, 20);
    }
    assertThat(run("verify", copy.toString(), log.directory.toString(), "--key", KEY)).isZero();
    TestLog other = new TestLog(root.resolve("elsewhere"));
    try (Ledger ledger = other.open()) {
      TestLog.append(ledger, 1, 12);
    }
    assertThat(run("verify", other.directory.toString(), "--key", KEY)).isZero();
    assertThat(run("verify", other.directory.toString(), log.directory.toString(), "--key", KEY))
        .isEqualTo(6);
    assertThat(run("verify", root + "/nowhere", log.directory.toString(), "--key", KEY))
        .isEqualTo(5);
  }

  @Test
  void aCheckpointKeptAsOneLineIsAsGoodAsTheNote() throws Exception {
    assertThat(run("checkpoint", log.directory.toString())).isZero();
    String line = out.toString(StandardCharsets.UTF_8);
    assertThat(line).startsWith("ward-checkpoint ward.example/log 9 ").hasSizeLessThan(250);
    Path kept = root.resolve("line");
    Files.writeString(kept, line);
    String directory = log.directory.toString();
    assertThat(run("verify", directory, "--key", KEY, "--since", kept.toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("extends the checkpoint of size 9");
    Files.writeString(kept, line.replace(" 9 ", " 8 "));
    assertThat(run("verify", directory, "--key", KEY, "--since", kept.toString())).isEqualTo(3);
  }

  @Test
  void aProofIsWrittenAndAcceptedAndSaysWhatItDoesNotProve() throws Exception {
    Path proof = root.resolve("p.tlog-proof");
    assertThat(run("prove", log.directory.toString(), "4", "--out", proof.toString())).isZero();
    assertThat(run("check", proof.toString(), "--key", KEY)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("PROVED: the entry below stands at index 4", "NOT PROVED", "entry 4");
    Path entry = root.resolve("entry");
    Files.write(entry, TestLog.entry(5));
    assertThat(run("check", proof.toString(), "--key", KEY, "--entry", entry.toString()))
        .isEqualTo(4);
    Files.write(entry, TestLog.entry(4));
    String[] bare = {
      "prove", log.directory.toString(), "4", "--out", proof.toString(), "--without-entry"
    };
    assertThat(run(bare)).isZero();
    assertThat(run("check", proof.toString(), "--key", KEY)).isEqualTo(64);
    assertThat(run("check", proof.toString(), "--key", KEY, "--entry", entry.toString())).isZero();
    assertThat(run("prove", log.directory.toString(), "99", "--out", proof.toString()))
        .isEqualTo(64);
    assertThat(run("prove", log.directory.toString(), "no-id", "--out", proof.toString()))
        .isEqualTo(66);
  }

  @Test
  void nothingOfAnEntryIsShownBeforeItIsProvedAndItCannotMoveTheCursor() throws Exception {
    try (Ledger ledger = log.open()) {
      ledger.append("\u001b[2Jhello \u202e".getBytes(StandardCharsets.UTF_8));
    }
    Path proof = root.resolve("p.tlog-proof");
    assertThat(run("prove", log.directory.toString(), "9", "--out", proof.toString())).isZero();
    String stranger = TestLog.signer("ward.example/log", 9).verificationKey().toString();
    assertThat(run("check", proof.toString(), "--key", stranger)).isEqualTo(3);
    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("hello");
    assertThat(run("check", proof.toString(), "--key", KEY)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("\\u001b[2Jhello \\u202e")
        .doesNotContain("\u001b", "\u202e");
  }

  @Test
  void wrongUsageIs64AndAnUnreadableFileIs74() {
    assertThat(run()).isEqualTo(64);
    assertThat(run("verify")).isEqualTo(64);
    assertThat(run("believe", "x", "--key", KEY)).isEqualTo(64);
    assertThat(run("check", "x", "--key", KEY)).isEqualTo(74);
    assertThat(run("check", "x")).isEqualTo(64);
    assertThat(run("verify", "x", "--key", "no key")).isEqualTo(64);
    assertThat(run("verify", "x", "y", "--key", KEY)).isEqualTo(5);
    assertThat(run("verify", "x", "--key")).isEqualTo(64);
    assertThat(run("verify", log.directory.toString(), "--key", KEY, "--since", root + "/nowhere"))
        .isEqualTo(74);
  }

  private int run(String... args) {
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    return Main.run(args, print, print);
  }
}
