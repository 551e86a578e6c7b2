package org.wardhealth.deid.encoder;

/**
 * A small network over what an encoder says of a word and its two neighbours, and over its {@link
 * Looks}: one hidden layer, then a share for each {@link Kind}. Immutable.
 *
 * @param model the SHA-256 of the encoder that it was trained on
 * @param output the value of the encoder's graph that holds the vectors
 * @param width the length of a vector
 * @param hidden the width of the hidden layer
 * @param threshold from here on the share of all kinds but none is a finding
 * @param clear below this share nothing identifies
 * @param dense for each number of the three vectors, its weights to the hidden layer
 * @param looks the same for each look
 * @param bias of the hidden layer
 * @param top for each hidden number, its weights to the kinds
 * @param topBias of the kinds
 */
@SuppressWarnings("ArrayRecordComponent")
record Head(
    String model,
    String output,
    int width,
    int hidden,
    float threshold,
    float clear,
    float[] dense,
    float[] looks,
    float[] bias,
    float[] top,
    float[] topBias) {
  /** Words whose vectors are read: the one before, the word, the one behind. */
  static final int NEIGHBOURS = 3;

  /** The same with other thresholds. */
  Head at(float found, float nothing) {
    return new Head(model, output, width, hidden, found, nothing, dense, looks, bias, top, topBias);
  }

  /**
   * Writes the share of each kind for a word to {@code shares}.
   *
   * @param vectors of words, one after the other
   * @param at which of them; neither the first nor the last
   * @param scratch as long as the hidden layer
   */
  void shares(float[] vectors, int at, int[] seen, float[] scratch, float[] shares) {
    System.arraycopy(bias, 0, scratch, 0, hidden);
    for (int n = 0; n < NEIGHBOURS; n++) {
      int from = (at + n - 1) * width;
      for (int k = 0; k < width; k++) {
        add(scratch, dense, (n * width + k) * hidden, vectors[from + k]);
      }
    }
    for (int look : seen) {
      add(scratch, looks, look * hidden, 1);
    }
    int kinds = shares.length;
    System.arraycopy(topBias, 0, shares, 0, kinds);
    for (int h = 0; h < hidden; h++) {
      float value = scratch[h];
      if (value > 0) {
        add(shares, top, h * kinds, value);
      }
    }
    softmax(shares);
  }

  static void add(float[] to, float[] rows, int from, float times) {
    for (int i = 0; i < to.length; i++) {
      to[i] += times * rows[from + i];
    }
  }

  static void softmax(float[] values) {
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      most = Math.max(most, value);
    }
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) StrictMath.exp(values[i] - most);
      sum += values[i];
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= (float) sum;
    }
  }

  @Override
  public String toString() {
    return "Head[" + width + " x " + hidden + " x " + Kind.count() + "]";
  }
}
