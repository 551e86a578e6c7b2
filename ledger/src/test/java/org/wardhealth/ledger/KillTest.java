package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that appends from many threads is killed again and again; {@code -Dward.kills=1000}:
 * that often.
 */
class KillTest {
  private static final int ROUNDS = Integer.getInteger("ward.kills", 4);

  @TempDir private Path root;

  @Test
  void noEntryWithAReceiptIsLostWhenTheProcessIsKilled() throws Exception {
    TestLog log = new TestLog(root);
    Map<Long, String> receipts = new HashMap<>();
    Optional<Checkpoint> before = Optional.empty();
    Optional<VerifiedLog> last = Optional.empty();
    for (int round = 0; round < ROUNDS; round++) {
      Map<Long, String> ofRound = killAfter(300 + 250 * (round % 4), round);
      try (Ledger ledger = log.open()) {
        for (Map.Entry<Long, String> receipt : ofRound.entrySet()) {
          assertThat(receipts.put(receipt.getKey(), receipt.getValue())).isNull();
          assertThat(new String(ledger.entry(receipt.getKey()), StandardCharsets.UTF_8))
              .isEqualTo(receipt.getValue());
        }
      }
      VerifiedLog verified =
          LogVerifier.verify(log.directory, TestLog.SIGNER.verificationKey(), before);
      assertThat(verified.size()).isGreaterThanOrEqualTo(receipts.size());
      before = Optional.of(verified.checkpoint());
      last = Optional.of(verified);
    }
    Map<Long, String> found = new HashMap<>();
    last.orElseThrow()
        .entries(
            (index, entry) -> {
              if (receipts.containsKey(index)) {
                found.put(index, new String(entry, StandardCharsets.UTF_8));
              }
            });
    assertThat(found.equals(receipts)).as("all entries with receipts, at their indexes").isTrue();
    System.out.printf("%d kills: %d entries with receipts, none lost%n", ROUNDS, receipts.size());
    assertThat(receipts).hasSizeGreaterThan(ROUNDS * 300);
  }

  /** Reads receipts from the child until there are enough, kills it, and reads what it had said. */
  private Map<Long, String> killAfter(int count, int round) throws Exception {
    Map<Long, String> receipts = new HashMap<>();
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                root.toString(),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
      int read = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ", 2);
        if (line.endsWith(".") && parts.length == 2) {
          String entry = parts[1];
          assertThat(receipts.put(Long.parseLong(parts[0]), entry)).isNull();
        }
        if (++read == count) {
          child.toHandle().destroyForcibly();
        }
      }
      assertThat(read).isGreaterThanOrEqualTo(count);
    } finally {
      child.destroyForcibly().waitFor();
    }
    return receipts;
  }

  /** The child: 64 writers that print each receipt once they hold it. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      TestLog log = new TestLog(Path.of(args[0]));
      LedgerOptions options = log.options().withPublishInterval(Duration.ofMillis(20));
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      try (Ledger ledger = Ledger.open(options);
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int w = 0; w < 64; w++) {
          String name = "round " + args[1] + " writer " + w + " entry ";
          threads.execute(
              () -> {
                for (int i = 0; ; i++) {
                  String entry = name + i + ".";
                  Receipt receipt = ledger.append(entry.getBytes(StandardCharsets.UTF_8));
                  synchronized (out) {
                    out.print(receipt.index() + " " + entry + "\n");
                    out.flush();
                  }
                }
              });
        }
      }
    }
  }
}
