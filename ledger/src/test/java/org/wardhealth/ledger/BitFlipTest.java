package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A single bit of a published file of a log of 1,000 entries is turned over: the checkpoint, tiles,
 * bundles, and the partial ones of earlier checkpoints. A stride through each file, a short one
 * through the checkpoint; {@code -Dward.bits=all}: every bit of every file.
 */
@Tag("extra")
class BitFlipTest {
  private static final int SIZE = 1000;
  private static final boolean ALL = "all".equals(System.getProperty("ward.bits"));
  private static final int STRIDE = 1009;
  private static final int CHECKPOINT_STRIDE = 11;
  private static final int WORKERS = 2;

  @Test
  void everyBitThatIsTurnedOverIsFound() {
    long flips =
        IntStream.range(0, WORKERS).parallel().mapToLong(BitFlipTest::flipEveryNthOf).sum();
    System.out.printf("%d single bits turned over, each found%n", flips);
    assertThat(flips).isGreaterThan(ALL ? 400_000 : 1_000);
  }

  /** Each worker has a log of its own, with the same bytes. */
  private static long flipEveryNthOf(int worker) {
    try {
      SimulatedStorage storage = new SimulatedStorage(new Random(1), Set.of());
      Path log = publish(storage);
      verify(storage, log);
      long flips = 0;
      for (Path file : publishedFiles(storage, log)) {
        long stride = ALL ? 1 : file.endsWith("checkpoint") ? CHECKPOINT_STRIDE : STRIDE;
        for (long bit = stride * worker; bit < 8 * storage.size(file); bit += stride * WORKERS) {
          storage.flip(file, bit);
          requireFound(storage, log, file, bit);
          storage.flip(file, bit);
          flips++;
        }
      }
      verify(storage, log);
      return flips;
    } catch (IOException | VerificationFailure e) {
      throw new AssertionError(e);
    }
  }

  private static void requireFound(SimulatedStorage storage, Path log, Path file, long bit)
      throws IOException {
    try {
      verify(storage, log);
    } catch (VerificationFailure found) {
      String name = log.relativize(file).toString();
      if (found.getMessage().contains(name)
          || found.getMessage().contains("entr")
          || file.endsWith("checkpoint")) {
        return;
      }
      throw new AssertionError(file + ", bit " + bit + ": names neither: " + found.getMessage());
    }
    throw new AssertionError(file + ", bit " + bit + " was turned over and nobody noticed");
  }

  private static void verify(SimulatedStorage storage, Path log)
      throws VerificationFailure, IOException {
    LogVerifier.verify(storage, log, TestLog.POLICY, Optional.empty());
  }

  private static Path publish(SimulatedStorage storage) throws IOException {
    Path home = Path.of("/home/ward");
    storage.createDirectories(home);
    Path log = home.resolve("log");
    LedgerOptions options =
        LedgerOptions.of(log, home.resolve("second"), TestLog.SIGNER)
            .withClock(TestLog.CLOCK)
            .withSegmentBytes(1 << 17)
            .withPublishInterval(Duration.ZERO);
    try (Ledger ledger = Ledger.open(options, storage)) {
      int from = 0;
      for (int to : new int[] {200, 300, 777, 900, SIZE}) {
        TestLog.append(ledger, from, to);
        ledger.publish();
        from = to;
      }
    }
    return log;
  }

  private static List<Path> publishedFiles(SimulatedStorage storage, Path log) throws IOException {
    List<Path> files = new ArrayList<>(List.of(log.resolve("checkpoint")));
    collect(storage, log.resolve("tile"), files);
    return files;
  }

  private static void collect(SimulatedStorage storage, Path folder, List<Path> files)
      throws IOException {
    for (Path path : storage.list(folder)) {
      if (storage.isDirectory(path)) {
        collect(storage, path, files);
      } else {
        files.add(path);
      }
    }
  }
}
