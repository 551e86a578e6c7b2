package org.wardhealth.ledger;

import java.security.SecureRandom;

/** Makes a key generator draw one given seed, and refuses to be asked for anything else. */
final class FixedRandom extends SecureRandom {
  private static final long serialVersionUID = 1;

  private final byte[] seed;

  FixedRandom(byte[] seed) {
    this.seed = seed.clone();
  }

  @Override
  public void nextBytes(byte[] target) {
    if (target.length != seed.length) {
      throw new IllegalStateException(
          "this Java runtime draws " + target.length + " bytes for a key, not " + seed.length);
    }
    System.arraycopy(seed, 0, target, 0, target.length);
  }
}
