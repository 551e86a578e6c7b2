package org.wardhealth.ledger;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A checkpoint that a {@link TrustPolicy} accepts: signed by its log, and cosigned by a quorum.
 *
 * @param checkpoint what was signed
 * @param witnesses who cosigned it and when, by the names of the policy; times are each witness's
 *     own word
 */
public record CosignedCheckpoint(Checkpoint checkpoint, SortedMap<String, Instant> witnesses) {
  /** Copies the map. */
  public CosignedCheckpoint {
    witnesses = Collections.unmodifiableSortedMap(new TreeMap<>(witnesses));
  }
}
