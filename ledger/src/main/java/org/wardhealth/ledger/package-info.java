/**
 * An append-only log that an outsider can check: C2SP tlog-tiles on disk, durable receipts, signed
 * checkpoints, proofs, and an offline verifier. JDK only.
 *
 * <p>The doors: {@link org.wardhealth.ledger.Ledger} writes, {@link
 * org.wardhealth.ledger.LogVerifier} checks a whole log from its files alone, {@link
 * org.wardhealth.ledger.InclusionProof} and {@link org.wardhealth.ledger.ConsistencyProof} check
 * one claim about it.
 */
@NullMarked
package org.wardhealth.ledger;

import org.jspecify.annotations.NullMarked;
