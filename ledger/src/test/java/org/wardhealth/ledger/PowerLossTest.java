package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wardhealth.ledger.SimulatedStorage.Defect;

/**
 * Power is lost, the disk is full, a sync fails, the process is killed: at steps chosen by a seed.
 * Many more seeds: {@code -Dward.seeds=5000}; one again: {@code -Dward.seed=N -Dward.seeds=1}.
 */
class PowerLossTest {
  @Test
  void nothingWithAReceiptOrASignatureIsLost() {
    int seeds = Integer.getInteger("ward.seeds", 20);
    int first = Integer.getInteger("ward.seed", 0);
    int receipts =
        IntStream.range(first, first + seeds)
            .parallel()
            .map(seed -> PowerLoss.run(seed, Set.of()))
            .sum();
    System.out.printf("%d seeds: %d entries with receipts, none lost%n", seeds, receipts);
    assertThat(receipts).isPositive();
  }

  @ParameterizedTest
  @EnumSource(names = {"SYNC_DOES_NOTHING", "DIRECTORY_SYNC_DOES_NOTHING"})
  void aDiskThatLiesIsNoticed(Defect defect) {
    noticed(defect);
  }

  /** One life in forty meets it. */
  @Test
  @Tag("extra")
  void aRenameInTwoStepsIsNoticed() {
    noticed(Defect.RENAME_IN_TWO_STEPS);
  }

  private static void noticed(Defect defect) {
    assertThatThrownBy(
            () -> {
              for (int seed = 0; seed < 200; seed++) {
                PowerLoss.run(seed, EnumSet.of(defect));
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("seed ");
  }
}
