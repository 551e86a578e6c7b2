package org.wardhealth.deid;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The {@linkplain FunctionWord small words} of one language. Immutable once read. */
final class FunctionWords {
  private static final int CAPACITY = 1 << 11;

  private final long[] keys = new long[CAPACITY];
  private final long[] roles = new long[CAPACITY];
  private int size;

  private FunctionWords() {}

  /** Reads lines {@code role: word word}; {@code #} begins a comment. */
  static FunctionWords of(String pack) {
    FunctionWords words = new FunctionWords();
    byte[] file = Lexicon.read(pack + "/function-words.txt");
    for (String line : new String(file, StandardCharsets.US_ASCII).split("\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.charAt(0) != '#') {
        long bit = FunctionWord.valueOf(line.substring(0, colon).toUpperCase(Locale.ROOT)).bit;
        for (String word : line.substring(colon + 1).trim().split(" +", -1)) {
          words.put(Lexicon.hash(word), bit);
        }
      }
    }
    return words;
  }

  /** The {@linkplain FunctionWord#bit roles} of a word; 0 when it has none. */
  long roles(long hash) {
    int at = slot(hash);
    return keys[at] == hash ? roles[at] : 0;
  }

  /** All of them. */
  long[] hashes() {
    long[] hashes = new long[size];
    int n = 0;
    for (long key : keys) {
      if (key != 0) {
        hashes[n++] = key;
      }
    }
    return hashes;
  }

  private void put(long hash, long bit) {
    int at = slot(hash);
    if (keys[at] != hash) {
      if (++size > CAPACITY / 2) {
        throw new IllegalStateException("more than " + CAPACITY / 2 + " function words");
      }
      keys[at] = hash;
    }
    roles[at] |= bit;
  }

  private int slot(long hash) {
    int at = (int) (hash ^ (hash >>> 32)) & (CAPACITY - 1);
    while (keys[at] != hash && keys[at] != 0) {
      at = (at + 1) & (CAPACITY - 1);
    }
    return at;
  }
}
