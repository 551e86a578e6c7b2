package org.wardhealth.records;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What each column of one table is, decided by a person. Proposed by {@link TableFormat#propose},
 * kept as YAML beside the table as {@code FILE.plan.yaml}, read again by {@link #read}. Immutable.
 *
 * <p>A plan names every column of its table. A table with a column that the plan does not name, or
 * without one that it names, is not the table that was planned for, and is refused whole.
 *
 * @param table the name of the file that it was proposed for
 * @param format the name of its {@link TableFormat}
 * @param delimiter what separates columns; empty where the format has no delimiter
 * @param columns all of them, in the order of the table
 */
public record Plan(
    String table, String format, Optional<Character> delimiter, List<Column> columns) {
  /** What the file of a plan is called behind the name of its table. */
  public static final String SUFFIX = ".plan.yaml";

  /** A plan is written by hand: longer than this it is none. */
  private static final long LONGEST = 8L << 20;

  /** Copies the list. */
  public Plan {
    columns = List.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param name as in the header; with points between the levels of a nested column, {@code
   *     address.city}; {@code #7} where the header leaves the seventh empty
   * @param kind what it is
   * @param values the values that stay; only of {@link ColumnKind#CATEGORY}
   * @param order of day and month in its dates; only of dates
   * @param why a person's or the proposal's reason; has no effect
   */
  public record Column(
      String name, ColumnKind kind, Set<String> values, Optional<DateOrder> order, String why) {
    /** Copies the set. */
    public Column {
      values = Set.copyOf(values);
    }

    /** A column without values and order. */
    public Column(String name, ColumnKind kind, String why) {
      this(name, kind, Set.of(), Optional.empty(), why);
    }
  }

  /** Where the plan of {@code table} is looked for. */
  public static Path beside(Path table) {
    return table.resolveSibling(table.getFileName() + SUFFIX);
  }

  /** Whether a file is a plan and no record, by its name. */
  public static boolean isPlan(String fileName) {
    return fileName.endsWith(SUFFIX);
  }

  /**
   * Reads a plan.
   *
   * @throws InvalidPlan with everything that is wrong with it
   */
  public static Plan read(Path file) throws IOException, InvalidPlan {
    if (Files.size(file) > LONGEST) {
      throw new InvalidPlan(List.of("the file is longer than " + LONGEST + " bytes"));
    }
    try {
      return parse(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new InvalidPlan(List.of("the file is not UTF-8"));
    }
  }

  /**
   * Reads a plan from its text.
   *
   * @throws InvalidPlan with everything that is wrong with it
   */
  public static Plan parse(String yaml) throws InvalidPlan {
    return new PlanReader().read(yaml);
  }

  /** As YAML, with comments for the person who edits it; {@link #parse} of it gives this plan. */
  public String yaml() {
    return PlanText.of(this);
  }

  /** The column called {@code name}. */
  public Optional<Column> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /**
   * Finds the columns of a table in this plan.
   *
   * @param header the names in the table, in its order
   * @return of each, in that order
   * @throws MalformedRecord when they are not the columns that the plan names; says all
   *     differences, and names none that only the table has
   */
  List<Column> match(List<String> header) throws MalformedRecord {
    List<String> problems = new ArrayList<>();
    Map<String, Column> named = new HashMap<>();
    columns.forEach(column -> named.put(column.name(), column));
    Set<String> seen = new HashSet<>();
    List<Column> matched = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      Column column = named.get(header.get(i));
      if (column == null) {
        problems.add("column " + (i + 1) + " is not in the plan");
      } else {
        matched.add(column);
      }
      if (!seen.add(header.get(i))) {
        problems.add("column " + (i + 1) + " has the name of another");
      }
    }
    for (Column column : columns) {
      if (!seen.contains(column.name())) {
        problems.add("the table has no column '" + column.name() + "'");
      }
    }
    if (!problems.isEmpty()) {
      throw new MalformedRecord(
          0,
          "the table is not the one that was planned for: "
              + String.join("; ", problems.subList(0, Math.min(problems.size(), 20)))
              + " (make a new plan with 'ward deid plan', or correct this one)");
    }
    return matched;
  }
}
