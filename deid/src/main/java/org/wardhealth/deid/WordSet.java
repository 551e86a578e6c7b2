package org.wardhealth.deid;

import java.util.Arrays;

/** A few folded words, to ask whether a token is one of them. Immutable. */
final class WordSet {
  /** Slots for a word, at least, so that nearly every question is one look. */
  private static final int ROOM = 4;

  /** By their hashes; nought where none is. */
  private final long[] slots;

  private WordSet(long[] hashes) {
    slots = new long[Integer.highestOneBit(hashes.length * ROOM) * 2];
    for (long hash : hashes) {
      slots[slot(hash)] = hash;
    }
  }

  /** Words with blanks between them. */
  static WordSet of(String words) {
    return new WordSet(Arrays.stream(words.split(" ")).mapToLong(Lexicon::hash).toArray());
  }

  boolean has(Tokens t, int i) {
    return t.word(i) && slots[slot(t.hash(i))] != 0;
  }

  /** Where the hash stands, or would. */
  private int slot(long hash) {
    int at = (int) ((hash * 0x9E3779B97F4A7C15L) >>> 40) & (slots.length - 1);
    while (slots[at] != hash && slots[at] != 0) {
      at = (at + 1) & (slots.length - 1);
    }
    return at;
  }
}
