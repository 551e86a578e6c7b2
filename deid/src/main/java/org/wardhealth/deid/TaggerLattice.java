package org.wardhealth.deid;

import java.util.Arrays;

/**
 * The states that tokens in a row can have, with their sums, and the best path through them
 * (Viterbi). Tokens that can only be outside close it; what was found goes to the candidates, and
 * it begins anew.
 */
final class TaggerLattice {
  private static final int NEVER = Integer.MIN_VALUE / 2;
  private static final float LEAST = 0.01f;

  /** Log-odds of a state against outside under which its tokens are not looked at. */
  private static final float HOPELESS = 3.5f;

  /** From so many tokens on, a lattice ends where outside is the likeliest. */
  private static final int LONG = 512;

  /** So many tokens are settled in any case, so that memory is bounded. */
  private static final int LONGEST = 1024;

  private final TaggerModel model;
  private final TagStates states;
  private final Candidates found;
  private final int outside;

  /** The share from which on a token is inside. */
  private final double threshold;

  /** First token of the lattice; tokens {@code from .. from + length - 1}. */
  private int from;

  private int length;
  private int[] begin = new int[64];
  private int nodes;
  private byte[] state = new byte[256];
  private int[] sum = new int[256];
  private int[] best = new int[256];
  private int[] back = new int[256];
  private final int[] ended = new int[TaggerModel.BLOCK];
  private double[] forward = {};
  private double[] backward = {};
  private double[] odds = {};
  private double[] scale = {};

  /** For each token the share of the paths in which it is not outside. */
  private double[] inside = {};

  TaggerLattice(TaggerModel model, Candidates found) {
    this.model = model;
    this.states = model.states();
    this.found = found;
    this.outside = states.types().size();
    this.threshold = 1 / (1 + Math.exp(model.bias()));
  }

  /** The next token; its states follow. */
  void token(int i) {
    if (length > 0 && nodes - begin[length - 1] == 1) {
      length--;
      nodes--;
      close();
    } else if (length >= LONG && (length >= LONGEST || outsideIsBest())) {
      close();
    }
    if (length == 0) {
      from = i;
    }
    if (length + 1 >= begin.length) {
      begin = Arrays.copyOf(begin, begin.length * 2);
    }
    begin[length++] = nodes;
  }

  private boolean outsideIsBest() {
    for (int node = begin[length - 1] + 1; node < nodes; node++) {
      if (sum[node] > sum[begin[length - 1]]) {
        return false;
      }
    }
    return true;
  }

  /** The token before has a state that an inner or last one of the same type may follow. */
  boolean leadsTo(int s) {
    if (length < 2) {
      return false;
    }
    for (int node = begin[length - 2]; node < begin[length - 1]; node++) {
      if (!TagStates.ends(state[node]) && type(state[node]) == type(s)) {
        return true;
      }
    }
    return false;
  }

  void state(int s, int weight) {
    if (nodes == state.length) {
      int room = nodes * 2;
      state = Arrays.copyOf(state, room);
      sum = Arrays.copyOf(sum, room);
      best = Arrays.copyOf(best, room);
      back = Arrays.copyOf(back, room);
    }
    state[nodes] = (byte) s;
    sum[nodes++] = weight;
  }

  /** Settles what is there; the tokens beside it are outside. */
  void close() {
    if (length > 0 && nodes > length) {
      begin[length] = nodes;
      if (worthwhile()) {
        shares();
        report();
      }
    }
    length = 0;
    nodes = 0;
  }

  /** Some state lies near enough to outside that the sum of all can reach the threshold. */
  private boolean worthwhile() {
    int most = Integer.MIN_VALUE;
    for (int t = 0; t < length; t++) {
      for (int node = begin[t] + 1; node < begin[t + 1]; node++) {
        most = Math.max(most, sum[node] - sum[begin[t]]);
      }
    }
    return most * model.step() > -HOPELESS;
  }

  /** A token is inside exactly where the share of the paths through it that are inside says so. */
  private boolean fits(int t, int node) {
    return (state[node] != TagStates.OUTSIDE) == (inside[t] >= threshold);
  }

  /** The last node of the best path, or -1 when there is none. */
  private int viterbi() {
    for (int node = 0; node < begin[1]; node++) {
      best[node] =
          TagStates.begins(state[node]) && fits(0, node)
              ? sum[node] + model.between(outside, type(state[node]))
              : NEVER;
    }
    for (int t = 1; t < length; t++) {
      int open = 0;
      for (int before = begin[t - 1]; before < begin[t]; before++) {
        if (TagStates.ends(state[before]) && best[before] != NEVER) {
          ended[open++] = before;
        }
      }
      for (int node = begin[t]; node < begin[t + 1]; node++) {
        if (!fits(t, node)) {
          best[node] = NEVER;
        } else if (TagStates.begins(state[node])) {
          begin(node, open);
        } else {
          proceed(node, begin[t - 1], begin[t]);
        }
      }
    }
    int most = NEVER;
    int last = -1;
    for (int node = begin[length - 1]; node < nodes; node++) {
      if (TagStates.ends(state[node]) && best[node] != NEVER) {
        int total = best[node] + model.between(type(state[node]), outside);
        if (total > most) {
          most = total;
          last = node;
        }
      }
    }
    return last;
  }

  /**
   * The best way to an entity's first token, or to one outside, from the {@code open} that ended.
   */
  private void begin(int node, int open) {
    int type = type(state[node]);
    int most = NEVER;
    int by = ended[0];
    for (int i = 0; i < open; i++) {
      int total = best[ended[i]] + model.between(type(state[ended[i]]), type);
      if (total > most) {
        most = total;
        by = ended[i];
      }
    }
    best[node] = most == NEVER ? NEVER : most + sum[node];
    back[node] = by;
  }

  /** The best way to an inner or last token, from the first or an inner one of the same type. */
  private void proceed(int node, int from, int to) {
    int first = state[node] - TagStates.place(state[node]);
    int most = NEVER;
    int by = from;
    for (int before = from; before < to; before++) {
      int place = state[before] - first;
      if ((place == TagStates.FIRST || place == TagStates.INNER) && best[before] != NEVER) {
        int total = best[before] + model.inside((first - 1) >> 2, place, state[node] - first);
        if (total > most) {
          most = total;
          by = before;
        }
      }
    }
    best[node] = most == NEVER ? NEVER : most + sum[node];
    back[node] = by;
  }

  private int type(int s) {
    return s == TagStates.OUTSIDE ? outside : (s - 1) >> 2;
  }

  /** The odds of a transition; 0 when it is not legal. */
  private double odds(int a, int b) {
    if (TagStates.begins(b)) {
      return TagStates.ends(a) ? model.betweenOdds(type(a), type(b)) : 0;
    }
    if (TagStates.ends(a) || type(a) != type(b)) {
      return 0;
    }
    return model.insideOdds(type(a), TagStates.place(a), TagStates.place(b));
  }

  private void report() {
    if (inside.length < length) {
      inside = new double[begin.length];
    }
    boolean any = false;
    for (int t = 0; t < length; t++) {
      inside[t] = 1 - forward[begin[t]] * backward[begin[t]];
      any |= inside[t] >= threshold;
    }
    if (!any) {
      return;
    }
    int node = viterbi();
    if (node < 0) {
      reportRuns();
      return;
    }
    int[] path = new int[length];
    for (int t = length - 1; t >= 0; t--) {
      path[t] = node;
      node = t > 0 ? back[node] : node;
    }
    for (int t = 0; t < length; t++) {
      int s = state[path[t]];
      if (s != TagStates.OUTSIDE) {
        int to = t + 1;
        while (!TagStates.ends(state[path[to - 1]])) {
          to++;
        }
        add(t, to, type(s));
        t = to - 1;
      }
    }
  }

  /**
   * Where no path fits the shares: each run of tokens inside, with the type of its surest token.
   */
  private void reportRuns() {
    for (int t = 0; t < length; t++) {
      int to = t;
      int type = 0;
      double surest = -1;
      while (to < length && inside[to] >= threshold) {
        for (int node = begin[to] + 1; node < begin[to + 1]; node++) {
          double share = forward[node] * backward[node];
          if (share > surest) {
            surest = share;
            type = type(state[node]);
          }
        }
        to++;
      }
      if (to > t) {
        add(t, to, type);
        t = to - 1;
      }
    }
  }

  private void add(int t, int to, int type) {
    double least = 1;
    for (int i = t; i < to; i++) {
      least = Math.min(least, inside[i]);
    }
    found.add(
        from + t,
        from + to,
        states.types().get(type),
        Source.TAGGER,
        (float) Math.clamp(least, LEAST, 1.0));
  }

  /** Forward and backward sums, scaled at each token, so that their product is a share. */
  private void shares() {
    if (forward.length < nodes) {
      forward = new double[state.length];
      backward = new double[state.length];
      odds = new double[state.length];
    }
    if (scale.length < length) {
      scale = new double[begin.length];
    }
    for (int t = 0; t < length; t++) {
      int most = NEVER;
      for (int node = begin[t]; node < begin[t + 1]; node++) {
        most = Math.max(most, sum[node]);
      }
      double total = 0;
      for (int node = begin[t]; node < begin[t + 1]; node++) {
        double reach = 0;
        if (t == 0) {
          reach = odds(TagStates.OUTSIDE, state[node]);
        } else {
          for (int before = begin[t - 1]; before < begin[t]; before++) {
            reach += forward[before] * odds(state[before], state[node]);
          }
        }
        odds[node] = model.odds(sum[node] - most);
        forward[node] = reach * odds[node];
        total += forward[node];
      }
      scale[t] = total;
      for (int node = begin[t]; node < begin[t + 1]; node++) {
        forward[node] /= total;
      }
    }
    backwards();
  }

  private void backwards() {
    double end = 0;
    for (int node = begin[length - 1]; node < nodes; node++) {
      end += forward[node] * odds(state[node], TagStates.OUTSIDE);
    }
    for (int node = begin[length - 1]; node < nodes; node++) {
      backward[node] = odds(state[node], TagStates.OUTSIDE) / end;
    }
    for (int t = length - 2; t >= 0; t--) {
      for (int next = begin[t + 1]; next < begin[t + 2]; next++) {
        odds[next] *= backward[next] / scale[t + 1];
      }
      for (int node = begin[t]; node < begin[t + 1]; node++) {
        double behind = 0;
        for (int next = begin[t + 1]; next < begin[t + 2]; next++) {
          behind += odds(state[node], state[next]) * odds[next];
        }
        backward[node] = behind;
      }
    }
  }
}
