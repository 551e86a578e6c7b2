package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise of {@link DateRecogniser}. In the examples, what must be found stands between braces.
 */
class DateRecogniserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Seen on {2023-01-15} for cough.",
        "Seen on {01/15/2023} for cough.",
        "Seen on {15/01/2023} for cough.",
        "Seen on {1/5/23}.",
        "Seen on {15.01.2023}.",
        "DOB: {03-04-1950}",
        "Admitted {March 5th, 2021} with sepsis.",
        "Admitted {Mar. 5, 2021} with sepsis.",
        "Surgery on {5 March 2021}.",
        "Surgery on the {3rd of May 2021}.",
        "Surgery on the {3rd of May}.",
        "Surgery on {12-Jan-2023}.",
        "Surgery on {12JAN2023}.",
        "Visit {Jan 20th '23}.",
        "Visit in {November 2022}.",
        "Visit in {03/2021}.",
        "Drawn {2023-01-02T10:15:00Z} at bedside.",
        "Seen on {12/14} by the team.",
        "Stay from {5/1-5/7/2021}.",
        "Stay {May 3-5, 2021}.",
        "Stay {March 3 to 5}.",
        "Seen Monday, {March 3}.",
        "Seen {last July}.",
        "Back on {may 5}.",
        "Collected {2023/11/05}.",
        "Received: {20230105}",
        "She was born in {1931}.",
        "Widow (b. {1931}) of a miner.",
        "YOB: {1929}",
        "Year of birth {1940}.",
        "birth year was {1933}"
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.DATE)).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Blood pressure 120/80 today.",
        "Pain was 5/10 and is now 2/10.",
        "Take 1/2 tablet daily.",
        "A 3/6 systolic murmur.",
        "Strength 5/5 in all extremities.",
        "Diagnosed in 2019, per the 2023 guideline.",
        "She was born in 1971.",
        "Diagnosed in 1938.",
        "She may 3 times a day take it.",
        "Vision 20/40 and 20/20.",
        "Dose 2.5.1 of the manual.",
        "INR 2.0-3.0.",
        "The ratio was 13/45/9999.",
        "Left: OCT 7/10 signal.",
        "Axis off 2. OCT CMT 251.",
        "On 5/10 pain she rested."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(English.found(text)).isEmpty();
  }
}
