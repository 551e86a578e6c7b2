package org.wardhealth.server.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Subject;

/**
 * The prompts and answers of exchanges, sealed under the key of the subject they are about, kept
 * for a while.
 *
 * <p>Guarantees: when the future of {@link #save} completes, the content is on stable storage. One
 * thread writes, and commits whatever has come in since its last commit, so many exchanges share
 * one sync; when many come in at once it waits a millisecond at most for as many again as last
 * time, so that a busy Ward syncs less often, and one with a single caller waits for nothing. Does
 * not keep anything longer than the retention, give or take the hour between purges.
 */
public final class Contents implements AutoCloseable {
  private static final String TABLE = "audit_content";
  private static final int WAITING = 8_192;
  private static final int BATCH = 512;
  private static final int SQLITE_CONSTRAINT = 19;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long a busy Ward waits for one more to write at once, and how often. */
  private static final Duration GAP = Duration.ofNanos(250_000);

  private static final int MORE = 4;

  private final Database database;
  private final Clock clock;
  private final Duration retention;
  private final BlockingQueue<Optional<Pending>> queue = new ArrayBlockingQueue<>(WAITING);
  private final Thread writer;
  private volatile boolean closing;

  /** Which half of an exchange. */
  public enum Part {
    PROMPT,
    ANSWER
  }

  public Contents(Database database, Clock clock, Duration retention) {
    this.database = database;
    this.clock = clock;
    this.retention = retention;
    this.writer = Thread.ofPlatform().name("ward-contents").daemon(true).start(this::write);
  }

  /**
   * Keeps {@code content}; the future fails if it could not be kept.
   *
   * @throws AuditUnavailable at once, when more is waiting to be written than Ward holds, or when
   *     the content cannot be sealed
   */
  public CompletableFuture<Void> save(
      String exchange, Part part, Subject subject, Content content) {
    Pending pending =
        new Pending(
            exchange,
            part,
            subject,
            content,
            clock.millis(),
            clock.instant().plus(retention).toEpochMilli(),
            new CompletableFuture<>());
    if (closing) {
      throw stopping();
    }
    if (!queue.offer(Optional.of(pending))) {
      throw new AuditUnavailable(
          WAITING + " contents are waiting to be stored: the database is too slow or stuck.");
    }
    if (closing && queue.remove(Optional.of(pending))) {
      throw stopping(); // the writer may have ended before it saw this
    }
    return pending.done();
  }

  /** Whether it is kept, without opening it. */
  public boolean keeps(String exchange, Part part, Subject subject) {
    return database
        .jdbc()
        .sql(
            "SELECT 1 FROM audit_content"
                + " WHERE exchange = ? AND part = ? AND subject_id = ? AND expires_at > ?")
        .params(exchange, part.name(), subject.id(), clock.millis())
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** What was said, for who may read it; nothing if it was never kept or is past its retention. */
  public Optional<Content> read(String exchange, Part part, Subject subject) {
    return database
        .jdbc()
        .sql(
            "SELECT sealed FROM audit_content"
                + " WHERE exchange = ? AND part = ? AND subject_id = ? AND expires_at > ?")
        .params(exchange, part.name(), subject.id(), clock.millis())
        .query((row, _) -> row.getBytes("sealed"))
        .optional()
        .map(bytes -> Content.parse(subject.open(TABLE, exchange + "|" + part, bytes)));
  }

  /** Deletes what is past its retention; how many rows that were. */
  public int purge() {
    return database
        .jdbc()
        .sql("DELETE FROM audit_content WHERE expires_at <= ?")
        .param(clock.millis())
        .update();
  }

  /** Writes what is waiting, then ends. */
  @Override
  public void close() {
    closing = true;
    try {
      if (queue.offer(Optional.empty(), PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        writer.join(PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static AuditUnavailable stopping() {
    return new AuditUnavailable("Ward is stopping.");
  }

  /** The writer is told to end by taking nothing: an interrupt would break what it is writing. */
  private void write() {
    List<Optional<Pending>> taken = new ArrayList<>(BATCH);
    int usual = 1;
    boolean last = false;
    while (!last) {
      take(taken, usual);
      usual = Math.max(1, taken.size());
      List<Pending> batch = taken.stream().flatMap(Optional::stream).toList();
      last = batch.size() < taken.size();
      if (!batch.isEmpty()) {
        write(batch);
      }
      taken.clear();
    }
  }

  /** Waits for the first, and then a little until there are as many as usual. */
  private void take(List<Optional<Pending>> taken, int usual) {
    try {
      taken.add(queue.take());
      queue.drainTo(taken, BATCH - 1);
      for (int more = 0;
          more < MORE && taken.size() < usual && taken.getLast().isPresent();
          more++) {
        Optional<Pending> next = queue.poll(GAP.toNanos(), TimeUnit.NANOSECONDS);
        if (next == null) {
          return;
        }
        taken.add(next);
        queue.drainTo(taken, BATCH - taken.size());
      }
    } catch (InterruptedException e) {
      // nobody has a reason to; what was taken is written
    }
  }

  private static void insert(Connection connection, List<Pending> batch) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO audit_content (exchange, part, subject_id, sealed, saved_at,"
                + " expires_at) VALUES (?, ?, ?, ?, ?, ?)")) {
      for (Pending pending : batch) {
        insert.setString(1, pending.exchange());
        insert.setString(2, pending.part().name());
        insert.setLong(3, pending.subject().id());
        insert.setBytes(4, pending.sealed());
        insert.setLong(5, pending.savedAt());
        insert.setLong(6, pending.expiresAt());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void write(List<Pending> batch) {
    try {
      database.batch(connection -> insert(connection, batch));
    } catch (SQLException | RuntimeException e) {
      if (batch.size() > 1 && !isDatabaseAway(e)) {
        // One of them cannot be kept, such as one of a patient who was erased meanwhile.
        batch.forEach(pending -> write(List.of(pending)));
        return;
      }
      AuditUnavailable unavailable =
          new AuditUnavailable("The database did not take the content of an exchange.", e);
      batch.forEach(pending -> pending.done().completeExceptionally(unavailable));
      return;
    }
    batch.forEach(pending -> pending.done().complete(null));
  }

  /** Whether it was not the rows: each of them would wait for the database in vain. */
  private static boolean isDatabaseAway(Exception e) {
    return e instanceof SQLException sql
        && !String.valueOf(sql.getSQLState()).startsWith("23")
        && sql.getErrorCode() != SQLITE_CONSTRAINT;
  }

  private record Pending(
      String exchange,
      Part part,
      Subject subject,
      Content content,
      long savedAt,
      long expiresAt,
      CompletableFuture<Void> done) {
    /** Sealed by the writer: its generator of nonces is made once, not once a virtual thread. */
    byte[] sealed() {
      return subject.seal(TABLE, exchange + '|' + part, content.toBytes());
    }
  }
}
