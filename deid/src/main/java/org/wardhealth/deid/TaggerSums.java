package org.wardhealth.deid;

import java.util.Arrays;

/**
 * What the features around the tokens in reach of a {@link Tagger}'s walk add up to, for each token
 * and state.
 *
 * <p>A token is spoken of by some hundred features, most of which have something to say of every
 * state. So four sums share a {@code long}, sixteen bits each, and one addition serves four; the
 * rows of weights that speak of a token are only noted down, and added when all are known, four
 * longs at a time, whose eight sums stay in registers. That depends on no vectorising compiler,
 * which can do little here: it cannot know that rows and sums never overlap.
 *
 * <p>A row has a byte for each state, so that half as many lines of memory are fetched: the bytes
 * of even numbers are cut out with a mask and added to one long of sums, those of odd ones to the
 * next.
 *
 * <p>Lanes are signed: a {@code long} is the plain sum of its lanes, each shifted to its place, so
 * a negative one borrows from its neighbour and sums stay exact whatever the order. A sum begins
 * with {@link #ZERO}, which makes every lane positive, so that they can be cut apart again. A lane
 * holds sums from -32,768 to 32,767: 256 weights of the greatest size.
 */
final class TaggerSums {
  /** Tokens whose sums are kept at a time. */
  private static final int RING = 8;

  /** Nought in each of four lanes. */
  private static final long ZERO = 0x8000_8000_8000_8000L;

  /** The bytes of even numbers. */
  private static final long EVEN = 0x00FF_00FF_00FF_00FFL;

  /** What every weight in a row is more than it is, in each lane. */
  private static final long MORE = 0x0080_0080_0080_0080L;

  /**
   * Rows that are noted down for a token at most; then they are added. So many of the greatest
   * bytes do not fill a lane.
   */
  private static final int ROOM = 128;

  private final int[] cells;
  private final long[] dense;

  /** Longs of a row. */
  private final int longs;

  /** Longs of the sums of a token: for each long of a row one of even and one of odd numbers. */
  private final int width;

  private final long[] sums;
  private final int[] rows = new int[RING * ROOM];
  private final int[] noted = new int[RING];
  private int[] heads = new int[64];

  TaggerSums(TaggerModel model) {
    this.cells = model.cells();
    this.dense = model.dense();
    this.longs = model.longs();
    this.width = 2 * longs;
    this.sums = new long[RING * width];
    Arrays.fill(sums, ZERO);
  }

  /** Token {@code i} has no sums yet; the one {@value #RING} before it is forgotten. */
  void begin(int i) {
    int ring = i & (RING - 1);
    Arrays.fill(sums, ring * width, (ring + 1) * width, ZERO);
    noted[ring] = 0;
  }

  /**
   * Adds the weights of the features of {@code token}.
   *
   * @param at where each feature stands in the model
   * @param count how many features there are
   * @param asked one bit for each token in reach whose sums will be asked for, the first lowest
   */
  void add(int token, int[] at, int count, int asked) {
    if (heads.length < count) {
      heads = new int[at.length];
    }
    for (int i = 0; i < count; i++) {
      heads[i] = cells[at[i]];
    }
    for (int i = 0; i < count; i++) {
      add(token, at[i], heads[i], asked);
    }
  }

  private void add(int token, int at, int head, int asked) {
    int base = token - TaggerFeatures.REACH;
    int end = at + head;
    for (int i = at + 1; i <= end; i++) {
      int cell = cells[i];
      int ring = (base + (cell >> 24)) & (RING - 1);
      sums[ring * width + ((cell >> 16) & (width - 1))] += (long) (byte) cell << (cell >> 8);
    }
    int last = end + 1 + cells[end + 1];
    for (int i = end + 2; i <= last; i++) {
      note(base, cells[i], asked);
    }
  }

  /**
   * Notes down a row of weights. One that is not asked for is written too and then overwritten: a
   * branch that no processor can foresee would cost more.
   */
  private void note(int base, int block, int asked) {
    int offset = block >> 24;
    int ring = (base + offset) & (RING - 1);
    if (noted[ring] == ROOM) {
      settle(ring);
    }
    rows[ring * ROOM + noted[ring]] = (block & 0xFFFFFF) * longs;
    noted[ring] += (asked >> offset) & 1;
  }

  /**
   * Adds up what was noted down: two longs of either half of the rows at a time, so that the first
   * time fetches the lines of each row, and the other times find them near.
   */
  private void settle(int ring) {
    int from = ring * ROOM;
    int to = from + noted[ring];
    long more = MORE * noted[ring];
    int half = longs / 2;
    for (int part = 0; part < half; part += 2) {
      long a = 0;
      long b = 0;
      long c = 0;
      long d = 0;
      long e = 0;
      long f = 0;
      long g = 0;
      long h = 0;
      for (int i = from; i < to; i++) {
        int row = rows[i] + part;
        long first = dense[row];
        long second = dense[row + 1];
        long third = dense[row + half];
        long fourth = dense[row + half + 1];
        a += first & EVEN;
        b += (first >>> 8) & EVEN;
        c += second & EVEN;
        d += (second >>> 8) & EVEN;
        e += third & EVEN;
        f += (third >>> 8) & EVEN;
        g += fourth & EVEN;
        h += (fourth >>> 8) & EVEN;
      }
      int low = ring * width + 2 * part;
      int high = low + 2 * half;
      sums[low] += a - more;
      sums[low + 1] += b - more;
      sums[low + 2] += c - more;
      sums[low + 3] += d - more;
      sums[high] += e - more;
      sums[high + 1] += f - more;
      sums[high + 2] += g - more;
      sums[high + 3] += h - more;
    }
    noted[ring] = 0;
  }

  /**
   * Writes the sums of token {@code i}, of which all features are added, to {@code out}.
   *
   * @param out has eight places for each of {@link TaggerModel#longs()}
   */
  void read(int i, int[] out) {
    int ring = i & (RING - 1);
    settle(ring);
    for (int s = 0; s < 8 * longs; s += 8) {
      long even = sums[ring * width + (s >> 2)];
      long odd = sums[ring * width + (s >> 2) + 1];
      for (int lane = 0; lane < 4; lane++) {
        out[s + 2 * lane] = (int) (even >>> (16 * lane) & 0xFFFF) - 0x8000;
        out[s + 2 * lane + 1] = (int) (odd >>> (16 * lane) & 0xFFFF) - 0x8000;
      }
    }
  }
}
