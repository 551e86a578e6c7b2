package org.wardhealth.deid;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A text in which every character that is written as an escape is itself, with where it stood.
 *
 * <p>Programs put such texts into prompts and fields: {@code json.dumps} of Python writes {@code
 * Garc\}{@code u00eda}, and {@code \n} before the first word of a line. Read are the escapes of
 * JSON, also of JSON inside JSON, of addresses ({@code %40}), of HTML (by number, and the names of
 * Latin letters), of RTF ({@code \'ed}) and of quoted-printable ({@code =C3=AD}, and {@code =} at
 * the end of a line) where a text is quoted-printable beyond doubt. Tags of HTML that make letters
 * bold and the like are gone, and those that begin a line are line breaks; so are two asterisks
 * gone inside a word. Full-width, circled and mathematical letters and digits are plain ones,
 * narrow spaces that do not break are spaces, and invisible characters (soft hyphens, joiners,
 * marks of direction) are gone.
 *
 * <p>Not read: base64, letters that only look like others.
 */
final class Decoded {
  /** The value of what stands for no character. */
  private static final int NOTHING = -1;

  private static final int LONGEST_ENTITY = 10;

  private static final int LONGEST_ELEMENT = 6;
  private static final int LONGEST_TAG = 400;

  private final CharSequence source;
  private final StringBuilder text = new StringBuilder();
  private int[] starts = {};
  private int[] ends = {};

  /** How many units the escape has that was read last. */
  private int width;

  /** What it stands for. */
  private int value;

  private final boolean quotedPrintable;

  private Decoded(CharSequence source) {
    this.source = source;
    this.quotedPrintable = quotedPrintable();
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
    return at >= 0 && at < source.length() ? source.charAt(at) : NOTHING;
  }

  /** Whether what begins at {@code at} stands for something else; then its width and value. */
  private boolean escape(int at) {
    char c = source.charAt(at);
    if (c < '\u00AD') {
      return switch (c) {
        case '\\' -> backslash(at);
        case '%' -> bytes(at, '%');
        case '&' -> entity(at);
        case '<' -> tag(at);
        case '=' -> quotedPrintable && quoted(at);
        case '*' -> unit(at + 1) == '*' && inWord(at - 1) && inWord(at + 2) && is(2, NOTHING);
        default -> false;
      };
    }
    return switch (c) {
      case '\u00AD', '\uFEFF' -> is(1, NOTHING);
      case '\u2007', '\u202F' -> is(1, ' ');
      case '\u2043', '\uFE58', '\uFE63' -> is(1, '-');
      case '\uD835' -> Character.isLowSurrogate((char) unit(at + 1)) && drawn(at, 2);
      default ->
          (c >= '\uFF01' && c <= '\uFF5E' && is(1, c - '\uFF01' + '!'))
              || (c >= '\u200B'
                  && c <= '\u206F'
                  && Character.getType(c) == Character.FORMAT
                  && is(1, NOTHING))
              || (((c >= '\u2102' && c <= '\u2134') || (c >= '\u2460' && c <= '\u24EA'))
                  && drawn(at, 1));
    };
  }

  private boolean inWord(int at) {
    return at >= 0 && at < source.length() && Character.isLetterOrDigit(source.charAt(at));
  }

  /** A letter or digit of a mathematical alphabet, or in a circle. */
  private boolean drawn(int at, int units) {
    String plain = Normalizer.normalize(source.subSequence(at, at + units), Normalizer.Form.NFKC);
    return plain.length() == 1
        && Character.isLetterOrDigit(plain.charAt(0))
        && is(units, plain.charAt(0));
  }

  private boolean tag(int at) {
    int from = unit(at + 1) == '/' ? at + 2 : at + 1;
    int to = from;
    while (to - from <= LONGEST_ELEMENT && unit(to) < 0x80 && inWord(to)) {
      to++;
    }
    int stands = element(source.subSequence(from, to).toString().toLowerCase(Locale.ROOT));
    if (stands == 0) {
      return false;
    }
    int end = to;
    while (end - at < LONGEST_TAG && unit(end) != '>' && unit(end) != '<' && unit(end) > 0) {
      end++;
    }
    boolean whole = end == to || unit(to) == '/' || Character.isWhitespace(unit(to));
    return whole && unit(end) == '>' && is(end + 1 - at, stands);
  }

  /** What the tags of an element of HTML stand for; 0 for others. */
  private static int element(String name) {
    return switch (name) {
      case "b",
          "strong",
          "i",
          "em",
          "u",
          "s",
          "del",
          "ins",
          "mark",
          "small",
          "big",
          "span",
          "font",
          "a",
          "code",
          "tt",
          "wbr" ->
          NOTHING;
      case "br", "p", "div", "li", "tr", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5" ->
          '\n';
      default -> 0;
    };
  }

  /**
   * Whether a byte beyond ASCII or a line that ends inside a word tells that this is
   * quoted-printable (RFC 2045, 6.7). Elsewhere an equals sign says what a value is.
   */
  private boolean quotedPrintable() {
    for (int at = 0; at < source.length(); at++) {
      if (source.charAt(at) != '=') {
        continue;
      }
      int one = upperHex(at + 1);
      int behind = unit(at + 3);
      boolean pair = one >= 0xC2 && behind == '=' && continues(upperHex(at + 4));
      boolean letter =
          one >= 0xE0
              && Character.isLetter(unit(at - 1))
              && (Character.isLowerCase(behind)
                  || (Character.isDigit(unit(at + 2)) && !inWord(at + 3)));
      int next = at + softBreak(at);
      boolean broken =
          next > at
              && inWord(at - 1)
              && inWord(next)
              && (Character.isUpperCase(unit(at - 1)) || !Character.isUpperCase(unit(next)));
      if (pair || letter || broken) {
        return true;
      }
    }
    return false;
  }

  /** The units of an equals sign that ends a line, with the line's end; 0 where there is none. */
  private int softBreak(int at) {
    int end = unit(at + 1) == '\r' ? at + 2 : at + 1;
    return unit(end) == '\n' ? end + 1 - at : 0;
  }

  private boolean quoted(int at) {
    return softBreak(at) > 0
        ? is(softBreak(at), NOTHING)
        : upperHex(at + 1) >= 0
            && (bytes(at, '=') || (upperHex(at + 1) >= 0xA0 && is(3, upperHex(at + 1))));
  }

  private int upperHex(int at) {
    return Character.isLowerCase(unit(at)) || Character.isLowerCase(unit(at + 1))
        ? NOTHING
        : hex(at, 2);
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

  /** The bytes of one character in UTF-8, up to three, each behind {@code sign}. */
  private boolean bytes(int at, char sign) {
    int one = hex(at + 1, 2);
    int two = unit(at + 3) == sign ? hex(at + 4, 2) : NOTHING;
    int three = unit(at + 6) == sign ? hex(at + 7, 2) : NOTHING;
    if (one >= 0xC2 && one <= 0xDF && continues(two)) {
      return is(6, (one & 0x1F) << 6 | (two & 0x3F));
    }
    if (one >= 0xE1 && one <= 0xEF && continues(two) && continues(three)) {
      return is(9, (one & 0x0F) << 12 | (two & 0x3F) << 6 | (three & 0x3F));
    }
    return (one == '\t' || one == '\n' || one == '\r' || (one >= ' ' && one <= '~')) && is(3, one);
  }

  private static boolean continues(int value) {
    return value >= 0x80 && value <= 0xBF;
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
