package org.wardhealth.server.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.wardhealth.ledger.Checkpoint;
import org.wardhealth.ledger.Ledger;
import org.wardhealth.ledger.LedgerException;
import org.wardhealth.ledger.LedgerState;
import org.wardhealth.ledger.LogDirectory;
import org.wardhealth.ledger.Receipt;
import org.wardhealth.ledger.TilePath;
import org.wardhealth.ledger.TlogProof;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.ledger.WitnessState;
import org.wardhealth.ledger.Witnessing;
import org.wardhealth.server.store.Json;

/**
 * The running ledger of this node.
 *
 * <p>Guarantees: when {@link #record} returns, the entry is on stable storage and will be in every
 * later checkpoint. If it cannot be, {@link AuditUnavailable} is thrown and nothing may go on.
 */
public final class Audit implements AutoCloseable {
  private final Ledger ledger;
  private final PublishedFiles files;
  private final Optional<Witnessing> witnessing;

  Audit(Path home, Ledger ledger) {
    this(home, ledger, Optional.empty());
  }

  private Audit(Path home, Ledger ledger, Optional<Witnessing> witnessing) {
    this.ledger = ledger;
    this.files = new PublishedFiles(LedgerFiles.log(home));
    this.witnessing = witnessing;
  }

  /**
   * Opens the ledger under {@code home}, and makes it and its key on the first start.
   *
   * @throws LedgerException.Refused if what lies there is not what this ledger can have left there
   */
  public static Audit open(Path home, String origin, Clock clock, SecureRandom random) {
    return new Audit(home, Ledger.open(LedgerFiles.options(home, origin, clock, random)));
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
      String origin,
      Clock clock,
      SecureRandom random,
      WitnessSettings witnesses,
      LongSupplier nanos) {
    Ledger ledger = Ledger.open(LedgerFiles.options(home, origin, clock, random));
    try {
      return new Audit(
          home,
          ledger,
          witnesses.witnesses().isEmpty()
              ? Optional.empty()
              : Optional.of(
                  Witnessing.start(ledger, witnesses.policy(), witnesses.witnesses(), nanos)));
    } catch (RuntimeException e) {
      ledger.close();
      throw e;
    }
  }

  /**
   * Writes an entry and waits until it is durable.
   *
   * @throws AuditUnavailable if it may not be
   */
  public Receipt record(Entry entry) {
    try {
      return ledger.append(bytes(entry));
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
      return ledger.submit(bytes(entry));
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger takes no entry: " + e.getMessage(), e);
    }
  }

  /**
   * Evidence for one entry, under a checkpoint made now if there is none yet that holds it.
   *
   * @throws AuditUnavailable if the ledger cannot be read or published
   */
  public Evidence evidence(long index) {
    try {
      Checkpoint checkpoint = ledger.checkpoint();
      if (checkpoint.size() <= index) {
        checkpoint = ledger.publish();
      }
      return new Evidence(
          ledger.entry(index), ledger.proveInclusion(index, checkpoint.size()), checkpoint);
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger cannot show an entry: " + e.getMessage(), e);
    }
  }

  /** The last checkpoint with the cosignatures that came so far. */
  public byte[] checkpoint() {
    return ledger.checkpointFile();
  }

  /**
   * As {@link #publishedEntries}, with the place of each.
   *
   * @throws AuditUnavailable if they cannot be read
   */
  public List<PublishedEntry> exported(long from) {
    List<byte[]> entries = publishedEntries(from);
    // Read afterwards: it covers them all.
    Checkpoint last = ledger.checkpoint();
    PublishedEntry.Head head = new PublishedEntry.Head(last.origin(), last.size(), last.root());
    List<PublishedEntry> exported = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      exported.add(PublishedEntry.of(head, from + i, entries.get(i)));
    }
    return exported;
  }

  /**
   * The {@code .tlog-proof} of an entry, with the entry in it; nothing if it is not published.
   *
   * @throws AuditUnavailable if it cannot be read
   */
  public Optional<byte[]> proof(long index) {
    if (index < 0 || index >= ledger.checkpoint().size()) {
      return Optional.empty();
    }
    try {
      return Optional.of(files.proof(index).bytes());
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger cannot prove an entry: " + e.getMessage(), e);
    }
  }

  /**
   * A published file of the ledger; nothing if it is not there.
   *
   * @throws AuditUnavailable if it cannot be read
   */
  public Optional<byte[]> published(TilePath path) {
    return files.file(path, ledger.checkpoint().size());
  }

  /**
   * Puts everything that is durable now under the checkpoint.
   *
   * @throws AuditUnavailable if that fails
   */
  public Checkpoint publish() {
    try {
      return ledger.publish();
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger cannot be published: " + e.getMessage(), e);
    }
  }

  /** How the ledger stands with its witnesses; nothing if it has none. */
  public Optional<WitnessState> witnesses() {
    return witnessing.map(Witnessing::state);
  }

  /**
   * Completes when a quorum of witnesses cosigned the entry of the receipt; fails if that takes
   * longer than said, and at once if there are no witnesses. The entry is durable either way.
   */
  public CompletableFuture<Witnessing.CosignedReceipt> cosigned(Receipt receipt, Duration atMost) {
    return witnessing
        .map(asking -> asking.cosigned(receipt, atMost))
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    new IllegalStateException("ledger.witnesses is not set: nobody cosigns.")));
  }

  /** The public keys that sign this ledger's checkpoints. */
  public List<VerificationKey> keys() {
    return ledger.verificationKeys();
  }

  /**
   * The proof of an entry as {@code ward ledger prove} gives it, with the entry in it; under a
   * checkpoint made now if there is none yet that holds it.
   *
   * @param home where this ledger was opened
   * @throws AuditUnavailable if the ledger cannot be read or published
   */
  public TlogProof prove(Path home, long index) {
    if (index >= ledger.checkpoint().size()) {
      publish();
    }
    try {
      return new LogDirectory(LedgerFiles.log(home)).prove(index, true);
    } catch (IOException | LedgerException e) {
      throw new AuditUnavailable("The ledger cannot prove an entry: " + e.getMessage(), e);
    }
  }

  /** The name of this node's ledger. */
  public String origin() {
    return ledger.checkpoint().origin();
  }

  /**
   * Published entries from an index on, at most 256; none if there is none yet.
   *
   * @throws AuditUnavailable if they cannot be read
   */
  List<byte[]> publishedEntries(long from) {
    try {
      return ledger.publishedEntries(from);
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The entry at an index; nothing if there is none.
   *
   * @throws AuditUnavailable if it cannot be read
   */
  Optional<byte[]> entry(long index) {
    if (index < 0 || index >= ledger.state().durable()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ledger.entry(index));
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger cannot be read: " + e.getMessage(), e);
    }
  }

  /** How the ledger stands. */
  public LedgerState state() {
    return ledger.state();
  }

  /** Why the ledger takes no more entries; nothing if it takes them. */
  public Optional<String> problem() {
    return ledger.state().halted();
  }

  /** Writes what was accepted, publishes it, and ends. */
  @Override
  public void close() {
    witnessing.ifPresent(Witnessing::close);
    ledger.close();
  }

  private static byte[] bytes(Entry entry) {
    return Json.MAPPER.writeValueAsBytes(entry);
  }
}
