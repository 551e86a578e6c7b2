package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Leaving out what nobody asks for leaves out nothing that somebody asks for. */
class TaggerFeaturesTest {
  private static final String TEXT =
      """
      Patient: Ada Winterbourne    MRN: 70041938
      | Date | Seen by |
      | 03/09/2026 | Dr. Grant Yellowhorse |
      Mrs. Winterbourne's husband called (617) 555-0139 from 12 Elm Street.
      """;

  private record Told(int key, int from, int to) {
    boolean reaches(int asked) {
      for (int offset = from; offset <= to; offset++) {
        if ((asked & 1 << (offset + TaggerFeatures.REACH)) != 0) {
          return true;
        }
      }
      return false;
    }
  }

  private static List<Told> told(TaggerFeatures features, int token, int asked) {
    List<Told> all = new ArrayList<>();
    features.advance(token);
    features.emit(token, asked, (of, key, from, to) -> all.add(new Told(key, from, to)));
    return all;
  }

  @Test
  void whatSpeaksOfAnAskedNeighbourIsToldAndNothingElse() {
    Pack pack = Pack.load(Language.ENGLISH);
    Tokens tokens = Tokens.of(TEXT, pack.lexicon());
    Hints hints = Hints.of(tokens, pack.rules().find(tokens));
    TaggerFeatures whole = new TaggerFeatures(tokens, hints);
    TaggerFeatures some = new TaggerFeatures(tokens, hints);
    Random random = new Random(7);
    int left = 0;
    for (int token = -1; token <= tokens.size(); token++) {
      int asked = random.nextInt(TaggerFeatures.ALL + 1);
      List<Told> all = told(whole, token, TaggerFeatures.ALL);
      List<Told> wanted = all.stream().filter(one -> one.reaches(asked)).toList();
      assertThat(told(some, token, asked)).as("token %d", token).isEqualTo(wanted);
      left += all.size() - wanted.size();
    }
    assertThat(left).isPositive();
  }
}
