package org.wardhealth.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wardhealth.server.console.Charts.Measured;
import org.wardhealth.server.console.Charts.Series;
import org.wardhealth.server.console.Picture.Mark;

/** A chart shows its numbers to scale, and its table has every one of them. */
final class ChartsTest {
  private final Charts charts = new Charts(Words.of(Language.EN, ZoneOffset.UTC));

  @Test
  void aBarIsAsHighAsItsNumberAndItsWhiskerAsLongAsItsInterval() {
    Picture picture =
        charts.bars(
            "b",
            "t",
            "d",
            "a",
            List.of(
                new Measured("half", 2, Optional.of(1.0), Optional.of(3.0)),
                new Measured("full", 4, Optional.empty(), Optional.empty())));
    List<Mark.Box> boxes = marks(picture, Mark.Box.class);
    assertThat(boxes.get(1).height()).isEqualTo(2 * boxes.get(0).height());
    List<Mark.Stroke> whiskers =
        marks(picture, Mark.Stroke.class).stream()
            .filter(one -> one.css().equals("c-whisker"))
            .toList();
    assertThat(whiskers).hasSize(3);
    assertThat(whiskers.getFirst().y2() - whiskers.getFirst().y1())
        .isEqualTo(boxes.get(0).height());
  }

  @Test
  void theTableHasEveryNumber() {
    Picture picture =
        charts.line(
            "l",
            "t",
            "d",
            "a",
            List.of("x", "y"),
            List.of(
                new Series("one", List.of(1.0, 2.0)), new Series("two", List.of(1_000.0, 0.5))));
    assertThat(picture.data().rows())
        .containsExactly(
            List.of(new Cell.Text("x"), new Cell.Figure("1"), new Cell.Figure("1,000")),
            List.of(new Cell.Text("y"), new Cell.Figure("2"), new Cell.Figure("0.5")));
    assertThat(picture.legend()).hasSize(2);
  }

  @Test
  void aHeatMapIsDarkestWhereMostIsAndPalestWhereNothingIs() {
    Picture picture =
        charts.heat(
            "h",
            "t",
            "d",
            "a",
            List.of("x", "y", "z"),
            List.of(new Series("s", List.of(0.0, 1.0, 8.0))));
    assertThat(marks(picture, Mark.Box.class).stream().map(Mark.Box::css))
        .containsExactly("c-heat-0", "c-heat-1", "c-heat-4");
  }

  @Test
  void nothingIsDrawnOutsideItsFrameAndNothingBreaksOnNoNumbers() {
    for (List<Double> values : List.of(List.of(0.0), List.of(0.0, 0.0), List.of(7.0, 1e9))) {
      List<String> labels = values.stream().map(Object::toString).toList();
      Picture picture = charts.line("l", "t", "d", "a", labels, List.of(new Series("s", values)));
      for (Mark.Stroke one : marks(picture, Mark.Stroke.class)) {
        assertThat(one.y1()).isBetween(0.0, (double) picture.height());
        assertThat(one.x2()).isBetween(0.0, (double) picture.width());
      }
      assertThat(marks(picture, Mark.Path.class).getFirst().d()).doesNotContain("NaN", "Infinity");
    }
    assertThat(charts.bars("b", "t", "d", "a", List.of()).data().rows()).isEmpty();
  }

  @Test
  void aScaleEndsAtARoundNumberThatHoldsTheMost() {
    assertThat(List.of(0.0, 0.7, 1.0, 3.0, 9.0, 41.0, 800.0).stream().map(Charts::round))
        .containsExactly(4.0, 0.8, 1.0, 4.0, 10.0, 80.0, 800.0);
  }

  private static <T extends Mark> List<T> marks(Picture picture, Class<T> type) {
    return picture.marks().stream().filter(type::isInstance).map(type::cast).toList();
  }
}
