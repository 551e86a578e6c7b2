package org.wardhealth.ledger;

import java.util.List;

/**
 * The path from one entry to a root: that the entry stands at this index of the log of this size.
 *
 * @param index the index of the entry, unsigned
 * @param size the number of entries of the log, unsigned
 * @param path the sibling hashes from the leaf up, at most 63
 */
public record InclusionProof(long index, long size, List<Hash> path) {
  /** Copies the path. */
  public InclusionProof {
    path = List.copyOf(path);
  }

  /** Whether the path leads from this leaf hash to this root (RFC 9162, section 2.1.3.2). */
  public boolean proves(Hash leaf, Hash root) {
    return Merkle.includes(root, size, leaf, index, path);
  }

  /**
   * Returns if the entry is in the log that the checkpoint signed, at the proof's index: the
   * offline check of a receipt.
   *
   * @param entry the whole entry
   * @param checkpoint the signed note; its size must be that of the proof
   * @param key the key of the log, known by another way than from the log
   * @throws VerificationFailure if the checkpoint or the path is not accepted
   */
  public void verify(byte[] entry, byte[] checkpoint, VerificationKey key)
      throws VerificationFailure {
    verify(Hash.ofEntry(entry), checkpoint, key);
  }

  /** As {@link #verify(byte[], byte[], VerificationKey)}, for the leaf hash of an entry. */
  public void verify(Hash leaf, byte[] checkpoint, VerificationKey key) throws VerificationFailure {
    Checkpoint signed = Checkpoint.verify(checkpoint, key);
    if (signed.size() != size) {
      throw new VerificationFailure.BadContent(
          "the proof is for size "
              + Long.toUnsignedString(size)
              + ", the checkpoint signs size "
              + signed.size());
    }
    if (!proves(leaf, signed.root())) {
      throw new VerificationFailure.BadContent(
          "the path does not lead from the entry at index "
              + Long.toUnsignedString(index)
              + " to the signed root");
    }
  }
}
