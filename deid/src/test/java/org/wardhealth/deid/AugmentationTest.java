package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A noisy copy differs from its text, and its marks still stand at the same identifiers. */
class AugmentationTest {
  private static final String NOTE =
      "Progress note, clinic. The [[NAME Smith]] family came, with [[NAME Smith]] and her sister on"
          + " [[DATE 03/04/2021]], and stayed a long while, talking of the weather and the road.\n";

  @Test
  void marksKeepTheirPlaces() {
    MarkedText source = MarkedText.note("a", NOTE.repeat(20), "test");
    Random random = new Random(3);
    Augmentation augmentation = new Augmentation(Language.ENGLISH, Lexicon.load("en"), random, 1.0);
    int broken = 0;
    for (int copy = 0; copy < 5; copy++) {
      MarkedText noisy = augmentation.copy(source);
      assertThat(noisy.spans()).hasSameSizeAs(source.spans());
      broken += noisy.text().lines().count() > source.text().lines().count() ? 1 : 0;
      for (MarkedText.Span span : noisy.spans()) {
        assertThat(noisy.text().charAt(span.start() - 1)).isIn(' ', '\n');
        assertThat(span.end()).isGreaterThan(span.start());
      }
    }
    assertThat(broken).isEqualTo(5);
  }
}
