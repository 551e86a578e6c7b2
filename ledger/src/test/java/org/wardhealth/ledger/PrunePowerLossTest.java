package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wardhealth.ledger.SimulatedStorage.Defect;
import org.wardhealth.ledger.SimulatedStorage.Fault;

/**
 * Power is lost, the disk is full, a sync fails, the process is killed, while logs are pruned: the
 * succession opens, each log verifies, what it gave up was said before and is gone whole, and every
 * entry that was not given up is there. Many more seeds: {@code -Dward.seeds=5000}; one again:
 * {@code -Dward.seed=N -Dward.seeds=1}.
 */
class PrunePowerLossTest {
  private static final int ROUNDS = 3;
  private static final Path HOME = Path.of("/home/ward");

  @Test
  void atAnyPointOfAPruningItHasNotBegunOrTheNextStartFinishesIt() {
    int seeds = Integer.getInteger("ward.seeds", 20);
    int first = Integer.getInteger("ward.seed", 0);
    int pruned =
        IntStream.range(first, first + seeds)
            .parallel()
            .map(seed -> new Life(seed, Set.of()).live())
            .sum();
    System.out.printf("%d seeds: %d logs pruned%n", seeds, pruned);
    assertThat(pruned).isGreaterThan(seeds / 2);
  }

  @Test
  void aDiskThatLiesAboutNamesIsNoticed() {
    assertThatThrownBy(
            () -> {
              for (int seed = 0; seed < 400; seed++) {
                new Life(seed, EnumSet.of(Defect.DIRECTORY_SYNC_DOES_NOTHING)).live();
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("seed ");
  }

  /** One succession on one disk: two logs that have ended, and the one that is written. */
  private static final class Life {
    private final long seed;
    private final Random random;
    private final SimulatedStorage storage;
    private final Succession.Words words = new SuccessionTest.Turning();
    private final Map<Long, byte[]> receipts = new HashMap<>();
    private long[] asked = {0, 0};
    private int names;

    Life(long seed, Set<Defect> defects) {
      this.seed = seed;
      this.random = new Random(seed);
      this.storage = new SimulatedStorage(new Random(~seed), defects);
    }

    /** Lives it; returns how many logs are pruned in the end. */
    int live() {
      try {
        storage.createDirectories(HOME);
        try (Succession logs = Succession.open(this::options, words, storage)) {
          write(logs, 770);
          logs.turn().close();
          write(logs, 520);
          logs.turn().close();
        }
        for (int round = 0; round < ROUNDS; round++) {
          Fault fault =
              switch (random.nextInt(10)) {
                case 0, 1 -> Fault.FULL_AT_WRITE;
                case 2, 3 -> Fault.ERROR_AT_SYNC;
                default -> Fault.STOP;
              };
          storage.plan(fault, 1L + random.nextInt(fault == Fault.STOP ? 120 : 25));
          try (Succession logs = Succession.open(this::options, words, storage)) {
            prune(logs);
          } catch (IOException | LedgerException e) {
            require(storage.fired(), "refused without a reason: " + e.getMessage());
          }
          require(!storage.retriedSync(), "a failed sync was tried again");
          if (random.nextInt(4) > 0) {
            storage.losePower();
          } else {
            storage.startAgain();
          }
          if (random.nextBoolean()) {
            var _ = check();
          }
        }
        return check();
      } catch (IOException | VerificationFailure | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e, e);
      }
    }

    private LedgerOptions options(int number) {
      return SuccessionTest.options(HOME, number);
    }

    private void write(Succession logs, int entries) {
      List<byte[]> written =
          IntStream.range(0, entries)
              .mapToObj(_ -> ("entry " + names++).getBytes(StandardCharsets.UTF_8))
              .toList();
      var given = written.stream().map(logs::submit).toList();
      for (int i = 0; i < entries; i++) {
        byte[] other = receipts.put(given.get(i).join().index(), written.get(i));
        require(other == null, "a number was given twice");
      }
    }

    private void prune(Succession logs) throws IOException {
      long[] now = {minimum(1), minimum(2)};
      long[] wanted = {
        Math.max(now[0], 256L * random.nextInt(4)), Math.max(now[1], 256L * random.nextInt(3))
      };
      asked = new long[] {Math.max(asked[0], wanted[0]), Math.max(asked[1], wanted[1])};
      logs.prune(List.of(wanted[0], wanted[1]), SuccessionTest::pruned);
      require(minimum(1) == wanted[0] && minimum(2) == wanted[1], "pruned, and is not");
    }

    private long minimum(int log) throws IOException {
      return new LogDirectory(storage, options(log).directory())
          .pruned()
          .map(TreeHead::size)
          .orElse(0L);
    }

    private int check() throws IOException, VerificationFailure {
      storage.plan(Fault.NONE, 0);
      requireSaid();
      Succession.Logs logs;
      try (Succession opened = Succession.open(this::options, words, storage)) {
        logs = opened.logs();
      }
      int pruned = 0;
      for (int log = 1; log <= 2; log++) {
        Path directory = options(log).directory();
        long minimum = minimum(log);
        require(minimum <= asked[log - 1], "log " + log + " gave up what nobody asked for");
        VerifiedLog verified =
            LogVerifier.verify(
                storage, directory, options(log).signer().verificationKey(), Optional.empty());
        require(verified.minimum() == minimum, "another minimum");
        if (minimum > 0) {
          pruned++;
          gone(log, directory, verified);
        }
        kept(logs.ended().get(log - 1).first(), verified);
      }
      return pruned;
    }

    /** Before a start publishes anything. */
    private void requireSaid() throws IOException {
      for (int log = 1; log <= 2; log++) {
        Optional<TreeHead> gone = new LogDirectory(storage, options(log).directory()).pruned();
        require(
            gone.isEmpty()
                || new LogDirectory(storage, options(3).directory())
                    .saysPruned(gone.get())
                    .isPresent(),
            "log " + log + " gave up entries, and no checkpoint covers an entry that says so");
      }
    }

    private void gone(int log, Path directory, VerifiedLog verified) throws IOException {
      for (long bundle = 0; bundle * Tile.WIDTH < verified.minimum(); bundle++) {
        Path file = TilePath.bundle(bundle, Tile.WIDTH).in(directory);
        require(!storage.exists(file), file + " is still there");
      }
      require(storage.list(directory.resolve("wal")).isEmpty(), "log " + log + ": segments");
      LogDirectory newest = new LogDirectory(storage, options(3).directory());
      String root = verified.pruned().orElseThrow().root().toString();
      boolean said = false;
      for (long index : newest.find(Succession.PRUNED)) {
        said |= LogDirectory.holds(newest.entry(index), root);
      }
      require(said, "log " + log + " gave up entries, and no entry says so");
    }

    private void kept(long first, VerifiedLog verified) throws IOException, VerificationFailure {
      long[] next = {verified.minimum()};
      verified.entries(
          (index, entry) -> {
            require(index == next[0]++, "entry " + index + " is out of turn");
            byte[] promised = receipts.getOrDefault(first + index, entry);
            require(Arrays.equals(promised, entry), "entry " + index + " is another one");
          });
      require(next[0] == verified.size(), "entries are missing");
    }

    private void require(boolean kept, String what) {
      if (!kept) {
        throw new AssertionError("seed " + seed + ": " + what);
      }
    }
  }
}
