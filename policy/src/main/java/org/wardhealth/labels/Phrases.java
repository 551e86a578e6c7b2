package org.wardhealth.labels;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Phrases to be found in a text, each with what it means. An underscore joins the words of a phrase,
 * a star ends a word whose rest may be anything, capitals ask for capitals.
 */
final class Phrases<V> {
  private static final int LONGEST_STEM = 24;

  private final Map<String, List<Phrase<V>>> byWord = new HashMap<>();
  private final Map<String, List<Phrase<V>>> byStem = new HashMap<>();
  private int shortestStem = LONGEST_STEM;

  private record Word(String text, boolean stem, boolean capitals) {
    static Word of(String written) {
      boolean stem = written.endsWith("*");
      String text = stem ? written.substring(0, written.length() - 1) : written;
      boolean capitals = text.length() > 1 && text.equals(text.toUpperCase(java.util.Locale.ROOT))
          && text.chars().anyMatch(Character::isLetter);
      return new Word(text.toLowerCase(java.util.Locale.ROOT), stem, capitals);
    }

    boolean is(Tokens tokens, int at) {
      String word = tokens.word(at);
      return (stem ? word.startsWith(text) : word.equals(text))
          && (!capitals || tokens.isCapitals(at));
    }
  }

  private record Phrase<V>(List<Word> words, V meaning) {
    boolean at(Tokens tokens, int from) {
      if (from + words.size() > tokens.size()
          || !tokens.together(from, from + words.size() - 1)) {
        return false;
      }
      for (int i = 0; i < words.size(); i++) {
        if (!words.get(i).is(tokens, from + i)) {
          return false;
        }
      }
      return true;
    }
  }

  /** A phrase found at words [from, to). */
  record Hit<V>(int from, int to, V meaning) {}

  void add(String phrase, V meaning) {
    List<Word> words = new ArrayList<>();
    for (String word : phrase.split("_", -1)) {
      words.add(Word.of(word));
    }
    Word first = words.getFirst();
    Map<String, List<Phrase<V>>> index = first.stem() ? byStem : byWord;
    if (first.stem()) {
      shortestStem = Math.min(shortestStem, first.text().length());
    }
    index.computeIfAbsent(first.text(), _ -> new ArrayList<>()).add(new Phrase<>(words, meaning));
  }

  /** All that begin at a word. */
  List<Hit<V>> at(Tokens tokens, int from) {
    List<Hit<V>> hits = new ArrayList<>(2);
    String word = tokens.word(from);
    collect(byWord.get(word), tokens, from, hits);
    for (int length = shortestStem; length <= Math.min(word.length(), LONGEST_STEM); length++) {
      collect(byStem.get(word.substring(0, length)), tokens, from, hits);
    }
    return hits;
  }

  private void collect(
      @org.jspecify.annotations.Nullable List<Phrase<V>> phrases,
      Tokens tokens,
      int from,
      List<Hit<V>> hits) {
    if (phrases == null) {
      return;
    }
    for (Phrase<V> phrase : phrases) {
      if (phrase.at(tokens, from)) {
        hits.add(new Hit<>(from, from + phrase.words().size(), phrase.meaning()));
      }
    }
  }
}
