package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wardhealth.ledger.SimulatedStorage.Defect;

/**
 * Power is lost, the disk is full, a sync fails, the process is killed: at steps chosen by a seed.
 * Many more seeds: {@code -Dward.seeds=5000}; one again: {@code -Dward.seed=N -Dward.seeds=1}.
 */
class PowerLossTest {
  /** Seeds from here on soon meet each defect; the rarest, a rename in two steps, at 43. */
  private static final int FIRST = 30;

  @Test
  void nothingWithAReceiptOrASignatureIsLost() {
    int seeds = Integer.getInteger("ward.seeds", 20);
    int first = Integer.getInteger("ward.seed", FIRST);
    int receipts =
        IntStream.range(first, first + seeds)
            .parallel()
            .map(seed -> PowerLoss.run(seed, Set.of()))
            .sum();
    System.out.printf("%d seeds: %d entries with receipts, none lost%n", seeds, receipts);
    assertThat(receipts).isPositive();
  }

  @ParameterizedTest
  @EnumSource(Defect.class)
  void aDiskThatLiesIsNoticed(Defect defect) {
    assertThatThrownBy(
            () -> {
              for (int seed = FIRST; seed < FIRST + 200; seed++) {
                PowerLoss.run(seed, EnumSet.of(defect));
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("seed ");
  }
}
