package org.wardhealth.deid;

import java.security.SecureRandom;

/**
 * The secret of one data set: 32 bytes that every pseudonym, surrogate and date shift of the data
 * set hangs on. Who has it can join two releases of the data set and search for a value; without it
 * nobody can. {@link #toString()} shows nothing.
 */
public final class DataSetKey {
  /** Length in bytes. */
  public static final int BYTES = 32;

  private final byte[] secret;

  private DataSetKey(byte[] secret) {
    this.secret = secret;
  }

  /**
   * A key of {@value #BYTES} bytes that the caller holds.
   *
   * @throws IllegalArgumentException for any other length
   */
  public static DataSetKey of(byte[] secret) {
    if (secret.length != BYTES) {
      throw new IllegalArgumentException(
          "a data set key has " + BYTES + " bytes, not " + secret.length);
    }
    return new DataSetKey(secret.clone());
  }

  /** A fresh key, kept nowhere: what it makes can never be joined with another release. */
  public static DataSetKey random(SecureRandom random) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    return new DataSetKey(secret);
  }

  byte[] secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "DataSetKey[***]";
  }
}
