package org.wardhealth.deid;

import java.text.Normalizer;

/** Folds one UTF-16 unit for comparison: lower case, Latin letters without their marks. */
final class Folding {
  private static final int TABLE = 0x250;
  private static final char[] FOLDED = new char[TABLE];

  static {
    for (char c = 0; c < TABLE; c++) {
      char lower = Character.toLowerCase(c);
      FOLDED[c] =
          c < 0x80
              ? lower
              : Normalizer.normalize(String.valueOf(lower), Normalizer.Form.NFD).charAt(0);
    }
    FOLDED['ø'] = FOLDED['Ø'] = 'o';
    FOLDED['ł'] = FOLDED['Ł'] = 'l';
    FOLDED['đ'] = FOLDED['Đ'] = 'd';
    FOLDED['ı'] = 'i';
  }

  private Folding() {}

  static char fold(char c) {
    return c < TABLE ? FOLDED[c] : Character.toLowerCase(c);
  }

  /** A mark that adds to the letter before it and is skipped in comparisons. */
  static boolean isMark(char c) {
    return c >= 0x300
        && (Character.getType(c) == Character.NON_SPACING_MARK || c == '\u200D' || c == '\u00AD');
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
