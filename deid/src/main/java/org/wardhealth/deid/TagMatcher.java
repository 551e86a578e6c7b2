package org.wardhealth.deid;

import java.util.Locale;

/**
 * Recognises a surrogate as models write it back: in brackets with any case, one space at each
 * joint, any hyphen, and backslashes of markdown ({@code [ Name - 1 ]}, {@code \[NAME\-1\]}, {@code
 * [NAME‑1]}); or without brackets in capitals with a hyphen ({@code NAME-1}), unless the word is
 * one that notes number themselves ({@code PLAN-1}).
 *
 * <p>{@link Surrogates#reserve} reserves a superset of what this accepts.
 */
final class TagMatcher {
  /** The result when the text ends inside what may become a surrogate. */
  static final int MORE = -1;

  /** The result when no surrogate begins here. */
  static final int NONE = 0;

  /**
   * Logical characters beyond the canonical form that a tolerated spelling may have: four spaces,
   * three backslashes.
   */
  static final int SLACK = 7;

  /** Characters as the reader sees them: in JSON source an escape is one. */
  interface Source {
    int END = -1;

    /**
     * The character that begins at {@code at}, or {@link #END} when the text ends before it does.
     */
    int at(int at);

    /** Where the next one begins. */
    int next(int at);
  }

  private final Source source;
  private final Surface surface;

  /** Which surrogates there are. */
  interface Surface {
    /** Some surrogate's word begins with {@code upper}. */
    boolean wordBegins(String upper);

    /** {@code upper} is the word of some surrogate. */
    boolean word(String upper);

    /**
     * Some surrogate of that word has a label (number and letters) that begins with {@code label}.
     */
    boolean labelBegins(String upper, String label);
  }

  private String word = "";
  private String label = "";

  TagMatcher(Source source, Surface surface) {
    this.source = source;
    this.surface = surface;
  }

  /** The type word of the last match, in capitals. */
  String word() {
    return word;
  }

  /** The number and letters of the last match, in lower case. */
  String label() {
    return label;
  }

  /** The end of the surrogate that begins at {@code from}, {@link #NONE}, or {@link #MORE}. */
  int match(int from, boolean last) {
    int at = from;
    int c = source.at(at);
    boolean bracket = c == '[';
    boolean escaped = c == '\\';
    if (c == '\\') {
      int behind = source.next(at);
      int d = source.at(behind);
      if (d == Source.END) {
        return last ? NONE : MORE;
      }
      if (d != '[') {
        return NONE;
      }
      bracket = true;
      at = behind;
    }
    if (bracket) {
      at = space(source.next(at));
    }
    StringBuilder name = new StringBuilder(10);
    c = source.at(at);
    while (c != Source.END && (bracket ? letter(c) : c >= 'A' && c <= 'Z')) {
      name.append((char) c);
      if (!surface.wordBegins(upper(name))) {
        return NONE;
      }
      at = source.next(at);
      c = source.at(at);
    }
    word = upper(name);
    if (c == Source.END) {
      return last ? NONE : MORE;
    }
    if (!surface.word(word) || (!bracket && Tag.ORDINARY.contains(word))) {
      return NONE;
    }
    if (bracket) {
      at = skip(space(at), '\\');
      c = source.at(at);
    }
    if (c == Source.END) {
      return last ? NONE : MORE;
    }
    if (!Tokens.isDash((char) c) && !(bracket && c == '_')) {
      return NONE;
    }
    at = source.next(at);
    if (bracket) {
      at = space(at);
    }
    return number(at, bracket, escaped, last);
  }

  private int number(int from, boolean bracket, boolean escaped, boolean last) {
    StringBuilder digits = new StringBuilder(8);
    int at = from;
    int c = source.at(at);
    boolean letters = false;
    while (c != Source.END
        && ((!letters && c >= '0' && c <= '9')
            || (digits.length() > 0 && (bracket ? letter(c) : c >= 'a' && c <= 'z')))) {
      letters |= c > '9';
      digits.append((char) c);
      if (!surface.labelBegins(word, lower(digits))) {
        return NONE;
      }
      at = source.next(at);
      c = source.at(at);
    }
    label = lower(digits);
    if (digits.isEmpty()) {
      return c == Source.END && !last ? MORE : NONE;
    }
    if (!bracket) {
      if (c == Source.END) {
        return last ? at : MORE;
      }
      return Character.isLetterOrDigit(c) || c == '_' ? NONE : at;
    }
    at = space(at);
    boolean closingEscaped = source.at(at) == '\\';
    at = skip(at, '\\');
    c = source.at(at);
    if (c == Source.END) {
      return last ? NONE : MORE;
    }
    return c == ']' && (closingEscaped || !escaped) ? source.next(at) : NONE;
  }

  private int space(int at) {
    int c = source.at(at);
    return c == ' ' || c == '\u00A0' || c == '\u202F' ? source.next(at) : at;
  }

  private int skip(int at, char what) {
    return source.at(at) == what ? source.next(at) : at;
  }

  private static boolean letter(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static String upper(CharSequence text) {
    return text.toString().toUpperCase(Locale.ROOT);
  }

  private static String lower(CharSequence text) {
    return text.toString().toLowerCase(Locale.ROOT);
  }
}
