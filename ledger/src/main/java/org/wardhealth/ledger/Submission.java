package org.wardhealth.ledger;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** An entry on its way into the log. */
final class Submission {
  private final byte[] entry;
  private final Hash leafHash;
  private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();

  Submission(byte[] entry) {
    this.entry = entry;
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
    receipt.complete(new Receipt(index, leafHash, time));
  }

  void failed(LedgerException reason) {
    receipt.completeExceptionally(reason);
  }
}
