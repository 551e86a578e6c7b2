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
  private final int[] ended = new int[TaggerModel.BLOCK];
  private double[] forward = {};
  private double[] backward = {};
  private double[] odds = {};
  private double[] scale = {};

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
        if (TagStates.begins(state[node])) {
          begin(node, open);
        } else {
          proceed(node, begin[t - 1], begin[t]);
        }
      }
    }
    int most = NEVER;
    int last = begin[length - 1];
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

  /** The best way to an entity's first token, or to one outside, from the {@code open} that ended. */
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
    best[node] = most + sum[node];
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
            states.types().get(type(s)),
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
