package org.wardhealth.deid;

import java.util.Arrays;

/**
 * What the features around the tokens in reach of a {@link Tagger}'s walk add up to, for each token
 * and state.
 *
 * <p>A token is spoken of by some hundred features, most of which have something to say of every
 * state. So four states share a {@code long}, sixteen bits each, and one addition serves four; the
 * rows of weights that speak of a token are only noted down, and added when all are known, eight
 * longs at a time that stay in registers. That depends on no vectorising compiler, which can do
 * little here: it cannot know that rows and sums never overlap.
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

  private static final int LONGS = TaggerModel.LONGS;

  /** Longs that are added up at a time. */
  private static final int PART = 8;

  /** Rows that are noted down for a token at most; then they are added. */
  private static final int ROOM = 128;

  private final int[] cells;
  private final long[] dense;
  private final int states;
  private final long[] sums = new long[RING * LONGS];
  private final int[] rows = new int[RING * ROOM];
  private final int[] noted = new int[RING];

  TaggerSums(TaggerModel model) {
    this.cells = model.cells();
    this.dense = model.dense();
    this.states = model.states().size();
    Arrays.fill(sums, ZERO);
  }

  /** Token {@code i} has no sums yet; the one {@value #RING} before it is forgotten. */
  void begin(int i) {
    int ring = i & (RING - 1);
    Arrays.fill(sums, ring * LONGS, (ring + 1) * LONGS, ZERO);
    noted[ring] = 0;
  }

  /**
   * Adds the weights of a feature of {@code token}.
   *
   * @param at where the feature stands in the model
   * @param asked one bit for each token in reach whose sums will be asked for, the first lowest
   */
  void add(int token, int at, int asked) {
    int base = token - TaggerFeatures.REACH;
    int end = at + cells[at];
    for (int i = at + 1; i <= end; i++) {
      int cell = cells[i];
      int ring = (base + (cell >> 24)) & (RING - 1);
      sums[ring * LONGS + ((cell >> 10) & (LONGS - 1))] +=
          (long) (byte) cell << ((cell >> 4) & 0x30);
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
    rows[ring * ROOM + noted[ring]] = (block & 0xFFFFFF) * LONGS;
    noted[ring] += (asked >> offset) & 1;
  }

  /** Adds up what was noted down. */
  private void settle(int ring) {
    int from = ring * ROOM;
    int to = from + noted[ring];
    for (int part = 0; part * 4 < states; part += PART) {
      int at = ring * LONGS + part;
      long a = sums[at];
      long b = sums[at + 1];
      long c = sums[at + 2];
      long d = sums[at + 3];
      long e = sums[at + 4];
      long f = sums[at + 5];
      long g = sums[at + 6];
      long h = sums[at + 7];
      for (int i = from; i < to; i++) {
        int row = rows[i] + part;
        a += dense[row];
        b += dense[row + 1];
        c += dense[row + 2];
        d += dense[row + 3];
        e += dense[row + 4];
        f += dense[row + 5];
        g += dense[row + 6];
        h += dense[row + 7];
      }
      sums[at] = a;
      sums[at + 1] = b;
      sums[at + 2] = c;
      sums[at + 3] = d;
      sums[at + 4] = e;
      sums[at + 5] = f;
      sums[at + 6] = g;
      sums[at + 7] = h;
    }
    noted[ring] = 0;
  }

  /**
   * Writes the sums of token {@code i}, of which all features are added, to {@code out}.
   *
   * @param out has {@link TaggerModel#BLOCK} places
   */
  void read(int i, int[] out) {
    int ring = i & (RING - 1);
    settle(ring);
    for (int s = 0; s < states; s += 4) {
      long four = sums[ring * LONGS + (s >> 2)];
      out[s] = (int) (four & 0xFFFF) - 0x8000;
      out[s + 1] = (int) ((four >>> 16) & 0xFFFF) - 0x8000;
      out[s + 2] = (int) ((four >>> 32) & 0xFFFF) - 0x8000;
      out[s + 3] = (int) (four >>> 48) - 0x8000;
    }
  }
}
