package org.wardhealth.deid;

import java.util.Arrays;

/**
 * What a {@link Tagger} has learnt, laid out to be looked up: for each feature key the weights that
 * it adds, and the weights of the transitions. Immutable.
 */
final class TaggerModel {
  /** What a line of memory holds of a block of weights. */
  private static final int LINE = 64;

  /** Weights of nought in each byte of a long. */
  private static final long NOUGHT = 0x8080_8080_8080_8080L;

  /** From so many weights for one token on, they are kept as a block with all sums. */
  private static final int DENSE = 8;

  private static final int OFFSETS = 2 * TaggerFeatures.REACH + 1;

  /** Where the unknown feature stands: two noughts. */
  private static final int FREE = 2;

  private final TagStates states;
  private final int width;
  private final int longs;
  private final float step;
  private final float bias;
  private final short[] between;
  private final short[] inside;
  private final double[] betweenOdds;
  private final double[] insideOdds;
  private final double[] odds = new double[256];
  private final TaggerGate gate;

  /**
   * A hash table: the key in the upper half of a slot, where it stands in the lower, 0 when free.
   */
  private final long[] slots;

  private final int[] cells;
  private final long[] dense;

  TaggerModel(TaggerFile file) {
    gate = file.gate();
    states = file.states();
    width = states.types().size() + 1;
    longs = (states.sums() <= LINE ? LINE : 2 * LINE) / Long.BYTES;
    step = file.step();
    bias = file.bias();
    between = file.between().clone();
    inside = file.inside().clone();
    betweenOdds = exponentials(between);
    insideOdds = exponentials(inside);
    for (int i = 0; i < odds.length; i++) {
      odds[i] = Math.exp(-step * (double) i);
    }
    TaggerRows rows = file.rows();
    slots = new long[Integer.highestOneBit(Math.max(16, rows.size() * 5 / 4)) * 2];
    int[] count = new int[OFFSETS];
    int room = FREE;
    int blocks = 0;
    for (int row = 0; row < rows.size(); row++) {
      room += 2;
      perOffset(rows, row, count);
      for (int weights : count) {
        room += weights >= DENSE ? 1 : weights;
        blocks += weights >= DENSE ? 1 : 0;
      }
    }
    cells = new int[room];
    dense = new long[blocks * longs];
    Arrays.fill(dense, NOUGHT);
    int at = FREE;
    int block = 0;
    for (int row : frequentFirst(rows)) {
      int slot = rows.key(row) & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = ((long) rows.key(row) << 32) | at;
      perOffset(rows, row, count);
      int head = at++;
      for (int i = rows.from(row); i < rows.to(row); i++) {
        int offset = rows.cell(i) / states.sums();
        if (count[offset] < DENSE) {
          cells[at++] = cell(offset, rows.cell(i) % states.sums(), rows.weight(i));
        }
      }
      cells[head] = at - head - 1;
      int number = at++;
      for (int offset = 0; offset < OFFSETS; offset++) {
        if (count[offset] >= DENSE) {
          fill(rows, row, offset, block);
          cells[at++] = (offset << 24) | block++;
        }
      }
      cells[number] = at - number - 1;
    }
  }

  /** See {@link #cells()}. */
  private static int cell(int offset, int sum, byte weight) {
    int of = 2 * (sum >> 3) + (sum & 1);
    int shift = 16 * ((sum & 7) >> 1);
    return (offset << 24) | (of << 16) | (shift << 8) | (weight & 0xFF);
  }

  private void fill(TaggerRows rows, int row, int offset, int block) {
    for (int i = rows.from(row); i < rows.to(row); i++) {
      if (rows.cell(i) / states.sums() == offset) {
        int sum = rows.cell(i) % states.sums();
        dense[block * longs + (sum >> 3)] += (long) rows.weight(i) << (8 * (sum & 7));
      }
    }
  }

  private double[] exponentials(short[] moves) {
    double[] out = new double[moves.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.exp(step * (double) moves[i]);
    }
    return out;
  }

  /**
   * The rows in the order of how many weights they have, the most first: features with many are
   * seen often, and lie together, so that they stay in the cache.
   */
  private static int[] frequentFirst(TaggerRows rows) {
    int most = 0;
    for (int row = 0; row < rows.size(); row++) {
      most = Math.max(most, rows.count(row));
    }
    int[] next = new int[most + 2];
    for (int row = 0; row < rows.size(); row++) {
      next[most - rows.count(row) + 1]++;
    }
    for (int i = 1; i < next.length; i++) {
      next[i] += next[i - 1];
    }
    int[] order = new int[rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      order[next[most - rows.count(row)]++] = row;
    }
    return order;
  }

  private void perOffset(TaggerRows rows, int row, int[] count) {
    Arrays.fill(count, 0);
    for (int i = rows.from(row); i < rows.to(row); i++) {
      count[rows.cell(i) / states.sums()]++;
    }
  }

  TagStates states() {
    return states;
  }

  /** The longs of a block of weights, eight in each: as many as fill one line of memory, or two. */
  int longs() {
    return longs;
  }

  float step() {
    return step;
  }

  float bias() {
    return bias;
  }

  TaggerGate gate() {
    return gate;
  }

  /**
   * Looks up keys: writes over each where it stands in {@link #cells()}, 0 when unknown. There
   * stand a number and so many cells, a number and so many blocks.
   *
   * <p>All slots are fetched before any is looked at, and none waits for another: so the memory
   * answers many at once, which is most of the time when another text was read before this one.
   *
   * @param count how many keys there are
   * @param fetched room for as many
   */
  void find(int[] keys, int count, long[] fetched) {
    int mask = slots.length - 1;
    for (int i = 0; i < count; i++) {
      fetched[i] = slots[keys[i] & mask];
    }
    for (int i = 0; i < count; i++) {
      keys[i] = find(keys[i], fetched[i]);
    }
  }

  private int find(int key, long first) {
    int mask = slots.length - 1;
    int slot = key & mask;
    for (long found = first; found != 0; found = slots[slot]) {
      if ((int) (found >>> 32) == key) {
        return (int) found;
      }
      slot = (slot + 1) & mask;
    }
    return 0;
  }

  /**
   * Not to be written to. A cell has the offset in the top byte, then which of the {@link
   * TaggerSums} it is for, how far it is shifted there, and the weight in the lowest; a block has
   * the offset in the top byte, below it where in {@link #dense()} it stands, in units of {@link
   * #longs()}.
   */
  @SuppressWarnings("EI_EXPOSE_REP")
  int[] cells() {
    return cells;
  }

  /**
   * Not to be written to. The weights of eight sums in a row in each long, the first lowest, 128
   * more than they are: so that all are positive.
   */
  @SuppressWarnings("EI_EXPOSE_REP")
  long[] dense() {
    return dense;
  }

  /** From a type, or outside, to a type, or outside: {@link TagStates#type}. */
  int between(int from, int to) {
    return between[from * width + to];
  }

  /** From the first or an inner token of an entity to an inner or the last one. */
  int inside(int type, int from, int to) {
    return inside[4 * type + 2 * from + to - 1];
  }

  double betweenOdds(int from, int to) {
    return betweenOdds[from * width + to];
  }

  double insideOdds(int type, int from, int to) {
    return insideOdds[4 * type + 2 * from + to - 1];
  }

  /** The odds that a sum of weights stands for, at most 1. */
  double odds(int sum) {
    return sum > -odds.length ? odds[-sum] : Math.exp(step * (double) sum);
  }
}
