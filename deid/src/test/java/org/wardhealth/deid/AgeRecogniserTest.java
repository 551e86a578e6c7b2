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
        "She is in her late {90}s.",
        "He is in his mid-{90}s.",
        "A {94}+ year old man.",
        "She is in her {nineties}.",
        "She is in her early {nineties}.",
        "{91}M admitted",
        "He turned {90} in the spring.",
        "Turning {ninety-one} next week.",
        "Came to her {95}th birthday party.",
        "On his {ninetieth} birthday he fell.",
        "A {nonagenarian} from the home."
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
        "Worked there in the nineties.",
        "SpO2 97 percent, pulse 95.",
        "Temp 99F.",
        "LDL of 190.",
        "Turned 90 degrees on the bed.",
        "Head turned 95\u00B0 to the left.",
        "Temp 98F oral."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(English.found(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{94}F fell at home.", "Seen. {97}m with cough", "She is {94}, lives alone."})
  void whatMayBeAMeasurementIsAHint(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.AGE_OVER_89)).isEqualTo(marked);
    assertThat(English.RULES.find(marked.replaceAll("[{}]", "")).getFirst().score())
        .isLessThan(Pack.SURE);
  }
}
