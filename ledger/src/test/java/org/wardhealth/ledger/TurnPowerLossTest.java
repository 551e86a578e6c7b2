package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wardhealth.ledger.SimulatedStorage.Defect;
import org.wardhealth.ledger.SimulatedStorage.Fault;

/**
 * Power is lost, the disk is full, a sync fails, the process is killed, while logs turn and two
 * writers go on: the succession opens, every entry with a receipt is at its number, nothing follows
 * a last entry, and each log begins with the root at which the one before ended. Many more seeds:
 * {@code -Dward.seeds=5000}; one again: {@code -Dward.seed=N -Dward.seeds=1}.
 */
class TurnPowerLossTest {
  private static final int ROUNDS = 4;
  private static final Path HOME = Path.of("/home/ward");

  @Test
  void atAnyPointOfATurnNothingIsLostAndTheNextStartFinishesIt() {
    int seeds = Integer.getInteger("ward.seeds", 20);
    int first = Integer.getInteger("ward.seed", 0);
    int turns =
        IntStream.range(first, first + seeds)
            .parallel()
            .map(seed -> new Life(seed, Set.of()).live())
            .sum();
    System.out.printf("%d seeds: %d turns%n", seeds, turns);
    assertThat(turns).isGreaterThan(seeds / 2);
  }

  @Test
  void aDiskThatLiesIsNoticed() {
    assertThatThrownBy(
            () -> {
              for (int seed = 0; seed < 200; seed++) {
                new Life(seed, EnumSet.of(Defect.SYNC_DOES_NOTHING)).live();
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("seed ");
  }

  /** One succession on one disk. */
  private static final class Life {
    private final long seed;
    private final Random random;
    private final SimulatedStorage storage;
    private final Succession.Words words = new SuccessionTest.Turning();
    private final Map<Long, byte[]> receipts = new ConcurrentHashMap<>();
    private final Queue<Throwable> broken = new ConcurrentLinkedQueue<>();
    private final AtomicInteger names = new AtomicInteger();

    Life(long seed, Set<Defect> defects) {
      this.seed = seed;
      this.random = new Random(seed);
      this.storage = new SimulatedStorage(new Random(~seed), defects);
    }

    /** Lives it; returns how many logs have ended. */
    int live() {
      try {
        storage.createDirectories(HOME);
        for (int round = 0; round < ROUNDS; round++) {
          Fault fault =
              switch (random.nextInt(10)) {
                case 0, 1 -> Fault.FULL_AT_WRITE;
                case 2, 3 -> Fault.ERROR_AT_SYNC;
                default -> Fault.STOP;
              };
          storage.plan(fault, 1L + random.nextInt(fault == Fault.STOP ? 300 : 60));
          try {
            run(Succession.open(this::options, words, storage), new Random(random.nextLong()));
          } catch (LedgerException e) {
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

    private void run(Succession logs, Random choices) {
      Thread[] writers = new Thread[2];
      for (int w = 0; w < writers.length; w++) {
        int entries = choices.nextInt(25);
        writers[w] = Thread.startVirtualThread(() -> write(logs, entries));
      }
      try {
        for (int turns = choices.nextInt(3); turns > 0; turns--) {
          logs.turn().close();
        }
      } catch (LedgerException.Halted e) {
        require(storage.fired(), "no turn, and no reason: " + e.getMessage());
        requireHalted(logs);
      }
      for (Thread writer : writers) {
        join(writer);
      }
      for (Throwable first : broken) {
        throw new AssertionError("seed " + seed + ": " + first, first);
      }
      logs.close();
    }

    private void write(Succession logs, int entries) {
      try {
        for (int i = 0; i < entries; i++) {
          byte[] entry = ("entry " + names.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
          byte[] other = receipts.put(logs.append(entry).index(), entry);
          require(other == null, "a number was given twice");
        }
      } catch (LedgerException.Halted e) {
        requireHalted(logs);
      } catch (RuntimeException | AssertionError e) {
        broken.add(e);
      }
    }

    private void requireHalted(Succession logs) {
      try {
        var _ = logs.append(new byte[] {1});
      } catch (LedgerException.Halted e) {
        require(logs.logs().ledger().state().halted().isPresent(), "halted, and does not say so");
        return;
      }
      throw new AssertionError("seed " + seed + ": it went on after a turn that failed");
    }

    private int check() throws IOException, VerificationFailure {
      storage.plan(Fault.NONE, 0);
      Succession.Logs logs;
      try (Succession opened = Succession.open(this::options, words, storage)) {
        logs = opened.logs();
      }
      long number = 0;
      Optional<Checkpoint> before = Optional.empty();
      for (int log = 1; log <= logs.ended().size() + 1; log++) {
        LedgerOptions of = options(log);
        VerifiedLog verified =
            LogVerifier.verify(
                storage, of.directory(), of.signer().verificationKey(), Optional.empty());
        boolean last = log > logs.ended().size();
        long first = last ? logs.first() : logs.ended().get(log - 1).first();
        require(first == number, "log " + log + " begins with number " + first);
        Optional<Checkpoint> predecessor = before;
        verified.entries((index, entry) -> look(first, index, entry, verified, last, predecessor));
        number += verified.size();
        before = Optional.of(verified.checkpoint());
      }
      long end = number;
      require(receipts.keySet().stream().allMatch(given -> given < end), "a receipt, no entry");
      return logs.ended().size();
    }

    private void look(
        long first,
        long index,
        byte[] entry,
        VerifiedLog log,
        boolean last,
        Optional<Checkpoint> before) {
      String where = log.checkpoint().origin() + "#" + index;
      byte[] promised = receipts.getOrDefault(first + index, entry);
      require(Arrays.equals(promised, entry), where + " is another one");
      require(words.isLast(entry) == (!last && index + 1 == log.size()), where + ": a last entry?");
      boolean begins = before.isPresent() && index == 0;
      byte[] named = before.map(end -> words.first(end, first)).orElseGet(() -> new byte[0]);
      require(begins == Arrays.equals(named, entry), where + ": a first entry?");
    }

    private void require(boolean kept, String what) {
      if (!kept) {
        throw new AssertionError("seed " + seed + ": " + what);
      }
    }

    private static void join(Thread thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
