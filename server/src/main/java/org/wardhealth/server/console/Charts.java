package org.wardhealth.server.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.wardhealth.server.console.Picture.Mark;

/**
 * Draws numbers: lines, bars with intervals, dots, heat maps, sparklines. Geometry alone; colours
 * are in the style sheet. A scale begins at zero and ends at a round number.
 */
final class Charts {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 180;
  private static final int LEFT = 44;
  private static final int RIGHT = 12;
  private static final int TOP = 10;
  private static final int BOTTOM = 26;

  private final Words words;

  Charts(Words words) {
    this.words = words;
  }

  /** Numbers of one kind along the labels. */
  record Series(String name, List<Double> values) {
    Series {
      values = List.copyOf(values);
    }
  }

  /** A number with the interval that it is believed to lie in, where one is known. */
  record Measured(String label, double value, Optional<Double> low, Optional<Double> high) {
    double top() {
      return high.orElse(value);
    }
  }

  /** Up to three series over time or another order. */
  Picture line(
      String id,
      String title,
      String description,
      String axis,
      List<String> labels,
      List<Series> series) {
    double top =
        round(
            series.stream().flatMap(s -> s.values().stream()).mapToDouble(v -> v).max().orElse(0));
    List<Mark> marks = new ArrayList<>(grid(top));
    int inner = WIDTH - LEFT - RIGHT;
    double step = labels.size() < 2 ? 0 : inner / (double) (labels.size() - 1);
    int every = Math.max(1, (int) Math.ceil(labels.size() / 6.0));
    for (int i = 0; i < labels.size(); i += every) {
      String anchor =
          i == 0 ? "start" : i + every >= labels.size() && step * i > inner - 30 ? "end" : "middle";
      marks.add(new Mark.Label(LEFT + step * i, HEIGHT - 8, anchor, labels.get(i)));
    }
    for (int s = 0; s < series.size(); s++) {
      List<Double> values = series.get(s).values();
      marks.add(new Mark.Path(path(values, step, top), "c-line-" + (s + 1)));
      if (values.size() == 1) {
        marks.add(
            new Mark.Dot(
                LEFT, y(values.getFirst(), top), 4, "c-fill-" + (s + 1), series.get(s).name()));
      }
    }
    List<Table.Column> columns = new ArrayList<>(List.of(Table.Column.of(axis)));
    series.forEach(one -> columns.add(Table.Column.number(one.name())));
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      List<Cell> row = new ArrayList<>(List.of(new Cell.Text(labels.get(i))));
      for (Series one : series) {
        row.add(figure(one.values().get(i)));
      }
      rows.add(row);
    }
    return new Picture(
        id,
        title,
        description,
        WIDTH,
        HEIGHT,
        marks,
        legend(series),
        new Table(title, columns, rows));
  }

  /** A bar for each number; a whisker shows its interval. */
  Picture bars(String id, String title, String description, String axis, List<Measured> bars) {
    double top = round(bars.stream().mapToDouble(Measured::top).max().orElse(0));
    List<Mark> marks = new ArrayList<>(grid(top));
    double slot = (WIDTH - LEFT - RIGHT) / (double) Math.max(1, bars.size());
    double width = Math.min(48, slot * 0.6);
    for (int i = 0; i < bars.size(); i++) {
      Measured bar = bars.get(i);
      double middle = LEFT + slot * (i + 0.5);
      double y = y(bar.value(), top);
      marks.add(
          new Mark.Box(middle - width / 2, y, width, HEIGHT - BOTTOM - y, "c-fill-1", tip(bar)));
      marks.addAll(whisker(bar, middle, top));
      marks.add(new Mark.Label(middle, HEIGHT - 8, "middle", bar.label()));
    }
    return new Picture(
        id, title, description, WIDTH, HEIGHT, marks, List.of(), measured(title, axis, bars));
  }

  /** A dot for each number on one scale, one below the other. */
  Picture dots(String id, String title, String description, String axis, List<Measured> dots) {
    double top = round(dots.stream().mapToDouble(Measured::top).max().orElse(0));
    int left = 110;
    int height = TOP + 28 * dots.size() + BOTTOM;
    double inner = WIDTH - left - RIGHT - 12;
    List<Mark> marks = new ArrayList<>();
    for (int i = 0; i <= 4; i++) {
      double x = left + inner * i / 4;
      marks.add(new Mark.Stroke(x, TOP, x, height - BOTTOM, i == 0 ? "c-axis" : "c-grid"));
      marks.add(new Mark.Label(x, height - 8, "middle", words.number(top * i / 4, 2)));
    }
    for (int i = 0; i < dots.size(); i++) {
      Measured dot = dots.get(i);
      double y = TOP + 28 * i + 14;
      marks.add(new Mark.Label(left - 12, y + 4, "end", dot.label()));
      if (dot.low().isPresent() && dot.high().isPresent()) {
        marks.add(
            new Mark.Stroke(
                left + inner * dot.low().get() / top,
                y,
                left + inner * dot.high().get() / top,
                y,
                "c-whisker"));
      }
      marks.add(new Mark.Dot(left + inner * dot.value() / top, y, 5, "c-fill-1", tip(dot)));
    }
    return new Picture(
        id, title, description, WIDTH, height, marks, List.of(), measured(title, axis, dots));
  }

  /** A field for each pair, darker for more. */
  Picture heat(
      String id,
      String title,
      String description,
      String axis,
      List<String> columns,
      List<Series> rows) {
    double most =
        rows.stream().flatMap(r -> r.values().stream()).mapToDouble(v -> v).max().orElse(0);
    int left = 110;
    double slot = (WIDTH - left - RIGHT) / (double) Math.max(1, columns.size());
    int height = TOP + 30 * rows.size() + BOTTOM;
    List<Mark> marks = new ArrayList<>();
    int every = Math.max(1, (int) Math.ceil(columns.size() / 12.0));
    for (int c = 0; c < columns.size(); c += every) {
      marks.add(new Mark.Label(left + slot * (c + 0.5), height - 8, "middle", columns.get(c)));
    }
    List<List<Cell>> table = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      Series row = rows.get(r);
      marks.add(new Mark.Label(left - 10, TOP + 30 * r + 19, "end", row.name()));
      List<Cell> cells = new ArrayList<>(List.of(new Cell.Text(row.name())));
      for (int c = 0; c < columns.size(); c++) {
        double value = row.values().get(c);
        int shade = most == 0 || value == 0 ? 0 : Math.min(4, (int) Math.ceil(4 * value / most));
        marks.add(
            new Mark.Box(
                left + slot * c + 1,
                TOP + 30 * r + 1,
                slot - 2,
                28,
                "c-heat-" + shade,
                row.name() + ", " + columns.get(c) + ": " + words.number(value, 2)));
        cells.add(figure(value));
      }
      table.add(cells);
    }
    List<Table.Column> heads = new ArrayList<>(List.of(Table.Column.of(axis)));
    columns.forEach(column -> heads.add(Table.Column.number(column)));
    return new Picture(
        id, title, description, WIDTH, height, marks, List.of(), new Table(title, heads, table));
  }

  /** A line without axes, to stand beside a number. */
  Picture spark(
      String id,
      String title,
      String description,
      String axis,
      List<String> labels,
      Series series) {
    int width = 120;
    int height = 32;
    double top = Math.max(1, series.values().stream().mapToDouble(v -> v).max().orElse(0));
    double step =
        series.values().size() < 2 ? 0 : (width - 8) / (double) (series.values().size() - 1);
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < series.values().size(); i++) {
      d.append(i == 0 ? 'M' : 'L')
          .append(shown(4 + step * i))
          .append(' ')
          .append(shown(height - 4 - (height - 8) * series.values().get(i) / top));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      rows.add(List.of(new Cell.Text(labels.get(i)), figure(series.values().get(i))));
    }
    return new Picture(
        id,
        title,
        description,
        width,
        height,
        List.of(new Mark.Path(d.toString(), "c-line-1")),
        List.of(),
        new Table(title, List.of(Table.Column.of(axis), Table.Column.number(series.name())), rows));
  }

  private List<Mark> grid(double top) {
    List<Mark> marks = new ArrayList<>();
    for (int i = 0; i <= 4; i++) {
      double y = y(top * i / 4, top);
      marks.add(new Mark.Stroke(LEFT, y, WIDTH - RIGHT, y, i == 0 ? "c-axis" : "c-grid"));
      if (i % 2 == 0) {
        marks.add(new Mark.Label(LEFT - 8, y + 4, "end", words.number(top * i / 4, 2)));
      }
    }
    return marks;
  }

  private static List<Mark> whisker(Measured bar, double middle, double top) {
    if (bar.low().isEmpty() || bar.high().isEmpty()) {
      return List.of();
    }
    double low = y(bar.low().get(), top);
    double high = y(bar.high().get(), top);
    return List.of(
        new Mark.Stroke(middle, high, middle, low, "c-whisker"),
        new Mark.Stroke(middle - 6, high, middle + 6, high, "c-whisker"),
        new Mark.Stroke(middle - 6, low, middle + 6, low, "c-whisker"));
  }

  private Table measured(String title, String axis, List<Measured> values) {
    return new Table(
        title,
        List.of(
            Table.Column.of(axis),
            Table.Column.number(words.say("chart.value")),
            Table.Column.number(words.say("chart.low")),
            Table.Column.number(words.say("chart.high"))),
        values.stream()
            .map(
                one ->
                    List.<Cell>of(
                        new Cell.Text(one.label()),
                        figure(one.value()),
                        one.low().map(this::figure).orElse(new Cell.Text("")),
                        one.high().map(this::figure).orElse(new Cell.Text(""))))
            .toList());
  }

  private Cell figure(double value) {
    return new Cell.Figure(words.number(value, 2));
  }

  private String tip(Measured one) {
    String value = one.label() + ": " + words.number(one.value(), 2);
    return one.low().isPresent() && one.high().isPresent()
        ? value
            + " ("
            + words.number(one.low().get(), 2)
            + "-"
            + words.number(one.high().get(), 2)
            + ")"
        : value;
  }

  private static List<Picture.Key> legend(List<Series> series) {
    List<Picture.Key> keys = new ArrayList<>();
    for (int s = 0; series.size() > 1 && s < series.size(); s++) {
      keys.add(new Picture.Key(s + 1, series.get(s).name()));
    }
    return keys;
  }

  private static String path(List<Double> values, double step, double top) {
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      d.append(i == 0 ? 'M' : 'L')
          .append(shown(LEFT + step * i))
          .append(' ')
          .append(shown(y(values.get(i), top)));
    }
    return d.toString();
  }

  private static double y(double value, double top) {
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top;
  }

  /** The next of 1, 2, 4, 10, 20, 40 ... times a power of ten, so that quarters read well. */
  static double round(double most) {
    if (most <= 0) {
      return 4;
    }
    double power = Math.pow(10, Math.floor(Math.log10(most)));
    for (double factor : new double[] {1, 2, 4, 8}) {
      if (most <= factor * power) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  static String shown(double coordinate) {
    return String.format(Locale.ROOT, "%.1f", coordinate);
  }
}
