package org.wardhealth.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Words are cut and folded as Unicode says, quickly or slowly. */
class TokensTest {
  private static List<String> words(String text) {
    Tokens tokens = Tokens.of(text);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      StringBuilder word = new StringBuilder();
      for (int at = tokens.start(i); at < tokens.end(i); at++) {
        word.append(tokens.letter(at));
      }
      words.add(word.toString());
    }
    return words;
  }

  @Test
  void everyLetterIsFoldedAsUnicodeDecomposesIt() {
    for (char c = 'A'; c < '\u0250'; c++) {
      if (Character.isLetterOrDigit(c)) {
        String bare =
            Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT);
        assertThat(words("x" + c)).as("%04x", (int) c).containsExactly("x" + bare);
      }
    }
  }

  @Test
  void anAccentMayStandOnItsOwnAndALetterMayBecomeSeveral() {
    assertThat(words("Depresio\u0301n, e\uFB03cient \uFDFA \u0130 VIH+"))
        .contains("depresion", "efficient", "vih")
        .hasSize(5);
    String grows = "\uFDFA".repeat(50) + " heroin";
    assertThat(words(grows)).hasSize(2).endsWith("heroin");
  }

  @Test
  void aSentenceEndsWithItsLineAndItsStopButNotWithinANumber() {
    Tokens tokens = Tokens.of("Dose 2.5 mg; none\nAlso. Dr.No");
    assertThat(tokens.together(0, 3)).isTrue();
    assertThat(tokens.together(3, 4)).as("a semicolon").isFalse();
    assertThat(tokens.together(4, 5)).as("a line").isFalse();
    assertThat(tokens.together(5, 6)).as("a stop").isFalse();
    assertThat(tokens.together(6, 7)).as("a point between letters").isTrue();
  }

  @Test
  void anAbbreviationHasTwoCapitalsOrMore() {
    Tokens tokens = Tokens.of("AIDS aids Aids A 5150 ÉTS");
    List<Boolean> capitals = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      capitals.add(tokens.isCapitals(i));
    }
    assertThat(capitals).containsExactly(true, false, false, false, true, true);
  }
}
