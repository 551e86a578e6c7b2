package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.wardhealth.ledger.SimulatedStorage.Defect;
import org.wardhealth.ledger.SimulatedStorage.Fault;

/**
 * One life of a log on a {@link SimulatedStorage}: several writers append, something goes wrong at
 * a step chosen by the seed, the log is opened again, and so on. {@link #run} returns if every
 * promise was kept, and throws an {@link AssertionError} that names the seed if one was not.
 *
 * <p>The promises: the log opens; every entry with a receipt is at its index; no index is used
 * twice, none is left out, no entry is there twice; everything that was ever signed is a beginning
 * of the log; no size was signed with two roots; the newest checkpoint that a quorum cosigned stays
 * readable and never goes back; after a failed write or sync the log takes nothing more, and no
 * failed sync is tried again.
 */
final class PowerLoss {
  private static final int ROUNDS = 5;
  private static final int WRITERS = 3;
  private static final Path HOME = Path.of("/home/ward");
  private static final WitnessKey WITNESS =
      TrustPolicyTest.witness(70, KeyType.ED25519_COSIGNATURE);
  private static final TrustPolicy QUICK_POLICY =
      TrustPolicy.of(TestLog.QUICK_SIGNER.verificationKeys());
  private static final TrustPolicy COSIGNED =
      TrustPolicy.of(TestLog.QUICK_SIGNER.verificationKeys(), List.of(WITNESS.verificationKey()));

  private final long seed;
  private final Random random;
  private final SimulatedStorage storage;
  private final LedgerOptions options;
  private final Map<Long, byte[]> receipts = new ConcurrentHashMap<>();
  private final Map<Long, Hash> signed = new TreeMap<>();
  private final Queue<Throwable> broken = new ConcurrentLinkedQueue<>();
  private final AtomicInteger names = new AtomicInteger();
  private final AtomicLong cosigned = new AtomicLong(-1);

  private PowerLoss(long seed, Set<Defect> defects) {
    this.seed = seed;
    this.random = new Random(seed);
    this.storage = new SimulatedStorage(new Random(~seed), defects);
    this.options =
        LedgerOptions.of(HOME.resolve("log"), HOME.resolve("second"), TestLog.QUICK_SIGNER)
            .withClock(TestLog.CLOCK)
            .withSegmentBytes(1 << 17)
            .withPublishInterval(Duration.ZERO);
  }

  /** Lives one life; returns how many entries had receipts at its end. */
  static int run(long seed, Set<Defect> defects) {
    PowerLoss life = new PowerLoss(seed, defects);
    try {
      return life.live();
    } catch (IOException | VerificationFailure | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
  }

  private int live() throws IOException, VerificationFailure {
    storage.createDirectories(HOME);
    for (int round = 0; round < ROUNDS; round++) {
      Fault fault = fault(random.nextInt(10));
      storage.plan(fault, 1L + random.nextInt(fault == Fault.STOP ? 300 : 60));
      try {
        Ledger ledger = Ledger.open(options, storage);
        append(ledger, new Random(seed + round));
      } catch (LedgerException.Refused e) {
        require(storage.fired(), "refused without a reason: " + e.getMessage());
      }
      require(!storage.retriedSync(), "a failed sync was tried again");
      if (random.nextInt(5) > 0) {
        storage.losePower();
      } else {
        storage.startAgain();
      }
      if (random.nextBoolean()) {
        check();
      }
    }
    check();
    return receipts.size();
  }

  private static Fault fault(int die) {
    return switch (die) {
      case 0, 1 -> Fault.FULL_AT_WRITE;
      case 2, 3 -> Fault.ERROR_AT_SYNC;
      default -> Fault.STOP;
    };
  }

  private void append(Ledger ledger, Random choices) {
    Thread[] writers = new Thread[WRITERS];
    for (int w = 0; w < WRITERS; w++) {
      Random own = new Random(choices.nextLong());
      int entries = own.nextInt(40);
      writers[w] = Thread.startVirtualThread(() -> appendOrTell(ledger, own, entries));
    }
    for (Thread writer : writers) {
      join(writer);
    }
    for (Throwable first : broken) {
      throw new AssertionError("seed " + seed + ": " + first, first);
    }
    boolean halted = ledger.state().halted().isPresent();
    try {
      ledger.close();
      require(!halted || storage.fired(), "halted without a reason: " + ledger.state().halted());
    } catch (LedgerException.Halted e) {
      require(storage.fired(), "halted without a reason: " + e.getMessage());
    }
  }

  private void appendOrTell(Ledger ledger, Random own, int entries) {
    try {
      append(ledger, own, entries);
    } catch (RuntimeException | AssertionError e) {
      broken.add(e);
    }
  }

  private void append(Ledger ledger, Random own, int entries) {
    try {
      for (int i = 0; i < entries; i++) {
        byte[] entry = entry(own.nextInt(20) == 0 ? own.nextInt(60_000) : own.nextInt(600));
        Receipt receipt = ledger.append(entry);
        byte[] other = receipts.put(receipt.index(), entry);
        require(other == null, "index " + receipt.index() + " was given twice");
        if (own.nextInt(15) == 0) {
          Checkpoint checkpoint = ledger.publish();
          if (own.nextBoolean()) {
            cosign(ledger, checkpoint);
          }
        }
      }
    } catch (LedgerException.Halted e) {
      try {
        ledger.append(entry(1));
        throw new AssertionError("seed " + seed + ": a halted log took an entry", e);
      } catch (LedgerException.Halted _) {
        // as it must
      }
    }
  }

  private void cosign(Ledger ledger, Checkpoint checkpoint) {
    long time = TestLog.CLOCK.instant().getEpochSecond();
    ledger.cosigned(
        checkpoint.with(List.of(WITNESS.cosign(checkpoint.note().text(), checkpoint.head(), time))),
        true);
    cosigned.accumulateAndGet(checkpoint.size(), Math::max);
  }

  private byte[] entry(int length) {
    byte[] name = ("entry " + names.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
    byte[] entry = Arrays.copyOf(name, name.length + 1 + length);
    Arrays.fill(entry, name.length + 1, entry.length, (byte) 'x');
    return entry;
  }

  /** Opens the log with nothing going wrong and holds it against everything that was promised. */
  private void check() throws IOException, VerificationFailure {
    storage.plan(Fault.NONE, 0);
    long last = receipts.keySet().stream().mapToLong(Long::longValue).max().orElse(-1);
    try (Ledger ledger = Ledger.open(options, storage)) {
      require(ledger.state().durable() > last, "the log ends before entry " + last);
    }
    VerifiedLog log =
        LogVerifier.verify(storage, options.directory(), QUICK_POLICY, Optional.empty());
    Map<Long, Hash> roots = signedRoots();
    requireCosigned(roots);
    TreeEdge tree = new TreeEdge();
    Set<String> seen = new HashSet<>();
    requireRoot(tree, roots);
    log.entries(
        (index, entry) -> {
          byte[] promised = receipts.getOrDefault(index, entry);
          require(Arrays.equals(promised, entry), "entry " + index + " is another one");
          String name = new String(entry, 0, Math.min(20, entry.length), StandardCharsets.UTF_8);
          require(seen.add(name.split("\0", 2)[0]), "an entry is there twice, at " + index);
          tree.add(Hash.ofEntry(entry), (path, hashes) -> {});
          requireRoot(tree, roots);
        });
    require(log.size() > last, "the checkpoint does not cover entry " + last);
    require(roots.isEmpty(), "signed and gone: sizes " + roots.keySet());
  }

  private void requireCosigned(Map<Long, Hash> roots) throws IOException, VerificationFailure {
    Path file = options.directory().resolve(CheckpointFile.COSIGNED);
    if (!storage.exists(file)) {
      require(cosigned.get() < 0, "the cosigned checkpoint is gone");
      return;
    }
    Checkpoint newest = COSIGNED.verify(storage.read(file)).checkpoint();
    require(newest.size() >= cosigned.get(), "the cosigned checkpoint went back");
    require(
        Optional.ofNullable(roots.get(newest.size())).equals(Optional.of(newest.root())),
        "what is cosigned was never signed");
  }

  /** A copy of the roots by size; each note is looked at once. */
  private Map<Long, Hash> signedRoots() throws VerificationFailure {
    for (byte[] note : storage.takeSigned()) {
      Checkpoint checkpoint = Checkpoint.verify(note, TestLog.QUICK_SIGNER.verificationKey());
      Hash other = signed.put(checkpoint.size(), checkpoint.root());
      require(
          other == null || other.equals(checkpoint.root()),
          "two roots were signed for size " + checkpoint.size());
    }
    return new TreeMap<>(signed);
  }

  private void requireRoot(TreeEdge tree, Map<Long, Hash> roots) {
    Hash root = roots.remove(tree.size());
    require(root == null || root.equals(tree.root()), "another root was signed at " + tree.size());
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
