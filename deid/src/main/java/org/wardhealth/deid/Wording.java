package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A spelling cut into words, numbers and what stands between, each with its place, so that a
 * surrogate can be written in the form of the original.
 */
final class Wording {
  enum Kind {
    WORD,
    NUMBER,
    OTHER
  }

  /** One piece. */
  record Piece(Kind kind, String text) {
    String folded() {
      return Folding.fold(text);
    }

    boolean is(Kind wanted) {
      return kind == wanted;
    }
  }

  private Wording() {}

  /** All of {@code text}, in order; inner apostrophes belong to a word. */
  static List<Piece> pieces(String text) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int from = at;
      Kind kind = kind(text, at);
      while (at < text.length() && kind == kindInside(text, at, kind)) {
        at++;
      }
      pieces.add(new Piece(kind, text.substring(from, at)));
    }
    return pieces;
  }

  private static Kind kind(String text, int at) {
    char c = text.charAt(at);
    if (c >= '0' && c <= '9') {
      return Kind.NUMBER;
    }
    return Character.isLetter(c) || Character.isSurrogate(c) ? Kind.WORD : Kind.OTHER;
  }

  private static Kind kindInside(String text, int at, Kind current) {
    char c = text.charAt(at);
    boolean joins =
        current == Kind.WORD
            && (Folding.isMark(c)
                || ((c == '\'' || c == '\u2019')
                    && at + 1 < text.length()
                    && Character.isLetter(text.charAt(at + 1))));
    return joins ? Kind.WORD : kind(text, at);
  }

  /** {@code word} in the case of {@code like}: all upper, all lower, or as it stands. */
  static String cased(String word, String like) {
    boolean upper = false;
    boolean lower = false;
    int letters = 0;
    for (int i = 0; i < like.length(); i++) {
      upper |= Character.isUpperCase(like.charAt(i));
      lower |= Character.isLowerCase(like.charAt(i));
      letters += Character.isLetter(like.charAt(i)) ? 1 : 0;
    }
    if (upper && !lower && letters > 1) {
      return word.toUpperCase(Locale.ROOT);
    }
    return lower && !upper ? word.toLowerCase(Locale.ROOT) : word;
  }

  /** Folded letters and digits only. */
  static String key(String text) {
    String folded = Folding.fold(text);
    StringBuilder out = new StringBuilder(folded.length());
    for (int i = 0; i < folded.length(); i++) {
      if (Character.isLetterOrDigit(folded.charAt(i))) {
        out.append(folded.charAt(i));
      }
    }
    return out.isEmpty() ? folded : out.toString();
  }

  /** Whether every letter is Latin. */
  static boolean latin(String text) {
    return text.codePoints()
        .filter(Character::isLetter)
        .allMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN);
  }
}
