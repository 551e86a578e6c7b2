package org.wardhealth.server.identity;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** 256 random bits in base64url, which open something to whoever holds them. Stored nowhere. */
public final class Token {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final String value;

  private Token(String value) {
    this.value = value;
  }

  static Token random(SecureRandom random) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
  }

  /** Reads one as it came; nothing if it has not the form. */
  public static Optional<Token> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new Token(text)) : Optional.empty();
  }

  /** The token itself, for whom it is made. */
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "***";
  }
}
