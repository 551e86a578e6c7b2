package org.wardhealth.server.audit;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wardhealth.server.store.Database;

/**
 * Reads the entries of this node's ledger again while it runs, and proves them to the checkpoint
 * that was signed over them: some at each turn, new ones first, then old ones from the oldest on,
 * round and round.
 *
 * <p>Guarantees: what counts as verified was read from the disk after it was published, its leaf
 * hash was computed from its bytes, and led to the root of its log's checkpoint. What does not
 * verify is not passed: each later turn begins there, also after a restart, until it is put right.
 * A change of an old entry is noticed when the round comes to it.
 *
 * <p>Not guaranteed: anything to who does not trust this machine; {@link
 * org.wardhealth.ledger.LogVerifier} with a key from elsewhere gives that. Who writes to the
 * database can set the mark of what was verified; the round reads it all the same. Nothing is said
 * of entries that were pruned.
 */
public final class Verification {
  private static final Logger log = LoggerFactory.getLogger(Verification.class);

  /** Bundles that a turn reads of what is new: at most 65,536 entries. */
  private static final int NEW = 256;

  /** Bundles that a turn reads of what was verified before. */
  private static final int OLD = 64;

  private final Database database;
  private final Audit audit;
  private final Clock clock;
  private volatile Optional<String> problem = Optional.empty();

  public Verification(Database database, Audit audit, Clock clock) {
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * How far it is.
   *
   * @param verified how many entries of this node were verified, from its first on
   * @param at when all that the last sound turn read was right; nothing if there was none yet
   * @param problem which entries do not verify; nothing if none was found by this process
   */
  public record State(long verified, Optional<Instant> at, Optional<String> problem) {}

  private record Mark(long next, long again, Optional<Instant> at) {}

  /** How far it is; one look at the database. */
  public State state() {
    Mark mark = mark();
    return new State(mark.next(), mark.at(), problem);
  }

  /** Why the record does not hold, as far as it was read; nothing if nothing was found. */
  public Optional<String> problem() {
    return problem;
  }

  /** Reads the next part. What is wrong is logged, and said by {@link #problem} from then on. */
  public synchronized void turn() {
    Mark mark = mark();
    try {
      long end = audit.state().published();
      if (mark.next() > end) {
        throw new AuditUnavailable(
            mark.next()
                + " entries of the ledger were verified before, and now it has "
                + end
                + ": it was set back. Put it back from a replica or a backup.");
      }
      long next = read(mark.next(), end, NEW);
      long again = read(mark.again(), mark.next(), OLD);
      write(new Mark(next, again < mark.next() ? again : 0, Optional.of(clock.instant())));
      problem = Optional.empty();
    } catch (AuditUnavailable e) {
      if (Thread.currentThread().isInterrupted()) {
        return; // Ward is stopping: the files were not read
      }
      String found = String.valueOf(e.getMessage());
      log.error("the ledger does not verify: {}", found);
      problem = Optional.of(found);
    }
  }

  private long read(long from, long end, int bundles) {
    long next = from;
    for (int i = 0; i < bundles && next < end; i++) {
      next = audit.logs().verified(next);
    }
    return next;
  }

  private Mark mark() {
    return database
        .jdbc()
        .sql("SELECT next_index, again_index, at FROM audit_verified WHERE node = ?")
        .param(audit.origin())
        .query(
            (row, _) ->
                new Mark(
                    row.getLong("next_index"),
                    row.getLong("again_index"),
                    Optional.of(Row.instant(row.getLong("at")))))
        .optional()
        .orElseGet(() -> new Mark(0, 0, Optional.empty()));
  }

  private void write(Mark mark) {
    var _ =
        database
            .jdbc()
            .sql(
                "INSERT INTO audit_verified (node, next_index, again_index, at)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT (node) DO UPDATE SET"
                    + " next_index = excluded.next_index, again_index = excluded.again_index,"
                    + " at = excluded.at")
            .params(audit.origin(), mark.next(), mark.again(), Row.micros(mark.at().orElseThrow()))
            .update();
  }
}
