package org.wardhealth.labels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Phrases to be found in a text, each with what it means: an automaton over the letters of their
 * first words, then the words that follow. An underscore joins the words of a phrase, a star ends a
 * word whose rest may be anything, capitals ask for capitals.
 */
final class Phrases {
  private static final int LETTERS = 'z' - 'a' + 1;
  private static final int SYMBOLS = LETTERS + 10;
  private static final Phrase[] NONE = {};

  /** For each state, which state a letter or digit leads to; 0 where none. */
  private char[] next = new char[SYMBOLS];

  /** For each state, what ends there, and what may go on with anything. */
  private Phrase[][] words = {NONE};

  private Phrase[][] stems = {NONE};

  /** Receives what is found. */
  interface Hits {
    /** A phrase at words [from, to). */
    void hit(int from, int to, Meaning meaning);
  }

  private record Word(String text, boolean stem, boolean capitals) {
    static Word of(String written) {
      boolean stem = written.endsWith("*");
      String text = stem ? written.substring(0, written.length() - 1) : written;
      boolean capitals =
          text.length() > 1
              && text.equals(text.toUpperCase(Locale.ROOT))
              && text.chars().anyMatch(Character::isLetter);
      return new Word(text.toLowerCase(Locale.ROOT), stem, capitals);
    }

    boolean is(Tokens tokens, int at) {
      return (stem ? tokens.startsWith(at, text) : tokens.is(at, text))
          && (!capitals || tokens.isCapitals(at));
    }
  }

  private record Phrase(List<Word> words, Meaning meaning) {
    /** The first word's letters are known to be there. */
    boolean at(Tokens tokens, int from) {
      int last = from + words.size() - 1;
      if (last >= tokens.size()
          || !tokens.together(from, last)
          || (words.getFirst().capitals() && !tokens.isCapitals(from))) {
        return false;
      }
      for (int i = 1; i < words.size(); i++) {
        if (!words.get(i).is(tokens, from + i)) {
          return false;
        }
      }
      return true;
    }
  }

  void add(String phrase, Meaning meaning) {
    List<Word> all = new ArrayList<>();
    for (String word : phrase.split("_", -1)) {
      all.add(Word.of(word));
    }
    Word first = all.getFirst();
    int state = 0;
    for (int i = 0; i < first.text().length(); i++) {
      int symbol = symbol(first.text().charAt(i));
      if (symbol < 0) {
        throw new IllegalArgumentException("'" + phrase + "' has more than letters and digits.");
      }
      int edge = state * SYMBOLS + symbol;
      if (next[edge] == 0) {
        char made = state();
        next[edge] = made;
      }
      state = next[edge];
    }
    Phrase[][] ends = first.stem() ? stems : words;
    ends[state] = Arrays.copyOf(ends[state], ends[state].length + 1);
    ends[state][ends[state].length - 1] = new Phrase(List.copyOf(all), meaning);
  }

  private char state() {
    int state = words.length;
    if (state > Character.MAX_VALUE) {
      throw new IllegalStateException("More phrases than the automaton holds.");
    }
    next = Arrays.copyOf(next, (state + 1) * SYMBOLS);
    words = Arrays.copyOf(words, state + 1);
    stems = Arrays.copyOf(stems, state + 1);
    words[state] = NONE;
    stems[state] = NONE;
    return (char) state;
  }

  /** All that begin at a word: its letters are looked at once. */
  void at(Tokens tokens, int from, Hits hits) {
    int state = 0;
    int end = tokens.end(from);
    for (int i = tokens.start(from); i < end; i++) {
      int symbol = symbol(tokens.letter(i));
      state = symbol < 0 ? 0 : next[state * SYMBOLS + symbol];
      if (state == 0) {
        return;
      }
      found(stems[state], tokens, from, hits);
    }
    found(words[state], tokens, from, hits);
  }

  private static void found(Phrase[] phrases, Tokens tokens, int from, Hits hits) {
    for (Phrase phrase : phrases) {
      if (phrase.at(tokens, from)) {
        hits.hit(from, from + phrase.words().size(), phrase.meaning());
      }
    }
  }

  private static int symbol(char c) {
    if (c >= 'a' && c <= 'z') {
      return c - 'a';
    }
    return c >= '0' && c <= '9' ? LETTERS + c - '0' : -1;
  }
}
