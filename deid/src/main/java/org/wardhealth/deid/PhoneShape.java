package org.wardhealth.deid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How the telephone numbers of a country are written: the digits of each group, and what the number
 * may begin with. White space, points and dashes part the groups.
 *
 * @param groups digits of each group, as characters: "333"
 * @param first the digits that the number may begin with
 */
record PhoneShape(String groups, String first) {
  /** Reads lines {@code 3-3-3: 6789}; {@code #} begins a comment. */
  static List<PhoneShape> read(byte[] file) {
    List<PhoneShape> shapes = new ArrayList<>();
    for (String line : new String(file, StandardCharsets.US_ASCII).split("\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.charAt(0) != '#') {
        String groups = line.substring(0, colon).replace("-", "");
        shapes.add(new PhoneShape(groups, line.substring(colon + 1).trim()));
      }
    }
    return List.copyOf(shapes);
  }

  /** The end of the number of this shape that begins at {@code from}, or -1. */
  int end(Tokens t, int from) {
    if (!t.number(from, digits(0), digits(0))
        || first.indexOf(t.first(from)) < 0
        || (t.tight(from) && !opens(t, from - 1))) {
      return -1;
    }
    int at = from + 1;
    for (int group = 1; group < groups.length(); group++) {
      int next = PhoneRecogniser.joint(t, at) && !t.mark(at, '/') ? at + 1 : at;
      if (!t.number(next, digits(group), digits(group))) {
        return -1;
      }
      at = next + 1;
    }
    boolean longer =
        t.tight(at)
            && (t.word(at)
                || ((t.dash(at) || t.mark(at, '/') || t.mark(at, ',')) && t.number(at + 1)));
    boolean more = t.number(at) && !t.breaks(at);
    return longer || more || t.has(at, Cue.MEASURE) || t.mark(at, '%') ? -1 : at;
  }

  private int digits(int group) {
    return groups.charAt(group) - '0';
  }

  private static boolean opens(Tokens t, int i) {
    return t.breaks(i) || t.mark(i, '(') || t.mark(i, ':') || t.mark(i, ',') || t.mark(i, '=');
  }
}
