package org.wardhealth.server.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LexRankTest {
  private static final String NOTE =
      """
      HISTORY:
      [NAME-1] was admitted on [DATE-1] with heart failure after running out of torsemide. The
      heart failure was treated with intravenous furosemide and the patient lost 6.2 kg. An
      echocardiogram showed an ejection fraction of 30 %. The parking garage was closed.

      PLAN:
      - Continue torsemide 40 mg q.d. for heart failure
      - Weigh daily and call Dr. [NAME-2] with a gain of 2 kg
      1. Heart failure clinic on [DATE-2] with Dr. [NAME-2] to titrate torsemide.
      """;

  private final LexRank model = new LexRank();

  private static List<String> split(String text) {
    return LexRank.sentences(text);
  }

  @Test
  void abbreviationsInitialsAndDecimalsDoNotEndSentences() {
    assertThat(
            split(
                "Dr. Walter J. Park saw him at 9 a.m. on Monday, e.g. for pain. He takes 2.5 mg"
                    + " b.i.d. and aspirin q.d. Mrs. Long has hepatitis B. She is well vs. last"
                    + " year."))
        .containsExactly(
            "Dr. Walter J. Park saw him at 9 a.m. on Monday, e.g. for pain.",
            "He takes 2.5 mg b.i.d. and aspirin q.d.",
            "Mrs. Long has hepatitis B.",
            "She is well vs. last year.");
  }

  @Test
  void tagsAreNeverCutAndBeginSentences() {
    assertThat(split("Seen by [NAME-1]. [NAME-2] agrees. Next visit [DATE-3]! [NAME-1] left."))
        .containsExactly(
            "Seen by [NAME-1].", "[NAME-2] agrees.", "Next visit [DATE-3]!", "[NAME-1] left.");
  }

  @Test
  void brokenLinesAreJoinedAndCutWordsMadeWhole() {
    assertThat(
            split(
                """
                > The parents are first
                > cousins.  An inter-
                > preter will be needed at 555-
                > 0112 after five.
                """))
        .containsExactly(
            "The parents are first cousins.",
            "An interpreter will be needed at 555-0112 after five.");
  }

  @Test
  void headingsAloneAreDroppedAndBulletsAreSentences() {
    assertThat(split("PLAN:\n- rest\n- fluids, 2 L\n2) no aspirin\n\n======\n"))
        .containsExactly("rest", "fluids, 2 L", "no aspirin");
  }

  @Test
  void textWithoutCapitalsIsSplitToo() {
    assertThat(split("pt slept well. no pain. seen by dr. [NAME-1] at 4. bp ok"))
        .containsExactly("pt slept well.", "no pain.", "seen by dr. [NAME-1] at 4.", "bp ok");
  }

  @Test
  void whatMostSentencesSayIsChosenInTheOrderOfTheText() {
    List<String> summary = model.summarise(NOTE, 3);

    assertThat(summary).hasSize(3).isSubsetOf(split(NOTE));
    assertThat(split(NOTE)).containsSubsequence(summary);
    assertThat(summary).noneMatch(sentence -> sentence.contains("parking"));
    assertThat(String.join(" ", summary)).contains("heart failure", "torsemide");
  }

  @Test
  void aRepeatedSentenceIsSaidOnce() {
    String sentence = "The patient has severe chest pain and elevated troponin. ";
    String text = sentence.repeat(4) + "The chest film of the patient shows no pneumonia.";

    assertThat(model.summarise(text, 3))
        .containsOnlyOnce(sentence.strip())
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void theSameTextAlwaysHasTheSameSummary() {
    List<String> first = model.summarise(NOTE.repeat(20), 5);
    for (int i = 0; i < 20; i++) {
      assertThat(new LexRank().summarise(NOTE.repeat(20), 5)).isEqualTo(first);
    }
  }

  @Test
  void whatStandsForAPatientDoesNotSwayTheChoice() {
    String other = NOTE.replace("[NAME-1]", "[NAME-71]").replace("[NAME-2]", "[PERSON-4]");
    List<String> expected =
        model.summarise(NOTE, 3).stream()
            .map(s -> s.replace("[NAME-1]", "[NAME-71]").replace("[NAME-2]", "[PERSON-4]"))
            .toList();

    assertThat(model.summarise(other, 3)).isEqualTo(expected);
  }

  @Test
  void answersHaveThreeToFiveSentencesUnlessTokensAreShort() {
    LexRank.Answer whole = model.answer(NOTE.repeat(3), 1000, List.of());
    LexRank.Answer little = model.answer(NOTE, 30, List.of());
    LexRank.Answer least = model.answer(NOTE, 5, List.of());

    assertThat(whole.cut()).isFalse();
    assertThat(little.cut()).isTrue();
    assertThat(little.text()).hasSizeLessThanOrEqualTo(30 * LexRank.CHARS_PER_TOKEN).isNotEmpty();
    assertThat(least.cut()).isTrue();
    assertThat(least.text()).hasSizeLessThanOrEqualTo(5 * LexRank.CHARS_PER_TOKEN).isNotEmpty();
  }

  @Test
  void nothingIsSaidFromAStopSequenceOn() {
    String whole = model.answer(NOTE, 1000, List.of()).text();
    LexRank.Answer stopped = model.answer(NOTE, 1000, List.of("never there", "torsemide"));

    assertThat(whole).startsWith(stopped.text()).contains("torsemide");
    assertThat(stopped.text()).doesNotContain("torsemide");
    assertThat(stopped.cut()).isFalse();
  }

  @Test
  void emptyAndMeaninglessTextsHaveEmptyAnswers() {
    for (String text : List.of("", " \n\t\n", "--- *** ...", "> >\n>")) {
      assertThat(model.summarise(text, 3)).isEmpty();
      assertThat(model.answer(text, 10, List.of()).text()).isEmpty();
    }
    assertThat(model.summarise("the of and", 3)).containsExactly("the of and");
  }

  @Test
  void noTextBreaksIt() {
    Random random = new Random(3);
    String alphabet = "aB .\n-:[]|1)(•\u0000\ud83d\ude00é>?!\t\"";
    for (int round = 0; round < 5000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      List<String> summary = model.summarise(text.toString(), 2);
      assertThat(summary).hasSizeLessThanOrEqualTo(2).doesNotContain("");
      assertThat(model.answer(text.toString(), 3, List.of("a")).text()).doesNotContain("a");
    }
  }

  @Test
  void hugeTextsOfAnyShapeAreSummarised() {
    for (String shape :
        List.of("Finding Ax is stable. ", "J. ", "[", "[A-1 ", ". (", "a\n", "> ")) {
      List<String> summary = model.summarise(shape.repeat(300_000), 5);
      assertThat(summary).hasSizeLessThanOrEqualTo(5);
    }
  }
}
