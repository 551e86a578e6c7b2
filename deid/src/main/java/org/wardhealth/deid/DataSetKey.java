package org.wardhealth.deid;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The secret of one data set: 32 bytes that every pseudonym, surrogate and date shift of the data
 * set hangs on, and the name of the data set. Who has it can join two releases of the data set and
 * search for a value; without it nobody can. {@link #toString()} shows the name only.
 *
 * <p>Kept in a file of its own, see {@link DataSetKeyFile}, or made by a vault and handed in.
 */
public final class DataSetKey {
  /** Length in bytes. */
  public static final int BYTES = 32;

  private static final String UNNAMED = "unnamed";
  private static final int LONGEST_NAME = 100;

  private final String name;
  private final byte[] secret;

  private DataSetKey(String name, byte[] secret) {
    this.name = name;
    this.secret = secret;
  }

  /**
   * A key of {@value #BYTES} bytes that the caller holds, of a data set without name.
   *
   * @throws IllegalArgumentException for any other length
   */
  public static DataSetKey of(byte[] secret) {
    return of(UNNAMED, secret);
  }

  /**
   * A key of {@value #BYTES} bytes that the caller holds.
   *
   * @param name of the data set: letters, digits, point, hyphen and underscore, 1 to 100 of them
   * @throws IllegalArgumentException for another name or length
   */
  public static DataSetKey of(String name, byte[] secret) {
    if (secret.length != BYTES) {
      throw new IllegalArgumentException(
          "a data set key has " + BYTES + " bytes, not " + secret.length);
    }
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "the name of a data set has 1 to "
              + LONGEST_NAME
              + " letters, digits, points, hyphens and underscores");
    }
    return new DataSetKey(name, secret.clone());
  }

  /** A fresh key, kept nowhere: what it makes can never be joined with another release. */
  public static DataSetKey random(SecureRandom random) {
    return random(UNNAMED, random);
  }

  /** A fresh key for the data set {@code name}: write it with {@link DataSetKeyFile#write}. */
  public static DataSetKey random(String name, SecureRandom random) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    return of(name, secret);
  }

  /** The name of the data set. */
  public String name() {
    return name;
  }

  byte[] secret() {
    return secret;
  }

  static boolean isName(String name) {
    return name.length() <= LONGEST_NAME && name.matches("[A-Za-z0-9._-]+");
  }

  /** The same name and the same secret. */
  @Override
  public boolean equals(Object other) {
    return other instanceof DataSetKey key
        && name.equals(key.name)
        && java.security.MessageDigest.isEqual(secret, key.secret);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(name.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "DataSetKey[" + name + ", ***]";
  }
}
