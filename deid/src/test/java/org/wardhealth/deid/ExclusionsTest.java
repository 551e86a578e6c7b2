package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @ValueSource(strings = {"MoCA [4/6]", "insight [1/3]", "page [1/2]", "rated [5/8] by the maker"})
  void scoreIsNoDate(String text) {
    assertThat(stands(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rates her pain without medication as [6/10], and",
        "inhale [2-3] puffs now",
        "base of [the 1st] metatarsal"
      })
  void ratingDoseAndOrdinalAreNoDate(String text) {
    assertThat(stands(text)).isFalse();
  }

  @Test
  void dayBesidePainStands() {
    assertThat(stands("back pain since [6/10] and worse")).isTrue();
    assertThat(stands("seen on [the 1st] with her son")).isTrue();
  }

  @Test
  void whatIsOnlyPointedAtIsNoInstitution() {
    assertThat(stands("an assistant at [that practice] saw", IdentifierType.FACILITY)).isFalse();
    assertThat(stands("nights at [the smelter] again", IdentifierType.ORGANISATION)).isTrue();
  }

  @Test
  void wordThatBeginsASentenceIsNoPerson() {
    assertThat(stands("Well. [Finally] I advised", IdentifierType.NAME)).isFalse();
    assertThat(stands("HR: 98.\n[Temperature] is 97.7", IdentifierType.CLINICIAN)).isFalse();
    assertThat(stands("Well. [Patience] called", IdentifierType.NAME)).isTrue();
    assertThat(stands("Well. [Price] called", IdentifierType.CLINICIAN)).isTrue();
  }

  @Test
  void roomAndBedAreNoNumberOfAPatient() {
    assertThat(stands("in bed [612-B] now", IdentifierType.OTHER_ID)).isFalse();
    assertThat(stands("Rm #[110-C]", IdentifierType.MRN)).isFalse();
    assertThat(stands("badge [612-B] now", IdentifierType.OTHER_ID)).isTrue();
  }

  @Test
  void yearsWithoutHowManyAreNoAge() {
    assertThat(stands("a man, unknown [years old], came", IdentifierType.AGE)).isFalse();
    assertThat(stands("a [__-year-old] man", IdentifierType.AGE_OVER_89)).isFalse();
    assertThat(stands("a [six-year-old] boy", IdentifierType.AGE)).isTrue();
    assertThat(stands("a man of [91 years]", IdentifierType.AGE_OVER_89)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "false, seen last [summer] and well",
    "false, since mid-[winter] more cough",
    "true, with her sister [summer] today",
    "true, seen by [Summer] last week"
  })
  void seasonIsNoPerson(boolean stands, String marked) {
    Tokens tokens = Tokens.of(marked.replace("[", "").replace("]", ""), WORDS);
    int at = tokens.at(marked.indexOf('['));
    assertThat(Exclusions.stands(tokens, at, at + 1, IdentifierType.NAME)).isEqualTo(stands);
  }

  @Test
  void weekdayAloneIsNoPerson() {
    Tokens tokens = Tokens.of("next visit Thu at noon", WORDS);
    assertThat(Exclusions.stands(tokens, 2, 3, IdentifierType.CLINICIAN)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seen by [SFC {Quidachay}] today",
        "with [Pastor {Hope Aho}] and",
        "told [Sgt. {Moses Quartey}], who",
        "by [{Anna Bell}, MD], today",
        "by [{Anna Bell} RN] today",
        "[{Deacon}] came",
        "[{Dr. Bell}] came",
        "SIGNED [{JO DO}] TODAY"
      })
  void rankBeforeANameAndDegreeBehindItAreNoneOfIt(String marked) {
    String text = marked.replaceAll("[\\[\\]{}]", "");
    Tokens tokens = Tokens.of(text, WORDS);
    String braces = marked.replaceAll("[{}]", "");
    int from = tokens.at(braces.indexOf('['));
    int to = tokens.at(braces.indexOf(']') - 2) + 1;
    String brackets = marked.replaceAll("[\\[\\]]", "");
    int begin = tokens.start(Exclusions.begin(tokens, from, to, IdentifierType.NAME));
    int end = tokens.end(Exclusions.end(tokens, from, to, IdentifierType.NAME) - 1);
    assertThat(text.substring(begin, end))
        .isEqualTo(brackets.substring(brackets.indexOf('{') + 1, brackets.indexOf('}')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"packs/day", "tablets/day", "units/day", "paquetes/a\u00f1o"})
  void howManyADayIsNobodyInNoLanguage(String text) {
    assertThat(Deid.english().find(text)).isEmpty();
    assertThat(Deid.spanish().find(text)).isEmpty();
  }

  private static boolean stands(String marked) {
    return stands(marked, IdentifierType.DATE);
  }

  private static boolean stands(String marked, IdentifierType type) {
    Tokens tokens = Tokens.of(marked.replace("[", "").replace("]", ""), WORDS);
    int from = tokens.at(marked.indexOf('['));
    int to = tokens.at(marked.indexOf(']') - 2) + 1;
    return Exclusions.stands(tokens, from, to, type);
  }
}
