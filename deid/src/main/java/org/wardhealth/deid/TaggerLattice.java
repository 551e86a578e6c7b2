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
  private static final float HOPELESS = 5f;

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
  private double[] forward = {};
  private double[] backward = {};

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
    }
    if (length == 0) {
      from = i;
    }
    if (length + 1 >= begin.length) {
      begin = Arrays.copyOf(begin, begin.length * 2);
    }
    begin[length++] = nodes;
  }

  /** The token before has a state that an inner or last one of the same type may follow. */
  boolean leadsTo(int s) {
    if (length < 2) {
      return false;
    }
    for (int node = begin[length - 2]; node < begin[length - 1]; node++) {
      if (!TagStates.ends(state[node]) && states.type(state[node]) == states.type(s)) {
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
              ? sum[node] + model.between(outside, states.type(state[node]))
              : NEVER;
    }
    for (int t = 1; t < length; t++) {
      for (int node = begin[t]; node < begin[t + 1]; node++) {
        int most = NEVER;
        int by = begin[t - 1];
        for (int before = begin[t - 1]; before < begin[t]; before++) {
          int move = move(state[before], state[node]);
          if (move != NEVER && best[before] != NEVER && best[before] + move > most) {
            most = best[before] + move;
            by = before;
          }
        }
        best[node] = most == NEVER || !fits(t, node) ? NEVER : most + sum[node];
        back[node] = by;
      }
    }
    int most = NEVER;
    int last = -1;
    for (int node = begin[length - 1]; node < nodes; node++) {
      if (TagStates.ends(state[node]) && best[node] != NEVER) {
        int total = best[node] + model.between(states.type(state[node]), outside);
        if (total > most) {
          most = total;
          last = node;
        }
      }
    }
    return last;
  }

  /** The weight of a transition, or {@link #NEVER}. */
  private int move(int a, int b) {
    if (TagStates.begins(b)) {
      return TagStates.ends(a) ? model.between(states.type(a), states.type(b)) : NEVER;
    }
    if (TagStates.ends(a) || states.type(a) != states.type(b)) {
      return NEVER;
    }
    return model.inside(states.type(a), TagStates.place(a), TagStates.place(b));
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
        add(t, to, states.type(s));
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
            type = states.type(state[node]);
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
    }
    double step = model.step();
    double[] scale = new double[length];
    for (int t = 0; t < length; t++) {
      int most = NEVER;
      for (int node = begin[t]; node < begin[t + 1]; node++) {
        most = Math.max(most, sum[node]);
      }
      double total = 0;
      for (int node = begin[t]; node < begin[t + 1]; node++) {
        double reach = 0;
        if (t == 0) {
          reach =
              TagStates.begins(state[node])
                  ? Math.exp(step * model.between(outside, states.type(state[node])))
                  : 0;
        } else {
          for (int before = begin[t - 1]; before < begin[t]; before++) {
            int move = move(state[before], state[node]);
            if (move != NEVER && forward[before] > 0) {
              reach += forward[before] * Math.exp(step * move);
            }
          }
        }
        backward[node] = Math.exp(step * (sum[node] - most));
        forward[node] = reach * backward[node];
        total += forward[node];
      }
      scale[t] = total;
      for (int node = begin[t]; node < begin[t + 1]; node++) {
        forward[node] /= total;
      }
    }
    backwards(step, scale);
  }

  private void backwards(double step, double[] scale) {
    double end = 0;
    for (int node = begin[length - 1]; node < nodes; node++) {
      double closes =
          TagStates.ends(state[node])
              ? Math.exp(step * model.between(states.type(state[node]), outside))
              : 0;
      end += forward[node] * closes;
    }
    double[] weight = Arrays.copyOf(backward, nodes);
    for (int node = begin[length - 1]; node < nodes; node++) {
      backward[node] =
          TagStates.ends(state[node])
              ? Math.exp(step * model.between(states.type(state[node]), outside)) / end
              : 0;
    }
    for (int t = length - 2; t >= 0; t--) {
      for (int node = begin[t]; node < begin[t + 1]; node++) {
        double behind = 0;
        for (int next = begin[t + 1]; next < begin[t + 2]; next++) {
          int move = move(state[node], state[next]);
          if (move != NEVER && backward[next] > 0) {
            behind += Math.exp(step * move) * weight[next] * backward[next] / scale[t + 1];
          }
        }
        backward[node] = behind;
      }
    }
  }
}
