package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
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
    Augmentation augmentation =
        new Augmentation(Language.ENGLISH, Lexicon.load("en"), random, 1.0, 0, List.of());
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

  @Test
  void whatIsSwappedIsOfTheSameTypeOfAnotherTextAndEverywhereTheSame() {
    MarkedText source =
        MarkedText.note(
            "a", "At [[ORGANISATION the mill]] and again [[ORGANISATION the mill]], a town.", "t");
    MarkedText other =
        MarkedText.note("b", "[[ORGANISATION a dairy]], [[OCCUPATION last verger]]", "t");
    Augmentation augmentation =
        new Augmentation(
            Language.ENGLISH, Lexicon.load("en"), new Random(3), 0, 1.0, List.of(source, other));
    Set<String> seen = new HashSet<>();
    for (int copy = 0; copy < 40; copy++) {
      MarkedText swapped = augmentation.copy(source);
      List<String> mentions =
          swapped.spans().stream()
              .map(s -> swapped.text().substring(s.start(), s.end()).toLowerCase(Locale.ROOT))
              .distinct()
              .toList();
      assertThat(mentions).hasSize(1);
      seen.addAll(mentions);
    }
    assertThat(seen).containsExactlyInAnyOrder("the mill", "a dairy");
  }
}
