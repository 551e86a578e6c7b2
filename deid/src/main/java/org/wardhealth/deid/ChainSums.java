package org.wardhealth.deid;

/**
 * Sums over all legal paths through a chain, forwards and backwards (Rabiner, 1989), scaled at each
 * token: what share of them, by weight, goes through a state or takes a transition.
 */
final class ChainSums {
  private final int types;
  private final int size;
  private final double[] between;
  private final double[] inside;
  private double[][] potential = {};
  private double[][] forward = {};
  private double[][] backward = {};
  private double[] scale = {};

  ChainSums(TagStates states, double[] between, double[] inside) {
    this.types = states.types().size();
    this.size = states.size();
    this.between = new double[between.length];
    this.inside = new double[inside.length];
    for (int i = 0; i < between.length; i++) {
      this.between[i] = Math.exp(between[i]);
    }
    for (int i = 0; i < inside.length; i++) {
      this.inside[i] = Math.exp(inside[i]);
    }
  }

  /** The logarithm of the sum over all paths, the text's edges being outside. */
  double run(double[][] of) {
    int length = of.length;
    potential = new double[length][];
    for (int t = 0; t < length; t++) {
      potential[t] = of[t].clone();
    }
    forward = new double[length][size];
    backward = new double[length][size];
    scale = new double[length];
    double log = 0;
    double[] starts = new double[types + 1];
    for (int t = 0; t < length; t++) {
      double[] now = forward[t];
      if (t == 0) {
        System.arraycopy(between, types * (types + 1), starts, 0, types + 1);
      } else {
        starts(forward[t - 1], starts);
      }
      double total = 0;
      now[0] = starts[types] * potential[t][0];
      total += now[0];
      for (int y = 0; y < types; y++) {
        int s = TagStates.state(y, 0);
        double first = t == 0 ? 0 : forward[t - 1][s];
        double inner = t == 0 ? 0 : forward[t - 1][s + 1];
        now[s] = starts[y] * potential[t][s];
        now[s + 1] = (first * inside[4 * y] + inner * inside[4 * y + 2]) * potential[t][s + 1];
        now[s + 2] = (first * inside[4 * y + 1] + inner * inside[4 * y + 3]) * potential[t][s + 2];
        now[s + 3] = starts[y] * potential[t][s + 3];
        total += now[s] + now[s + 1] + now[s + 2] + now[s + 3];
      }
      scale[t] = total;
      log += Math.log(total);
      for (int s = 0; s < size; s++) {
        now[s] /= total;
      }
    }
    double end = backward(length);
    return log + Math.log(end);
  }

  /** What an entity, or a token outside, of each type can begin with. */
  private void starts(double[] before, double[] starts) {
    java.util.Arrays.fill(starts, 0);
    for (int p = 0; p <= types; p++) {
      double ended = ended(before, p);
      if (ended != 0) {
        int row = p * (types + 1);
        for (int y = 0; y <= types; y++) {
          starts[y] += ended * between[row + y];
        }
      }
    }
  }

  private double ended(double[] at, int type) {
    if (type == types) {
      return at[0];
    }
    int s = TagStates.state(type, 0);
    return at[s + 2] + at[s + 3];
  }

  private double backward(int length) {
    double end = 0;
    for (int p = 0; p <= types; p++) {
      double closes = between[p * (types + 1) + types];
      end += ended(forward[length - 1], p) * closes;
    }
    double[] last = backward[length - 1];
    for (int p = 0; p <= types; p++) {
      double closes = between[p * (types + 1) + types] / end;
      if (p == types) {
        last[0] = closes;
      } else {
        last[TagStates.state(p, TagStates.LAST)] = closes;
        last[TagStates.state(p, TagStates.ONLY)] = closes;
      }
    }
    double[] opens = new double[types + 1];
    for (int t = length - 2; t >= 0; t--) {
      opens(t + 1, opens);
      double[] now = backward[t];
      for (int p = 0; p <= types; p++) {
        double closed = 0;
        int row = p * (types + 1);
        for (int y = 0; y <= types; y++) {
          closed += between[row + y] * opens[y];
        }
        if (p == types) {
          now[0] = closed;
        } else {
          int s = TagStates.state(p, 0);
          now[s + 2] = closed;
          now[s + 3] = closed;
          double inner = potential[t + 1][s + 1] * backward[t + 1][s + 1] / scale[t + 1];
          double final_ = potential[t + 1][s + 2] * backward[t + 1][s + 2] / scale[t + 1];
          now[s] = inside[4 * p] * inner + inside[4 * p + 1] * final_;
          now[s + 1] = inside[4 * p + 2] * inner + inside[4 * p + 3] * final_;
        }
      }
    }
    return end;
  }

  private void opens(int t, double[] opens) {
    for (int y = 0; y < types; y++) {
      int s = TagStates.state(y, 0);
      opens[y] =
          (potential[t][s] * backward[t][s] + potential[t][s + 3] * backward[t][s + 3]) / scale[t];
    }
    opens[types] = potential[t][0] * backward[t][0] / scale[t];
  }

  /** The share of the paths that are in {@code state} at token {@code t}. */
  double share(int t, int state) {
    return forward[t][state] * backward[t][state];
  }

  /** The expected number of each transition, between then inside, the edges not counted. */
  double[] moves() {
    double[] out = new double[between.length + inside.length];
    double[] opens = new double[types + 1];
    for (int t = 1; t < forward.length; t++) {
      opens(t, opens);
      for (int p = 0; p <= types; p++) {
        double ended = ended(forward[t - 1], p);
        if (ended > 1e-9) {
          int row = p * (types + 1);
          for (int y = 0; y <= types; y++) {
            out[row + y] += ended * between[row + y] * opens[y];
          }
        }
      }
      for (int y = 0; y < types; y++) {
        int s = TagStates.state(y, 0);
        double first = forward[t - 1][s];
        double inner = forward[t - 1][s + 1];
        if (first + inner > 1e-9) {
          double on = potential[t][s + 1] * backward[t][s + 1] / scale[t];
          double close = potential[t][s + 2] * backward[t][s + 2] / scale[t];
          int at = between.length + 4 * y;
          out[at] += first * inside[4 * y] * on;
          out[at + 1] += first * inside[4 * y + 1] * close;
          out[at + 2] += inner * inside[4 * y + 2] * on;
          out[at + 3] += inner * inside[4 * y + 3] * close;
        }
      }
    }
    return out;
  }
}
