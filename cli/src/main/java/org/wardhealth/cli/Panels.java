package org.wardhealth.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints texts side by side, marked pieces in colour on a terminal, in ‹› elsewhere. Control
 * characters of a text are not printed: a note must not move the cursor.
 */
final class Panels {
  private static final String MARK = "\u001b[30;43m";
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String RESET = "\u001b[0m";
  private static final String GAP = " │ ";

  private final PrintWriter out;
  private final boolean colour;
  private final int column;

  Panels(PrintWriter out) {
    this.out = out;
    this.colour = Terminal.watched() && System.getenv("NO_COLOR") == null;
    this.column = (width() - GAP.length()) / 2;
  }

  void title(String title) {
    out.println();
    out.println(
        style(
            BOLD, "━━ " + title + " " + "━".repeat(Math.max(0, 2 * column - title.length() - 1))));
  }

  void pair(String left, List<Marked> leftText, String right, List<Marked> rightText) {
    out.println();
    out.println(style(DIM, pad(left, left.length())) + GAP + style(DIM, right));
    List<List<Marked>> leftLines = lines(leftText);
    List<List<Marked>> rightLines = lines(rightText);
    for (int n = 0; n < Math.max(leftLines.size(), rightLines.size()); n++) {
      List<Row> a = n < leftLines.size() ? rows(leftLines.get(n)) : List.of();
      List<Row> b = n < rightLines.size() ? rows(rightLines.get(n)) : List.of();
      for (int i = 0; i < Math.max(1, Math.max(a.size(), b.size())); i++) {
        Row beside = i < a.size() ? a.get(i) : new Row("", 0);
        String shown = i < b.size() ? b.get(i).text() : "";
        out.println((pad(beside.text(), beside.width()) + GAP + shown).stripTrailing());
      }
    }
    out.println();
  }

  void line(String name, String value) {
    out.printf("%s  %s%n", style(DIM, String.format("%-9s", name)), value);
    out.flush();
  }

  /**
   * The lines of a text; a break inside a marked piece is shown as a space, so that both sides
   * agree.
   */
  private static List<List<Marked>> lines(List<Marked> pieces) {
    List<List<Marked>> lines = new ArrayList<>();
    lines.add(new ArrayList<>());
    for (Marked piece : pieces) {
      if (piece.marked()) {
        lines.getLast().add(new Marked(piece.text().replaceAll("\\s+", " "), true));
        continue;
      }
      String[] parts = piece.text().split("\n", -1);
      for (int i = 0; i < parts.length; i++) {
        if (i > 0) {
          lines.add(new ArrayList<>());
        }
        lines.getLast().add(new Marked(parts[i], false));
      }
    }
    while (lines.size() > 1 && Marked.plain(lines.getLast()).isBlank()) {
      lines.removeLast();
    }
    return lines;
  }

  /** Breaks a line into rows of the column's width, at spaces where there are any. */
  private List<Row> rows(List<Marked> pieces) {
    List<Row> rows = new ArrayList<>();
    StringBuilder row = new StringBuilder();
    int width = 0;
    for (Marked piece : pieces) {
      String text = piece.marked() && !colour ? "‹" + piece.text() + "›" : piece.text();
      for (String word : text.split("(?<= )")) {
        String shown = printable(word);
        while (width + shown.stripTrailing().length() > column) {
          int room = shown.length() > column ? column - width : 0;
          append(row, shown.substring(0, room), piece.marked());
          rows.add(new Row(row.toString(), width + room));
          row.setLength(0);
          width = 0;
          shown = shown.substring(room);
        }
        String fitting = width + shown.length() > column ? shown.stripTrailing() : shown;
        append(row, fitting, piece.marked());
        width += fitting.length();
      }
    }
    rows.add(new Row(row.toString(), width));
    while (!rows.isEmpty() && rows.getLast().text().isBlank()) {
      rows.removeLast();
    }
    return rows;
  }

  private void append(StringBuilder row, String text, boolean marked) {
    if (text.isEmpty()) {
      return;
    }
    if (marked && colour) {
      row.append(MARK).append(text).append(RESET);
    } else {
      row.append(text);
    }
  }

  private static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == '\t' ? ' ' : c)
        .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }

  private String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, column - width));
  }

  private String style(String style, String text) {
    return colour ? style + text + RESET : text;
  }

  private static int width() {
    String columns = System.getenv("COLUMNS");
    int width = columns != null && columns.matches("[0-9]{2,4}") ? Integer.parseInt(columns) : 120;
    return Math.clamp(width, 60, 200);
  }

  private record Row(String text, int width) {}
}
