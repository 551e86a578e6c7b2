package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise of {@link NameRecogniser}. In the examples, what must be found stands between braces.
 */
class NameRecogniserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Seen by Dr. {Nathan S.} today.",
        "Dr. {L. Wang} was called.",
        "Patient: {Brossoit, Deana A.}   MRN: 7541208",
        "{John Smith} was admitted; {Smith} left.",
        "{Jane A. Doe} presented.",
        "{Mark Young} called.",
        "{Sarah P.}, a teacher, came.",
        "Mrs. {Barrea} agreed.",
        "Discussed with her daughter {Whitley}.",
        "Electronically signed by {Alvin Alcox}, MD",
        "{Boudro} RN paged.",
        "patient: {john smith}",
        "dr {patel} called.",
        "JOHN. {JANE MILLER} and {ROBERT MILLER}.",
        "{Mary O'Brien} and {Ian McDonald} came.",
        "{Anna-Maria Garcia-Lopez} came.",
        "{Maria de la Cruz} came.",
        "Dear {Robert},",
        "under Dr. {A. Barnes}.",
        "{John Smith}'s wife",
        "{Robert \"Bob\" Jones} came.",
        "Mr. {Young} and Ms. {White} came.",
        "Dr. {Wilson} came."
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.NAME, IdentifierType.CLINICIAN))
        .isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Wilson's disease and Hodgkin lymphoma.",
        "A Foley catheter, a Babinski sign, Crohn's disease.",
        "The patient may follow up; hope is good.",
        "Will return. May repeat. Grace period. Mark the site.",
        "Glasgow Coma Scale 15, Apgar 9, Framingham risk.",
        "Vitamin D. Brown stool. Hepatitis B.",
        "E. coli and C. difficile grew.",
        "CHIEF COMPLAINT: ANNUAL EXAM",
        "Enrolled in ALLHAT and ASCEND.",
        "Her mother had diabetes; father died of MI.",
        "The patient reports pain."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(English.found(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Seen by Dr. {Nathan Quorvix} today.",
        "Electronically signed by {Alvin Alcox}, MD",
        "Attending: {Quorvixa}",
        "{Boudro} RN paged."
      })
  void tellsThoseWhoGiveCareFromOthers(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.CLINICIAN)).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Mr. {Quorvixa} agreed.", "Patient: {Quorvixa}", "his wife {Quorvixa}"})
  void othersAreNoClinicians(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.NAME)).isEqualTo(marked);
  }

  /** Some are called so, and the tagger decides. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Moderate MR. Doxy 7d.",
        "Pain 3 on MS Contin 60.",
        "MR Carpentier IIIb.",
        "PT: Zimmer and two."
      })
  void capitalsThatMeanOtherThingsAreNoSureTitle(String text) {
    assertThat(English.RULES.find(text)).allMatch(finding -> finding.score() < Pack.SURE);
  }
}
