package org.wardhealth.ledger;

import java.util.List;

/**
 * That the log of one size is the beginning of the same log at a later size.
 *
 * <p>Every log extends the empty one, so size 0 needs no proof and none is accepted: the caller
 * decides what an unknown past means.
 *
 * @param oldSize the smaller size, unsigned, at least 1
 * @param newSize the larger or equal size, unsigned
 * @param path the hashes, at most 64
 */
public record ConsistencyProof(long oldSize, long newSize, List<Hash> path) {
  /** Copies the path. */
  public ConsistencyProof {
    path = List.copyOf(path);
  }

  /** Whether the path leads to both roots (RFC 9162, section 2.1.4.2). */
  public boolean proves(Hash oldRoot, Hash newRoot) {
    return Merkle.extendsTo(oldRoot, oldSize, newRoot, newSize, path);
  }

  /**
   * Returns if the newer checkpoint extends the older one.
   *
   * @throws VerificationFailure.BadContent if the proof is for other sizes
   * @throws VerificationFailure.BadHistory if the path does not lead to both roots
   */
  public void verify(Checkpoint older, Checkpoint newer) throws VerificationFailure {
    if (older.size() != oldSize || newer.size() != newSize) {
      throw new VerificationFailure.BadContent(
          "the proof is for other sizes than " + older.size() + " and " + newer.size());
    }
    if (!proves(older.root(), newer.root())) {
      throw new VerificationFailure.BadHistory(
          "size " + older.size() + " is not proved to be the beginning of size " + newer.size());
    }
  }
}
