package org.wardhealth.deid.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wardhealth.deid.Finding;

/**
 * What an uncased encoder does not see of each word: capitals, digits, line breaks, how it is glued
 * to its neighbours, and what rules and dictionaries found. A look is a number below {@link
 * #COUNT}; a word has those of itself and of the two words on each side.
 */
final class Looks {
  private static final int REACH = 2;
  private static final int SHAPES = 40;
  private static final int GRADES = 4;
  private static final int RULED = Kind.count() * GRADES * 2;
  private static final int LAYOUT = 8;
  private static final int EACH = SHAPES + LAYOUT + RULED;

  /** Numbers that a look can be. */
  static final int COUNT = EACH * (2 * REACH + 1);

  private static final float PROPOSED = 0.3f;
  private static final float LIKELY = 0.65f;
  private static final float SURE = 0.88f;
  private static final String MARKS = ".,:;/-()@#'\"&+*_";

  private final int[][] own;

  private Looks(int[][] own) {
    this.own = own;
  }

  /**
   * @param ruled sorted, disjoint
   */
  static Looks of(String text, Pieces pieces, List<Finding> ruled) {
    int[][] own = new int[pieces.words()][];
    int at = 0;
    int[] room = new int[8];
    for (int i = 0; i < own.length; i++) {
      int start = pieces.start()[i];
      int end = pieces.end()[i];
      int n = 0;
      room[n++] = shape(text, start, end);
      int before = i == 0 ? 0 : pieces.end()[i - 1];
      boolean breaks = i == 0 || broken(text, before, start);
      if (breaks) {
        room[n++] = SHAPES;
        if (i == 0 || twice(text, before, start)) {
          room[n++] = SHAPES + 1;
        }
      } else if (before == start) {
        room[n++] = SHAPES + 2;
      } else if (start - before >= 3) {
        room[n++] = SHAPES + 3;
      }
      int length = pieces.pieces(i, i + 1);
      room[n++] = SHAPES + 4 + Math.min(length, 4) - 1;
      while (at < ruled.size() && ruled.get(at).end() <= start) {
        at++;
      }
      if (at < ruled.size() && ruled.get(at).start() < end) {
        room[n++] = SHAPES + LAYOUT + ruled(ruled.get(at), start);
      }
      own[i] = Arrays.copyOf(room, n);
    }
    return new Looks(own);
  }

  /** The looks of word {@code i}, each once. */
  int[] at(int i) {
    List<int[]> seen = new ArrayList<>();
    int n = 0;
    for (int offset = -REACH; offset <= REACH; offset++) {
      int[] looks = i + offset >= 0 && i + offset < own.length ? own[i + offset] : new int[0];
      seen.add(looks);
      n += looks.length;
    }
    int[] out = new int[n];
    int to = 0;
    for (int k = 0; k < seen.size(); k++) {
      for (int look : seen.get(k)) {
        out[to++] = k * EACH + look;
      }
    }
    return out;
  }

  private static int ruled(Finding finding, int start) {
    int grade =
        finding.score() < PROPOSED
            ? 0
            : finding.score() < LIKELY ? 1 : finding.score() < SURE ? 2 : 3;
    int inner = finding.start() < start ? 1 : 0;
    return (Kind.of(finding.type()).index() * GRADES + grade) * 2 + inner;
  }

  /** Whether a line ends between two places. */
  static boolean broken(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '\n' || text.charAt(i) == '\r') {
        return true;
      }
    }
    return false;
  }

  private static boolean twice(String text, int from, int to) {
    int breaks = 0;
    for (int i = from; i < to; i++) {
      breaks += text.charAt(i) == '\n' ? 1 : 0;
    }
    return breaks > 1;
  }

  private static int shape(String text, int from, int to) {
    int upper = 0;
    int lower = 0;
    int digits = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      upper += Character.isUpperCase(c) ? 1 : 0;
      lower += Character.isLowerCase(c) ? 1 : 0;
      digits += Character.isDigit(c) ? 1 : 0;
    }
    if (digits > 0) {
      return upper + lower > 0 ? (upper > 0 ? 8 : 9) : Math.min(digits, 8) - 1;
    }
    if (upper > 0) {
      boolean first = Character.isUpperCase(text.charAt(from));
      return lower == 0 ? (upper == 1 ? 10 : upper < 4 ? 11 : 12) : first && upper == 1 ? 13 : 14;
    }
    if (lower > 0) {
      return lower == 1 ? 15 : lower < 4 ? 16 : 17;
    }
    int mark = MARKS.indexOf(text.charAt(from));
    return mark < 0 ? 18 : Math.min(19 + mark, SHAPES - 1);
  }
}
