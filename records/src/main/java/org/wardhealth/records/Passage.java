package org.wardhealth.records;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A text in pieces that the engine reads as one: a name that is cut by markup or by lines is found,
 * and a label says what stands behind it. Afterwards each piece has its part of the result.
 *
 * <p>Whatever the division, every part comes from what the engine gave back, never from what it was
 * given: an awkward division may put a surrogate into the neighbouring piece, and leaks nothing.
 * Linear in the length of the text.
 */
final class Passage {
  /** So far the end of a replaced stretch is looked for, in both texts together. */
  private static final int REACH = 600;

  /** So many equal characters make two texts agree again. */
  private static final int AGREE = 12;

  private final StringBuilder text = new StringBuilder();
  private final List<Integer> starts = new ArrayList<>();
  private final List<Boolean> asides = new ArrayList<>();
  private int pieces;

  /** Adds a piece; answers its number, from 0. */
  int piece(String piece) {
    starts.add(text.length());
    asides.add(false);
    text.append(piece);
    return pieces++;
  }

  /** Adds what the engine reads and nobody gets back: a label, a line break. */
  void aside(String words) {
    starts.add(text.length());
    asides.add(true);
    text.append(words);
  }

  /** The letters and digits at the end of what was added. */
  String lastWord() {
    int from = text.length();
    while (from > 0 && Character.isLetterOrDigit(text.charAt(from - 1))) {
      from--;
    }
    return text.substring(from);
  }

  /** Whether nothing but space was added. */
  boolean isBlank() {
    return text.toString().isBlank();
  }

  /** The pieces after the engine, by their numbers. */
  List<String> through(UnaryOperator<String> engine) {
    String before = text.toString();
    String after = engine.apply(before);
    int[] cuts = after.equals(before) ? identity() : cuts(before, after);
    List<String> parts = new ArrayList<>(pieces);
    for (int i = 0; i < starts.size(); i++) {
      if (!asides.get(i)) {
        int end = i + 1 < starts.size() ? cuts[i + 1] : after.length();
        parts.add(after.substring(cuts[i], end));
      }
    }
    return parts;
  }

  private int[] identity() {
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Where each piece begins in {@code after}: never decreasing, never inside a surrogate pair. */
  private int[] cuts(String before, String after) {
    int[] cuts = new int[starts.size()];
    int next = 0;
    int i = 0;
    int j = 0;
    while (next < cuts.length) {
      int start = starts.get(next);
      if (i >= start) {
        cuts[next++] = j;
      } else if (j < after.length() && before.charAt(i) == after.charAt(j)) {
        i++;
        j++;
      } else {
        int step = agreement(before, i, after, j);
        i = step < 0 ? before.length() : i + step / (REACH + 1);
        j = step < 0 ? after.length() : j + step % (REACH + 1);
      }
    }
    for (int k = 0; k < cuts.length; k++) {
      int cut = cuts[k];
      if (cut > 0 && cut < after.length() && Character.isLowSurrogate(after.charAt(cut))) {
        cuts[k] = Math.max(cut - 1, k > 0 ? cuts[k - 1] : 0);
      }
    }
    return cuts;
  }

  /**
   * The nearest place where the texts agree again, as two lengths in one; -1 when there is none.
   */
  private static int agreement(String before, int i, String after, int j) {
    for (int distance = 1; distance <= REACH; distance++) {
      int most = Math.min(distance, before.length() - i);
      for (int di = Math.max(0, distance - (after.length() - j)); di <= most; di++) {
        int dj = distance - di;
        if (agree(before, i + di, after, j + dj)) {
          return di * (REACH + 1) + dj;
        }
      }
    }
    return -1;
  }

  private static boolean agree(String before, int i, String after, int j) {
    int left = before.length() - i;
    if (left < AGREE) {
      return left == after.length() - j && before.regionMatches(i, after, j, left);
    }
    return before.regionMatches(i, after, j, AGREE);
  }
}
