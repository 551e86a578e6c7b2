package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.List;

/**
 * The texts of one column of a table (RFC 4180, the first row names the columns) in which rules
 * find nothing: taken as texts that hold no identifier, to learn what medicine looks like.
 */
final class CleanTexts {
  private CleanTexts() {}

  /**
   * @throws IllegalArgumentException when there is no such column
   */
  static List<MarkedText> of(String table, String column, Lexicon lexicon, Rules rules) {
    List<List<String>> rows = rows(table);
    int at = rows.isEmpty() ? -1 : rows.getFirst().indexOf(column);
    if (at < 0) {
      throw new IllegalArgumentException("the table has no column " + column);
    }
    List<MarkedText> out = new ArrayList<>();
    for (int row = 1; row < rows.size(); row++) {
      if (at < rows.get(row).size()) {
        String text = rows.get(row).get(at);
        if (rules.find(Tokens.of(text, lexicon)).isEmpty()) {
          out.add(new MarkedText(Integer.toString(row), text, List.of()));
        }
      }
    }
    return out;
  }

  private static List<List<String>> rows(String table) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < table.length(); i++) {
      char c = table.charAt(i);
      if (quoted) {
        boolean twice = c == '"' && i + 1 < table.length() && table.charAt(i + 1) == '"';
        quoted = c != '"' || twice;
        if (quoted) {
          cell.append(c);
        }
        i += twice ? 1 : 0;
      } else if (c == '"') {
        quoted = true;
      } else if (c == ',' || c == '\n') {
        row.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      } else if (c != '\r') {
        cell.append(c);
      }
    }
    if (!cell.isEmpty() || !row.isEmpty()) {
      row.add(cell.toString());
      rows.add(row);
    }
    return rows;
  }
}
