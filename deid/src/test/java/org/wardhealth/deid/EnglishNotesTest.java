package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What English as it is shipped finds in notes that it never learnt from does not fall below what
 * docs/deid.md says, less a margin: per letter and digit, profile safe-harbor. Only the sums are
 * looked at.
 */
class EnglishNotesTest {
  private int hit;
  private int extra;
  private int missed;

  @Test
  void notesThatNothingLearntFrom() throws IOException {
    score("notes/heldback");
    assertThat(hit / (double) (hit + missed)).isGreaterThan(0.94);
    assertThat(hit / (double) (hit + extra)).isGreaterThan(0.925);
  }

  @Test
  void notesOfAnotherHandThatNothingLearntFrom() throws IOException {
    score("notes/heldback-2");
    assertThat(hit / (double) (hit + missed)).isGreaterThan(0.95);
    assertThat(hit / (double) (hit + extra)).isGreaterThan(0.915);
  }

  private void score(String folder) throws IOException {
    for (List<MarkedText> file : MarkedText.files(Path.of(folder))) {
      file.forEach(this::score);
    }
  }

  private void score(MarkedText marked) {
    String text = marked.text();
    BitSet gold = new BitSet();
    BitSet found = new BitSet();
    for (MarkedText.Span span : marked.spans()) {
      if (Profile.SAFE_HARBOR.action(IdentifierType.valueOf(span.label())) != Action.KEEP) {
        gold.set(span.start(), span.end());
      }
    }
    Profile.SAFE_HARBOR
        .concerned(English.DEID.find(text))
        .forEach(f -> found.set(f.start(), f.end()));
    for (int i = 0; i < text.length(); i++) {
      if (Character.isLetterOrDigit(text.charAt(i))) {
        hit += gold.get(i) && found.get(i) ? 1 : 0;
        missed += gold.get(i) && !found.get(i) ? 1 : 0;
        extra += !gold.get(i) && found.get(i) ? 1 : 0;
      }
    }
  }
}
