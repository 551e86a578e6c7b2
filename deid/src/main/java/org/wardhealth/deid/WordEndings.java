package org.wardhealth.deid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the ending of a word tells when no list has the word: a language forms words without end
 * (colecistectomía, intraoperatorio), and one that is so formed is no name. Immutable.
 */
final class WordEndings {
  /** Letters that a word needs for its ending to count. */
  static final int SHORTEST = 7;

  private static final int LETTERS = 26;

  private final List<List<Ending>> byLast;

  private WordEndings(List<List<Ending>> byLast) {
    this.byLast = byLast;
  }

  private record Ending(String letters, long bits) {}

  /** Reads lines {@code class: ending ending} of folded letters; {@code #} begins a comment. */
  static WordEndings of(byte[] file) {
    List<List<Ending>> byLast = new ArrayList<>();
    for (int i = 0; i < LETTERS; i++) {
      byLast.add(new ArrayList<>());
    }
    for (String line : new String(file, StandardCharsets.US_ASCII).split("\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.charAt(0) != '#') {
        long bit = Cue.valueOf(line.substring(0, colon).toUpperCase(Locale.ROOT)).bit;
        for (String letters : line.substring(colon + 1).trim().split(" +", -1)) {
          byLast.get(letters.charAt(letters.length() - 1) - 'a').add(new Ending(letters, bit));
        }
      }
    }
    return new WordEndings(byLast.stream().map(List::copyOf).toList());
  }

  /** The bits of the endings that {@code text[from, to)} has; 0 when it has none. */
  long bits(CharSequence text, int from, int to) {
    int last = Folding.fold(text.charAt(to - 1)) - 'a';
    long bits = 0;
    if (last >= 0 && last < LETTERS) {
      for (Ending ending : byLast.get(last)) {
        bits |= ends(text, from, to, ending.letters) ? ending.bits : 0;
      }
    }
    return bits;
  }

  private static boolean ends(CharSequence text, int from, int to, String letters) {
    int start = to - letters.length();
    if (start <= from) {
      return false;
    }
    for (int i = 0; i < letters.length(); i++) {
      if (Folding.fold(text.charAt(start + i)) != letters.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
