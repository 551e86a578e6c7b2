package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Learns a {@link TaggerGate}: a logistic regression of "may be marked" by stochastic gradient with
 * AdaGrad steps, in which a marked token counts {@link #MARKED} times.
 */
final class TaggerGateTrainer {
  private static final int PASSES = 4;
  private static final double RATE = 0.2;
  private static final double MARKED = 8;
  private static final double DROPPED = 0.2;
  private static final int LEAST = 3;
  private static final double UNITS = 12;

  private final Lexicon lexicon;
  private final Map<Integer, Integer> numbers = new HashMap<>();
  private final List<int[]> texts = new ArrayList<>();
  private final List<boolean[]> marks = new ArrayList<>();

  TaggerGateTrainer(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /**
   * @param lost the share of the marked tokens that may stay closed
   */
  TaggerGate train(List<TaggerSamples.Sample> samples, double lost, Random random) {
    Map<Integer, Integer> counts = new HashMap<>();
    int[] of = new int[TaggerGate.FEATURES];
    for (TaggerSamples.Sample sample : samples) {
      Tokens tokens = Tokens.of(sample.text().text(), lexicon);
      TaggerFeatures features = new TaggerFeatures(tokens, Hints.NONE);
      int[] keys = new int[tokens.size() * TaggerGate.FEATURES];
      for (int i = 0; i < tokens.size(); i++) {
        TaggerGate.keys(features, i, of);
        for (int k = 0; k < of.length; k++) {
          keys[i * of.length + k] = of[k];
          counts.merge(of[k], 1, Integer::sum);
        }
      }
      texts.add(keys);
      marks.add(marked(sample, tokens));
    }
    List<Integer> kept =
        new ArrayList<>(
            counts.entrySet().stream()
                .filter(e -> e.getValue() >= LEAST)
                .map(Map.Entry::getKey)
                .toList());
    kept.sort(Integer::compareUnsigned);
    for (int i = 0; i < kept.size(); i++) {
      numbers.put(kept.get(i), i);
    }
    for (int[] keys : texts) {
      for (int i = 0; i < keys.length; i++) {
        keys[i] = numbers.getOrDefault(keys[i], -1);
      }
    }
    return gate(kept, learn(kept.size(), random), lost);
  }

  private static boolean[] marked(TaggerSamples.Sample sample, Tokens tokens) {
    boolean[] marked = new boolean[tokens.size()];
    int i = 0;
    for (MarkedText.Span span : sample.text().spans()) {
      while (i < tokens.size() && tokens.end(i) <= span.start()) {
        i++;
      }
      while (i < tokens.size() && tokens.start(i) < span.end()) {
        marked[i++] = true;
      }
    }
    return marked;
  }

  private float[] learn(int features, Random random) {
    float[] weights = new float[features * TaggerGate.WIDTH];
    float[] squares = new float[weights.length];
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      order.add(i);
    }
    int[] used = new int[TaggerGate.FEATURES * TaggerGate.WIDTH];
    for (int pass = 0; pass < PASSES; pass++) {
      Collections.shuffle(order, random);
      for (int text : order) {
        int[] keys = texts.get(text);
        boolean[] marked = marks.get(text);
        for (int i = 0; i < marked.length; i++) {
          int count = cells(keys, i, used, random);
          double sum = 0;
          for (int c = 0; c < count; c++) {
            sum += weights[used[c]];
          }
          double share = 1 / (1 + Math.exp(-sum));
          double gradient = marked[i] ? (share - 1) * MARKED : share;
          if (Math.abs(gradient) > 1e-3) {
            for (int c = 0; c < count; c++) {
              int at = used[c];
              squares[at] += (float) (gradient * gradient);
              weights[at] -= (float) (RATE * gradient / Math.sqrt(1 + squares[at]));
            }
          }
        }
      }
    }
    return weights;
  }

  /** The weights that speak of token {@code i}; some are left out at random. */
  private static int cells(int[] keys, int i, int[] out, Random random) {
    int size = keys.length / TaggerGate.FEATURES;
    int count = 0;
    for (int o = 0; o < TaggerGate.WIDTH; o++) {
      int from = i - o + TaggerGate.REACH;
      for (int k = 0; from >= 0 && from < size && k < TaggerGate.FEATURES; k++) {
        int key = keys[from * TaggerGate.FEATURES + k];
        if (key >= 0 && random.nextFloat() >= DROPPED) {
          out[count++] = key * TaggerGate.WIDTH + o;
        }
      }
    }
    return count;
  }

  private TaggerGate gate(List<Integer> kept, float[] weights, double lost) {
    byte[] units = new byte[weights.length];
    int rows = 0;
    int[] keys = new int[kept.size()];
    for (int i = 0; i < keys.length; i++) {
      boolean any = false;
      for (int o = 0; o < TaggerGate.WIDTH; o++) {
        int unit =
            Math.clamp(
                Math.round(weights[i * TaggerGate.WIDTH + o] * UNITS),
                Byte.MIN_VALUE,
                Byte.MAX_VALUE);
        units[rows * TaggerGate.WIDTH + o] = (byte) unit;
        any |= unit != 0;
      }
      if (any) {
        keys[rows++] = kept.get(i);
      }
    }
    TaggerGate gate =
        new TaggerGate(0, Arrays.copyOf(keys, rows), Arrays.copyOf(units, rows * TaggerGate.WIDTH));
    return gate.with(threshold(gate, rows, keys, units, lost));
  }

  /** The greatest that loses no more marked tokens than may be. */
  private int threshold(TaggerGate gate, int rows, int[] keys, byte[] units, double lost) {
    int[] unitsOf = new int[numbers.size()];
    Arrays.fill(unitsOf, -1);
    for (int r = 0; r < rows; r++) {
      unitsOf[numbers.getOrDefault(keys[r], 0)] = r;
    }
    List<Integer> sums = new ArrayList<>();
    for (int text = 0; text < texts.size(); text++) {
      int[] of = texts.get(text);
      boolean[] marked = marks.get(text);
      int[] sum = new int[marked.length + 2 * TaggerGate.REACH];
      for (int i = 0; i < marked.length; i++) {
        for (int k = 0; k < TaggerGate.FEATURES; k++) {
          int number = of[i * TaggerGate.FEATURES + k];
          int row = number < 0 ? -1 : unitsOf[number];
          for (int o = 0; row >= 0 && o < TaggerGate.WIDTH; o++) {
            sum[i + o] += units[row * TaggerGate.WIDTH + o];
          }
        }
      }
      for (int i = 0; i < marked.length; i++) {
        if (marked[i]) {
          int at = i + TaggerGate.REACH;
          sums.add(Math.max(sum[at], Math.max(sum[at - 1], sum[at + 1])));
        }
      }
    }
    if (sums.isEmpty()) {
      return gate.threshold();
    }
    Collections.sort(sums);
    return sums.get((int) (sums.size() * lost));
  }
}
