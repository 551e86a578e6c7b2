package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Learns a linear-chain conditional random field (Lafferty, McCallum and Pereira, 2001) by
 * stochastic gradient with the FTRL-Proximal steps of McMahan et al. (KDD 2013), whose L1 part
 * leaves most weights at nought.
 *
 * <p>What is known of a token is a set of states, not one state: a corpus that says "name" where
 * the model tells patients from clinicians allows both, and the sum over the allowed paths is what
 * is made likely. The gradient of a chain is the difference of two expectations: over the allowed
 * paths less over all.
 *
 * <p>A transition between entities depends on their types only; one inside an entity on its type
 * and on the places of the two tokens.
 */
final class ChainTrainer {
  /**
   * @param rate how far a step goes
   * @param l1 what a weight must be worth to differ from nought
   * @param l2 pulls weights towards nought
   * @param epochs passes over the chains
   * @param averaged how many of the last passes the weights are averaged over
   * @param least features seen less often are not learnt
   * @param dropped the share of its features that a token lacks while it is learnt from
   * @param dense features seen so often have a weight for every sum, others for those seen
   */
  record Settings(
      double rate,
      double l1,
      double l2,
      int epochs,
      int averaged,
      int least,
      int dense,
      float dropped) {}

  /** Tokens in a row with their features and allowed states. */
  @SuppressWarnings(
      "ArrayRecordComponent") // never compared, and lists of numbers cost ten times as much
  record Chain(int[][] features, long[][] allowed, float weight) {}

  private static final double SLIGHT = 1e-3;
  private static final double BETA = 1.0;

  private final TagStates states;
  private final int size;
  private final int types;

  /** How many sums of weights a token has, and which speaks for each state. */
  private final int sums;

  private final int[] sumOf;
  private final Settings settings;
  private final int[] rowStart;
  private final byte[] rowSum;
  private final float[] weight;
  private final float[] z;
  private final float[] n;
  private final float[] sum;
  private int averages;

  /** Entity to entity, (types + 1)^2; then inside, 4 a type: FI, FL, II, IL. */
  private final double[] between;

  private final double[] inside;
  private final double[] moveZ;
  private final double[] moveN;
  private final double[] moveSum;

  /** {@code rows[f]} has the bits of the sums that feature {@code f} has a weight for. */
  ChainTrainer(TagStates states, Settings settings, long[][] rows) {
    this.states = states;
    this.size = states.size();
    this.types = states.types().size();
    this.sums = states.sums();
    this.sumOf = IntStream.range(0, size).map(states::sum).toArray();
    this.settings = settings;
    rowStart = new int[rows.length + 1];
    for (int f = 0; f < rows.length; f++) {
      rowStart[f + 1] = rowStart[f] + Long.bitCount(rows[f][0]) + Long.bitCount(rows[f][1]);
    }
    int pairs = rowStart[rows.length];
    rowSum = new byte[pairs];
    for (int f = 0, at = 0; f < rows.length; f++) {
      for (int s = 0; s < sums; s++) {
        if ((rows[f][s >> 6] >>> (s & 63) & 1) != 0) {
          rowSum[at++] = (byte) s;
        }
      }
    }
    weight = new float[pairs];
    z = new float[pairs];
    n = new float[pairs];
    sum = new float[pairs];
    int outside = types + 1;
    between = new double[outside * outside];
    inside = new double[4 * types];
    moveZ = new double[between.length + inside.length];
    moveN = new double[moveZ.length];
    moveSum = new double[moveZ.length];
  }

  int features() {
    return rowStart.length - 1;
  }

  /** All passes; answers the mean log-likelihood of a token in the last one. */
  double train(List<Chain> chains, Random random, java.util.function.IntConsumer progress) {
    List<Chain> order = new ArrayList<>(chains);
    double last = 0;
    for (int epoch = 0; epoch < settings.epochs; epoch++) {
      java.util.Collections.shuffle(order, random);
      double likelihood = 0;
      long tokens = 0;
      for (Chain chain : order) {
        likelihood += learn(thinned(chain, random));
        tokens += chain.features.length;
      }
      last = likelihood / Math.max(1, tokens);
      if (epoch >= settings.epochs - settings.averaged) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += weight[i];
        }
        for (int i = 0; i < moveSum.length; i++) {
          moveSum[i] += i < between.length ? between[i] : inside[i - between.length];
        }
        averages++;
      }
      progress.accept(epoch);
    }
    return last;
  }

  /** The averaged weights of a feature, in the order of {@link #sumsOf}. */
  float[] weightsOf(int feature) {
    float[] out = Arrays.copyOfRange(sum, rowStart[feature], rowStart[feature + 1]);
    for (int i = 0; i < out.length; i++) {
      out[i] /= averages;
    }
    return out;
  }

  byte[] sumsOf(int feature) {
    return Arrays.copyOfRange(rowSum, rowStart[feature], rowStart[feature + 1]);
  }

  /** The averaged transitions: between, then inside. */
  double[] moves() {
    double[] out = moveSum.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] /= averages;
    }
    return out;
  }

  /** The chain without a random part of its features, so that none is relied on alone. */
  private Chain thinned(Chain chain, Random random) {
    if (settings.dropped == 0) {
      return chain;
    }
    int[][] features = new int[chain.features.length][];
    for (int t = 0; t < features.length; t++) {
      int[] all = chain.features[t];
      int[] kept = new int[all.length];
      int count = 0;
      for (int f : all) {
        if (random.nextFloat() >= settings.dropped) {
          kept[count++] = f;
        }
      }
      features[t] = Arrays.copyOf(kept, count);
    }
    return new Chain(features, chain.allowed, chain.weight);
  }

  private double learn(Chain chain) {
    int length = chain.features.length;
    double[][] potential = new double[length][size];
    double[] row = new double[sums];
    for (int t = 0; t < length; t++) {
      Arrays.fill(row, 0);
      for (int f : chain.features[t]) {
        add(f, row);
      }
      double most = row[0];
      for (double e : row) {
        most = Math.max(most, e);
      }
      for (int i = 0; i < sums; i++) {
        row[i] = Math.exp(row[i] - most);
      }
      for (int s = 0; s < size; s++) {
        potential[t][s] = row[sumOf[s]];
      }
    }
    ChainSums all = new ChainSums(states, between, inside);
    double everything = all.run(potential);
    for (int t = 0; t < length; t++) {
      for (int s = 0; s < size; s++) {
        if ((chain.allowed[t][s >> 6] >>> (s & 63) & 1) == 0) {
          potential[t][s] = 0;
        }
      }
    }
    ChainSums wanted = new ChainSums(states, between, inside);
    double allowed = wanted.run(potential);
    if (Double.isInfinite(allowed) || Double.isNaN(allowed)) {
      throw new IllegalStateException(
          "no path is allowed through a chain of " + length + " tokens");
    }
    double[] gradient = new double[sums];
    int[] learnt = new int[sums];
    for (int t = 0; t < length; t++) {
      int count = 0;
      Arrays.fill(gradient, 0);
      for (int s = 0; s < size; s++) {
        gradient[sumOf[s]] += (all.share(t, s) - wanted.share(t, s)) * chain.weight;
      }
      for (int i = 0; i < sums; i++) {
        gradient[i] = Math.abs(gradient[i]) < SLIGHT ? 0 : gradient[i];
        if (gradient[i] != 0) {
          learnt[count++] = i;
        }
      }
      if (count > 0) {
        for (int f : chain.features[t]) {
          step(f, gradient, learnt, count);
        }
      }
    }
    double[] moved = all.moves();
    double[] should = wanted.moves();
    for (int i = 0; i < moved.length; i++) {
      double g = (moved[i] - should[i]) * chain.weight;
      if (Math.abs(g) > SLIGHT) {
        move(i, g);
      }
    }
    return allowed - everything;
  }

  /** Adds the weights of a feature; the loop over all sums is one that compilers make wide. */
  private void add(int feature, double[] row) {
    int from = rowStart[feature];
    int to = rowStart[feature + 1];
    if (to - from == sums) {
      for (int s = 0; s < sums; s++) {
        row[s] += weight[from + s];
      }
    } else {
      for (int i = from; i < to; i++) {
        row[rowSum[i]] += weight[i];
      }
    }
  }

  private void step(int feature, double[] gradient, int[] learnt, int count) {
    int from = rowStart[feature];
    int to = rowStart[feature + 1];
    if (to - from == sums) {
      for (int i = 0; i < count; i++) {
        step(from + learnt[i], gradient[learnt[i]]);
      }
    } else {
      for (int i = from; i < to; i++) {
        double g = gradient[rowSum[i]];
        if (g != 0) {
          step(i, g);
        }
      }
    }
  }

  private void step(int i, double g) {
    double before = n[i];
    double after = before + g * g;
    double root = Math.sqrt(after);
    z[i] += (float) (g - (root - Math.sqrt(before)) / settings.rate * weight[i]);
    n[i] = (float) after;
    double excess = Math.abs(z[i]) - settings.l1;
    weight[i] =
        excess <= 0
            ? 0f
            : (float) (-Math.signum(z[i]) * excess / ((BETA + root) / settings.rate + settings.l2));
  }

  private void move(int i, double g) {
    double value = i < between.length ? between[i] : inside[i - between.length];
    double after = moveN[i] + g * g;
    double root = Math.sqrt(after);
    moveZ[i] += g - (root - Math.sqrt(moveN[i])) / settings.rate * value;
    moveN[i] = after;
    value = -moveZ[i] / ((BETA + root) / settings.rate + settings.l2);
    if (i < between.length) {
      between[i] = value;
    } else {
      inside[i - between.length] = value;
    }
  }
}
