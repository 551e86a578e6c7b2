package org.wardhealth.ledger;

import java.util.Arrays;

/**
 * Up to 256 entries, each after its length in two bytes, big end first (C2SP tlog-tiles, log
 * entries).
 */
final class EntryBundle {
  private final byte[] bytes;
  private final int[] starts;

  private EntryBundle(byte[] bytes, int[] starts) {
    this.bytes = bytes;
    this.starts = starts;
  }

  /** The bundle of exactly {@code width} entries that fill the bytes exactly. */
  static EntryBundle parse(byte[] bytes, int width) throws Malformed {
    EntryBundle bundle = prefix(bytes, width);
    if (bundle.end() != bytes.length) {
      throw new Malformed(bytes.length - bundle.end() + " bytes follow entry " + (width - 1));
    }
    return bundle;
  }

  /** The first {@code width} entries of a bundle that may hold more. */
  static EntryBundle prefix(byte[] bytes, int width) throws Malformed {
    int[] starts = new int[width + 1];
    int at = 0;
    for (int i = 0; i < width; i++) {
      if (bytes.length - at < 2) {
        throw new Malformed("the length of entry " + i + " of " + width + " is missing");
      }
      int length = (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
      if (bytes.length - at - 2 < length) {
        throw new Malformed("entry " + i + " of " + width + " is cut off");
      }
      starts[i] = at + 2;
      at += 2 + length;
    }
    starts[width] = at + 2;
    return new EntryBundle(bytes, starts);
  }

  int width() {
    return starts.length - 1;
  }

  /** The number of bytes that the entries take. */
  int end() {
    return starts[width()] - 2;
  }

  byte[] entry(int i) {
    byte[] entry = new byte[length(i)];
    System.arraycopy(bytes, starts[i], entry, 0, entry.length);
    return entry;
  }

  byte[] leafHash(int i, Hasher hasher) {
    return hasher.leaf(bytes, starts[i], length(i));
  }

  /** The bundle of the first entries only. */
  byte[] prefixBytes(int width) {
    return Arrays.copyOf(bytes, starts[width] - 2);
  }

  private int length(int i) {
    return starts[i + 1] - 2 - starts[i];
  }

  /** A bundle in the making. Not thread-safe. */
  static final class Builder {
    private byte[] bytes = new byte[1 << 12];
    private int length;

    void add(byte[] entry) {
      int end = length + 2 + entry.length;
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
      }
      bytes[length] = (byte) (entry.length >>> 8);
      bytes[length + 1] = (byte) entry.length;
      System.arraycopy(entry, 0, bytes, length + 2, entry.length);
      length = end;
    }

    byte[] bytes() {
      return Arrays.copyOf(bytes, length);
    }

    void clear() {
      length = 0;
    }
  }
}
