package org.wardhealth.deid;

import java.util.Arrays;
import java.util.Optional;

/**
 * The trained sequence tagger: finds identifiers by what was learnt from marked texts, the best
 * path of a linear-chain model over the {@link TagStates} of its types.
 *
 * <p>Most tokens of a note can only be outside. Where other states come within {@link #NEAR} of the
 * best, a lattice of these states is built up to the next token that can only be outside, and the
 * best path through it is taken. The score of a finding is the share of the paths, by weight, that
 * mark its least sure token. Linear in the number of tokens; immutable and thread-safe.
 */
final class Tagger {
  /**
   * Log-odds below the best at which a state is no longer looked at. Transitions may make up for
   * less than that.
   */
  private static final float NEAR = 8f;

  /** States of a token that are looked at; where more are near, the nearer ones. */
  private static final int MOST = 64;

  private final TaggerModel model;

  Tagger(TaggerModel model) {
    this.model = model;
  }

  /**
   * The tagger of a pack.
   *
   * @throws IllegalStateException when the pack has none, or one that is damaged or of another
   *     version
   */
  static Tagger load(String pack) {
    byte[] bytes = Lexicon.read(pack + "/tagger.bin");
    if (bytes.length == 0) {
      throw new IllegalStateException("the language pack " + pack + " has no tagger.bin");
    }
    return new Tagger(new TaggerModel(TaggerFile.read(bytes, pack + "/tagger.bin")));
  }

  /** As {@link #load}; empty when the pack has none. */
  static Optional<Tagger> find(String pack) {
    return Lexicon.read(pack + "/tagger.bin").length == 0
        ? Optional.empty()
        : Optional.of(load(pack));
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

    private final TaggerModel model;
    private final TaggerLattice lattice;
    private final int size;
    private final boolean paired;

    /** How many sums a token has. */
    private final int width;

    /** How many of them are looked at. */
    private final int most;

    private final int near;
    private final TaggerSums sums;

    /** The sums of the token that is looked at. */
    private final int[] row;

    /** Those that come near the best. */
    private final int[] close;

    /** The tokens to look at. */
    private boolean[] open = {};

    /** The features of a token: their keys, then where they stand in the model. */
    private int[] found = new int[64];

    /** What is fetched for them. */
    private long[] fetched = new long[64];

    private int count;

    Walk(TaggerModel model, Tokens tokens, Candidates found) {
      this.model = model;
      this.size = tokens.size();
      this.paired = model.states().paired();
      this.width = model.states().sums();
      this.most = paired ? MOST / 2 : MOST;
      this.row = new int[8 * model.longs()];
      this.close = new int[row.length];
      this.near = Math.round(NEAR / model.step());
      this.sums = new TaggerSums(model);
      this.lattice = new TaggerLattice(model, found);
    }

    void run(Tokens tokens, Hints hints) {
      TaggerFeatures features = new TaggerFeatures(tokens, hints);
      open = model.gate().open(features, hints, size);
      for (int j = -1; j <= size + REACH; j++) {
        sums.begin(j + REACH);
        if (j <= size) {
          features.advance(j);
          int asked = asked(j);
          if (asked != 0) {
            features.emit(j, asked, this);
            add(j, asked);
          }
        }
        int complete = j - REACH;
        if (complete >= 0 && complete < size) {
          if (open[complete]) {
            consider(complete);
          } else {
            lattice.token(complete);
            lattice.state(TagStates.OUTSIDE, 0);
          }
        }
      }
      lattice.close();
    }

    /** One bit for each token in reach of {@code j} that is to be looked at, the first lowest. */
    private int asked(int j) {
      int asked = 0;
      for (int i = Math.max(0, j - REACH); i <= Math.min(size - 1, j + REACH); i++) {
        asked |= open[i] ? 1 << (i - j + REACH) : 0;
      }
      return asked;
    }

    @Override
    public void feature(int token, int key, int from, int to) {
      if (count == found.length) {
        found = Arrays.copyOf(found, count * 2);
        fetched = new long[count * 2];
      }
      found[count++] = key;
    }

    /**
     * Adds the weights of the features of {@code token}. Each step is made for all of them before
     * the next: so the memory answers many questions at once.
     */
    private void add(int token, int asked) {
      model.find(found, count, fetched);
      sums.add(token, found, count, asked);
      count = 0;
    }

    private void consider(int i) {
      sums.read(i, row);
      int begins = row[TagStates.OUTSIDE];
      int goesOn = begins;
      for (int n = 1; n < width; n += 2) {
        begins = Math.max(begins, row[n]);
        goesOn = Math.max(goesOn, row[n + 1]);
      }
      if (!paired) {
        begins = Math.max(begins, goesOn);
        goesOn = begins;
      }
      int reach = near;
      int count = within(begins - reach, goesOn - reach);
      while (reach > 0 && count > most) {
        reach -= Math.max(1, reach / 8);
        count = within(begins - reach, goesOn - reach);
      }
      lattice.token(i);
      lattice.state(TagStates.OUTSIDE, row[TagStates.OUTSIDE]);
      for (int n = 0; n < count; n++) {
        if (paired) {
          pair(close[n]);
        } else {
          state(close[n], row[close[n]]);
        }
      }
    }

    /** Both states that one sum speaks for: first and only, or inner and last. */
    private void pair(int sum) {
      int type = (sum - 1) >> 1;
      boolean begins = ((sum - 1) & 1) == 0;
      state(TagStates.state(type, begins ? TagStates.FIRST : TagStates.INNER), row[sum]);
      state(TagStates.state(type, begins ? TagStates.ONLY : TagStates.LAST), row[sum]);
    }

    private void state(int state, int sum) {
      if (TagStates.begins(state) || lattice.leadsTo(state)) {
        lattice.state(state, sum);
      }
    }

    /**
     * How many sums are at least these; they are {@link #close} then. Paired, those that begin an
     * entity are odd and compete with each other, those that go on too: which of the two a token
     * does, the one before it decides.
     */
    private int within(int begins, int goesOn) {
      int count = 0;
      for (int n = 1; n < width; n += 2) {
        close[count] = n;
        count += row[n] >= begins ? 1 : 0;
        close[count] = n + 1;
        count += row[n + 1] >= goesOn ? 1 : 0;
      }
      return count;
    }
  }
}
