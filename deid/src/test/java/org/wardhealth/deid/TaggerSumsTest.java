package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Four states that share a long add up as each would alone, whatever the signs and the order. */
class TaggerSumsTest {
  private static final int REACH = TaggerFeatures.REACH;
  private static final int TOKENS = 30;

  /** Of the keys from 1 on: every second speaks of most states, the others of a few. */
  private static TaggerRows rows(int keys, TagStates states, Random random) {
    TaggerRows rows = new TaggerRows();
    for (int key = 1; key <= keys; key++) {
      rows.begin(key);
      for (int cell = 0; cell < (2 * REACH + 1) * states.sums(); cell++) {
        if (random.nextInt(40) < (key % 2 == 0 ? 30 : 1)) {
          rows.cell(cell, (byte) random.nextInt());
        }
      }
    }
    return rows;
  }

  private static TaggerModel model(TaggerRows rows, TagStates states) {
    return new TaggerModel(
        new TaggerFile(
            "en",
            states,
            0.05f,
            0.5f,
            new short[30 * 30],
            new short[4 * 29],
            rows,
            new TaggerGate(0, new int[0], new byte[0])));
  }

  /** {@code often} features a token; answers how many sums were compared. */
  private static int compare(int often, boolean paired, long seed) {
    TagStates states = new TagStates(List.of(IdentifierType.values()).subList(0, 29), paired);
    Random random = new Random(seed);
    TaggerRows rows = rows(12, states, random);
    TaggerModel model = model(rows, states);
    boolean[] open = new boolean[TOKENS];
    for (int i = 0; i < TOKENS; i++) {
      open[i] = random.nextInt(3) > 0;
    }
    int[][] expected = new int[TOKENS][states.sums()];
    int[] sums = new int[8 * model.longs()];
    TaggerSums tested = new TaggerSums(model);
    int compared = 0;
    for (int j = -1; j <= TOKENS + REACH; j++) {
      tested.begin(j + REACH);
      int asked = 0;
      for (int o = 0; o <= 2 * REACH; o++) {
        int to = j - REACH + o;
        asked |= to >= 0 && to < TOKENS && open[to] ? 1 << o : 0;
      }
      int features = asked != 0 && j <= TOKENS ? often : 0;
      int[] found = new int[features];
      for (int f = 0; f < features; f++) {
        int row = random.nextInt(rows.size());
        found[f] = rows.key(row);
        for (int at = rows.from(row); at < rows.to(row); at++) {
          int to = j - REACH + rows.cell(at) / states.sums();
          if (to >= 0 && to < TOKENS) {
            expected[to][rows.cell(at) % states.sums()] += rows.weight(at);
          }
        }
      }
      model.find(found, features, new long[features]);
      tested.add(j, found, features, asked);
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
      assertThat(compare(30, seed % 2 == 0, seed)).isGreaterThan(TOKENS / 3);
    }
  }

  @Test
  void aTokenOfWhichMoreFeaturesSpeakThanAreNotedAtATimeLosesNone() {
    assertThat(compare(90, false, 7)).isGreaterThan(TOKENS / 3);
    assertThat(compare(90, true, 8)).isGreaterThan(TOKENS / 3);
  }
}
