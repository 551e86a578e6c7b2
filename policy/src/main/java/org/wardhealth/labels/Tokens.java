package org.wardhealth.labels;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The words of a text: lower case, without accents, with where each sentence and each line begins.
 * A word is a run of letters and digits.
 */
final class Tokens {
  private final List<String> words = new ArrayList<>();
  private final List<Boolean> capitals = new ArrayList<>();
  private final List<Integer> sentences = new ArrayList<>();

  private Tokens() {}

  static Tokens of(String text) {
    Tokens tokens = new Tokens();
    int sentence = 0;
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '\n';
      boolean letter = Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
      if (letter && start < 0) {
        start = i;
      } else if (!letter && start >= 0) {
        tokens.add(text.substring(start, i), sentence);
        start = -1;
      }
      boolean stop =
          c == '\n'
              || c == '\r'
              || c == ';'
              || c == '?'
              || c == '!'
              || (c == '.' && (i + 1 >= text.length() || !Character.isLetterOrDigit(text.charAt(i + 1))));
      sentence += stop ? 1 : 0;
    }
    return tokens;
  }

  private void add(String word, int sentence) {
    boolean capital = word.length() > 1;
    boolean ascii = true;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      capital &= !Character.isLowerCase(c);
      ascii &= c < 128;
    }
    String folded =
        ascii ? word : Normalizer.normalize(word, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
    words.add(folded.toLowerCase(Locale.ROOT));
    capitals.add(capital);
    sentences.add(sentence);
  }

  int size() {
    return words.size();
  }

  String word(int at) {
    return words.get(at);
  }

  /** Whether it is written in capitals, of which an abbreviation has two or more. */
  boolean isCapitals(int at) {
    return capitals.get(at);
  }

  /** Whether both stand in one sentence of one line. */
  boolean together(int one, int other) {
    return sentences.get(one).equals(sentences.get(other));
  }
}
