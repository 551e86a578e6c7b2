package org.wardhealth.deid;

/**
 * Under which label, or behind which word, a capitalised word stood when a text first held it: what
 * "Patient: Okoro" tells about "Okoro" ten lines further on. A hash table that grows with the
 * distinct words of one text. A word is looked for in a bounded number of slots, so words that were
 * made to collide are forgotten and cost no time.
 */
final class TaggerMemory {
  private static final int PROBES = 16;
  private static final int MOST = 1 << 16;

  private long[] keys = new long[64];
  private long[] contexts = new long[64];
  private int size;

  /** The context of the first time, or 0. */
  long context(long word) {
    int at = slot(word);
    return at >= 0 && keys[at] == word ? contexts[at] : 0;
  }

  void remember(long word, long context) {
    int at = slot(word);
    if (word == 0 || at < 0 || keys[at] == word) {
      return;
    }
    keys[at] = word;
    contexts[at] = context;
    if (++size * 2 > keys.length && keys.length < MOST) {
      grow();
    }
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldContexts = contexts;
    keys = new long[oldKeys.length * 4];
    contexts = new long[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      int at = oldKeys[i] == 0 ? -1 : slot(oldKeys[i]);
      if (at >= 0) {
        keys[at] = oldKeys[i];
        contexts[at] = oldContexts[i];
      }
    }
  }

  /** Where the word is or may be put; -1 when neither within reach. */
  private int slot(long word) {
    int mask = keys.length - 1;
    int at = (int) (word ^ (word >>> 32)) & mask;
    for (int probe = 0; probe < PROBES; probe++) {
      if (keys[at] == word || keys[at] == 0) {
        return at;
      }
      at = (at + 1) & mask;
    }
    return -1;
  }
}
