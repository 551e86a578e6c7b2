package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ratios of scores, grades and gestation are no dates, whatever a tagger says. */
class ExclusionsTest {
  private static final Lexicon WORDS = Lexicon.load("en");

  @ParameterizedTest
  @ValueSource(strings = {"born at 25 [5/7] weeks", "BiPAP [12/6]", "a [4/6] thrill", "ate [3/4]"})
  void ratioIsNoDate(String text) {
    assertThat(stands(text)).isFalse();
  }

  @Test
  void dayAndMonthStand() {
    assertThat(stands("seen on [5/7] in clinic")).isTrue();
    assertThat(stands("follow up, [4/6] at noon")).isTrue();
  }

  private static boolean stands(String marked) {
    Tokens tokens = Tokens.of(marked.replace("[", "").replace("]", ""), WORDS);
    int from = tokens.at(marked.indexOf('['));
    return Exclusions.stands(tokens, from, from + 3, IdentifierType.DATE);
  }
}
