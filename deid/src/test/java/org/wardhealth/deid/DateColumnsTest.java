package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Days at the head of columns are dates; strengths, ratios and scores in columns are none. */
class DateColumnsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "LABS        {01/27}   {01/29}   {02/01}   {02/04}\n Na   128   131",
        "            {3/5}   {4/2}   {4/30}\n FK   9.8   7.2",
        "site   {12/28}   {1/4}   {1/11}"
      })
  void finds(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.DATE)).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUE   5/5   4/5   3/5   LUE 5/5",
        "ate   1/2   3/4   1/2",
        "quiz  3/4   2/4",
        "doses 1/2 3/4 5/6 in a row",
        "ratio 13/20   14/25   14/28"
      })
  void leaves(String text) {
    assertThat(English.found(IdentifierType.DATE, text)).isEmpty();
  }

  @Test
  void oneCellAloneIsNoColumn() {
    assertThat(English.found(IdentifierType.DATE, "score   01/12   worse")).isEmpty();
  }
}
