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

  /** Tokens whose keys are looked up together. */
  private static final int TOGETHER = 16;

  private final int threshold;
  private final int[] keys;
  private final byte[] weights;

  /**
   * A hash table: the key in the upper half of a slot, one more than where its weights begin in the
   * lower, 0 when free.
   */
  private final long[] slots;

  /**
   * @param keys of features, in unsigned order
   * @param weights of each key {@link #WIDTH}, the first for the token {@code REACH} before
   */
  TaggerGate(int threshold, int[] keys, byte[] weights) {
    this.threshold = threshold;
    this.keys = keys.clone();
    this.weights = weights.clone();
    int capacity = Integer.highestOneBit(Math.max(16, keys.length * 2)) * 2;
    slots = new long[capacity];
    for (int i = 0; i < keys.length; i++) {
      int slot = keys[i] & (capacity - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (capacity - 1);
      }
      slots[slot] = ((long) keys[i] << 32) | (i * WIDTH + 1);
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

  /**
   * The tokens to look at: those that reach the threshold or of which a rule said something. Works
   * on {@value #TOGETHER} tokens at a time, and makes each step for all of their keys before the
   * next: so the memory answers many questions at once.
   */
  boolean[] open(TaggerFeatures features, Hints hints, int size) {
    int[] sums = new int[size + 2 * REACH];
    int[] of = new int[FEATURES];
    int[] asked = new int[TOGETHER * FEATURES];
    long[] fetched = new long[TOGETHER * FEATURES];
    int mask = slots.length - 1;
    for (int from = 0; from < size; from += TOGETHER) {
      int count = Math.min(TOGETHER, size - from) * FEATURES;
      for (int k = 0; k < count; k += FEATURES) {
        keys(features, hints, from + k / FEATURES, of);
        for (int f = 0; f < FEATURES; f++) {
          asked[k + f] = of[f];
          fetched[k + f] = slots[of[f] & mask];
        }
      }
      for (int k = 0; k < count; k++) {
        int at = find(asked[k], fetched[k]);
        int i = from + k / FEATURES;
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

  private int find(int key, long first) {
    int mask = slots.length - 1;
    int slot = key & mask;
    for (long found = first; found != 0; found = slots[slot]) {
      if ((int) (found >>> 32) == key) {
        return (int) found - 1;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }
}
