package org.wardhealth.server.console;

import java.util.List;
import java.util.Optional;

/**
 * The one table.
 *
 * @param caption what it is a table of; read out, not shown
 * @param columns from left to right
 * @param rows each with a cell for every column; the first is the row's header
 * @param next where the following rows are
 */
record Table(String caption, List<Column> columns, List<List<Cell>> rows, Optional<String> next) {
  Table {
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "A row of '" + caption + "' has " + row.size() + " cells, not " + columns.size());
      }
    }
  }

  Table(String caption, List<Column> columns, List<List<Cell>> rows) {
    this(caption, columns, rows, Optional.empty());
  }

  /**
   * A column.
   *
   * @param title in words
   * @param number whether it holds numbers, which stand at its end
   * @param sort where the same table is, sorted by it
   * @param order {@code ascending} or {@code descending}, if the table is sorted by it now
   */
  record Column(String title, boolean number, Optional<String> sort, Optional<String> order) {
    static Column of(String title) {
      return new Column(title, false, Optional.empty(), Optional.empty());
    }

    static Column number(String title) {
      return new Column(title, true, Optional.empty(), Optional.empty());
    }

    /** A column whose head sorts the table of this path. */
    static Column sorted(String title, boolean number, String path, String key, Sort now) {
      boolean here = now.key().equals(key);
      return new Column(
          title,
          number,
          Optional.of(path + "?sort=" + (here && !now.descending() ? "-" : "") + key),
          here ? Optional.of(now.descending() ? "descending" : "ascending") : Optional.empty());
    }
  }

  /** Which column a table is sorted by: {@code key}, or {@code -key} from the end. */
  record Sort(String key, boolean descending) {
    static Sort of(Optional<String> asked, List<String> keys) {
      String wanted = asked.orElse("");
      boolean descending = wanted.startsWith("-");
      String key = descending ? wanted.substring(1) : wanted;
      return keys.contains(key) ? new Sort(key, descending) : new Sort(keys.getFirst(), false);
    }
  }
}
