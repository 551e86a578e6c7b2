package org.wardhealth.records;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The separators and the character set of one message (HL7 v2, chapter 2: delimiters, escape
 * sequences). A separator that the message does not declare is NUL, which no message holds.
 */
record Hl7Encoding(
    char field,
    char component,
    char repetition,
    char escape,
    char subcomponent,
    char truncation,
    Charset charset) {
  /** What {@code MSH-2} holds at most. */
  static final int MOST = 5;

  /** A text without escape sequences, and how many of them said nothing that may be passed on. */
  record Decoded(String text, int unknown) {}

  /**
   * The separators that {@code MSH-1} and {@code MSH-2} declare.
   *
   * @throws MalformedRecord when they cannot be told apart or from content
   */
  static Hl7Encoding of(char field, String others, Charset charset, long record)
      throws MalformedRecord {
    String all = field + others;
    boolean apart = others.length() >= 1 && others.length() <= MOST;
    for (int i = 0; i < all.length(); i++) {
      char c = all.charAt(i);
      apart &= c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c) && all.indexOf(c) == i;
    }
    if (!apart) {
      throw new MalformedRecord(record, "MSH-1 and MSH-2 do not say what separates fields");
    }
    return new Hl7Encoding(
        field, at(others, 0), at(others, 1), at(others, 2), at(others, 3), at(others, 4), charset);
  }

  private static char at(String text, int i) {
    return i < text.length() ? text.charAt(i) : 0;
  }

  /** Splits at {@code separator}; the parts joined by it are the text again. */
  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = separator == 0 ? -1 : text.indexOf(separator); at >= 0; ) {
      parts.add(text.substring(from, at));
      from = at + 1;
      at = text.indexOf(separator, from);
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** What separates the parts at {@code depth}: 0 repetitions, 1 components, 2 subcomponents. */
  char separator(int depth) {
    return switch (depth) {
      case 0 -> repetition;
      case 1 -> component;
      case 2 -> subcomponent;
      default -> 0;
    };
  }

  /** Reads the escape sequences of {@code raw}. */
  Decoded decode(String raw) {
    int at = escape == 0 ? -1 : raw.indexOf(escape);
    if (at < 0) {
      return new Decoded(raw, 0);
    }
    StringBuilder text = new StringBuilder(raw.length());
    int unknown = 0;
    int from = 0;
    while (at >= 0) {
      int end = raw.indexOf(escape, at + 1);
      if (end < 0) {
        break; // a lone escape character stands for itself
      }
      text.append(raw, from, at);
      String meaning = meaning(raw.substring(at + 1, end));
      if (meaning.equals(UNKNOWN)) {
        unknown++;
      } else {
        text.append(meaning);
      }
      from = end + 1;
      at = raw.indexOf(escape, from);
    }
    return new Decoded(text.append(raw, from, raw.length()).toString(), unknown);
  }

  private static final String UNKNOWN = "\0";

  private String meaning(String sequence) {
    return switch (sequence) {
      case "F" -> String.valueOf(field);
      case "S" -> String.valueOf(component);
      case "T" -> subcomponent == 0 ? "&" : String.valueOf(subcomponent);
      case "R" -> repetition == 0 ? "~" : String.valueOf(repetition);
      case "E" -> String.valueOf(escape);
      case "P" -> truncation == 0 ? "#" : String.valueOf(truncation);
      case "H", "N" -> "";
      default -> {
        String lower = sequence.toLowerCase(Locale.ROOT);
        if (lower.matches("\\.(br|ce|sp\\+?[0-9]{0,3})")) {
          yield "\n";
        }
        if (lower.matches("\\.(fi|nf|in[+-]?[0-9]{0,3}|ti[+-]?[0-9]{0,3}|sk\\+?[0-9]{0,3})")) {
          yield " ";
        }
        yield sequence.startsWith("X") ? hexadecimal(sequence.substring(1)) : UNKNOWN;
      }
    };
  }

  private String hexadecimal(String digits) {
    try {
      String text = strict(HexFormat.of().parseHex(digits), charset);
      return text.indexOf('\0') >= 0 ? UNKNOWN : text.replace("\r\n", "\n").replace('\r', '\n');
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return UNKNOWN; // counted by the caller, and removed
    }
  }

  /** Reads bytes; nothing is replaced. */
  static String strict(byte[] bytes, Charset charset) throws CharacterCodingException {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT)
        .decode(ByteBuffer.wrap(bytes))
        .toString();
  }

  /** Writes {@code text} with what would separate or break as escape sequences. */
  String encode(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == field) {
        escaped("F", c, out);
      } else if (c == component) {
        escaped("S", c, out);
      } else if (c == repetition) {
        escaped("R", c, out);
      } else if (c == escape) {
        escaped("E", c, out);
      } else if (c == subcomponent) {
        escaped("T", c, out);
      } else if (c == '\n') {
        escaped(".br", c, out);
      } else if (c < ' ') {
        escaped("X%02X".formatted((int) c), c, out);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Without an escape character nothing can be escaped: a space stands there. */
  private void escaped(String sequence, char c, StringBuilder out) {
    if (escape != 0 && c != 0) {
      out.append(escape).append(sequence).append(escape);
    } else {
      out.append(' ');
    }
  }

  /** The bytes of {@code text}: letters that the character set lacks lose their marks. */
  byte[] bytes(String text) {
    if (charset.newEncoder().canEncode(text)) {
      return text.getBytes(charset);
    }
    StringBuilder plain = new StringBuilder(text.length());
    var encoder = charset.newEncoder();
    text.codePoints()
        .forEach(
            c -> {
              String one = Character.toString(c);
              plain.append(
                  encoder.canEncode(CharBuffer.wrap(one))
                      ? one
                      : Normalizer.normalize(one, Normalizer.Form.NFD).replaceAll("\\p{M}", ""));
            });
    return plain.toString().getBytes(charset);
  }
}
