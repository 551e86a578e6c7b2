package org.wardhealth.deid;

import java.util.Arrays;

/**
 * The trained sequence tagger: finds identifiers by what was learnt from marked texts, the best path
 * of a linear-chain model over the {@link TagStates} of its types.
 *
 * <p>Most tokens of a note can only be outside. Where other states come within {@link #NEAR} of the
 * best, a lattice of these states is built up to the next token that can only be outside, and the
 * best path through it is taken. The score of a finding is the share of the paths, by weight, that
 * mark its least sure token. Linear in the number of tokens; immutable and thread-safe.
 */
final class Tagger {
  /** Log-odds below the best at which a state is no longer looked at. */
  private static final float NEAR = 9f;

  private final TaggerModel model;

  Tagger(TaggerModel model) {
    this.model = model;
  }

  /**
   * Adds what it finds.
   *
   * @param hints what the rules found that the model was trained with
   */
  void recognise(Tokens tokens, Hints hints, Candidates found) {
    new Walk(model, tokens, found).run(tokens, hints);
  }

  /** One walk over one text. */
  private static final class Walk implements TaggerFeatures.Sink {
    private static final int REACH = TaggerFeatures.REACH;
    private static final int RING = 8;
    private static final int SHIFT = 7;

    private final TaggerModel model;
    private final TaggerLattice lattice;
    private final int size;
    private final int states;
    private final int[] cells;

    /** Sums of the tokens in reach, {@code RING} rows of {@code states}. */
    private final int[] sums;

    private final int near;
    private final int bias;

    Walk(TaggerModel model, Tokens tokens, Candidates found) {
      this.model = model;
      this.size = tokens.size();
      this.states = model.states().size();
      this.cells = model.cells();
      this.sums = new int[RING << SHIFT];
      this.near = Math.round(NEAR / model.step());
      this.bias = Math.round(model.bias() / model.step());
      this.lattice = new TaggerLattice(model, found);
    }

    void run(Tokens tokens, Hints hints) {
      TaggerFeatures features = new TaggerFeatures(tokens, hints);
      for (int j = -1; j <= size + REACH; j++) {
        if (j <= size) {
          features.advance(j);
          features.emit(j, this);
        }
        int complete = j - REACH;
        if (complete >= 0 && complete < size) {
          consider(complete);
        }
        int row = ((complete + RING) & (RING - 1)) << SHIFT;
        Arrays.fill(sums, row, row + states, 0);
      }
      lattice.close();
    }

    @Override
    public void feature(int token, int key, int from, int to) {
      int at = model.find(key);
      if (at == 0) {
        return;
      }
      int end = at + cells[at];
      int base = token - REACH + RING;
      for (int i = at + 1; i <= end; i++) {
        int cell = cells[i];
        sums[(base + (cell >> 24) & (RING - 1)) << SHIFT | (cell >> 8 & 0xFFFF)] += (byte) cell;
      }
    }

    private void consider(int i) {
      int row = (i & (RING - 1)) << SHIFT;
      int outside = sums[row] - bias;
      int most = outside;
      for (int s = 1; s < states; s++) {
        most = Math.max(most, sums[row + s]);
      }
      int least = most - near;
      lattice.token(i);
      lattice.state(TagStates.OUTSIDE, outside);
      for (int s = 1; s < states; s++) {
        if (sums[row + s] >= least) {
          lattice.state(s, sums[row + s]);
        }
      }
    }
  }
}
