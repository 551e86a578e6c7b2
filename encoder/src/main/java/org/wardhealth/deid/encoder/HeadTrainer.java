package org.wardhealth.deid.encoder;

import java.util.List;
import java.util.Random;

/**
 * Learns a {@link Head} by Adam (Kingma and Ba 2015) over words in an order drawn from a seed. The
 * same examples, settings and seed give the same bits on every machine: no reduction is reordered.
 */
final class HeadTrainer {
  /**
   * A text.
   *
   * @param vectors of its words, with a mark before and behind them, as 16-bit floats
   * @param seen the looks of each word
   * @param allowed for each word the kinds that it may be, a bit each
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Example(short[] vectors, int[][] seen, int[] allowed) {}

  /**
   * @param dropped the share of the numbers of a vector that are not seen in a pass
   * @param bias added to the weight of words that are marked, so that recall counts more
   */
  record Settings(int hidden, int epochs, double rate, double decay, double dropped, double bias) {}

  private static final int BATCH = 64;
  private static final double KEEP = 0.9;
  private static final double KEEP_SQUARES = 0.999;

  private final int width;
  private final Settings settings;
  private final Random random;
  private final int inputs;
  private final int hidden;
  private final int kinds = Kind.count();
  private final float[] mean;
  private final float[] scale;
  private final Weights dense;
  private final Weights looks;
  private final Weights bias;
  private final Weights top;
  private final Weights topBias;
  private int step;

  private static final class Weights {
    final float[] w;
    final float[] slope;
    final float[] first;
    final float[] second;

    Weights(int size) {
      w = new float[size];
      slope = new float[size];
      first = new float[size];
      second = new float[size];
    }

    void draw(Random random, double spread) {
      for (int i = 0; i < w.length; i++) {
        w[i] = (float) ((random.nextDouble() * 2 - 1) * spread);
      }
    }

    void move(int from, int to, float rate, float firstScale, float secondScale, float decay) {
      for (int i = from; i < to; i++) {
        float g = slope[i];
        float m = (float) KEEP * first[i] + (float) (1 - KEEP) * g;
        float v = (float) KEEP_SQUARES * second[i] + (float) (1 - KEEP_SQUARES) * g * g;
        first[i] = m;
        second[i] = v;
        w[i] -=
            rate * (m * firstScale) / ((float) Math.sqrt(v * secondScale) + 1e-8f)
                + rate * decay * w[i];
        slope[i] = 0;
      }
    }
  }

  HeadTrainer(int width, Settings settings, long seed) {
    this.width = width;
    this.settings = settings;
    this.random = new Random(seed);
    this.inputs = Head.NEIGHBOURS * width;
    this.hidden = settings.hidden();
    mean = new float[width];
    scale = new float[width];
    dense = new Weights(inputs * hidden);
    looks = new Weights(Looks.COUNT * hidden);
    bias = new Weights(hidden);
    top = new Weights(hidden * kinds);
    topBias = new Weights(kinds);
  }

  /** Told after each pass the mean loss of a word. */
  interface Progress {
    void pass(int number, double loss);
  }

  Head train(List<Example> examples, String model, String output, Progress progress) {
    standardise(examples);
    dense.draw(random, Math.sqrt(3.0 / inputs));
    top.draw(random, Math.sqrt(3.0 / hidden));
    long[] order = order(examples);
    long steps = (long) settings.epochs() * ((order.length + BATCH - 1) / BATCH);
    float[] input = new float[inputs];
    float[] h = new float[hidden];
    float[] back = new float[hidden];
    float[] shares = new float[kinds];
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      shuffle(order);
      double loss = 0;
      int in = 0;
      for (int i = 0; i < order.length; i++) {
        Example example = examples.get((int) (order[i] >>> 32));
        loss += learn(example, (int) order[i], input, h, back, shares);
        in++;
        if (in == BATCH || i == order.length - 1) {
          move(in, steps);
          in = 0;
        }
      }
      progress.pass(epoch, loss / order.length);
    }
    return fold(model, output);
  }

  private double learn(
      Example example, int word, float[] input, float[] h, float[] back, float[] shares) {
    double keep = 1 - settings.dropped();
    float up = (float) (1 / keep);
    System.arraycopy(bias.w, 0, h, 0, hidden);
    for (int n = 0; n < Head.NEIGHBOURS; n++) {
      int from = (word + n) * width;
      for (int k = 0; k < width; k++) {
        float value = 0;
        if (settings.dropped() == 0 || random.nextFloat() < keep) {
          value = (Float.float16ToFloat(example.vectors()[from + k]) - mean[k]) * scale[k] * up;
        }
        input[n * width + k] = value;
        if (value != 0) {
          Head.add(h, dense.w, (n * width + k) * hidden, value);
        }
      }
    }
    int[] seen = example.seen()[word];
    for (int look : seen) {
      Head.add(h, looks.w, look * hidden, 1);
    }
    System.arraycopy(topBias.w, 0, shares, 0, kinds);
    for (int j = 0; j < hidden; j++) {
      if (h[j] > 0) {
        Head.add(shares, top.w, j * kinds, h[j]);
      }
    }
    Head.softmax(shares);
    int allowed = example.allowed()[word];
    double right = 1e-12;
    for (int c = 0; c < kinds; c++) {
      right += ((allowed >> c) & 1) != 0 ? shares[c] : 0;
    }
    double loss = -StrictMath.log(right);
    float weight = (allowed & 1) == 0 ? (float) (1 + settings.bias()) : 1;
    for (int c = 0; c < kinds; c++) {
      float target = ((allowed >> c) & 1) != 0 ? (float) (shares[c] / right) : 0;
      shares[c] = weight * (shares[c] - target);
      topBias.slope[c] += shares[c];
    }
    for (int j = 0; j < hidden; j++) {
      back[j] = 0;
      if (h[j] > 0) {
        float sum = 0;
        for (int c = 0; c < kinds; c++) {
          sum += shares[c] * top.w[j * kinds + c];
          top.slope[j * kinds + c] += h[j] * shares[c];
        }
        back[j] = sum;
      }
      bias.slope[j] += back[j];
    }
    for (int i = 0; i < inputs; i++) {
      if (input[i] != 0) {
        addBack(dense.slope, i * hidden, input[i], back);
      }
    }
    for (int look : seen) {
      addBack(looks.slope, look * hidden, 1, back);
    }
    return loss;
  }

  private static void addBack(float[] to, int at, float times, float[] from) {
    for (int i = 0; i < from.length; i++) {
      to[at + i] += times * from[i];
    }
  }

  private void move(int words, long steps) {
    step++;
    float rate = (float) (settings.rate() * (1 - 0.95 * step / steps));
    float firstScale = (float) (1 / (1 - StrictMath.pow(KEEP, step))) / words;
    float secondScale =
        (float) (1 / (1 - StrictMath.pow(KEEP_SQUARES, step))) / ((float) words * words);
    for (Weights weights : List.of(dense, looks, bias, top, topBias)) {
      weights.move(0, weights.w.length, rate, firstScale, secondScale, (float) settings.decay());
    }
  }

  private void standardise(List<Example> examples) {
    double[] sum = new double[width];
    double[] squares = new double[width];
    long n = 0;
    for (Example example : examples) {
      for (int i = 0; i < example.vectors().length; i++) {
        double value = Float.float16ToFloat(example.vectors()[i]);
        sum[i % width] += value;
        squares[i % width] += value * value;
      }
      n += example.vectors().length / width;
    }
    for (int k = 0; k < width; k++) {
      mean[k] = (float) (sum[k] / n);
      scale[k] = (float) (1 / Math.sqrt(squares[k] / n - sum[k] / n * sum[k] / n + 1e-6));
    }
  }

  private static long[] order(List<Example> examples) {
    long[] order = new long[examples.stream().mapToInt(e -> e.allowed().length).sum()];
    int to = 0;
    for (int e = 0; e < examples.size(); e++) {
      for (int w = 0; w < examples.get(e).allowed().length; w++) {
        order[to++] = ((long) e << 32) | w;
      }
    }
    return order;
  }

  private void shuffle(long[] order) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      long other = order[i];
      order[i] = order[j];
      order[j] = other;
    }
  }

  /** The head of vectors as the encoder gives them. */
  private Head fold(String model, String output) {
    float[] plain = new float[inputs * hidden];
    float[] moved = bias.w.clone();
    for (int i = 0; i < inputs; i++) {
      int k = i % width;
      for (int j = 0; j < hidden; j++) {
        plain[i * hidden + j] = dense.w[i * hidden + j] * scale[k];
        moved[j] -= plain[i * hidden + j] * mean[k];
      }
    }
    return new Head(
        model, output, width, hidden, 0.5f, 0.05f, plain, looks.w, moved, top.w, topBias.w);
  }
}
