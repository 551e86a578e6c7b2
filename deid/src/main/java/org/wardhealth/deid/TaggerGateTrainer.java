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
 * AdaGrad steps, in which a marked token counts {@link #MARKED} times. It learns twice: without a
 * fifth of the texts, whose marked tokens then say where the threshold must lie, and from all.
 */
final class TaggerGateTrainer {
  private static final int PASSES = 5;
  private static final double RATE = 0.2;
  private static final double MARKED = 8;
  private static final double DROPPED = 0.3;
  private static final int LEAST = 3;
  private static final int FOLDS = 5;
  private static final double UNITS = 12;
  private static final int FEATURES = TaggerGate.FEATURES;
  private static final int WIDTH = TaggerGate.WIDTH;

  private final Lexicon lexicon;
  private final Rules rules;

  TaggerGateTrainer(Lexicon lexicon, Rules rules) {
    this.lexicon = lexicon;
    this.rules = rules;
  }

  /**
   * A text as the gate sees it.
   *
   * @param keys of its tokens, {@link TaggerGate#FEATURES} each; then their numbers, -1 for what is
   *     not learnt
   * @param held copies of a text are held back with it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Text(int[] keys, boolean[] marked, boolean held) {}

  /**
   * @param lost the share of the marked tokens of texts that it did not learn from that may stay
   *     closed
   */
  TaggerGate train(List<TaggerSamples.Sample> samples, double lost, Random random) {
    List<Text> texts = samples.stream().map(this::text).toList();
    List<Integer> kept = number(texts);
    List<Text> held = texts.stream().filter(Text::held).toList();
    List<Text> others = texts.stream().filter(text -> !text.held()).toList();
    boolean few = held.stream().noneMatch(TaggerGateTrainer::anyMarked) || others.isEmpty();
    byte[] first = learn(kept.size(), few ? texts : others, random);
    int threshold = threshold(first, few ? texts : held, lost);
    return gate(threshold, kept, few ? first : learn(kept.size(), texts, random));
  }

  private Text text(TaggerSamples.Sample sample) {
    Tokens tokens = Tokens.of(sample.text().text(), lexicon);
    Hints hints = Hints.of(tokens, rules.find(tokens));
    TaggerFeatures features = new TaggerFeatures(tokens, hints);
    int[] of = new int[FEATURES];
    int[] keys = new int[tokens.size() * FEATURES];
    for (int i = 0; i < tokens.size(); i++) {
      TaggerGate.keys(features, hints, i, of);
      System.arraycopy(of, 0, keys, i * FEATURES, FEATURES);
    }
    boolean held = Math.floorMod(sample.text().id().hashCode(), FOLDS) == 0;
    return new Text(keys, marked(sample, tokens), held);
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

  private static boolean anyMarked(Text text) {
    for (boolean marked : text.marked()) {
      if (marked) {
        return true;
      }
    }
    return false;
  }

  /** Puts numbers for the keys; answers the keys seen often enough, in the order of theirs. */
  private static List<Integer> number(List<Text> texts) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (Text text : texts) {
      for (int key : text.keys()) {
        counts.merge(key, 1, Integer::sum);
      }
    }
    List<Integer> kept =
        new ArrayList<>(
            counts.entrySet().stream()
                .filter(e -> e.getValue() >= LEAST)
                .map(Map.Entry::getKey)
                .toList());
    kept.sort(Integer::compareUnsigned);
    Map<Integer, Integer> numbers = new HashMap<>();
    for (int i = 0; i < kept.size(); i++) {
      numbers.put(kept.get(i), i);
    }
    for (Text text : texts) {
      Arrays.setAll(text.keys(), i -> numbers.getOrDefault(text.keys()[i], -1));
    }
    return kept;
  }

  /** {@link TaggerGate#WIDTH} weights for each feature, in units. */
  private static byte[] learn(int features, List<Text> texts, Random random) {
    float[] weights = new float[features * WIDTH];
    float[] squares = new float[weights.length];
    List<Text> order = new ArrayList<>(texts);
    int[] used = new int[FEATURES * WIDTH];
    for (int pass = 0; pass < PASSES; pass++) {
      Collections.shuffle(order, random);
      for (Text text : order) {
        for (int i = 0; i < text.marked().length; i++) {
          int count = cells(text.keys(), i, used, random);
          double sum = 0;
          for (int c = 0; c < count; c++) {
            sum += weights[used[c]];
          }
          double share = 1 / (1 + Math.exp(-sum));
          double gradient = text.marked()[i] ? (share - 1) * MARKED : share;
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
    byte[] units = new byte[weights.length];
    for (int i = 0; i < units.length; i++) {
      units[i] = (byte) Math.clamp(Math.round(weights[i] * UNITS), Byte.MIN_VALUE, Byte.MAX_VALUE);
    }
    return units;
  }

  /** The weights that speak of token {@code i}; some are left out at random. */
  private static int cells(int[] keys, int i, int[] out, Random random) {
    int size = keys.length / FEATURES;
    int count = 0;
    for (int o = 0; o < WIDTH; o++) {
      int from = i - o + TaggerGate.REACH;
      for (int k = 0; from >= 0 && from < size && k < FEATURES; k++) {
        int key = keys[from * FEATURES + k];
        if (key >= 0 && random.nextFloat() >= DROPPED) {
          out[count++] = key * WIDTH + o;
        }
      }
    }
    return count;
  }

  private static TaggerGate gate(int threshold, List<Integer> kept, byte[] units) {
    byte[] weights = new byte[units.length];
    int[] keys = new int[kept.size()];
    int rows = 0;
    for (int i = 0; i < keys.length; i++) {
      boolean any = false;
      for (int o = 0; o < WIDTH; o++) {
        weights[rows * WIDTH + o] = units[i * WIDTH + o];
        any |= units[i * WIDTH + o] != 0;
      }
      if (any) {
        keys[rows++] = kept.get(i);
      }
    }
    return new TaggerGate(
        threshold, Arrays.copyOf(keys, rows), Arrays.copyOf(weights, rows * WIDTH));
  }

  /** The greatest that loses no more marked tokens of {@code texts} than may be. */
  private static int threshold(byte[] units, List<Text> texts, double lost) {
    List<Integer> sums = new ArrayList<>();
    for (Text text : texts) {
      int[] sum = new int[text.marked().length + WIDTH];
      for (int at = 0; at < text.keys().length; at++) {
        int key = text.keys()[at];
        for (int o = 0; key >= 0 && o < WIDTH; o++) {
          sum[at / FEATURES + o] += units[key * WIDTH + o];
        }
      }
      for (int i = 0; i < text.marked().length; i++) {
        if (text.marked()[i]) {
          sums.add(sum[i + TaggerGate.REACH]);
        }
      }
    }
    if (sums.isEmpty()) {
      return 0;
    }
    Collections.sort(sums);
    return sums.get((int) (sums.size() * lost));
  }
}
