package org.wardhealth.deid.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadTrainerTest {
  private static final int WIDTH = 4;
  private static final HeadTrainer.Settings SETTINGS =
      new HeadTrainer.Settings(8, 20, 0.01, 0.0, 0.1, 0);

  /** A word is a person if the first number of its own vector is high. */
  private static List<HeadTrainer.Example> examples(long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, 40)
        .mapToObj(
            text -> {
              int words = 20;
              short[] vectors = new short[(words + 2) * WIDTH];
              int[] allowed = new int[words];
              for (int i = 0; i < vectors.length; i++) {
                vectors[i] = Float.floatToFloat16(random.nextFloat() * 2 - 1);
              }
              for (int w = 0; w < words; w++) {
                boolean person = Float.float16ToFloat(vectors[(w + 1) * WIDTH]) > 0.4f;
                allowed[w] = person ? Kind.PERSON.bit() : 1;
              }
              int[][] seen = new int[words][];
              java.util.Arrays.setAll(seen, w -> new int[] {w % 7});
              return new HeadTrainer.Example(vectors, seen, allowed);
            })
        .toList();
  }

  private static Head train() {
    return new HeadTrainer(WIDTH, SETTINGS, 3).train(examples(1), "m", "o", (pass, loss) -> {});
  }

  @Test
  void theSameExamplesGiveTheSameBytes() {
    assertThat(HeadFile.write(train())).isEqualTo(HeadFile.write(train()));
  }

  @Test
  void whatWasLearntHoldsForWordsThatWereNotSeen() {
    Head head = HeadFile.read(HeadFile.write(train()), "head.bin");
    float[] scratch = new float[head.hidden()];
    float[] shares = new float[Kind.count()];
    int right = 0;
    int all = 0;
    for (HeadTrainer.Example example : examples(2)) {
      float[] vectors = new float[example.vectors().length];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = Float.float16ToFloat(example.vectors()[i]);
      }
      for (int w = 0; w < example.allowed().length; w++) {
        head.shares(vectors, w + 1, example.seen()[w], scratch, shares);
        boolean person = shares[Kind.PERSON.index()] > 0.5f;
        right += person == (example.allowed()[w] != 1) ? 1 : 0;
        all++;
      }
    }
    assertThat(right / (double) all).isGreaterThan(0.9);
  }
}
