package org.wardhealth.records;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Attachments that are nothing but text; whatever else is in one cannot be read and goes. */
final class PlainText {
  private PlainText() {}

  /** The text in {@code base64}; empty when it is none. */
  static Optional<String> ofBase64(String base64) {
    try {
      return of(Base64.getMimeDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no base64: nobody can say what it is
    }
  }

  /** The text that {@code bytes} are in UTF-8 or Latin-1; empty when they are of another format. */
  static Optional<String> of(byte[] bytes) {
    String text;
    try {
      text = Hl7Encoding.strict(bytes, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      text = new String(bytes, StandardCharsets.ISO_8859_1); // what is no UTF-8 is older
    }
    return isPlain(text) ? Optional.of(text) : Optional.empty();
  }

  /** Whether {@code text} is no markup and no other format that begins with letters. */
  static boolean isPlain(String text) {
    String head = text.stripLeading();
    String lower = head.substring(0, Math.min(12, head.length())).toLowerCase(Locale.ROOT);
    if (lower.startsWith("%pdf")
        || lower.startsWith("{\\rtf")
        || lower.startsWith("<")
        || lower.startsWith("%!ps")
        || lower.startsWith("pk\u0003")) {
      return false;
    }
    return text.chars()
        .noneMatch(
            c ->
                (c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f')
                    || (c > 0x7E && c < 0xA0 && c != 0x85));
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
