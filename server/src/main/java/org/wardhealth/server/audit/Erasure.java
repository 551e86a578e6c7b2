package org.wardhealth.server.audit;

import java.time.Instant;
import java.util.Optional;
import org.wardhealth.server.vault.Pseudonym;

/**
 * What was decided about the data of one patient.
 *
 * @param id made by Ward
 * @param pseudonym of the patient; after the erasure it leads nowhere
 * @param ground why
 * @param reference of the hospital's own file on it
 * @param requestedBy an application's id, or {@code operator}
 * @param approvedBy the second person, where two are asked for
 * @param state how far it is
 * @param contents how many prompts and answers were destroyed; 0 until it is done
 * @param at when it came into this state
 */
public record Erasure(
    String id,
    Pseudonym pseudonym,
    Ground ground,
    Optional<String> reference,
    String requestedBy,
    Optional<String> approvedBy,
    State state,
    int contents,
    Instant at) {
  /** How far an erasure is. */
  public enum State {
    /** Waits for a second person. */
    REQUESTED,
    /** Decided; the data are about to go, and go at the next start if Ward ends here. */
    DECIDED,
    /** The keys and the data are gone. */
    DONE
  }
}
