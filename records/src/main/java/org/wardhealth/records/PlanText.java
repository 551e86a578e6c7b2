package org.wardhealth.records;

import java.util.TreeSet;
import org.wardhealth.records.Plan.Column;

/** Writes a {@link Plan} so that a person likes to read it. */
final class PlanText {
  private PlanText() {}

  static String of(Plan plan) {
    StringBuilder out = new StringBuilder();
    out.append("# What each column is, and so what happens to it when the table leaves.\n");
    out.append("# Read every line; change 'is' where it is wrong. Nothing is decided by this\n");
    out.append("# file until a person has read it: 'remove' stands wherever Ward was not sure.\n");
    out.append("# A column that is not listed here makes the whole table be refused.\n#\n");
    for (ColumnKind kind : ColumnKind.values()) {
      out.append("#   %-15s %s\n".formatted(kind.word(), kind.effect()));
    }
    out.append(
        "#\n# 'category' keeps only its 'values'. 'order' (day-first, month-first) says how\n");
    out.append("# to read 03/04/2020; month-first when it is missing. 'why' is for people.\n");
    out.append("table: ").append(quoted(plan.table())).append('\n');
    out.append("format: ").append(plan.format()).append('\n');
    plan.delimiter()
        .ifPresent(c -> out.append("delimiter: ").append(quoted(String.valueOf(c))).append('\n'));
    out.append("columns:\n");
    for (Column column : plan.columns()) {
      out.append("  - name: ").append(quoted(column.name())).append('\n');
      out.append("    is: ").append(column.kind().word()).append('\n');
      column.order().ifPresent(o -> out.append("    order: ").append(o.word()).append('\n'));
      if (column.kind() == ColumnKind.CATEGORY) {
        out.append("    values:\n");
        for (String value : new TreeSet<>(column.values())) {
          out.append("      - ").append(quoted(value)).append('\n');
        }
      }
      if (!column.why().isEmpty()) {
        out.append("    why: ").append(quoted(column.why())).append('\n');
      }
    }
    return out.toString();
  }

  /** Plain where YAML reads it back as the same string, else in double quotes. */
  private static String quoted(String value) {
    boolean plain =
        value.matches("[A-Za-z][A-Za-z0-9_. /%-]*[A-Za-z0-9_%]")
            && !value.matches("(?i)true|false|null|yes|no|on|off|y|n");
    if (plain) {
      return value;
    }
    StringBuilder out = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> {
                  if (Character.isLetterOrDigit(c) || (c >= ' ' && c < 0x7F)) {
                    out.appendCodePoint(c);
                  } else {
                    out.append("\\U%08x".formatted(c));
                  }
                }
              }
            });
    return out.append('"').toString();
  }
}
