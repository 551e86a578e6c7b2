package org.wardhealth.deid.encoder;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into stretches that an encoder takes at once, each word asked for in one of them with
 * words around it. The number of stretches grows with the length of the text.
 */
final class Windows {
  /** Pieces of one stretch, the marks at its ends not counted. */
  static final int MOST = 254;

  /** Pieces around the words asked for, where the text has them. */
  static final int AROUND = 24;

  /** The words {@code [from, to)} are read, {@code [asked, until)} of them answered. */
  record Window(int from, int to, int asked, int until) {}

  private Windows() {}

  static List<Window> of(Pieces pieces) {
    List<Window> out = new ArrayList<>();
    int words = pieces.words();
    int asked = 0;
    while (asked < words) {
      int from = asked;
      while (from > 0 && pieces.pieces(from - 1, asked) <= AROUND) {
        from--;
      }
      int to = asked + 1;
      while (to < words && pieces.pieces(from, to + 1) <= MOST) {
        to++;
      }
      int until = to;
      if (to < words) {
        while (until > asked + 1 && pieces.pieces(until, to) < AROUND) {
          until--;
        }
      }
      out.add(new Window(from, to, asked, until));
      asked = until;
    }
    return out;
  }
}
