package org.wardhealth.ledger;

import java.util.Base64;

/** Standard base64 (RFC 4648, section 4) in its one canonical spelling. */
final class Base64Text {
  private Base64Text() {}

  static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Decodes; refuses missing padding, stray bits and other characters. */
  static byte[] decode(String text) throws Malformed {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new Malformed("not base64: " + e.getMessage());
    }
    if (!encode(bytes).equals(text)) {
      throw new Malformed("base64 is not in its canonical form");
    }
    return bytes;
  }
}
