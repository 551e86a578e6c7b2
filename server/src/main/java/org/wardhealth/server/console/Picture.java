package org.wardhealth.server.console;

import java.util.List;

/**
 * A chart: shapes to draw, words for who cannot see them, and the table of what is drawn.
 *
 * @param id unique on its page
 * @param title what it shows
 * @param description what is to be seen, in a sentence
 * @param legend what each kind of mark stands for; empty if there is one kind alone
 * @param data everything that is drawn
 */
record Picture(
    String id,
    String title,
    String description,
    int width,
    int height,
    List<Mark> marks,
    List<Key> legend,
    Table data) {
  Picture {
    marks = List.copyOf(marks);
    legend = List.copyOf(legend);
  }

  /** One shape; {@code css} is a class of the style sheet. */
  sealed interface Mark {
    record Stroke(double x1, double y1, double x2, double y2, String css) implements Mark {}

    record Path(String d, String css) implements Mark {}

    record Box(double x, double y, double width, double height, String css, String tip)
        implements Mark {}

    record Dot(double x, double y, double radius, String css, String tip) implements Mark {}

    /** {@code anchor} is {@code start}, {@code middle} or {@code end}. */
    record Label(double x, double y, String anchor, String text) implements Mark {}
  }

  /** A line of the legend: the number of a series, and its name. */
  record Key(int series, String name) {}
}
