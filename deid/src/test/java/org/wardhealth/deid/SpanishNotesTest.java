package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the rules and dictionaries of Spanish cover by themselves, per letter and digit, does not
 * fall below what docs/deid.md says, less a margin. What Safe Harbor keeps counts neither for nor
 * against.
 */
class SpanishNotesTest {
  private static final Set<String> KEPT =
      Set.of(
          "AGE",
          "SEX",
          "RELATION",
          "STATE",
          "COUNTRY",
          "EDAD_SUJETO_ASISTENCIA",
          "SEXO_SUJETO_ASISTENCIA",
          "FAMILIARES_SUJETO_ASISTENCIA",
          "PAIS");

  private int hit;
  private int extra;
  private int missed;

  /** The rules were not made with the last file in sight. */
  @Test
  void writtenNotes() throws IOException {
    Path file = Path.of("notes/es/s-08.txt");
    for (MarkedText note : MarkedText.notes(Files.readString(file), "s-08")) {
      score(note);
    }
    assertThat(recall()).isGreaterThan(0.80);
    assertThat(precision()).isGreaterThan(0.95);
  }

  @Tag("data")
  @Test
  void clinicalCases() throws IOException {
    Path file = Path.of(System.getProperty("ward.data"), "deid", "meddocan_dev.jsonl");
    for (MarkedText text : MarkedText.lines(Files.readString(file), "meddocan_dev")) {
      score(text);
    }
    assertThat(recall()).isGreaterThan(0.92);
    assertThat(precision()).isGreaterThan(0.98);
  }

  private void score(MarkedText marked) {
    String text = marked.text();
    BitSet gold = new BitSet();
    BitSet kept = new BitSet();
    BitSet found = new BitSet();
    for (MarkedText.Span span : marked.spans()) {
      (KEPT.contains(span.label()) ? kept : gold).set(span.start(), span.end());
    }
    Spanish.find(text).forEach(f -> found.set(f.start(), f.end()));
    for (int i = 0; i < text.length(); i++) {
      if (Character.isLetterOrDigit(text.charAt(i))) {
        hit += gold.get(i) && found.get(i) ? 1 : 0;
        missed += gold.get(i) && !found.get(i) ? 1 : 0;
        extra += !gold.get(i) && !kept.get(i) && found.get(i) ? 1 : 0;
      }
    }
  }

  private double recall() {
    return hit / (double) (hit + missed);
  }

  private double precision() {
    return hit / (double) (hit + extra);
  }
}
