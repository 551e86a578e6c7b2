package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Four states that share a long add up as each would alone, whatever the signs and the order. */
class TaggerSumsTest {
  private static final int REACH = TaggerFeatures.REACH;
  private static final int TOKENS = 30;

  /** 117 states, as many as the English tagger has. */
  private static final TagStates STATES =
      new TagStates(List.of(IdentifierType.values()).subList(0, 29));

  private static TaggerModel model(List<TaggerModel.Row> rows) {
    return new TaggerModel(
        "en",
        STATES,
        0.05f,
        0.5f,
        new short[30 * 30],
        new short[4 * 29],
        rows,
        new TaggerGate(0, new int[0], new byte[0]));
  }

  /** A row that speaks of every neighbour, of most states or of a few. */
  private static TaggerModel.Row row(int key, boolean dense, Random random) {
    List<Integer> cells = new ArrayList<>();
    for (int cell = 0; cell < (2 * REACH + 1) * STATES.size(); cell++) {
      if (random.nextInt(40) < (dense ? 30 : 1)) {
        cells.add(cell);
      }
    }
    byte[] weights = new byte[cells.size()];
    random.nextBytes(weights);
    return new TaggerModel.Row(key, cells.stream().mapToInt(i -> i).toArray(), weights);
  }

  /** {@code often} features a token; answers how many sums were compared. */
  private static int compare(int often, long seed) {
    Random random = new Random(seed);
    List<TaggerModel.Row> rows = new ArrayList<>();
    for (int key = 1; key <= 12; key++) {
      rows.add(row(key, key % 2 == 0, random));
    }
    TaggerModel model = model(rows);
    boolean[] open = new boolean[TOKENS];
    for (int i = 0; i < TOKENS; i++) {
      open[i] = random.nextInt(3) > 0;
    }
    int[][] expected = new int[TOKENS][STATES.size()];
    int[] sums = new int[TaggerModel.BLOCK];
    TaggerSums tested = new TaggerSums(model);
    int compared = 0;
    for (int j = -1; j <= TOKENS + REACH; j++) {
      tested.begin(j + REACH);
      int asked = 0;
      for (int o = 0; o <= 2 * REACH; o++) {
        int to = j - REACH + o;
        asked |= to >= 0 && to < TOKENS && open[to] ? 1 << o : 0;
      }
      for (int f = 0; f < often && asked != 0 && j <= TOKENS; f++) {
        TaggerModel.Row row = rows.get(random.nextInt(rows.size()));
        tested.add(j, model.find(row.key()), asked);
        for (int c = 0; c < row.cells().length; c++) {
          int to = j - REACH + row.cells()[c] / STATES.size();
          if (to >= 0 && to < TOKENS) {
            expected[to][row.cells()[c] % STATES.size()] += row.weights()[c];
          }
        }
      }
      int complete = j - REACH;
      if (complete >= 0 && complete < TOKENS && open[complete]) {
        tested.read(complete, sums);
        assertThat(sums).startsWith(expected[complete]);
        compared++;
      }
    }
    return compared;
  }

  @Test
  void sumsAreThoseOfTheWeights() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(compare(30, seed)).isGreaterThan(TOKENS / 3);
    }
  }

  @Test
  void aTokenOfWhichMoreFeaturesSpeakThanAreNotedAtATimeLosesNone() {
    assertThat(compare(90, 7)).isGreaterThan(TOKENS / 3);
  }
}
