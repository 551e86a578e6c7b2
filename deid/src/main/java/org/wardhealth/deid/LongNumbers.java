package org.wardhealth.deid;

/** A hash table from long, not 0, to int. */
final class LongNumbers {
  private long[] keys = new long[1 << 16];
  private int[] values = new int[1 << 16];
  private int size;

  int get(long key) {
    int at = slot(key);
    return keys[at] == key ? values[at] : 0;
  }

  void increment(long key) {
    int at = slot(key);
    if (keys[at] != key) {
      keys[at] = key;
      size++;
    }
    values[at]++;
    if (size * 2 > keys.length) {
      long[] oldKeys = keys;
      int[] oldValues = values;
      keys = new long[oldKeys.length * 2];
      values = new int[keys.length];
      for (int i = 0; i < oldKeys.length; i++) {
        if (oldKeys[i] != 0) {
          int to = slot(oldKeys[i]);
          keys[to] = oldKeys[i];
          values[to] = oldValues[i];
        }
      }
    }
  }

  /**
   * Replaces each value of at least {@code least} by a number from 1 on, the others by 0; answers
   * how many.
   */
  int number(int least) {
    int next = 0;
    for (int i = 0; i < keys.length; i++) {
      values[i] = keys[i] != 0 && values[i] >= least ? ++next : 0;
    }
    return next;
  }

  /** The keys in the order of their numbers. */
  long[] numbered(int count) {
    long[] out = new long[count];
    for (int i = 0; i < keys.length; i++) {
      if (values[i] > 0) {
        out[values[i] - 1] = keys[i];
      }
    }
    return out;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    long mixed = key * 0x9E3779B97F4A7C15L;
    int at = (int) (mixed >>> 32) & mask;
    while (keys[at] != key && keys[at] != 0) {
      at = (at + 1) & mask;
    }
    return at;
  }
}
