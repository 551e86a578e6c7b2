package org.wardhealth.server.audit;

import org.wardhealth.ledger.Checkpoint;
import org.wardhealth.ledger.InclusionProof;

/**
 * All that an outsider needs, besides the ledger's public key, to check that an entry is in the
 * ledger: {@code proof.verify(entry, checkpoint.bytes(), key)}.
 *
 * @param entry the bytes of the entry
 * @param proof that it lies under the checkpoint
 * @param checkpoint the signed root
 */
@SuppressWarnings("ArrayRecordComponent")
public record Evidence(byte[] entry, InclusionProof proof, Checkpoint checkpoint) {}
