package org.wardhealth.deid;

import java.util.Arrays;

/** A few folded words, to ask whether a token is one of them. Immutable. */
final class WordSet {
  private final long[] hashes;

  private WordSet(long[] hashes) {
    this.hashes = hashes;
  }

  /** Words with blanks between them. */
  static WordSet of(String words) {
    return new WordSet(Arrays.stream(words.split(" ")).mapToLong(Lexicon::hash).sorted().toArray());
  }

  boolean has(Tokens t, int i) {
    return t.word(i) && Arrays.binarySearch(hashes, t.hash(i)) >= 0;
  }
}
