package org.wardhealth.server.vault;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What stands for a subject outside the vault: 128 random bits, derived from nothing.
 *
 * @param value 32 hexadecimal digits
 */
public record Pseudonym(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  /** Reads a pseudonym; nothing if it has not the form of one. */
  public static Optional<Pseudonym> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new Pseudonym(text)) : Optional.empty();
  }

  static Pseudonym random(SecureRandom random) {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return new Pseudonym(HexFormat.of().formatHex(bits));
  }

  @Override
  public String toString() {
    return value;
  }
}
