package org.wardhealth.server.audit;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.wardhealth.ledger.LedgerException;
import org.wardhealth.ledger.LogVerifier;
import org.wardhealth.ledger.Succession;
import org.wardhealth.ledger.TreeHead;
import org.wardhealth.ledger.VerificationFailure;
import org.wardhealth.ledger.VerifiedLog;
import org.wardhealth.ledger.WitnessState;
import org.wardhealth.server.store.Database;

/**
 * Gives up the entries of this node's ledger that were kept for long enough, when an operator says
 * so.
 *
 * <p>Guarantees: no entry goes that is younger than the date, that the retention covers, that is in
 * the log which is written, or that a receiver of {@code exports} has not taken; a log goes only
 * after it was verified whole, and nothing goes while entries are not there without one that says
 * so; {@code ledger.pruned} is durable and under a checkpoint before anything goes. All hashes
 * stay, so what was proved stays proved, and what is kept can be proved. What was begun is finished
 * at the next start.
 *
 * <p>What time it is, the clock of this machine says, which its administrator can set forward;
 * where witnesses cosign, it is never later than the earliest of their times in the newest
 * checkpoint.
 *
 * <p>Entries go by the bundle, 256 at a time from the oldest, and the last bundle of a log stays:
 * it says where the log ended. So up to 511 entries of a log stay longer than they had to.
 *
 * <p>Not guaranteed: anything about copies, such as backups and what receivers took. What was said
 * in the exchanges is not in the ledger, and is gone before: {@code retention.content} is never
 * longer.
 */
public final class Pruning {
  private static final int BUNDLE = 256;
  private static final long ROWS = 4_096;

  private final Database database;
  private final Audit audit;
  private final Exports exports;
  private final Clock clock;
  private final Duration retention;

  /**
   * Of one node.
   *
   * @param retention how long entries are kept at the least
   */
  public Pruning(Database database, Audit audit, Exports exports, Clock clock, Duration retention) {
    this.database = database;
    this.audit = audit;
    this.exports = exports;
    this.clock = clock;
    this.retention = retention;
  }

  /**
   * What goes.
   *
   * @param before no entry of this time or later goes
   * @param logs those that give up entries, the oldest first; none if there is nothing to give up
   */
  public record Plan(Instant before, List<Part> logs) {
    /** The list cannot be changed. */
    public Plan {
      logs = List.copyOf(logs);
    }

    /** How many entries go. */
    public long entries() {
      return logs.stream().mapToLong(part -> part.to() - part.from()).sum();
    }
  }

  /**
   * Of one log.
   *
   * @param origin its name
   * @param from the first index that goes
   * @param to the first index that stays: its minimum index from then on
   * @param size how many entries it has had
   */
  public record Part(String origin, long from, long to, long size) {}

  /** A plan, and the first index that stays in each log that has ended. */
  private record Worked(Plan plan, List<Long> kept) {}

  /**
   * What would go. Reads and verifies every log that would give up entries.
   *
   * @throws PruningRefused if the retention covers that time, no witness has said what time it is,
   *     or a receiver lacks what would go
   * @throws AuditUnavailable if a log does not verify, or cannot be read
   */
  public Plan plan(LocalDate before) {
    return work(before).plan();
  }

  /**
   * Gives it up.
   *
   * @param by as the ledger names who said so
   * @throws PruningRefused as {@link #plan}; nothing was done
   * @throws AuditUnavailable as {@link #plan}; and if it fails in between, the ledger takes nothing
   *     until the next start, which finishes it
   */
  public synchronized Plan prune(LocalDate before, String by) {
    Worked worked = work(before);
    if (!worked.plan().logs().isEmpty()) {
      audit.prune(worked.kept(), worked.plan().before(), by);
      forget();
    }
    return worked.plan();
  }

  /** Deletes the rows of entries that are gone, as far as any are left. */
  public void forget() {
    for (int log = 1; log < audit.logs().count(); log++) {
      NodeLogs.Extent extent = audit.logs().extent(log);
      long end = extent.first() + extent.minimum();
      Optional<Long> lowest = lowest(extent.first(), end);
      while (lowest.isPresent()) {
        // In steps: on SQLite an exchange waits for the transaction that writes.
        delete(lowest.get(), Math.min(end, lowest.get() + ROWS));
        lowest = lowest(lowest.get(), end);
      }
    }
  }

  private Optional<Long> lowest(long from, long end) {
    return database
        .jdbc()
        .sql(
            "SELECT ledger_index FROM audit_entry"
                + " WHERE log_id = (SELECT id FROM audit_log WHERE origin = ?)"
                + " AND ledger_index >= ? AND ledger_index < ? ORDER BY ledger_index LIMIT 1")
        .params(audit.origin(), from, end)
        .query(Long.class)
        .optional();
  }

  private void delete(long from, long end) {
    var _ =
        database
            .jdbc()
            .sql(
                "DELETE FROM audit_entry"
                    + " WHERE log_id = (SELECT id FROM audit_log WHERE origin = ?)"
                    + " AND ledger_index >= ? AND ledger_index < ?")
            .params(audit.origin(), from, end)
            .update();
  }

  private Worked work(LocalDate date) {
    Instant before = date.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant youngest = now().minus(retention);
    if (before.isAfter(youngest)) {
      throw new PruningRefused(
          "ledger.retention is "
              + retention.toDays()
              + " days: no entry from "
              + youngest.truncatedTo(ChronoUnit.SECONDS)
              + " or later may go. Give that day or an earlier one.");
    }
    List<Part> parts = new ArrayList<>();
    List<Long> kept = new ArrayList<>();
    boolean more = true;
    requireSaid();
    for (Succession.Ended log : audit.logs().ended()) {
      long size = log.end().size();
      long now = NodeLogs.minimum(log.directory());
      long most = (size - 1) / BUNDLE * BUNDLE;
      long to = more && now < most ? Math.max(now, Math.min(most, old(log, before))) : now;
      if (to > now) {
        requireTaken(log.first() + to);
        parts.add(new Part(log.end().origin(), now, to, size));
      }
      kept.add(to);
      more = to == most; // a younger log goes only after an older one
    }
    return new Worked(new Plan(before, parts), kept);
  }

  private Instant now() {
    Instant now = clock.instant();
    Optional<WitnessState> witnesses = audit.witnesses();
    if (witnesses.isEmpty()) {
      return now;
    }
    return witnesses
        .get()
        .cosigned()
        .flatMap(newest -> newest.witnesses().values().stream().min(Comparator.naturalOrder()))
        .map(said -> said.isBefore(now) ? said : now)
        .orElseThrow(
            () ->
                new PruningRefused(
                    "No quorum of witnesses has cosigned since Ward started, and their time decides"
                        + " what is old. Wait for them."));
  }

  /** Else the next entry would make good what somebody took away. */
  private void requireSaid() {
    try {
      List<TreeHead> unsaid = audit.logs().unsaid();
      if (!unsaid.isEmpty()) {
        TreeHead gone = unsaid.getFirst();
        throw new AuditUnavailable(
            "Entries of "
                + gone.origin()
                + " below "
                + gone.size()
                + " are not there, and no entry says that they were pruned. Put them back from a"
                + " replica or a backup first, and remove the file 'pruned' of that log.");
      }
    } catch (IOException | LedgerException e) {
      throw new AuditUnavailable("The ledger cannot be read: " + e.getMessage(), e);
    }
  }

  /** The index up to which all entries are older, in whole bundles. */
  private static long old(Succession.Ended log, Instant before) {
    long[] end = {log.end().size()};
    try {
      VerifiedLog verified = LogVerifier.verify(log.directory(), log.end(), Optional.empty());
      verified.entries(
          (index, entry) -> {
            if (index < end[0] && !isOlder(Row.when(Row.parse(entry)), before)) {
              end[0] = index;
            }
          });
    } catch (VerificationFailure e) {
      throw new AuditUnavailable(
          log.end().origin()
              + " does not verify, and so is not pruned: "
              + e.getMessage()
              + ". Put it back from a replica or a backup first.",
          e);
    } catch (IOException | LedgerException e) {
      throw new AuditUnavailable(log.end().origin() + " cannot be read: " + e.getMessage(), e);
    }
    return end[0] / BUNDLE * BUNDLE;
  }

  /** What does not say when it was is not older than anything. */
  private static boolean isOlder(Instant at, Instant before) {
    return at.isAfter(Instant.EPOCH) && at.isBefore(before);
  }

  private void requireTaken(long end) {
    for (ExportState receiver : exports.states()) {
      if (receiver.delivered() < end) {
        throw new PruningRefused(
            "The receiver '"
                + receiver.name()
                + "' of exports has taken the entries below "
                + receiver.delivered()
                + ", and those below "
                + end
                + " would go. Let it catch up, or take it out of ward.yaml.");
      }
    }
  }

  /** What an entry says of it. */
  static Entry.LedgerPruned entry(
      List<TreeHead> gone, List<TreeHead> ends, Instant before, String by, Instant at) {
    return new Entry.LedgerPruned(
        gone.stream()
            .map(
                head ->
                    new Entry.LedgerPruned.Gone(head.origin(), head.size(), head.root().toString()))
            .toList(),
        ends.stream()
            .map(
                head ->
                    new Entry.LedgerPruned.End(head.origin(), head.size(), head.root().toString()))
            .toList(),
        before,
        by,
        at);
  }
}
