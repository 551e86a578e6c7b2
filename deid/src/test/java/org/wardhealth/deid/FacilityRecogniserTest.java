package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise of {@link FacilityRecogniser}. In the examples, what must be found stands between
 * braces.
 */
class FacilityRecogniserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Seen at {St. Mary's Hospital} today.",
        "Seen at {Elm Street Clinic} today.",
        "Transferred from {University Medical Center} in Lafayette overnight.",
        "Treated at {Cedars-Sinai} for sepsis.",
        "Treated at {Westmark General} for sepsis.",
        "Seen at our {Qorvik} on rounds.",
        "Treated at {Mount Sinai Hospital} for sepsis.",
        "Followed by {Children's Hospital Los Angeles}.",
        "Admitted to {Trinity Regional Health System} overnight.",
        "Admitted to {Houston Methodist Hospital} overnight.",
        "Treated at the {Oakdale Cancer Center} for sepsis."
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.FACILITY)).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "She went to the hospital and the clinic.",
        "Seen in the Emergency Department.",
        "Recommendations from Mayo Clinic for gout.",
        "Hospital course was uneventful.",
        "Medical Center",
        "Admitted to ICU, transferred to MICU, discharged to SNF.",
        "Referred to Cardiology; presented to ED.",
        "Recent criteria by Johns Hopkins."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(English.found(text)).isEmpty();
  }

  /** A house may have such a name, so it is said; the tagger decides. */
  @ParameterizedTest
  @ValueSource(
      strings = {"Home with Home Health today.", "Follow up in Memory Clinic in May 2024."})
  void wordsOfCareAloneAreNoSureName(String text) {
    assertThat(English.RULES.find(text))
        .filteredOn(finding -> finding.type() == IdentifierType.FACILITY)
        .isNotEmpty()
        .allMatch(finding -> finding.score() < Pack.SURE);
  }
}
