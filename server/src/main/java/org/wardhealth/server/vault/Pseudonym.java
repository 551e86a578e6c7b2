package org.wardhealth.server.vault;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What stands for a subject outside the vault: 128 random bits, derived from nothing.
 *
 * @param value 32 hexadecimal digits
 */
public record Pseudonym(String value) {
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
