package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise of {@link AgeRecogniser}. In the examples, what must be found stands between braces.
 */
class AgeRecogniserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "A {92}-year-old man.",
        "A {101} year old woman.",
        "Age: {95}",
        "She is {90} years of age.",
        "{97}yo F with CHF.",
        "pt is {93} y/o.",
        "A {ninety-two} year old man.",
        "She is in her {90}s.",
        "{91}M admitted"
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.AGE_OVER_89)).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A 89-year-old man.",
        "A 50-year-old man, 92 kg.",
        "Followed for 92 years.",
        "SpO2 97 percent, pulse 95.",
        "Temp 99F.",
        "LDL of 190."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(English.found(text)).isEmpty();
  }
}
