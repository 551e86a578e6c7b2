package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise of {@link InformalDateRecogniser}: what must be found stands between braces. */
class InformalDateRecogniserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Resume gym in {July}.",
        "Off it since {jan} as it hurt.",
        "She travelled in {May} and came back.",
        "Boat leaves on {the 20th}.",
        "Lands Friday {the 24th}, he says.",
        "Worse since {Thanksgiving}.",
        "Seen on {New Year's Day}.",
        "surgery {June third two thousand twenty four} period",
        "biopsy on the {eleventh of March} with",
        "started amoxicillin on\n{October\n7}. Culture negative.",
        "LAST SEEN IN {OCT} WITH HIS SON."
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.DATE)).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "She may march on.",
        "The 3rd floor and the 5th toe.",
        "On the 2nd dose.",
        "Christmas disease is factor IX deficiency.",
        "April Quorvix came.",
        "Macula flat. OCT: drusen, no fluid.",
        "The APR specimen, 22 cm; MAR reviewed.",
        "First of all."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(English.found(IdentifierType.DATE, text)).isEmpty();
  }
}
