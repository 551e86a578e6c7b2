package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wardhealth.ledger.SimulatedStorage.Defect;
import org.wardhealth.ledger.SimulatedStorage.Fault;

/**
 * A witness whose machine loses power at steps chosen by a seed never knows less than it cosigned
 * or showed, so it cosigns no fork of it. Many more seeds: {@code -Dward.seeds=5000}.
 */
class WitnessPowerLossTest {
  private static final Path STATE = Path.of("/home/witness");
  private static final int ROUNDS = 3;
  private static final int MOST = 60;
  private static final WitnessKey KEY = TrustPolicyTest.witness(71, KeyType.ED25519_COSIGNATURE);
  private static final List<Checkpoint> LOG = new ArrayList<>(); // by size
  private static final List<ConsistencyProof> PROOFS = new ArrayList<>(); // from the size before

  @BeforeAll
  static void growALog() throws IOException {
    SimulatedStorage storage = new SimulatedStorage(new Random(1), Set.of());
    LedgerOptions options = new TestLog(Path.of("/home/ward")).options();
    storage.createDirectories(Path.of("/home/ward"));
    LOG.clear();
    PROOFS.clear();
    try (Ledger ledger = Ledger.open(options, storage)) {
      LOG.add(ledger.checkpoint());
      PROOFS.add(new ConsistencyProof(0, 0, List.of()));
      for (int size = 1; size <= MOST; size++) {
        TestLog.append(ledger, size - 1, size);
        LOG.add(ledger.publish());
        PROOFS.add(
            size == 1
                ? new ConsistencyProof(0, 1, List.of())
                : ledger.proveConsistency(size - 1, size));
      }
    }
  }

  @Test
  void whatWasCosignedOrShownIsNeverForgotten() {
    int seeds = Integer.getInteger("ward.seeds", 20);
    int first = Integer.getInteger("ward.seed", 0);
    int cosigned =
        IntStream.range(first, first + seeds).parallel().map(seed -> live(seed, Set.of())).sum();
    System.out.printf("%d seeds: %d cosignatures, none forgotten%n", seeds, cosigned);
    assertThat(cosigned).isGreaterThan(seeds);
  }

  @ParameterizedTest
  @EnumSource(Defect.class)
  void aDiskThatLiesIsNoticed(Defect defect) {
    assertThatThrownBy(
            () -> {
              for (int seed = 0; seed < 200; seed++) {
                live(seed, EnumSet.of(defect));
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("seed ");
  }

  /** Several starts of one witness; returns the last size that it cosigned. */
  private static int live(int seed, Set<Defect> defects) {
    Random random = new Random(seed);
    SimulatedStorage storage = new SimulatedStorage(new Random(~seed), defects);
    int known = 0;
    for (int round = 0; round <= ROUNDS; round++) {
      Fault fault = round == ROUNDS ? Fault.NONE : fault(random.nextInt(10));
      storage.plan(fault, 1L + random.nextInt(fault == Fault.STOP ? 30 : 8));
      try {
        known = serve(open(storage), random, known);
      } catch (LedgerException.Refused e) {
        require(seed, storage.fired(), "refused without a reason: " + e.getMessage());
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
      require(seed, !storage.retriedSync(), "a failed sync was tried again");
      if (random.nextInt(5) > 0) {
        storage.losePower();
      } else {
        storage.startAgain();
      }
    }
    return known;
  }

  private static Witness open(SimulatedStorage storage) {
    // one key of the log is enough here, and the quicker one
    List<VerificationKey> keys = List.of(TestLog.SIGNER.verificationKey());
    return Witness.open(KEY, keys, STATE, TestLog.CLOCK, storage);
  }

  private static int serve(Witness witness, Random random, int known) {
    int size = shown(witness);
    if (size < known) {
      throw new AssertionError("it knows size " + size + ", but gave " + known);
    }
    for (int requests = random.nextInt(6); requests > 0 && size < MOST; requests--) {
      Witness.Answer answer =
          witness.addCheckpoint(Witness.request(PROOFS.get(size + 1), LOG.get(size + 1)));
      switch (answer.status()) {
        case 200 -> size++;
        case 500 -> {
          Witness.Answer after =
              witness.addCheckpoint(Witness.request(PROOFS.get(size + 1), LOG.get(size + 1)));
          assertThat(after.status()).as("after a failed write").isEqualTo(503);
          return size;
        }
        default -> throw new AssertionError(answer.status() + " " + answer.body());
      }
    }
    return size;
  }

  private static int shown(Witness witness) {
    Witness.Answer shown = witness.checkpoint(Witness.hash("ward.example/log"));
    return shown.status() == 404 ? 0 : Integer.parseInt(shown.body().split("\n", 3)[1]);
  }

  private static Fault fault(int die) {
    return switch (die) {
      case 0, 1 -> Fault.FULL_AT_WRITE;
      case 2, 3 -> Fault.ERROR_AT_SYNC;
      default -> Fault.STOP;
    };
  }

  private static void require(int seed, boolean kept, String what) {
    if (!kept) {
      throw new AssertionError("seed " + seed + ": " + what);
    }
  }
}
