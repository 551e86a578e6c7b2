package org.wardhealth.server.gateway;

/**
 * Makes well-formed text of pieces that a model may have cut inside a character: the first half of
 * a UTF-16 pair waits for the second, and a half that stays alone becomes U+FFFD. So everything
 * that Ward says and keeps can be written as UTF-8. Not thread-safe; one for each text.
 */
final class Characters {
  private static final char BROKEN = '\uFFFD';

  private final StringBuilder pending = new StringBuilder(1);

  /** The next piece, without the half character that it may end with. */
  String accept(String piece) {
    if (pending.isEmpty() && piece.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return piece;
    }
    String text = pending + piece;
    pending.setLength(0);
    StringBuilder whole = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (!Character.isSurrogate(c)) {
        whole.append(c);
      } else if (Character.isLowSurrogate(c)) {
        whole.append(BROKEN);
      } else if (at + 1 == text.length()) {
        pending.append(c);
      } else if (Character.isLowSurrogate(text.charAt(at + 1))) {
        whole.append(c).append(text.charAt(++at));
      } else {
        whole.append(BROKEN);
      }
    }
    return whole.toString();
  }

  /** What was still waiting for its other half. */
  String finish() {
    String rest = pending.isEmpty() ? "" : String.valueOf(BROKEN);
    pending.setLength(0);
    return rest;
  }

  /** Refuses what is no text. */
  static void requireWellFormed(String where, String value) {
    for (int at = 0; at < value.length(); at++) {
      char c = value.charAt(at);
      boolean pair =
          Character.isHighSurrogate(c)
              && at + 1 < value.length()
              && Character.isLowSurrogate(value.charAt(at + 1));
      if (pair) {
        at++;
      } else if (Character.isSurrogate(c) || c == 0) {
        throw new Refusal(
            ErrorCode.MALFORMED_TEXT,
            "'"
                + where
                + "' holds "
                + (c == 0 ? "a NUL character" : "half of a UTF-16 pair")
                + " at position "
                + at
                + ": that is no text.",
            where);
      }
    }
  }
}
