package org.wardhealth.server.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.wardhealth.ledger.Checkpoint;
import org.wardhealth.ledger.CosignedCheckpoint;
import org.wardhealth.ledger.Hash;
import org.wardhealth.ledger.Ledger;
import org.wardhealth.ledger.LedgerException;
import org.wardhealth.ledger.LedgerState;
import org.wardhealth.ledger.LogVerifier;
import org.wardhealth.ledger.Receipt;
import org.wardhealth.ledger.Succession;
import org.wardhealth.ledger.TlogProof;
import org.wardhealth.ledger.VerificationFailure;
import org.wardhealth.ledger.WitnessState;
import org.wardhealth.ledger.Witnessing;
import org.wardhealth.server.store.Json;

/**
 * The running ledger of this node: one log after another, a new one each year.
 *
 * <p>Guarantees: when {@link #record} returns, the entry is on stable storage and will be in every
 * later checkpoint. If it cannot be, {@link AuditUnavailable} is thrown and nothing may go on.
 *
 * <p>An entry is called by its <b>number</b>, which counts through all logs of the node. Its index
 * in its own log, which proofs and exports name together with that log's origin, is smaller by as
 * many entries as the logs before have. In the first log both are the same.
 */
public final class Audit implements AutoCloseable {
  /** How long the last checkpoint of a log is held open for its witnesses. */
  private static final Duration LAST_WORD = Duration.ofMinutes(10);

  private final String node;
  private final Clock clock;
  private final Turns turns;
  private final Succession succession;
  private final NodeLogs logs;
  private final Optional<Asking> asking;
  private final List<AutoCloseable> ended = new ArrayList<>(); // guarded by this
  private volatile Optional<Witnessing> witnessing = Optional.empty();

  /** Whom to ask for cosignatures, and by what clock. */
  private record Asking(WitnessSettings witnesses, LongSupplier nanos) {
    Witnessing start(Ledger ledger) {
      return Witnessing.start(ledger, witnesses.policy(), witnesses.witnesses(), nanos);
    }
  }

  Audit(Path home, String node, Clock clock, Turns turns, Succession succession) {
    this(home, node, clock, turns, succession, Optional.empty());
  }

  private Audit(
      Path home,
      String node,
      Clock clock,
      Turns turns,
      Succession succession,
      Optional<Asking> asking) {
    this.node = node;
    this.clock = clock;
    this.turns = turns;
    this.succession = succession;
    this.logs = new NodeLogs(home, node, succession);
    this.asking = asking;
    this.witnessing = asking.map(all -> all.start(succession.logs().ledger()));
  }

  /**
   * Opens the ledger under {@code home}, and makes it and its key on the first start.
   *
   * @param node the origin of its first log
   * @throws LedgerException.Refused if what lies there is not what this ledger can have left there
   */
  public static Audit open(Path home, String node, Clock clock, SecureRandom random) {
    return open(home, node, clock, random, Optional.empty());
  }

  /**
   * As {@link #open(Path, String, Clock, SecureRandom)}, and asks witnesses for cosignatures, which
   * never hold it up.
   *
   * @param nanos a clock for time-outs
   * @throws IllegalArgumentException if the policy does not fit the ledger or its witnesses
   */
  public static Audit open(
      Path home,
      String node,
      Clock clock,
      SecureRandom random,
      WitnessSettings witnesses,
      LongSupplier nanos) {
    return open(
        home,
        node,
        clock,
        random,
        witnesses.witnesses().isEmpty()
            ? Optional.empty()
            : Optional.of(new Asking(witnesses, nanos)));
  }

  private static Audit open(
      Path home, String node, Clock clock, SecureRandom random, Optional<Asking> asking) {
    Turns turns = new Turns(clock);
    Succession succession = Succession.open(new LedgerFiles(home, node, clock, random), turns);
    try {
      return new Audit(home, node, clock, turns, succession, asking);
    } catch (RuntimeException e) {
      succession.close();
      throw e;
    }
  }

  /**
   * Writes an entry and waits until it is durable.
   *
   * @return the receipt, with the entry's number as its index
   * @throws AuditUnavailable if it may not be
   */
  public Receipt record(Entry entry) {
    try {
      return succession.append(bytes(entry));
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger takes no entry: " + e.getMessage(), e);
    }
  }

  /**
   * Writes entries, in their order, and waits until all are durable; with one sync where the disk
   * takes them together.
   *
   * @throws AuditUnavailable if one of them may not be
   */
  public void record(List<? extends Entry> entries) {
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
    for (Entry entry : entries) {
      receipts.add(submit(entry));
    }
    try {
      receipts.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw new AuditUnavailable("The ledger takes no entry: " + e.getMessage(), e);
    }
  }

  /**
   * Hands an entry in without waiting: for refusals of strangers, who must not make Ward wait.
   *
   * @throws AuditUnavailable if the ledger takes no entries
   */
  public CompletableFuture<Receipt> submit(Entry entry) {
    try {
      return succession.submit(bytes(entry));
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger takes no entry: " + e.getMessage(), e);
    }
  }

  /**
   * Evidence for one entry of the log that is written, under a checkpoint made now if there is none
   * yet that holds it.
   *
   * @throws IllegalArgumentException if the entry is in a log that has ended: take its {@link
   *     NodeLogs#proof}
   * @throws AuditUnavailable if the ledger cannot be read or published
   */
  public Evidence evidence(long number) {
    Succession.Logs now = succession.logs();
    long index = number - now.first();
    if (index < 0) {
      throw new IllegalArgumentException(
          "entry " + number + " is in a log that has ended; take its proof");
    }
    try {
      Checkpoint checkpoint = now.ledger().checkpoint();
      if (checkpoint.size() <= index) {
        checkpoint = now.ledger().publish();
      }
      return new Evidence(
          now.ledger().entry(index),
          now.ledger().proveInclusion(index, checkpoint.size()),
          checkpoint);
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger cannot show an entry: " + e.getMessage(), e);
    }
  }

  /** All logs of this node, to be read. */
  public NodeLogs logs() {
    return logs;
  }

  /** See {@link Pruning}. */
  synchronized void prune(List<Long> kept, Instant before, String by) {
    try {
      succession.prune(
          kept, (gone, ends) -> bytes(Pruning.entry(gone, ends, before, by, clock.instant())));
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger was not pruned: " + e.getMessage(), e);
    }
  }

  /**
   * Puts everything that is durable now under the checkpoint.
   *
   * @throws AuditUnavailable if that fails
   */
  public Checkpoint publish() {
    try {
      return succession.logs().ledger().publish();
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger cannot be published: " + e.getMessage(), e);
    }
  }

  /** How the log that is written stands with its witnesses; nothing if it has none. */
  public Optional<WitnessState> witnesses() {
    return witnessing.map(Witnessing::state);
  }

  /**
   * Completes when a quorum of witnesses cosigned the entry of the receipt, or a later log whose
   * first entry names the root over it; fails if that takes longer than said, and at once if there
   * are no witnesses. The entry is durable either way.
   */
  public CompletableFuture<Witnessing.CosignedReceipt> cosigned(Receipt receipt, Duration atMost) {
    long index = Math.max(0, receipt.index() - succession.logs().first());
    Receipt here = new Receipt(index, receipt.leafHash(), receipt.time());
    return witnessing
        .map(asking -> asking.cosigned(here, atMost))
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    new IllegalStateException("ledger.witnesses is not set: nobody cosigns.")));
  }

  /**
   * The checkpoint that a quorum cosigned and that covers an entry; nothing if there is none, or
   * nobody is asked.
   */
  public Optional<CosignedCheckpoint> cosignedOver(long number) {
    Succession.Logs now = succession.logs();
    if (number >= now.first()) {
      return witnesses()
          .flatMap(WitnessState::cosigned)
          .filter(one -> one.checkpoint().size() > number - now.first());
    }
    Optional<NodeLogs.At> at = logs.at(number);
    if (asking.isEmpty() || at.isEmpty()) {
      return Optional.empty();
    }
    try {
      CosignedCheckpoint last =
          LogVerifier.checkpoint(
              at.get().directory(), asking.get().witnesses().policyFor(at.get().keys()));
      return Optional.of(last).filter(one -> one.checkpoint().size() > number - at.get().first());
    } catch (VerificationFailure | IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The proof of an entry as {@code ward ledger prove} gives it, with the entry in it; under a
   * checkpoint made now if there is none yet that holds it.
   *
   * @param number of an entry that is {@link NodeLogs#kept}
   * @throws AuditUnavailable if the ledger cannot be read or published
   */
  public TlogProof prove(long number) {
    Optional<NodeLogs.At> at = logs.at(number);
    if (at.isEmpty()) {
      var _ = publish();
      at = logs.at(number);
    }
    return NodeLogs.proved(
        at.orElseThrow(() -> new AuditUnavailable("The ledger has no entry " + number + ".")),
        number);
  }

  /** The name of this node: the origin of its first log. */
  public String origin() {
    return node;
  }

  /** How the ledger stands: entries of all logs. */
  public LedgerState state() {
    Succession.Logs now = succession.logs();
    LedgerState state = now.ledger().state();
    return new LedgerState(
        now.first() + state.durable(),
        now.first() + state.published(),
        state.lastPublished(),
        state.queued(),
        state.halted());
  }

  /** Why the ledger takes no more entries; nothing if it takes them. */
  public Optional<String> problem() {
    return state().halted();
  }

  /**
   * Ends the log and begins the next one, if the log began in an earlier year (UTC).
   *
   * @return whether it did
   * @throws AuditUnavailable as {@link #turn}
   */
  public synchronized boolean turnIfDue() {
    Succession.Logs now = succession.logs();
    Optional<Instant> began =
        logs.entry(now.first())
            .map(entry -> Row.of(node, now.first(), Row.parse(entry)).at())
            .filter(at -> at.isAfter(Instant.EPOCH));
    if (began.isEmpty() || year(began.get()) >= year(clock.instant())) {
      return false;
    }
    turn(Turns.WARD);
    return true;
  }

  private static int year(Instant time) {
    return time.atOffset(ZoneOffset.UTC).getYear();
  }

  /**
   * Ends the log and begins the next one. Witnesses that know the next one's keys go on; the last
   * checkpoint of the log that ends is still given to them.
   *
   * @param by {@code ward}, or {@code operator}
   * @throws AuditUnavailable if the policy of {@code ledger.policy} does not believe the next log,
   *     and nothing has changed; or if it fails in between, and nothing is taken until the next
   *     start, which finishes it
   */
  public synchronized void turn(String by) {
    requireBelieved();
    Optional<Witnessing> before = witnessing;
    try {
      turns.by(by);
      Ledger former = succession.turn();
      witnessing = asking.map(all -> all.start(succession.logs().ledger()));
      retire(former, before);
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger cannot begin its next log: " + e.getMessage(), e);
    }
  }

  private void requireBelieved() {
    String next = logs.origin(logs.count() + 1);
    asking
        .flatMap(all -> all.witnesses().policy())
        .filter(policy -> !policy.logs().isEmpty() && policy.logs(next).isEmpty())
        .ifPresent(
            policy -> {
              throw new AuditUnavailable(
                  "The policy in ledger.policy of ward.yaml lists logs and not the next one, "
                      + next
                      + ": add its keys, which are in WARD_HOME/ledger.policy.");
            });
  }

  /** Closes a log that has ended, at once or when witnesses have cosigned its last checkpoint. */
  private void retire(Ledger former, Optional<Witnessing> asked) {
    AutoCloseable both =
        () -> {
          asked.ifPresent(Witnessing::close);
          former.close();
        };
    if (asked.isEmpty()) {
      former.close();
      return;
    }
    ended.add(both);
    Receipt last =
        new Receipt(former.checkpoint().size() - 1, Hash.ofEntry(new byte[0]), clock.instant());
    var _ =
        asked
            .get()
            .cosigned(last, LAST_WORD)
            .whenComplete(
                (_, _) ->
                    Thread.ofVirtual().name("ward-ledger-ended").start(() -> closeEnded(both)));
  }

  private void closeEnded(AutoCloseable one) {
    synchronized (this) {
      if (!ended.remove(one)) {
        return;
      }
    }
    close(one);
  }

  private static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      throw new IllegalStateException("a log that has ended cannot be closed", e);
    }
  }

  /** Writes what was accepted, publishes it, and ends. */
  @Override
  public void close() {
    List<AutoCloseable> left;
    synchronized (this) {
      left = List.copyOf(ended);
      ended.clear();
    }
    left.forEach(Audit::close);
    witnessing.ifPresent(Witnessing::close);
    succession.close();
  }

  private static byte[] bytes(Entry entry) {
    return Json.MAPPER.writeValueAsBytes(entry);
  }
}
