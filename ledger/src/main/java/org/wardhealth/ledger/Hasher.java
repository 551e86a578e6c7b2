package org.wardhealth.ledger;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 with the domain separation of RFC 6962, section 2.1. Not thread-safe. */
final class Hasher {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private static final MessageDigest FRESH = lookUp();

  private final MessageDigest digest = digest();
  private byte[] scratch = {};

  static byte[] sha256(byte[] bytes) {
    return digest().digest(bytes);
  }

  byte[] leaf(byte[] source, int offset, int length) {
    digest.update(LEAF);
    digest.update(source, offset, length);
    return digest.digest();
  }

  void node(byte[] left, int leftAt, byte[] right, int rightAt, byte[] out, int outAt) {
    digest.update(NODE);
    digest.update(left, leftAt, Hash.LENGTH);
    digest.update(right, rightAt, Hash.LENGTH);
    finish(out, outAt);
  }

  /** The root over {@code count} neighbouring hashes, a power of two, at most a full tile. */
  Hash root(byte[] hashes, int first, int count) {
    if (scratch.length == 0) {
      scratch = new byte[Tile.FULL_BYTES];
    }
    System.arraycopy(hashes, first * Hash.LENGTH, scratch, 0, count * Hash.LENGTH);
    for (int width = count; width > 1; width /= 2) {
      for (int i = 0; i < width; i += 2) {
        digest.update(NODE);
        digest.update(scratch, i * Hash.LENGTH, 2 * Hash.LENGTH);
        finish(scratch, i / 2 * Hash.LENGTH);
      }
    }
    return Hash.at(scratch, 0);
  }

  private void finish(byte[] out, int offset) {
    try {
      digest.digest(out, offset, Hash.LENGTH);
    } catch (DigestException e) {
      throw new IllegalStateException("no room for a hash at offset " + offset, e);
    }
  }

  /** A copy of one that is never fed: the providers are asked once, not for each entry. */
  private static MessageDigest digest() {
    try {
      return (MessageDigest) FRESH.clone();
    } catch (CloneNotSupportedException _) {
      return lookUp();
    }
  }

  private static MessageDigest lookUp() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
