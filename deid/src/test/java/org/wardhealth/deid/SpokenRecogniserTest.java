package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise of {@link SpokenRecogniser}: what must be found stands between braces. */
class SpokenRecogniserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "call her cell {six six one five five five oh one seven three} period",
        "phone {nine one four, five five five, oh one two two}. Thanks.",
      })
  void findsPhones(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.PHONE)).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"medical record number {four four one nine zero two seven} period"})
  void findsRecordNumbers(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.MRN)).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spelled {E T C H E V E R R Y} and", "that is {B-R-I-G-H-T}."})
  void findsSpelledNames(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.NAME)).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one two three times a day",
        "three five millimeter ports",
        "hepatitis A B C negative",
        "zero to three, four or five"
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(English.RULES.find(text)).isEmpty();
  }
}
