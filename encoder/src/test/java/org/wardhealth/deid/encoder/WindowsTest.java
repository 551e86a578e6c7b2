package org.wardhealth.deid.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowsTest {
  private static Pieces pieces(int... lengths) {
    int[] first = new int[lengths.length + 1];
    for (int i = 0; i < lengths.length; i++) {
      first[i + 1] = first[i] + lengths[i];
    }
    return new Pieces(
        new int[first[lengths.length]], first, new int[lengths.length], new int[lengths.length]);
  }

  @Test
  void aShortTextIsOneWindowAndAnEmptyOneNone() {
    assertThat(Windows.of(pieces(1, 2, 3))).containsExactly(new Windows.Window(0, 3, 0, 3));
    assertThat(Windows.of(pieces())).isEmpty();
  }

  @Test
  void everyWordIsAnsweredOnceWithWordsAroundItAndNoWindowIsTooLong() {
    Random random = new Random(5);
    for (int round = 0; round < 300; round++) {
      int longest = 1 + random.nextInt(100);
      int[] lengths = random.ints(random.nextInt(900), 1, longest + 1).toArray();
      Pieces pieces = pieces(lengths);
      List<Windows.Window> windows = Windows.of(pieces);
      int next = 0;
      for (Windows.Window window : windows) {
        assertThat(window.asked()).isEqualTo(next);
        assertThat(window.until()).isGreaterThan(window.asked());
        assertThat(window.from()).isLessThanOrEqualTo(window.asked());
        assertThat(window.to()).isGreaterThanOrEqualTo(window.until());
        assertThat(pieces.pieces(window.from(), window.to())).isLessThanOrEqualTo(Windows.MOST);
        next = window.until();
      }
      assertThat(next).isEqualTo(lengths.length);
      for (Windows.Window window : windows.subList(0, Math.max(0, windows.size() - 1))) {
        if (longest <= Windows.AROUND) {
          assertThat(pieces.pieces(window.until(), window.to()))
              .isGreaterThanOrEqualTo(Windows.AROUND);
        }
      }
    }
  }

  @Test
  void theNumberOfWindowsGrowsWithTheText() {
    int[] ones = new int[100_000];
    java.util.Arrays.fill(ones, 1);
    assertThat(Windows.of(pieces(ones))).hasSizeLessThan(100_000 / 200 + 2);
  }
}
