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

  /** The states of the nodes, in ascending order of types for each token, outside first. */
  private byte[] state = new byte[256];

  /** Their types. */
  private byte[] type = new byte[256];

  private int[] sum = new int[256];
  private int[] best = new int[256];
  private int[] back = new int[256];

  /** One bit for each type that the token before last, and the last, may be in the midst of. */
  private long unfinishedBefore;

  private long unfinished;

  /** Nodes of one token: those at which an entity may have ended, or may begin. */
  private final int[] edge;

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
    this.edge = new int[states.size()];
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
    unfinishedBefore = length == 0 ? 0 : unfinished;
    unfinished = 0;
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
    return ((unfinishedBefore >>> typeOf(s)) & 1) != 0;
  }

  void state(int s, int weight) {
    if (nodes == state.length) {
      int room = nodes * 2;
      state = Arrays.copyOf(state, room);
      type = Arrays.copyOf(type, room);
      sum = Arrays.copyOf(sum, room);
      best = Arrays.copyOf(best, room);
      back = Arrays.copyOf(back, room);
    }
    int of = typeOf(s);
    unfinished |= TagStates.ends(s) ? 0 : 1L << of;
    state[nodes] = (byte) s;
    type[nodes] = (byte) of;
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
              ? sum[node] + model.between(outside, type[node])
              : NEVER;
    }
    for (int t = 1; t < length; t++) {
      step(t);
    }
    int most = NEVER;
    int last = -1;
    for (int node = begin[length - 1]; node < nodes; node++) {
      if (TagStates.ends(state[node]) && best[node] != NEVER) {
        int total = best[node] + model.between(type[node], outside);
        if (total > most) {
          most = total;
          last = node;
        }
      }
    }
    return last;
  }

  /** The best ways to the nodes of token {@code t} from those before. */
  private void step(int t) {
    int from = begin[t - 1];
    int to = begin[t];
    int ended = 0;
    for (int before = from; before < to; before++) {
      if (TagStates.ends(state[before]) && best[before] != NEVER) {
        edge[ended++] = before;
      }
    }
    int opened = -1;
    int same = from + 1;
    for (int node = to; node < begin[t + 1]; node++) {
      if (!TagStates.begins(state[node])) {
        same = same(same, to, type[node]);
        proceed(node, same, to);
      } else if (opened >= 0 && type[opened] == type[node]) {
        best[node] = best[opened];
        back[node] = back[opened];
      } else {
        begin(node, ended);
        opened = node;
      }
    }
    for (int node = to; node < begin[t + 1]; node++) {
      best[node] = best[node] == NEVER || !fits(t, node) ? NEVER : best[node] + sum[node];
    }
  }

  /** The first of the nodes {@code [node, to)} with a type not before {@code wanted}. */
  private int same(int node, int to, int wanted) {
    int at = node;
    while (at < to && type[at] < wanted) {
      at++;
    }
    return at;
  }

  /**
   * The best way to an entity's first token, or to one outside, from the {@code ended} that ended;
   * its own sum is added later.
   */
  private void begin(int node, int ended) {
    int most = NEVER;
    int by = edge[0];
    for (int i = 0; i < ended; i++) {
      int total = best[edge[i]] + model.between(type[edge[i]], type[node]);
      if (total > most) {
        most = total;
        by = edge[i];
      }
    }
    best[node] = most;
    back[node] = by;
  }

  /**
   * The best way to an inner or last token from the first or an inner one of the same type: those
   * among {@code [from, to)}, which begins with them.
   */
  private void proceed(int node, int from, int to) {
    int most = NEVER;
    int by = from;
    for (int before = from; before < to && type[before] == type[node]; before++) {
      if (!TagStates.ends(state[before]) && best[before] != NEVER) {
        int total = best[before] + inside(before, node);
        if (total > most) {
          most = total;
          by = before;
        }
      }
    }
    best[node] = most;
    back[node] = by;
  }

  private int inside(int a, int b) {
    return model.inside(type[a], TagStates.place(state[a]), TagStates.place(state[b]));
  }

  private double insideOdds(int a, int b) {
    return model.insideOdds(type[a], TagStates.place(state[a]), TagStates.place(state[b]));
  }

  private int typeOf(int s) {
    return s == TagStates.OUTSIDE ? outside : (s - 1) >> 2;
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
        add(t, to, typeOf(s));
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
            type = this.type[node];
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
      forwards(t);
    }
    backwards();
  }

  private void forwards(int t) {
    int from = begin[t];
    int to = begin[t + 1];
    int most = NEVER;
    for (int node = from; node < to; node++) {
      most = Math.max(most, sum[node]);
    }
    reach(t);
    double total = 0;
    for (int node = from; node < to; node++) {
      odds[node] = model.odds(sum[node] - most);
      forward[node] *= odds[node];
      total += forward[node];
    }
    scale[t] = total;
    for (int node = from; node < to; node++) {
      forward[node] /= total;
    }
  }

  /**
   * What comes to each node of token {@code t} from those before. An entity may begin wherever
   * another has ended, whether its token is the first or the only one: one sum for each type.
   * Others only go on with their own.
   */
  private void reach(int t) {
    int from = t == 0 ? 0 : begin[t - 1];
    int to = begin[t];
    int ended = 0;
    for (int before = from; before < to; before++) {
      if (TagStates.ends(state[before])) {
        edge[ended++] = before;
      }
    }
    int summed = -1;
    double opens = 0;
    int same = from + 1;
    for (int node = to; node < begin[t + 1]; node++) {
      if (TagStates.begins(state[node])) {
        if (type[node] != summed) {
          summed = type[node];
          opens = t == 0 ? model.betweenOdds(outside, summed) : 0;
          for (int i = 0; i < ended; i++) {
            opens += forward[edge[i]] * model.betweenOdds(type[edge[i]], summed);
          }
        }
        forward[node] = opens;
      } else {
        same = same(same, to, type[node]);
        double goesOn = 0;
        for (int before = same; before < to && type[before] == type[node]; before++) {
          if (!TagStates.ends(state[before])) {
            goesOn += forward[before] * insideOdds(before, node);
          }
        }
        forward[node] = goesOn;
      }
    }
  }

  private void backwards() {
    int last = begin[length - 1];
    double end = 0;
    for (int node = last; node < nodes; node++) {
      end += forward[node] * closes(node);
    }
    for (int node = last; node < nodes; node++) {
      backward[node] = closes(node) / end;
    }
    for (int t = length - 2; t >= 0; t--) {
      for (int next = begin[t + 1]; next < begin[t + 2]; next++) {
        odds[next] *= backward[next] / scale[t + 1];
      }
      leave(t);
    }
  }

  /** The odds that the text goes on outside behind a node. */
  private double closes(int node) {
    return TagStates.ends(state[node]) ? model.betweenOdds(type[node], outside) : 0;
  }

  /** As {@link #reach}, the other way round. */
  private void leave(int t) {
    int from = begin[t + 1];
    int to = begin[t + 2];
    int begun = 0;
    for (int next = from; next < to; next++) {
      if (TagStates.begins(state[next])) {
        edge[begun++] = next;
      }
    }
    int summed = -1;
    double closes = 0;
    int same = from + 1;
    for (int node = begin[t]; node < from; node++) {
      if (TagStates.ends(state[node])) {
        if (type[node] != summed) {
          summed = type[node];
          closes = 0;
          for (int i = 0; i < begun; i++) {
            closes += model.betweenOdds(summed, type[edge[i]]) * odds[edge[i]];
          }
        }
        backward[node] = closes;
      } else {
        same = same(same, to, type[node]);
        double goesOn = 0;
        for (int next = same; next < to && type[next] == type[node]; next++) {
          if (!TagStates.begins(state[next])) {
            goesOn += insideOdds(node, next) * odds[next];
          }
        }
        backward[node] = goesOn;
      }
    }
  }
}
