package org.wardhealth.deid.encoder;

import java.util.List;
import java.util.Locale;

/** How a head does on words that it did not learn from, whatever their kind. */
final class HeadScore {
  private HeadScore() {}

  /** A line for each threshold: precision and recall by words, the head alone. */
  static String table(Head head, List<HeadTrainer.Example> held, float[] thresholds) {
    long[][] counts = new long[thresholds.length][3];
    float[] scratch = new float[head.hidden()];
    float[] shares = new float[Kind.count()];
    for (HeadTrainer.Example example : held) {
      float[] vectors = new float[example.vectors().length];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = Float.float16ToFloat(example.vectors()[i]);
      }
      for (int word = 0; word < example.allowed().length; word++) {
        int allowed = example.allowed()[word];
        boolean gold = (allowed & 1) == 0;
        if (gold || allowed == 1) {
          head.shares(vectors, word + 1, example.seen()[word], scratch, shares);
          for (int t = 0; t < thresholds.length; t++) {
            boolean found = 1 - shares[0] >= thresholds[t];
            counts[t][0] += gold && found ? 1 : 0;
            counts[t][1] += found && !gold ? 1 : 0;
            counts[t][2] += gold && !found ? 1 : 0;
          }
        }
      }
    }
    StringBuilder out = new StringBuilder("| threshold | precision | recall |\n|---|---|---|\n");
    for (int t = 0; t < thresholds.length; t++) {
      long[] c = counts[t];
      out.append(
          String.format(
              Locale.ROOT,
              "| %.2f | %.4f | %.4f |%n",
              thresholds[t],
              c[0] / (double) Math.max(1, c[0] + c[1]),
              c[0] / (double) Math.max(1, c[0] + c[2])));
    }
    return out.toString();
  }
}
