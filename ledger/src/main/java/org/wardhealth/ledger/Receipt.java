package org.wardhealth.ledger;

import java.time.Instant;

/**
 * That an entry is durable: it will be in every later checkpoint of this log, at this index.
 *
 * <p>A receipt is the word of the running log. It becomes evidence for others with an {@link
 * InclusionProof} under a checkpoint of size greater than the index, within a second.
 *
 * @param index the place of the entry, from 0, without gaps; in a {@link Succession}, its number
 * @param leafHash the RFC 6962 leaf hash of the entry
 * @param time when the entry was durable, by the clock handed in; not part of the log
 */
public record Receipt(long index, Hash leafHash, Instant time) {}
