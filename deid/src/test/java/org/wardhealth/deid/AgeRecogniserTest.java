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
        "A {nonagenarian} from the home.",
        "Age: {91.5} years, alone.",
        "A {91\u00BD} years old man.",
        "She is {1,090 months} old.",
        "A {1090-month}-old woman.",
        "He was {4,700 weeks} of age.",
        "{33000 days} old",
        "A {91-year-and-3-month}-old woman.",
        "He is {91 years and 3 months} old.",
        "{91y 4m} old",
        "A {one hundred and two} year old woman.",
        "{A hundred}-year-old man came.",
        "He turned {one hundred} then.",
        "On her {hundredth} birthday she fell.",
        "She is in her {tenth decade}.",
        "F/{93}, cough",
        "DICOM {091}Y; M/{92};",
        "Age at death: {96}",
        "age of onset was {91}"
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
        "Temp 98F oral.",
        "Temp 98.6F oral, 94.5m walked.",
        "Two hundred years old is the house.",
        "Born 900 months ago, 1,090 days of age.",
        "age of patients 95%",
        "BP 120/93, 045Y"
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
