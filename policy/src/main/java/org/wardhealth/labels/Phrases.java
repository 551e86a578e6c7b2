package org.wardhealth.labels;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Phrases to be found in a text, each with what it means: an automaton over the letters of their
 * first words, then the words that follow. An underscore joins the words of a phrase,
 * a star ends a word whose rest may be anything, capitals ask for capitals.
 */
final class Phrases<V> {
  private final Node<V> root = new Node<>();

  /** A letter of the automaton: what begins with the letters that lead here. */
  private static final class Node<V> {
    private final Map<Character, Node<V>> next = new HashMap<>(4);
    private final List<Phrase<V>> words = new ArrayList<>(1);
    private final List<Phrase<V>> stems = new ArrayList<>(1);
  }

  private record Word(String text, boolean stem, boolean capitals) {
    static Word of(String written) {
      boolean stem = written.endsWith("*");
      String text = stem ? written.substring(0, written.length() - 1) : written;
      boolean capitals = text.length() > 1 && text.equals(text.toUpperCase(Locale.ROOT))
          && text.chars().anyMatch(Character::isLetter);
      return new Word(text.toLowerCase(Locale.ROOT), stem, capitals);
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
    Node<V> node = root;
    for (char c : first.text().toCharArray()) {
      node = node.next.computeIfAbsent(c, _ -> new Node<>());
    }
    (first.stem() ? node.stems : node.words).add(new Phrase<>(words, meaning));
  }

  /** All that begin at a word: its letters are looked at once. */
  List<Hit<V>> at(Tokens tokens, int from) {
    List<Hit<V>> hits = List.of();
    String word = tokens.word(from);
    Node<V> node = root;
    for (int i = 0; i < word.length(); i++) {
      node = node.next.get(word.charAt(i));
      if (node == null) {
        return hits;
      }
      hits = collect(node.stems, tokens, from, hits);
    }
    return collect(node.words, tokens, from, hits);
  }

  private static <V> List<Hit<V>> collect(
      List<Phrase<V>> phrases, Tokens tokens, int from, List<Hit<V>> hits) {
    List<Hit<V>> all = hits;
    for (Phrase<V> phrase : phrases) {
      if (phrase.at(tokens, from)) {
        if (all.isEmpty()) {
          all = new ArrayList<>(2);
        }
        all.add(new Hit<>(from, from + phrase.words().size(), phrase.meaning()));
      }
    }
    return all;
  }
}
