package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that has ended gives up its oldest entries, and everything else about it still holds. */
class PruneTest {
  private static final int ENTRIES = 600;

  @TempDir private Path root;
  private Path old;
  private Path newer;

  private Succession open() {
    return Succession.open(
        number -> SuccessionTest.options(root, number), new SuccessionTest.Turning());
  }

  @BeforeEach
  void twoLogs() {
    old = SuccessionTest.options(root, 1).directory();
    newer = SuccessionTest.options(root, 2).directory();
    try (Succession logs = open()) {
      Stream.iterate(0, i -> i < ENTRIES, i -> i + 1)
          .map(i -> logs.submit(TestLog.entry(i)))
          .toList()
          .forEach(receipt -> receipt.join());
      logs.turn().close();
    }
  }

  private static void fill(Succession logs, String what, int entries) {
    IntStream.range(0, entries)
        .mapToObj(i -> logs.submit((what + " " + i).getBytes(StandardCharsets.UTF_8)))
        .toList()
        .forEach(receipt -> receipt.join());
  }

  private void prune(long... kept) {
    try (Succession logs = open()) {
      logs.prune(Arrays.stream(kept).boxed().toList(), SuccessionTest::pruned);
    }
  }

  private TrustPolicy policy() {
    List<VerificationKey> keys = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      keys.addAll(SuccessionTest.options(root, number).signer().verificationKeys());
    }
    return TrustPolicy.of(keys);
  }

  private String verify(Path... directories) {
    List<String> words = new ArrayList<>(List.of("verify"));
    List.of(directories).forEach(directory -> words.add(directory.toString()));
    policy().logs().forEach(key -> words.addAll(List.of("--key", key.toString())));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code = Main.run(words.toArray(String[]::new), print, print);
    return code + ": " + out.toString(StandardCharsets.UTF_8);
  }

  private String entriesOnDisk() throws Exception {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(old)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.startsWith(newer)) {
          all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return all.toString();
  }

  @Test
  void verifyNamesTheRangeThatIsGoneAndRecomputesTheRest() throws Exception {
    assertThat(entriesOnDisk()).contains("entry 511", "entry 512");
    prune(512);
    assertThat(entriesOnDisk()).doesNotContain("entry 511").contains("entry 512");
    assertThat(verify(old, newer))
        .startsWith("0:")
        .contains("verified 89 entries of ward.example/log\n")
        .contains("entries 0 to 511 are not there, only their hashes: pruned, by entry 1 of")
        .contains("begins where ward.example/log ended");
    open().close();
  }

  @Test
  void whoTakesEntriesAwayWithoutAnEntryThatSaysSoIsFoundOut() throws Exception {
    String gone = new LogDirectory(old).before(256).text();
    Files.writeString(old.resolve("pruned"), gone);
    Files.delete(old.resolve("tile/entries/000"));
    assertThat(verify(old, newer))
        .startsWith("5:")
        .contains("entries 0 to 255 are not there")
        .contains("no log given says that they were pruned");
  }

  @Test
  void whoseWordsAreInAnotherEntryDoesNotSayThatSomethingWasPruned() throws Exception {
    TreeHead gone = new LogDirectory(old).before(256);
    try (Succession logs = open()) {
      logs.append(
          "{\"type\":\"exchange.refuse\",\"model\":\"%s\",\"code\":\"%s\",\"encounter\":\"%s\"}"
              .formatted(gone.origin(), gone.root(), Succession.PRUNED)
              .getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(old.resolve("pruned"), gone.text());
    Files.delete(old.resolve("tile/entries/000"));
    assertThat(verify(old, newer)).startsWith("5:").contains("no log given says");
  }

  @Test
  void aLogBeforeThePrunedOneEndsWhereThePruningSays() throws Exception {
    try (Succession logs = open()) {
      fill(logs, "second", 300);
      logs.turn().close();
    }
    prune(512, 256);
    Path newest = SuccessionTest.options(root, 3).directory();
    assertThat(verify(old, newer, newest))
        .startsWith("0:")
        .contains("entries 0 to 255 are not there")
        .contains("begins where ward.example/log/2 ended");

    Path other = root.resolve("other");
    try (Succession logs =
        Succession.open(
            number -> SuccessionTest.options(other, number), new SuccessionTest.Turning())) {
      fill(logs, "another history", ENTRIES);
      logs.turn().close();
    }
    assertThat(verify(SuccessionTest.options(other, 1).directory(), newer, newest))
        .as("signed by the same keys, and the first entry of the next log is gone")
        .startsWith("6:")
        .contains("ward.example/log does not end where entry 1 of ward.example/log/3 says");
  }

  @Test
  void aMinimumThatItsHashesDoNotBearOutIsRefused() throws Exception {
    prune(512);
    String first = new LogDirectory(old).before(512).text();
    Files.writeString(old.resolve("pruned"), first.replace("\n512\n", "\n256\n"));
    assertThat(verify(old, newer)).startsWith("6:");
    Files.writeString(old.resolve("pruned"), first.replace("\n512\n", "\n500\n"));
    assertThat(verify(old, newer)).startsWith("4:");
    Files.writeString(old.resolve("pruned"), first.replace("ward.example/log", "another/log"));
    assertThat(verify(old, newer)).startsWith("6:");
    Files.writeString(old.resolve("pruned"), first);
    assertThat(verify(old, newer)).startsWith("0:");
    byte[] tile = Files.readAllBytes(old.resolve("tile/0/001"));
    tile[100] ^= 1;
    Files.write(old.resolve("tile/0/001"), tile);
    assertThat(verify(old, newer)).as("a leaf hash of what is gone").startsWith("6:");
  }

  @Test
  void aStartRemovesNothingByTheWordOfAFileThatItsHashesDoNotBearOut() throws Exception {
    String first = new LogDirectory(old).before(256).text();
    for (String wrong :
        List.of(
            first.replace("\n256\n", "\n512\n"),
            first.replace("\n256\n", "\n768\n"),
            first.replace("ward.example/log", "another/log"))) {
      Files.writeString(old.resolve("pruned"), wrong);
      assertThatThrownBy(this::open)
          .isInstanceOf(LedgerException.Refused.class)
          .hasMessageMatching("CORRUPT: .*pruned(: 768 entries are no| is not what the).*");
      assertThat(entriesOnDisk()).contains("entry 0", "entry 599");
    }
  }

  @Test
  void proofsFromBeforeStillHoldAndWhatIsKeptIsProvedAnew() throws Exception {
    TlogProof before = new LogDirectory(old).prove(7, true);
    prune(256);
    assertThat(TlogProof.parse(before.bytes()).verify(TestLog.entry(7), policy()).index())
        .isEqualTo(7);
    LogDirectory log = new LogDirectory(old);
    assertThat(log.prove(256, true).verify(TestLog.entry(256), policy()).index()).isEqualTo(256);
    assertThat(log.find("ended")).containsExactly((long) ENTRIES);
  }

  @Test
  void readingWhatIsGoneSaysThatItWasPruned() throws Exception {
    prune(256);
    LogDirectory log = new LogDirectory(old);
    assertThat(log.pruned().orElseThrow().size()).isEqualTo(256);
    for (ThrowingCallable reading :
        List.<ThrowingCallable>of(
            () -> log.entry(255), () -> log.entries(0, 601), () -> log.prove(3, true))) {
      assertThatThrownBy(reading)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("was pruned; the log keeps those from 256 on");
    }
    assertThat(log.entry(256)).isEqualTo(TestLog.entry(256));
  }

  @Test
  void theMinimumGoesUpInWholeBundlesAndStaysBelowTheLastEntry() {
    prune(256);
    for (long wrong : new long[] {100, 255, 768, 1024}) {
      assertThatThrownBy(() -> prune(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
    prune(512);
    assertThatThrownBy(() -> prune(256)).isInstanceOf(IllegalArgumentException.class);
    assertThat(verify(old, newer)).startsWith("0:").contains("entries 0 to 511");
  }

  @Test
  void whatAKilledPruningLeftBehindGoesAtTheNextStart() throws Exception {
    byte[] bundle = Files.readAllBytes(old.resolve("tile/entries/000"));
    prune(512);
    Files.write(old.resolve("tile/entries/000"), bundle);
    assertThat(LogVerifier.verify(old, policy(), Optional.empty()).minimum()).isEqualTo(512);
    bundle[10] ^= 1;
    Files.write(old.resolve("tile/entries/000"), bundle);
    assertThat(verify(old, newer)).as("what is there is verified").startsWith("4:");
    open().close();
    assertThat(old.resolve("tile/entries/000")).doesNotExist();
    assertThat(verify(old, newer)).startsWith("0:");
  }
}
