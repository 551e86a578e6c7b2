package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Strict F1 of the whole Spanish engine on the development part of MEDDOCAN, which it was not
 * trained on, does not fall below what docs/models/deid-tagger-es.md says, less a margin.
 */
@Tag("data")
class SpanishGoldTest {
  private static final double FLOOR = 0.955;

  @Test
  void exactSpansAndTypesOfClinicalCases() throws IOException {
    Path file = Path.of(System.getProperty("ward.data"), "deid", "meddocan_dev.jsonl");
    Deid deid = Deid.spanish();
    TaggerScore score = new TaggerScore();
    for (MarkedText text : MarkedText.files(file).getFirst()) {
      List<Set<IdentifierType>> types = text.spans().stream().map(s -> meant(s.label())).toList();
      score.add(text, types, Set.of(), deid.find(text.text()), Vocabulary.MEDDOCAN);
    }
    assertThat(score.f1()).isGreaterThan(FLOOR);
    assertThat(score.recall()).isGreaterThan(0.97);
    assertThat(score.precision()).isGreaterThan(0.985);
  }

  private static Set<IdentifierType> meant(String label) {
    for (IdentifierType type : IdentifierType.values()) {
      if (type.in(Vocabulary.MEDDOCAN).equals(label)) {
        return Set.of(type);
      }
    }
    return Set.of(IdentifierType.OTHER_ID);
  }
}
