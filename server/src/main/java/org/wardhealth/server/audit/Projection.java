package org.wardhealth.server.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.wardhealth.server.store.Database;
import tools.jackson.databind.JsonNode;

/**
 * The entries of this node's ledger as rows that can be searched.
 *
 * <p>Guarantees: every published entry that was not pruned becomes one row, once; the rows of a
 * batch and the index to go on from are written in one transaction, so that a killed Ward goes on
 * without a gap and without a double. A row is made from published entries alone. No exchange waits
 * for a row; on SQLite, whose writers take turns, one may wait for the transaction of a batch, and
 * between two batches there is room for it.
 *
 * <p>Not guaranteed: that the rows are true. Whoever writes to the database can change them; the
 * ledger decides, and {@link #rebuild} puts them right. Each node looks after the rows of its own
 * ledger.
 */
public final class Projection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Projection.class);
  private static final Duration EVERY = Duration.ofMillis(250);
  private static final Duration BETWEEN_BATCHES = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BATCH = 512;
  private static final int REMEMBERED = 4_096;

  private static final String INSERT =
      Arrays.stream(Field.values())
          .map(Field::word)
          .collect(
              Collectors.joining(
                  ", ",
                  "INSERT INTO audit_entry (log_id, ledger_index, at, ",
                  ") VALUES (?, ?, ?" + ", ?".repeat(Field.values().length) + ")"));

  private final Database database;
  private final Audit audit;
  private final Map<Long, Row> admits = new LinkedHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ward-projection").daemon(true).factory());
  private volatile boolean closing;
  private volatile long next;
  private volatile OptionalLong rebuilding = OptionalLong.empty();
  private volatile Optional<String> problem = Optional.empty();
  private long rebuildTo;
  private boolean stale = true;

  /** Projects nothing before {@link #begin} or {@link #catchUp}. */
  public Projection(Database database, Audit audit) {
    this.database = database;
    this.audit = audit;
  }

  /**
   * How far it is.
   *
   * @param next the first index that is not projected
   * @param published how many entries there are to project
   * @param rebuilding how far a rebuild is that goes on
   * @param problem why it does not go on, where it does not
   */
  public record State(
      long next, long published, OptionalLong rebuilding, Optional<String> problem) {
    /** Entries that cannot be found yet. */
    public long lag() {
      return Math.max(0, published - next);
    }
  }

  /** Follows the ledger from now on, on a thread of its own. */
  public void begin() {
    schedule(Duration.ZERO);
  }

  /** How far it is. */
  public State state() {
    return new State(next, audit.state().published(), rebuilding, problem);
  }

  /**
   * Projects what is published by now, and ends a rebuild that was begun.
   *
   * @throws AuditUnavailable if the ledger cannot be read, if the database does not take the rows,
   *     or if the ledger is shorter than what was projected
   */
  public void catchUp() {
    while (!closing && step()) {
      // a batch more
    }
  }

  /**
   * Begins to make all rows of this ledger anew from its entries, batch by batch, while the rows
   * that are there can be searched. What is no entry's row is gone when this returns.
   */
  public synchronized void rebuild() {
    long end = Math.min(mark(), audit.state().published());
    long id = logId();
    int foreign =
        database.transaction(
            jdbc -> {
              jdbc.sql("UPDATE audit_log SET next_index = ? WHERE id = ?").params(end, id).update();
              return jdbc.sql(
                      "DELETE FROM audit_entry WHERE log_id = ?"
                          + " AND (ledger_index < 0 OR ledger_index >= ?)")
                  .params(id, end)
                  .update();
            });
    if (foreign > 0) {
      log.warn("the search table had {} rows of entries that are not in the ledger", foreign);
    }
    next = end;
    stale = false;
    problem = Optional.empty();
    rebuildTo = end;
    rebuilding = end > 0 ? OptionalLong.of(0) : OptionalLong.empty();
  }

  /** Ends between two batches. What is not projected yet is at the next start. */
  @Override
  public void close() {
    closing = true;
    timer.shutdown();
    try {
      if (!timer.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        log.error("the search table is still being written; it goes on from its mark");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void schedule(Duration when) {
    if (!timer.isShutdown()) {
      var _ = timer.schedule(this::follow, when.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void follow() {
    boolean more = false;
    try {
      more = step();
      if (problem.isPresent()) {
        log.info("entries can be searched again");
        problem = Optional.empty();
      }
    } catch (AuditUnavailable e) {
      say(String.valueOf(e.getMessage()));
    } catch (DataAccessException e) {
      say("The database does not take the rows of the search table.");
    } catch (RuntimeException e) {
      say("The search table cannot be written: " + e.getClass().getSimpleName());
    }
    if (!closing) {
      schedule(more ? BETWEEN_BATCHES : EVERY);
    }
  }

  private void say(String what) {
    if (!problem.equals(Optional.of(what))) {
      log.error("entries are recorded but cannot be searched: {}", what);
    }
    problem = Optional.of(what);
  }

  /** One batch; whether there is more to do. Asks neither database nor disk when there is not. */
  private synchronized boolean step() {
    if (stale) {
      next = mark();
      stale = false;
    }
    long published = audit.state().published();
    if (next > published) {
      throw new AuditUnavailable(
          "The search table has entries up to "
              + next
              + " and the ledger has "
              + published
              + ": it was made from another ledger. Run 'ward ledger project --rebuild'.");
    }
    if (next < published) {
      stale = true; // until it is known that this batch was written
      next = batch(next, published, true);
      stale = false;
      return next < published || rebuilding.isPresent();
    }
    if (rebuilding.isPresent()) {
      long at = batch(rebuilding.getAsLong(), rebuildTo, false);
      rebuilding = at < rebuildTo ? OptionalLong.of(at) : OptionalLong.empty();
      return at < rebuildTo;
    }
    return false;
  }

  /** Writes the rows of one batch; the index behind it. */
  private long batch(long from, long end, boolean advance) {
    List<Row> rows = new ArrayList<>(BATCH);
    long at = Math.min(end, audit.logs().kept(from));
    while (at < end && rows.size() < BATCH) {
      List<byte[]> entries = audit.logs().publishedEntries(at);
      for (byte[] entry : entries.subList(0, (int) Math.min(entries.size(), end - at))) {
        rows.add(row(at++, entry));
      }
      at = Math.min(end, audit.logs().kept(at));
    }
    write(from, at, rows, advance);
    return at;
  }

  private Row row(long index, byte[] entry) {
    JsonNode json = Row.parse(entry);
    Row row = Row.of(audit.origin(), index, json);
    if (row.get(Field.KIND).equals(Optional.of(Row.ADMIT))) {
      if (admits.size() >= REMEMBERED) {
        admits.remove(admits.keySet().iterator().next());
      }
      admits.put(index, row);
    }
    OptionalLong admitted = Row.admitted(json);
    if (admitted.isEmpty() || admitted.getAsLong() < 0 || admitted.getAsLong() >= index) {
      return row;
    }
    return admit(admitted.getAsLong())
        .filter(admit -> admit.get(Field.EXCHANGE).equals(row.get(Field.EXCHANGE)))
        .map(row::with)
        .orElse(row);
  }

  /**
   * From the ledger itself: a row in the database may have been altered. An exchange has one
   * result, so an admit that was asked for is kept no longer: four thousand of them, kept for
   * seconds, made the old generation grow with each exchange.
   */
  private Optional<Row> admit(long index) {
    return Optional.ofNullable(admits.remove(index))
        .or(
            () ->
                audit
                    .logs()
                    .entry(index)
                    .map(entry -> Row.of(audit.origin(), index, Row.parse(entry)))
                    .filter(row -> row.get(Field.KIND).equals(Optional.of(Row.ADMIT))));
  }

  /** Rows and mark in one transaction; the mark moves only from where this batch begins. */
  private void write(long from, long to, List<Row> rows, boolean advance) {
    long id = logId();
    try {
      database.batch(
          connection -> {
            if (advance) {
              advance(connection, id, from, to);
            }
            delete(connection, id, from, to);
            insert(connection, id, rows);
          });
    } catch (SQLException | CannotAcquireLockException e) {
      throw new AuditUnavailable("The database did not take the rows of the search table.", e);
    }
  }

  private static void advance(Connection connection, long id, long from, long to)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE audit_log SET next_index = ? WHERE id = ? AND next_index = ?")) {
      update.setLong(1, to);
      update.setLong(2, id);
      update.setLong(3, from);
      if (update.executeUpdate() != 1) {
        throw new AuditUnavailable("Something else moved the mark of the search table.");
      }
    }
  }

  /** What lies there was altered, or was put there by somebody else. */
  private static void delete(Connection connection, long id, long from, long to)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM audit_entry WHERE log_id = ? AND ledger_index >= ?"
                + " AND ledger_index < ?")) {
      delete.setLong(1, id);
      delete.setLong(2, from);
      delete.setLong(3, to);
      delete.executeUpdate();
    }
  }

  private static void insert(Connection connection, long id, List<Row> rows) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Row row : rows) {
        int column = 1;
        insert.setLong(column++, id);
        insert.setLong(column++, row.index());
        insert.setLong(column++, Row.micros(row.at()));
        for (Field field : Field.values()) {
          Optional<String> value = row.get(field);
          if (value.isPresent()) {
            insert.setString(column++, value.get());
          } else {
            insert.setNull(column++, Types.VARCHAR);
          }
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private long mark() {
    return database
        .jdbc()
        .sql("SELECT next_index FROM audit_log WHERE id = ?")
        .param(logId())
        .query(Long.class)
        .single();
  }

  private long logId() {
    Optional<Long> known = knownLog();
    if (known.isPresent()) {
      return known.get();
    }
    database
        .jdbc()
        .sql(
            "INSERT INTO audit_log (origin, next_index) VALUES (?, 0)"
                + " ON CONFLICT (origin) DO NOTHING")
        .param(audit.origin())
        .update();
    return knownLog().orElseThrow();
  }

  private Optional<Long> knownLog() {
    return database
        .jdbc()
        .sql("SELECT id FROM audit_log WHERE origin = ?")
        .param(audit.origin())
        .query(Long.class)
        .optional();
  }
}
