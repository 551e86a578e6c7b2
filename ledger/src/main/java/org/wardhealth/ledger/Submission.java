package org.wardhealth.ledger;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** An entry on its way into the log. */
final class Submission {
  private final byte[] entry;
  private final long before;
  private final Hash leafHash;
  private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();

  Submission(byte[] entry) {
    this(entry, 0);
  }

  /**
   * Of a log in a {@link Succession}.
   *
   * @param before how many entries the logs before it have
   */
  Submission(byte[] entry, long before) {
    this.entry = entry;
    this.before = before;
    this.leafHash = Hash.ofEntry(entry);
  }

  byte[] entry() {
    return entry;
  }

  Hash leafHash() {
    return leafHash;
  }

  CompletableFuture<Receipt> receipt() {
    return receipt;
  }

  void durable(long index, Instant time) {
    receipt.complete(new Receipt(before + index, leafHash, time));
  }

  void failed(LedgerException reason) {
    receipt.completeExceptionally(reason);
  }
}
