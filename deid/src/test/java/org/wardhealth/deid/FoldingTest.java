package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;

/** Comparison without case and marks. */
class FoldingTest {
  @Test
  void agreesWithUnicodeOnLettersThatHaveABareForm() {
    for (char c = 0; c < 0x300; c++) {
      char bare =
          Normalizer.normalize(String.valueOf(Character.toLowerCase(c)), Normalizer.Form.NFD)
              .charAt(0);
      if (Character.isLetter(c) && bare < 0x80) {
        assertThat(Folding.fold(c)).as("U+%04X", (int) c).isEqualTo(bare);
      }
    }
  }

  @Test
  void composedAndDecomposedAreTheSame() {
    assertThat(Folding.fold("Jos\u00E9 \u0141\u00F3d\u017A"))
        .isEqualTo(Folding.fold("JOSE\u0301 Lodz"))
        .isEqualTo("jose lodz");
  }
}
