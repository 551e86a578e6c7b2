package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise of {@link PlaceRecogniser}. In the examples, what must be found stands between
 * braces.
 */
class PlaceRecogniserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "She lives in {Novokuznetsk} with her cat.",
        "She lives in {Sunnyvale, CA}, alone.",
        "Seen in {San Francisco} for this.",
        "Moved from {Salt Lake City} in spring.",
        "Seen in our {Chicago clinic} for this.",
        "A patient from {King County} came.",
        "Seen in {Houston, Texas}."
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.LOCATION)).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Patients in Texas and France.",
        "In Reading tests she scored low.",
        "Given in Mobile units.",
        "Elderly patients in the southern US.",
        "Lyme disease and Norwalk virus.",
        "Bath in warm water. Orange juice."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(English.found(text)).isEmpty();
  }
}
