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
import java.util.function.LongSupplier;
import org.wardhealth.ledger.Checkpoint;
import org.wardhealth.ledger.CosignedCheckpoint;
import org.wardhealth.ledger.Hash;
import org.wardhealth.ledger.Ledger;
import org.wardhealth.ledger.LedgerException;
import org.wardhealth.ledger.LedgerState;
import org.wardhealth.ledger.LogDirectory;
import org.wardhealth.ledger.LogVerifier;
import org.wardhealth.ledger.Receipt;
import org.wardhealth.ledger.Succession;
import org.wardhealth.ledger.TilePath;
import org.wardhealth.ledger.TlogProof;
import org.wardhealth.ledger.TreeHead;
import org.wardhealth.ledger.VerificationFailure;
import org.wardhealth.ledger.VerificationKey;
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

  private final Path home;
  private final String node;
  private final Clock clock;
  private final Turns turns;
  private final Succession logs;
  private final Optional<Asking> asking;
  private final List<AutoCloseable> ended = new ArrayList<>(); // guarded by this
  private volatile Optional<Witnessing> witnessing = Optional.empty();

  /** Whom to ask for cosignatures, and by what clock. */
  private record Asking(WitnessSettings witnesses, LongSupplier nanos) {
    Witnessing start(Ledger ledger) {
      return Witnessing.start(ledger, witnesses.policy(), witnesses.witnesses(), nanos);
    }
  }

  /** A log of this node, and what its checkpoint says. */
  private record At(Path directory, long first, Checkpoint head, List<VerificationKey> keys) {
    boolean holds(long number) {
      return number >= first && number < first + head.size();
    }
  }

  Audit(Path home, String node, Clock clock, Turns turns, Succession logs) {
    this(home, node, clock, turns, logs, Optional.empty());
  }

  private Audit(
      Path home, String node, Clock clock, Turns turns, Succession logs, Optional<Asking> asking) {
    this.home = home;
    this.node = node;
    this.clock = clock;
    this.turns = turns;
    this.logs = logs;
    this.asking = asking;
    this.witnessing = asking.map(all -> all.start(logs.logs().ledger()));
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
    Succession logs = Succession.open(new LedgerFiles(home, node, clock, random), turns);
    try {
      return new Audit(home, node, clock, turns, logs, asking);
    } catch (RuntimeException e) {
      logs.close();
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
      return logs.append(bytes(entry));
    } catch (LedgerException e) {
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
      return logs.submit(bytes(entry));
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger takes no entry: " + e.getMessage(), e);
    }
  }

  /**
   * Evidence for one entry of the log that is written, under a checkpoint made now if there is none
   * yet that holds it.
   *
   * @throws IllegalArgumentException if the entry is in a log that has ended: take its {@link
   *     #proof}
   * @throws AuditUnavailable if the ledger cannot be read or published
   */
  public Evidence evidence(long number) {
    Succession.Logs now = logs.logs();
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

  /** How many logs there are; the last one is written. */
  public int count() {
    return logs.logs().ended().size() + 1;
  }

  /** The origin of the log with a number, from 1; also of the one that will be next. */
  public String origin(int log) {
    return NodeLog.origin(node, log);
  }

  /**
   * The last checkpoint of a log, with the cosignatures that came so far.
   *
   * @param log from 1; nothing if there is none
   * @throws AuditUnavailable if it cannot be read
   */
  public Optional<byte[]> checkpoint(int log) {
    Succession.Logs now = logs.logs();
    if (log == now.ended().size() + 1) {
      return Optional.of(now.ledger().checkpointFile());
    }
    return log < 1 || log > now.ended().size()
        ? Optional.empty()
        : Optional.of(files(now.ended().get(log - 1).directory()).checkpoint());
  }

  /**
   * How many entries a log has below its checkpoint, the number of the first of them, and how many
   * of them it gave up.
   *
   * @param log from 1 to {@link #count}
   */
  public Extent extent(int log) {
    At at = all(logs.logs()).get(log - 1);
    long minimum = log < count() ? minimum(at.directory()) : 0;
    return new Extent(at.first(), at.head().size(), minimum);
  }

  /**
   * Where a log stands among the numbers of a node.
   *
   * @param minimum how many of its oldest entries were given up
   */
  public record Extent(long first, long size, long minimum) {}

  /** Logs that have ended, the oldest first. */
  List<Succession.Ended> ended() {
    return logs.logs().ended();
  }

  /** How many of its oldest entries the log in a directory gave up. */
  static long minimum(Path directory) {
    try {
      return new LogDirectory(directory).pruned().map(TreeHead::size).orElse(0L);
    } catch (IOException | LedgerException e) {
      throw new AuditUnavailable("The ledger cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The number itself if its entry was not given up, else that of the next one that is kept.
   *
   * @throws AuditUnavailable if that cannot be read
   */
  public long kept(long number) {
    if (number >= logs.logs().first()) {
      return number; // nothing of the log that is written is ever given up
    }
    return at(number)
        .map(at -> Math.max(number, at.first() + minimum(at.directory())))
        .orElse(number);
  }

  /** See {@link Pruning}. */
  synchronized void prune(List<Long> kept, Instant before, String by) {
    try {
      logs.prune(kept, gone -> bytes(Pruning.entry(gone, before, by, clock.instant())));
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger was not pruned: " + e.getMessage(), e);
    }
  }

  /**
   * As {@link #publishedEntries}, with the place of each in its log.
   *
   * @param from of an entry that is {@link #kept}
   * @throws AuditUnavailable if they cannot be read
   */
  public List<PublishedEntry> exported(long from) {
    List<byte[]> entries = publishedEntries(from);
    if (entries.isEmpty()) {
      return List.of();
    }
    // Read afterwards: it covers them all.
    At at = at(from).orElseThrow();
    PublishedEntry.Head head =
        new PublishedEntry.Head(at.head().origin(), at.head().size(), at.head().root());
    List<PublishedEntry> exported = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      exported.add(PublishedEntry.of(head, from - at.first() + i, entries.get(i)));
    }
    return exported;
  }

  /**
   * The {@code .tlog-proof} of an entry, with the entry in it; nothing if it is not published, or
   * not {@link #kept}.
   *
   * @throws AuditUnavailable if it cannot be read
   */
  public Optional<byte[]> proof(long number) {
    return kept(number) > number
        ? Optional.empty()
        : at(number).map(at -> proved(at, number).bytes());
  }

  /**
   * A published file of a log; nothing if it is not there.
   *
   * @param log from 1
   * @throws AuditUnavailable if it cannot be read
   */
  public Optional<byte[]> published(int log, TilePath path) {
    List<At> all = all(logs.logs());
    if (log < 1 || log > all.size()) {
      return Optional.empty();
    }
    At at = all.get(log - 1);
    return files(at.directory()).file(path, at.head().size());
  }

  /**
   * Puts everything that is durable now under the checkpoint.
   *
   * @throws AuditUnavailable if that fails
   */
  public Checkpoint publish() {
    try {
      return logs.logs().ledger().publish();
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
    long index = Math.max(0, receipt.index() - logs.logs().first());
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
    Succession.Logs now = logs.logs();
    if (number >= now.first()) {
      return witnesses()
          .flatMap(WitnessState::cosigned)
          .filter(one -> one.checkpoint().size() > number - now.first());
    }
    Optional<At> at = at(number);
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

  /** The public keys that sign the log of an entry. */
  public List<VerificationKey> keys(long number) {
    return at(number).map(At::keys).orElseGet(() -> logs.logs().ledger().verificationKeys());
  }

  /**
   * The proof of an entry as {@code ward ledger prove} gives it, with the entry in it; under a
   * checkpoint made now if there is none yet that holds it.
   *
   * @throws AuditUnavailable if the ledger cannot be read or published
   */
  public TlogProof prove(long number) {
    Optional<At> at = at(number);
    if (at.isEmpty()) {
      var _ = publish();
      at = at(number);
    }
    return proved(
        at.orElseThrow(() -> new AuditUnavailable("The ledger has no entry " + number + ".")),
        number);
  }

  /** How many entries the last checkpoint has of the log that an entry is in. */
  public long size(long number) {
    return at(number).map(at -> at.head().size()).orElse(0L);
  }

  /** The name of this node: the origin of its first log. */
  public String origin() {
    return node;
  }

  /**
   * Published entries from a number on, at most 256 of one log; none if there is none yet.
   *
   * @param from of an entry that is {@link #kept}
   * @throws AuditUnavailable if they cannot be read
   */
  List<byte[]> publishedEntries(long from) {
    Succession.Logs now = logs.logs();
    try {
      if (from >= now.first()) {
        return now.ledger().publishedEntries(from - now.first());
      }
      At at = at(from).orElseThrow(() -> new IllegalArgumentException("there is no entry " + from));
      return new LogDirectory(at.directory()).entries(from - at.first(), at.head().size());
    } catch (LedgerException | IOException e) {
      throw new AuditUnavailable("The ledger cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The entry with a number; nothing if there is none, or it is not {@link #kept}.
   *
   * @throws AuditUnavailable if it cannot be read
   */
  Optional<byte[]> entry(long number) {
    Succession.Logs now = logs.logs();
    if (number < 0 || number - now.first() >= now.ledger().state().durable()) {
      return Optional.empty();
    }
    if (number < now.first()) {
      return kept(number) > number
          ? Optional.empty()
          : Optional.of(publishedEntries(number).getFirst());
    }
    try {
      return Optional.of(now.ledger().entry(number - now.first()));
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger cannot be read: " + e.getMessage(), e);
    }
  }

  /** How the ledger stands: entries of all logs. */
  public LedgerState state() {
    Succession.Logs now = logs.logs();
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
    Succession.Logs now = logs.logs();
    Optional<Instant> began =
        entry(now.first())
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
      Ledger former = logs.turn();
      witnessing = asking.map(all -> all.start(logs.logs().ledger()));
      retire(former, before);
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger cannot begin its next log: " + e.getMessage(), e);
    }
  }

  private void requireBelieved() {
    String next = origin(count() + 1);
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
    logs.close();
  }

  private Optional<At> at(long number) {
    return all(logs.logs()).stream().filter(at -> at.holds(number)).findFirst();
  }

  private List<At> all(Succession.Logs now) {
    List<At> all = new ArrayList<>();
    now.ended()
        .forEach(log -> all.add(new At(log.directory(), log.first(), log.end(), log.keys())));
    all.add(
        new At(
            NodeLog.directory(home, now.ended().size() + 1),
            now.first(),
            now.ledger().checkpoint(),
            now.ledger().verificationKeys()));
    return all;
  }

  private static PublishedFiles files(Path directory) {
    return new PublishedFiles(directory);
  }

  private static TlogProof proved(At at, long number) {
    try {
      return files(at.directory()).proof(number - at.first());
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger cannot prove an entry: " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(Entry entry) {
    return Json.MAPPER.writeValueAsBytes(entry);
  }
}
