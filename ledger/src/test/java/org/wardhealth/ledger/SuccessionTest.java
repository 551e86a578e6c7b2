package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log ends, another goes on where it ended, and both say so. */
class SuccessionTest {
  @TempDir private Path root;

  /** What entries at a turn say, in as few words as {@code verify} needs. */
  static final class Turning implements Succession.Words {
    @Override
    public byte[] last(String successor, List<VerificationKey> keys) {
      return ("[\"ended\",\"" + successor + "\"," + keys.size() + "]")
          .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] first(Checkpoint end, long number) {
      return "[\"%s\",\"%s\",%d,\"%s\",%d]"
          .formatted(Succession.BEGAN, end.origin(), end.size(), end.root(), number)
          .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isLast(byte[] entry) {
      return new String(entry, StandardCharsets.UTF_8).startsWith("[\"ended\"");
    }
  }

  /** The entry by which logs are pruned, in as few words as {@code verify} needs. */
  static byte[] pruned(List<TreeHead> gone, List<TreeHead> ends) {
    StringBuilder entry =
        new StringBuilder("{\"type\":\"" + Succession.PRUNED + "\",\"heads\":[\"\"");
    Stream.concat(gone.stream(), ends.stream())
        .forEach(
            head ->
                entry.append(
                    ",\"%s\",%d,\"%s\"".formatted(head.origin(), head.size(), head.root())));
    return entry.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static final Map<Integer, NoteSigner> SIGNERS = new ConcurrentHashMap<>();

  /** With Ed25519 alone. */
  private static NoteSigner quickSigner(int number) {
    return NoteSigner.parse(
        TestLog.signer("ward.example/log" + (number == 1 ? "" : "/" + number), number)
            .secretText()
            .lines()
            .findFirst()
            .orElseThrow());
  }

  /** The log with a number: the first one's directory holds the others'. */
  static LedgerOptions options(Path home, int number) {
    Path directory = home.resolve("log");
    return LedgerOptions.of(
            number == 1 ? directory : directory.resolve(Integer.toString(number)),
            home.resolve("second"),
            SIGNERS.computeIfAbsent(number, SuccessionTest::quickSigner))
        .withClock(TestLog.CLOCK)
        .withSegmentBytes(1 << 17)
        .withPublishInterval(Duration.ZERO);
  }

  private Succession open() {
    return Succession.open(number -> options(root, number), new Turning());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long append(Succession logs, int i) {
    return logs.append(TestLog.entry(i)).index();
  }

  private int verify(ByteArrayOutputStream out, Path... directories) {
    List<String> words = new ArrayList<>(List.of("verify"));
    List.of(directories).forEach(directory -> words.add(directory.toString()));
    for (int number = 1; number <= 3; number++) {
      words.addAll(List.of("--key", options(root, number).signer().verificationKey().toString()));
    }
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    return Main.run(words.toArray(String[]::new), print, print);
  }

  private Path log(int number) {
    return options(root, number).directory();
  }

  /** Three logs of 2, 300 and 1 entries, besides those of the turns. */
  private void threeLogs() {
    try (Succession logs = open()) {
      assertThat(append(logs, 0)).isZero();
      assertThat(append(logs, 1)).isOne();
      logs.turn().close();
      for (int i = 0; i < 300; i++) {
        assertThat(append(logs, 2 + i)).isEqualTo(4 + i);
      }
      logs.turn().close();
      assertThat(append(logs, 302)).isEqualTo(306);
      assertThat(logs.logs().first()).isEqualTo(305);
      assertThat(logs.logs().ended()).extracting(Succession.Ended::first).containsExactly(0L, 3L);
    }
  }

  @Test
  void numbersGoOnThroughTurnsAndEachLogNamesTheRootOfTheOneBefore() throws Exception {
    threeLogs();
    Checkpoint end;
    try (Succession logs = open()) {
      end = logs.logs().ended().getFirst().end();
      assertThat(end.size()).isEqualTo(3);
      assertThat(text(new LogDirectory(log(1)).entry(2))).contains("ward.example/log/2");
      assertThat(text(new LogDirectory(log(2)).entry(0)))
          .contains(Succession.BEGAN, "\"ward.example/log\",3,\"" + end.root() + "\",3]");
      assertThat(append(logs, 303)).isEqualTo(307);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(verify(out, log(1), log(2), log(3))).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("verified 3 entries of ward.example/log\n")
        .contains("begins where ward.example/log ended")
        .contains("begins where ward.example/log/2 ended");
    out.reset();
    assertThat(verify(out, log(3))).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("which is not here");
  }

  @Test
  void aLogThatDoesNotFollowTheOneBesideItIsRefused() throws Exception {
    threeLogs();
    // The first log again, signed with its own keys, and with another history.
    Path other = root.resolve("other");
    try (Succession logs = Succession.open(number -> options(other, number), new Turning())) {
      append(logs, 7);
      logs.turn().close();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(verify(out, options(other, 1).directory(), log(2))).isEqualTo(6);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("does not begin where ward.example/log ends");
  }

  @Test
  void aLogWhoseEndNoWitnessCosignedIsVerifiedUpToItAllTheSame() throws Exception {
    WitnessKey witness = TrustPolicyTest.witness(70, KeyType.ED25519_COSIGNATURE);
    List<VerificationKey> keys = new ArrayList<>();
    try (Succession logs = open()) {
      for (int number = 1; number <= 2; number++) {
        Ledger ledger = logs.logs().ledger();
        append(logs, number);
        Checkpoint checkpoint = ledger.publish();
        long time = TestLog.CLOCK.instant().getEpochSecond();
        ledger.cosigned(
            checkpoint.with(
                List.of(witness.cosign(checkpoint.note().text(), checkpoint.head(), time))),
            true);
        keys.addAll(ledger.verificationKeys());
        if (number == 1) {
          logs.turn().close();
        }
      }
    }
    TrustPolicy policy = TrustPolicy.of(keys, List.of(witness.verificationKey()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    List<String> both = List.of(log(1).toString(), log(2).toString());
    assertThat(new VerifyVerb(policy, print, print).run(both, List.of())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("verified 1 entries of ward.example/log\n")
        .contains("begins where ward.example/log ended");
    Path bundle = log(1).resolve("tile/entries/000.p/2");
    byte[] forged = Files.readAllBytes(bundle);
    forged[forged.length - 1] ^= 1;
    Files.write(bundle, forged);
    out.reset();
    assertThat(new VerifyVerb(policy, print, print).run(both, List.of())).isEqualTo(4);
  }

  @Test
  void nothingFollowsALastEntryAndWhatWasHandedInDuringATurnIsNotLost() {
    try (Succession logs = open()) {
      List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
      Thread writer =
          Thread.startVirtualThread(
              () -> {
                for (int i = 0; i < 500; i++) {
                  receipts.add(logs.submit(TestLog.entry(i)));
                }
              });
      List<Ledger> former = List.of(logs.turn(), logs.turn());
      join(writer);
      assertThat(receipts.stream().map(receipt -> receipt.join().index()).distinct()).hasSize(500);
      for (Ledger ledger : former) {
        assertThatThrownBy(() -> ledger.append(TestLog.entry(1)))
            .isInstanceOf(LedgerException.Halted.class);
        ledger.close();
      }
      for (Succession.Ended ended : logs.logs().ended()) {
        assertThat(ended.end().size()).isPositive();
      }
    }
    open().close();
  }

  @Test
  void aTurnThatStoppedAfterTheLastEntryIsFinishedAtTheNextStart() {
    try (Succession logs = open()) {
      append(logs, 0);
      var _ = logs.append(new Turning().last("ward.example/log/2", List.of()));
    }
    try (Succession logs = open()) {
      assertThat(logs.logs().first()).isEqualTo(2);
      assertThat(append(logs, 1)).isEqualTo(3);
    }
  }

  @Test
  void aLogThatFollowsOneThatDidNotEndIsRefused() throws Exception {
    try (Succession logs = open()) {
      append(logs, 0);
    }
    Files.createDirectory(log(2));
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerException.Refused.class)
        .hasMessageContaining("did not end");
  }

  @Test
  void anEndedLogThatWasPutBackToAnOlderStateIsRefused() throws Exception {
    byte[] older;
    try (Succession logs = open()) {
      append(logs, 0);
      older = logs.logs().ledger().publish().bytes();
    }
    threeMore();
    Files.write(log(1).resolve("checkpoint"), older);
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerException.Refused.class)
        .hasMessageStartingWith("ROLLBACK");
    Files.delete(log(1).resolve("checkpoint"));
    assertThatThrownBy(this::open).hasMessageStartingWith("MISSING");
  }

  private void threeMore() {
    try (Succession logs = open()) {
      append(logs, 1);
      logs.turn().close();
      append(logs, 2);
    }
  }

  @Test
  void theNewestLogCannotBeTakenAway() throws Exception {
    threeLogs();
    TestLog.delete(log(3));
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerException.Refused.class)
        .hasMessageStartingWith("ROLLBACK");
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
