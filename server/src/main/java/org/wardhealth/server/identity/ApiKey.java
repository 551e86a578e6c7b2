package org.wardhealth.server.identity;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The secret that an application proves itself with: {@code ward_} and 256 random bits in
 * base64url. It is shown once and stored nowhere.
 */
public final class ApiKey {
  private static final Pattern FORM = Pattern.compile("ward_[A-Za-z0-9_-]{43}");

  private final String value;

  private ApiKey(String value) {
    this.value = value;
  }

  static ApiKey random(SecureRandom random) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    return new ApiKey("ward_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
  }

  /** Reads a key as it came over the wire; nothing if it has not the form of one. */
  public static Optional<ApiKey> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new ApiKey(text)) : Optional.empty();
  }

  /**
   * The key itself. The name says what the caller holds then: show it to its owner, keep it not.
   */
  public String revealOnce() {
    return value;
  }

  @Override
  public String toString() {
    return "ward_***";
  }
}
