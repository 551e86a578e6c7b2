package org.wardhealth.deid;

/**
 * Folds one UTF-16 unit for comparison: lower case, Latin letters without their marks, the raised
 * letters of ordinals and abbreviations (1.\u00BA, M\u00AA) as plain ones.
 */
final class Folding {
  private static final int FIRST = 0xC0;

  /**
   * U+00C0 to U+024F: the bare letter, or a point for a character that only loses its case. A
   * table, as Unicode's own is slow to load.
   */
  private static final String LATIN =
      "aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.yaaaaaacc"
          + "ccccccddddeeeeeeeeeegggggggghh..iiiiiiiiii..jjkk.llllll..llnnnnnn...oooo"
          + "oo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzz........................."
          + "........oo.............uu............................aaiioouuuuuuuuuu.aa"
          + "aa....ggkkoooo..j...gg..nnaa....aaaaeeeeiiiioooorrrruuuusstt..hh......aa"
          + "eeooooooooyy............................";

  private Folding() {}

  static char fold(char c) {
    if (c < 0x80) {
      return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
    }
    if (c == '\u00AA' || c == '\u00BA') {
      return c == '\u00AA' ? 'a' : 'o';
    }
    if (c >= FIRST && c < FIRST + LATIN.length()) {
      char bare = LATIN.charAt(c - FIRST);
      return bare == '.' ? Character.toLowerCase(c) : bare;
    }
    return Character.toLowerCase(c);
  }

  /** A mark that adds to the letter before it and is skipped in comparisons. */
  static boolean isMark(char c) {
    return c == '\u00AD'
        || (c >= 0x300 && (Character.getType(c) == Character.NON_SPACING_MARK || c == '\u200D'));
  }

  /** {@code text} folded, marks dropped. */
  static String fold(CharSequence text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isMark(c)) {
        out.append(fold(c));
      }
    }
    return out.toString();
  }
}
