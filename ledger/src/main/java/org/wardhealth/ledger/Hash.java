package org.wardhealth.ledger;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * A SHA-256 hash: of an entry, of a subtree, or the root of the log.
 *
 * <p>Immutable; equality compares the 32 bytes. The text form is standard base64, as in a
 * checkpoint.
 */
public final class Hash {
  /** The length in bytes. */
  public static final int LENGTH = 32;

  /** The root of the log without entries: the SHA-256 of nothing (RFC 6962, section 2.1). */
  public static final Hash OF_NOTHING = new Hash(Hasher.sha256(new byte[0]));

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The hash with these bytes.
   *
   * @throws IllegalArgumentException if there are not 32 bytes
   */
  public static Hash of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a SHA-256 hash has " + LENGTH + " bytes, not " + bytes.length);
    }
    return new Hash(bytes.clone());
  }

  /** The RFC 6962 leaf hash of an entry: {@code SHA-256(0x00 || entry)}. */
  public static Hash ofEntry(byte[] entry) {
    return new Hash(new Hasher().leaf(entry, 0, entry.length));
  }

  static Hash at(byte[] array, int offset) {
    return new Hash(Arrays.copyOfRange(array, offset, offset + LENGTH));
  }

  static Hash ofChildren(Hash left, Hash right) {
    byte[] out = new byte[LENGTH];
    new Hasher().node(left.bytes, 0, right.bytes, 0, out, 0);
    return new Hash(out);
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, LENGTH);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The hash in standard base64. */
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
