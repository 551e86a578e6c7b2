package org.wardhealth.server.audit;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.wardhealth.ledger.Checkpoint;
import org.wardhealth.ledger.Ledger;
import org.wardhealth.ledger.LedgerException;
import org.wardhealth.ledger.LedgerState;
import org.wardhealth.ledger.Receipt;
import org.wardhealth.ledger.TilePath;
import org.wardhealth.server.store.Json;

/**
 * The running ledger of this node.
 *
 * <p>Guarantees: when {@link #record} returns, the entry is on stable storage and will be in every
 * later checkpoint. If it cannot be, {@link AuditUnavailable} is thrown and nothing may go on.
 */
public final class Audit implements AutoCloseable {
  private final Ledger ledger;

  Audit(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Opens the ledger under {@code home}, and makes it and its key on the first start.
   *
   * @throws LedgerException.Refused if what lies there is not what this ledger can have left there
   */
  public static Audit open(Path home, String origin, Clock clock, SecureRandom random) {
    return new Audit(Ledger.open(LedgerFiles.options(home, origin, clock, random)));
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

  /** The last signed checkpoint, as it is served. */
  public byte[] checkpoint() {
    return ledger.checkpoint().bytes();
  }

  /**
   * A published file of the ledger; nothing if it is not there.
   *
   * @throws AuditUnavailable if it cannot be read
   */
  public Optional<byte[]> published(TilePath path) {
    try {
      return ledger.published(path);
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
    ledger.close();
  }

  private static byte[] bytes(Entry entry) {
    return Json.MAPPER.writeValueAsBytes(entry);
  }
}
