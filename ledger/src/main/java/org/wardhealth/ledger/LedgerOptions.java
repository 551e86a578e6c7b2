package org.wardhealth.ledger;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Where a log lies and how it behaves.
 *
 * @param directory the log: {@code checkpoint} and {@code tile/} are for readers, {@code wal/} and
 *     the lock file are its own
 * @param secondStore a directory outside the log's for the last signed size and root; the further
 *     away from whoever can write the log, the more a rollback is noticed
 * @param signer signs the checkpoints; its name is the origin of the log
 * @param clock gives the time of receipts
 * @param queueLimit entries that may wait for the disk; more are refused
 * @param segmentBytes size of a write-ahead segment, 128 KiB to 1 GiB
 * @param publishInterval how long an entry should wait for its checkpoint at most; there are two
 *     checkpoints in that time when there are new entries. Zero: only by {@link Ledger#publish}, at
 *     close, and when the unpublished entries fill 32 MiB
 */
public record LedgerOptions(
    Path directory,
    Path secondStore,
    NoteSigner signer,
    InstantSource clock,
    int queueLimit,
    int segmentBytes,
    Duration publishInterval) {

  /** Checks the ranges. */
  public LedgerOptions {
    Path log = directory.toAbsolutePath().normalize();
    if (secondStore.toAbsolutePath().normalize().startsWith(log)) {
      throw new IllegalArgumentException(
          "the second store " + secondStore + " must lie outside the log " + directory);
    }
    if (queueLimit < 1) {
      throw new IllegalArgumentException("queueLimit is " + queueLimit + ", must be at least 1");
    }
    if (segmentBytes < 1 << 17 || segmentBytes > 1 << 30 || segmentBytes % 8 != 0) {
      throw new IllegalArgumentException(
          "segmentBytes is " + segmentBytes + ", must be 128 KiB to 1 GiB and a multiple of 8");
    }
    if (publishInterval.isNegative()) {
      throw new IllegalArgumentException("publishInterval is negative: " + publishInterval);
    }
  }

  /** The usual behaviour: queue of 8,192, segments of 64 MiB, a checkpoint within a second. */
  public static LedgerOptions of(Path directory, Path secondStore, NoteSigner signer) {
    return new LedgerOptions(
        directory,
        secondStore,
        signer,
        InstantSource.system(),
        8_192,
        64 << 20,
        Duration.ofSeconds(1));
  }

  /** With another clock. */
  public LedgerOptions withClock(InstantSource other) {
    return new LedgerOptions(
        directory, secondStore, signer, other, queueLimit, segmentBytes, publishInterval);
  }

  /** With another limit of waiting entries. */
  public LedgerOptions withQueueLimit(int other) {
    return new LedgerOptions(
        directory, secondStore, signer, clock, other, segmentBytes, publishInterval);
  }

  /** With another size of segments, in bytes. */
  public LedgerOptions withSegmentBytes(int other) {
    return new LedgerOptions(
        directory, secondStore, signer, clock, queueLimit, other, publishInterval);
  }

  /** With another time between checkpoints. */
  public LedgerOptions withPublishInterval(Duration other) {
    return new LedgerOptions(
        directory, secondStore, signer, clock, queueLimit, segmentBytes, other);
  }

  String origin() {
    return signer.verificationKey().name();
  }
}
