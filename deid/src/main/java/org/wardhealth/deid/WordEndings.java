package org.wardhealth.deid;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the ending of a word tells when no list has the word: a language forms words without end
 * (colecistectomía, intraoperatorio), and one that is so formed is no name. Immutable.
 */
final class WordEndings {
  /** Letters that a word needs for its ending to count. */
  static final int SHORTEST = 7;

  private static final int LETTERS = 26;

  /**
   * A tree of letters from the last one back: {@value #LETTERS} places a node, 0 where no ending
   * goes on. Node 0 is behind the last letter.
   */
  private final short[] next;

  /** The bits of the ending that begins at each node. */
  private final long[] bits;

  private WordEndings(short[] next, long[] bits) {
    this.next = next;
    this.bits = bits;
  }

  /** Reads lines {@code class: ending ending} of folded letters; {@code #} begins a comment. */
  static WordEndings of(byte[] file) {
    short[] next = new short[LETTERS];
    long[] bits = new long[1];
    short nodes = 1;
    for (String line : new String(file, StandardCharsets.US_ASCII).split("\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.charAt(0) != '#') {
        long bit = Cue.valueOf(line.substring(0, colon).toUpperCase(Locale.ROOT)).bit;
        for (String letters : line.substring(colon + 1).trim().split(" +", -1)) {
          int node = 0;
          for (int i = letters.length() - 1; i >= 0; i--) {
            int place = node * LETTERS + letters.charAt(i) - 'a';
            if (next[place] == 0) {
              next[place] = nodes++;
              next = Arrays.copyOf(next, nodes * LETTERS);
              bits = Arrays.copyOf(bits, nodes);
            }
            node = next[place];
          }
          bits[node] |= bit;
        }
      }
    }
    return new WordEndings(next, bits);
  }

  /** The bits of the endings that {@code text[from, to)} has; 0 when it has none. */
  long bits(CharSequence text, int from, int to) {
    long found = 0;
    int node = 0;
    for (int i = to - 1; i > from; i--) {
      int letter = Folding.fold(text.charAt(i)) - 'a';
      node = letter >= 0 && letter < LETTERS ? next[node * LETTERS + letter] : 0;
      if (node == 0) {
        break;
      }
      found |= bits[node];
    }
    return found;
  }
}
