package org.wardhealth.deid;

/**
 * A first glance over a text: which tokens a {@link Tagger} must look at. Most tokens of a note
 * cannot be part of an identifier, and a sum of some numbers shows it: what each word, its shape
 * and that of the one before, its place in the dictionaries and what the rules say of it tell of
 * the {@link #REACH} tokens on either side. A token that does not reach the threshold is outside.
 *
 * <p>The threshold is set in training so that no more than a given share of the marked tokens of
 * texts that the gate did not learn from is lost.
 */
final class TaggerGate {
  /** How far a word speaks, in tokens, either way. */
  static final int REACH = 3;

  static final int WIDTH = 2 * REACH + 1;

  private static final int WORD = 91;
  private static final int SHAPE = 92;
  private static final int CLASSES = 93;
  private static final int HINT = 94;
  private static final int FORMS = 95;

  /** Features of one token. */
  static final int FEATURES = 5;

  private final int threshold;
  private final int[] keys;
  private final byte[] weights;
  private final int[] slots;
  private final int[] table;

  /**
   * @param keys of features, in unsigned order
   * @param weights of each key {@link #WIDTH}, the first for the token {@code REACH} before
   */
  TaggerGate(int threshold, int[] keys, byte[] weights) {
    this.threshold = threshold;
    this.keys = keys.clone();
    this.weights = weights.clone();
    int capacity = Integer.highestOneBit(Math.max(16, keys.length * 2)) * 2;
    slots = new int[capacity];
    table = new int[capacity];
    for (int i = 0; i < keys.length; i++) {
      int slot = keys[i] & (capacity - 1);
      while (table[slot] != 0) {
        slot = (slot + 1) & (capacity - 1);
      }
      slots[slot] = keys[i];
      table[slot] = i * WIDTH + 1;
    }
  }

  int threshold() {
    return threshold;
  }

  int[] keys() {
    return keys.clone();
  }

  byte[] weights() {
    return weights.clone();
  }

  /** The keys of token {@code i}, {@link #FEATURES} of them, into {@code out}. */
  static void keys(TaggerFeatures features, Hints hints, int i, int[] out) {
    out[0] = TaggerFeatures.key(WORD, features.identify(i));
    out[1] = TaggerFeatures.key(SHAPE, features.form(i));
    out[2] = TaggerFeatures.key(CLASSES, features.classes(i));
    out[3] = TaggerFeatures.key(HINT, hints.at(i));
    out[4] = TaggerFeatures.key(FORMS, features.form(i - 1) * 4096L + features.form(i));
  }

  /** The tokens to look at: those that reach the threshold or of which a rule said something. */
  boolean[] open(TaggerFeatures features, Hints hints, int size) {
    int[] sums = new int[size + 2 * REACH];
    int[] of = new int[FEATURES];
    for (int i = 0; i < size; i++) {
      keys(features, hints, i, of);
      for (int key : of) {
        int at = find(key);
        for (int o = 0; at >= 0 && o < WIDTH; o++) {
          sums[i + o] += weights[at + o];
        }
      }
    }
    boolean[] open = new boolean[size];
    for (int i = 0; i < size; i++) {
      open[i] = sums[i + REACH] >= threshold || hints.at(i) != 0;
    }
    return open;
  }

  private int find(int key) {
    int mask = slots.length - 1;
    int slot = key & mask;
    while (table[slot] != 0) {
      if (slots[slot] == key) {
        return table[slot] - 1;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }
}
