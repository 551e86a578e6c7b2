package org.wardhealth.deid;

import java.util.Arrays;

/**
 * The states that tokens in a row can have, with their sums, and the best path through them
 * (Viterbi). Tokens that can only be outside close it; what was found goes to the candidates, and it
 * begins anew.
 */
final class TaggerLattice {
  private static final int NEVER = Integer.MIN_VALUE / 2;
  private static final float LEAST = 0.01f;

  private final TaggerModel model;
  private final TagStates states;
  private final Candidates found;
  private final int outside;

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

  TaggerLattice(TaggerModel model, Candidates found) {
    this.model = model;
    this.states = model.states();
    this.found = found;
    this.outside = states.types().size();
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

  /** Takes the best path of what is there; the tokens beside it are outside. */
  void close() {
    if (length > 0 && nodes > length) {
      begin[length] = nodes;
      int last = viterbi();
      report(last);
    }
    length = 0;
    nodes = 0;
  }

  private int viterbi() {
    for (int node = 0; node < begin[1]; node++) {
      best[node] =
          TagStates.begins(state[node])
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
        best[node] = most == NEVER ? NEVER : most + sum[node];
        back[node] = by;
      }
    }
    int most = NEVER;
    int last = begin[length - 1];
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

  private void report(int last) {
    boolean any = false;
    int node = last;
    for (int t = length - 1; t >= 0; t--) {
      any |= state[node] != TagStates.OUTSIDE;
      best[t] = node;
      node = t > 0 ? back[node] : node;
    }
    if (!any) {
      return;
    }
    shares();
    for (int t = 0; t < length; t++) {
      int s = state[best[t]];
      if (s != TagStates.OUTSIDE) {
        int to = t + 1;
        while (!TagStates.ends(state[best[to - 1]])) {
          to++;
        }
        double least = 1;
        for (int i = t; i < to; i++) {
          least = Math.min(least, 1 - forward[begin[i]] * backward[begin[i]]);
        }
        found.add(
            from + t,
            from + to,
            states.types().get(states.type(s)),
            Source.TAGGER,
            (float) Math.clamp(least, LEAST, 1.0));
        t = to - 1;
      }
    }
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
