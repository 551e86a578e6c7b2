package org.wardhealth.server.audit;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.wardhealth.server.store.Database;

/**
 * Delivers the published entries to one receiver, in order, each at least once.
 *
 * <p>What was delivered is remembered in the database after the receiver took it, so whatever
 * happens between the two is delivered again. What the receiver does not take is tried again for
 * ever, later and later: nothing is passed over. Used by one thread; {@link #state} by any.
 */
final class Exporter {
  private static final Logger log = LoggerFactory.getLogger(Exporter.class);
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final int LONGEST_BACKOFF_SECONDS = 60;

  private final ExportSettings settings;
  private final Receiver receiver;
  private final Audit audit;
  private final Database database;
  private final Clock clock;

  private OptionalLong next = OptionalLong.empty();
  private int failures;
  private volatile long delivered;
  private volatile Instant caughtUp;
  private volatile Optional<String> problem = Optional.empty();

  Exporter(
      ExportSettings settings, Receiver receiver, Audit audit, Database database, Clock clock) {
    this.settings = settings;
    this.receiver = receiver;
    this.audit = audit;
    this.database = database;
    this.clock = clock;
    this.caughtUp = clock.instant();
  }

  /**
   * Delivers what comes next, at most one bundle.
   *
   * @return how long to wait before the next turn
   */
  Duration turn() throws InterruptedException {
    try {
      // Entries that were pruned before this receiver was named are not there for it.
      long from = audit.logs().kept(next.isPresent() ? next.getAsLong() : remembered());
      next = OptionalLong.of(from);
      delivered = from;
      List<PublishedEntry> entries = audit.logs().exported(from);
      if (!entries.isEmpty()) {
        List<byte[]> messages = new ArrayList<>(entries.size());
        entries.forEach(entry -> messages.add(settings.form().write(entry)));
        receiver.deliver(messages);
        remember(from + entries.size());
        next = OptionalLong.of(from + entries.size());
        delivered = from + entries.size();
      }
      if (failures > 0) {
        log.info("'{}' takes audit events again", settings.name());
      }
      failures = 0;
      problem = Optional.empty();
      if (waiting() == 0) {
        caughtUp = clock.instant();
        return IDLE;
      }
      return Duration.ZERO;
    } catch (IOException e) {
      return failed(said(e));
    } catch (DataAccessException e) {
      return failed("the database does not say or take what was delivered");
    } catch (RuntimeException e) {
      // The thread must not end: whatever this is, the entries are still to be delivered.
      return failed(
          e instanceof AuditUnavailable ? String.valueOf(e.getMessage()) : e.getClass().getName());
    }
  }

  ExportState state() {
    long waiting = waiting();
    long behind =
        waiting == 0 ? 0 : Math.max(0, Duration.between(caughtUp, clock.instant()).toSeconds());
    return new ExportState(settings.name(), delivered, waiting, behind, problem);
  }

  private long waiting() {
    return Math.max(0, audit.state().published() - delivered);
  }

  private Duration failed(String why) {
    if (failures++ == 0) {
      log.warn("'{}' takes no audit events; they wait in the ledger: {}", settings.name(), why);
    }
    problem = Optional.of(why);
    return Duration.ofSeconds(Math.min(LONGEST_BACKOFF_SECONDS, 1L << Math.min(failures - 1, 6)));
  }

  private static String said(IOException e) {
    return e.getClass().getSimpleName() + ": " + Objects.requireNonNullElse(e.getMessage(), "");
  }

  private long remembered() {
    return database
        .jdbc()
        .sql("SELECT next_index FROM audit_export WHERE receiver = ? AND node = ?")
        .params(settings.name(), audit.origin())
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  private void remember(long index) {
    long at = clock.millis();
    var _ =
        database.transaction(
            jdbc -> {
              int known =
                  jdbc.sql(
                          "UPDATE audit_export SET next_index = ?, at = ?"
                              + " WHERE receiver = ? AND node = ?")
                      .params(index, at, settings.name(), audit.origin())
                      .update();
              return known > 0
                  ? known
                  : jdbc.sql(
                          "INSERT INTO audit_export (receiver, node, next_index, at)"
                              + " VALUES (?, ?, ?, ?)")
                      .params(settings.name(), audit.origin(), index, at)
                      .update();
            });
  }
}
