package org.wardhealth.server.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.Dialect;

/**
 * Finds entries of all ledgers that are projected into this database.
 *
 * <p>Guarantees: a page is served by an index for any one filter, with or without times; pages of
 * one search show no row twice, whatever is recorded meanwhile. Values are never part of the SQL.
 *
 * <p>Not guaranteed: that the rows are true or all there are; see {@link Projection}. A row of
 * another node that is projected late, and is older than the page, is in no later page. Two filters
 * that hardly ever meet read many rows: times bound that.
 */
public final class Trail {
  private final Database database;

  public Trail(Database database) {
    this.database = database;
  }

  /** A page of rows, newest first, and the cursor of the next one; nothing if this is the last. */
  public record Page(List<Row> rows, Optional<String> next) {}

  /** The rows that are looked for. */
  public Page page(Search search) {
    Query query = query(search, database.dialect());
    Map<Long, String> origins = origins();
    List<Found> found =
        database
            .jdbc()
            .sql(query.sql())
            .params(query.values())
            .query((row, _) -> found(row, origins))
            .list();
    if (found.size() <= search.limit()) {
      return new Page(found.stream().map(Found::row).toList(), Optional.empty());
    }
    List<Found> page = found.subList(0, search.limit());
    return new Page(
        page.stream().map(Found::row).toList(),
        Optional.of(search.cursor(page.getLast().position())));
  }

  /** SQL, and what stands for its question marks. */
  record Query(String sql, List<Object> values) {}

  static Query query(Search search, Dialect dialect) {
    StringBuilder sql = new StringBuilder("SELECT * FROM audit_entry WHERE 1 = 1");
    List<Object> values = new ArrayList<>();
    for (Field field : Field.values()) {
      String value = search.equal().get(field);
      if (value != null) {
        sql.append(" AND ").append(column(field, dialect, values.isEmpty())).append(" = ?");
        values.add(value);
      }
    }
    if (search.ends()) {
      sql.append(" AND ").append(column(Field.KIND, dialect, false)).append(" IN (?, ?, ?)");
      values.addAll(Row.ENDS);
    }
    if (search.since().isPresent()) {
      sql.append(" AND at >= ?");
      values.add(Row.micros(search.since().get()));
    }
    if (search.until().isPresent()) {
      sql.append(" AND at < ?");
      values.add(Row.micros(search.until().get()));
    }
    if (search.after().isPresent()) {
      Search.Position after = search.after().get();
      // The first condition follows from the second: by it, the index is entered at the place.
      sql.append(" AND at <= ? AND (at, log_id, ledger_index) < (?, ?, ?)");
      values.addAll(List.of(after.micros(), after.micros(), after.log(), after.index()));
    }
    sql.append(" ORDER BY at DESC, log_id DESC, ledger_index DESC LIMIT ?");
    values.add(search.limit() + 1);
    return new Query(sql.toString(), values);
  }

  /**
   * PostgreSQL chooses an index by what it knows of the values. SQLite knows nothing of them: the
   * first field decides, and an expression keeps the others' indexes out of the choice.
   */
  private static String column(Field field, Dialect dialect, boolean first) {
    return first || dialect != Dialect.SQLITE ? field.word() : "(" + field.word() + " || '')";
  }

  private Map<Long, String> origins() {
    Map<Long, String> origins = new HashMap<>();
    database
        .jdbc()
        .sql("SELECT id, origin FROM audit_log")
        .query((row, _) -> Map.entry(row.getLong("id"), row.getString("origin")))
        .list()
        .forEach(log -> origins.put(log.getKey(), log.getValue()));
    return origins;
  }

  private static Found found(ResultSet row, Map<Long, String> origins) throws SQLException {
    long log = row.getLong("log_id");
    long index = row.getLong("ledger_index");
    long micros = row.getLong("at");
    Map<Field, String> fields = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      String value = row.getString(field.word());
      if (value != null) {
        fields.put(field, value);
      }
    }
    return new Found(
        new Search.Position(micros, log, index),
        new Row(origins.getOrDefault(log, ""), index, Row.instant(micros), fields));
  }

  private record Found(Search.Position position, Row row) {}
}
