package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A name found once is found elsewhere. */
class NamePropagationTest {
  @Test
  void aFamilyNameFoundOnceIsFoundWithoutContext() {
    assertThat(
            English.found(
                "Dr. Quorvixa came. Later Quorvixa left, and QUORVIXA's note, quorvixa said."))
        .containsExactly("Quorvixa", "Quorvixa", "QUORVIXA", "quorvixa");
  }

  @Test
  void aNameThatIsAWordIsNotFoundInLowerCase() {
    assertThat(English.found("Mr. Young came. The young man and Young agreed."))
        .containsExactly("Young", "Young");
  }

  @Test
  void anEponymIsNotAPerson() {
    assertThat(English.found("Dr. Wilson diagnosed Wilson's disease.")).containsExactly("Wilson");
  }

  @Test
  void aFamilyAndAMisspellingAreFound() {
    assertThat(
            English.found(
                IdentifierType.CLINICIAN,
                "Dr. Quorvixa came. The Quorvixas live here. Qourvixa, Quorvixxa and Quorvxa left."))
        .containsExactly("Quorvixa", "Quorvixas", "Qourvixa", "Quorvixxa", "Quorvxa");
  }
}
