package org.wardhealth.deid.encoder;

/**
 * A text as an encoder reads it: words, each of one or more pieces of the vocabulary. Words are
 * runs between white space, and every punctuation mark is one.
 *
 * @param ids of the pieces
 * @param first the first piece of each word, then the number of pieces
 * @param start the first UTF-16 unit of each word
 * @param end the unit behind each word
 */
@SuppressWarnings("ArrayRecordComponent")
record Pieces(int[] ids, int[] first, int[] start, int[] end) {
  /** The number of words. */
  int words() {
    return start.length;
  }

  /** The number of pieces of the words {@code [from, to)}. */
  int pieces(int from, int to) {
    return first[to] - first[from];
  }
}
