package org.wardhealth.deid;

import java.util.Arrays;
import java.util.Optional;

/**
 * A text in which every character that is written as an escape is itself, with where it stood.
 *
 * <p>Programs put such texts into prompts and fields: {@code json.dumps} of Python writes {@code
 * Garc\}{@code u00eda}, and {@code \n} before the first word of a line. Read are the escapes of
 * JSON, also of JSON inside JSON, of addresses ({@code %40}), of HTML (by number, and the names of
 * Latin letters) and of RTF ({@code \'ed}). Full-width letters, digits and marks are plain ones,
 * narrow spaces that do not break are spaces, and invisible characters (soft hyphens, joiners,
 * marks of direction) are gone.
 *
 * <p>Not read: quoted-printable, base64, letters that only look like others.
 */
final class Decoded {
  /** The value of what stands for no character. */
  private static final int NOTHING = -1;

  private static final int LONGEST_ENTITY = 10;

  private final CharSequence source;
  private final StringBuilder text = new StringBuilder();
  private int[] starts = {};
  private int[] ends = {};

  /** How many units the escape has that was read last. */
  private int width;

  /** What it stands for. */
  private int value;

  private Decoded(CharSequence source) {
    this.source = source;
  }

  /** Empty when the text is written as it is read. Linear in the text. */
  static Optional<Decoded> of(CharSequence text) {
    Decoded decoded = new Decoded(text);
    for (int at = 0; at < text.length(); at++) {
      if (decoded.escape(at)) {
        decoded.read();
        return Optional.of(decoded);
      }
    }
    return Optional.empty();
  }

  /** {@code text} as it is read. */
  static CharSequence plain(CharSequence text) {
    return of(text).<CharSequence>map(Decoded::text).orElse(text);
  }

  String text() {
    return text.toString();
  }

  /** A finding of {@link #text()}, where it stands in the text that was given. */
  Finding inSource(Finding found) {
    return new Finding(
        starts[found.start()], ends[found.end() - 1], found.type(), found.source(), found.score());
  }

  private void read() {
    starts = new int[source.length()];
    ends = new int[source.length()];
    for (int at = 0; at < source.length(); at += width) {
      if (!escape(at)) {
        width = 1;
        value = source.charAt(at);
      }
      if (value != NOTHING) {
        starts[text.length()] = at;
        ends[text.length()] = at + width;
        text.append((char) value);
      }
    }
    starts = Arrays.copyOf(starts, text.length());
    ends = Arrays.copyOf(ends, text.length());
  }

  private boolean is(int units, int stands) {
    width = units;
    value = stands;
    return true;
  }

  private int unit(int at) {
    return at < source.length() ? source.charAt(at) : NOTHING;
  }

  /** Whether what begins at {@code at} stands for something else; then its width and value. */
  private boolean escape(int at) {
    char c = source.charAt(at);
    if (c < '\u00AD') {
      return switch (c) {
        case '\\' -> backslash(at);
        case '%' -> percent(at);
        case '&' -> entity(at);
        default -> false;
      };
    }
    return switch (c) {
      case '\u00AD', '\uFEFF' -> is(1, NOTHING);
      case '\u2007', '\u202F' -> is(1, ' ');
      case '\u2043', '\uFE58', '\uFE63' -> is(1, '-');
      default ->
          (c >= '\uFF01' && c <= '\uFF5E' && is(1, c - '\uFF01' + '!'))
              || (c >= '\u200B'
                  && c <= '\u206F'
                  && Character.getType(c) == Character.FORMAT
                  && is(1, NOTHING));
    };
  }

  /** The first of two is left out, so that JSON inside JSON is read as JSON. */
  private boolean backslash(int at) {
    int next = unit(at + 1);
    return switch (next) {
      case '\\' -> is(1, NOTHING);
      case 'n', 'r' -> is(2, '\n');
      case 't' -> is(2, '\t');
      case '"', '/' -> is(2, next);
      case 'u' -> hex(at + 2, 4) != NOTHING && is(6, hex(at + 2, 4));
      case '\'' -> hex(at + 2, 2) != NOTHING && is(4, hex(at + 2, 2));
      default -> false;
    };
  }

  /** Of UTF-8 what has one byte, and the two bytes of the letters of Western Europe. */
  private boolean percent(int at) {
    int first = hex(at + 1, 2);
    if (first == 0xC2 || first == 0xC3) {
      int second = unit(at + 3) == '%' ? hex(at + 4, 2) : NOTHING;
      return second >= 0x80 && second <= 0xBF && is(6, (first & 3) << 6 | (second & 0x3F));
    }
    return (first == '\t' || first == '\n' || first == '\r' || (first >= ' ' && first <= '~'))
        && is(3, first);
  }

  private boolean entity(int at) {
    int end = at + 1;
    while (end - at < LONGEST_ENTITY && unit(end) != ';' && unit(end) != NOTHING) {
      end++;
    }
    if (unit(end) != ';' || end - at < 3) {
      return false;
    }
    String name = source.subSequence(at + 1, end).toString();
    int stands = name.charAt(0) == '#' ? number(name) : named(name);
    return stands != NOTHING && is(end + 1 - at, stands);
  }

  private static int number(String name) {
    boolean hex = name.length() > 1 && (name.charAt(1) | 0x20) == 'x';
    int number = 0;
    for (int i = hex ? 2 : 1; i < name.length(); i++) {
      int digit = Character.digit(name.charAt(i), hex ? 16 : 10);
      number = number * (hex ? 16 : 10) + digit;
      if (digit < 0 || number > Character.MAX_VALUE) {
        return NOTHING;
      }
    }
    return name.length() > (hex ? 2 : 1) ? number : NOTHING;
  }

  /** A letter with a mark is read as the letter: that is what words are compared by. */
  private static int named(String name) {
    return switch (name) {
      case "nbsp" -> ' ';
      case "amp" -> '&';
      case "quot" -> '"';
      case "apos" -> '\'';
      case "lt" -> '<';
      case "gt" -> '>';
      default ->
          switch (name.substring(1)) {
            case "acute", "grave", "circ", "uml", "tilde", "ring", "cedil", "slash", "caron" ->
                name.charAt(0);
            default -> NOTHING;
          };
    };
  }

  /** {@code digits} hexadecimal digits from {@code from}, or {@link #NOTHING}. */
  private int hex(int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = i < source.length() ? Character.digit(source.charAt(i), 16) : -1;
      if (digit < 0) {
        return NOTHING;
      }
      number = number * 16 + digit;
    }
    return number;
  }
}
