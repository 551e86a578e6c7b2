package org.wardhealth.ledger;

import java.util.Map;
import java.util.Optional;

/**
 * How a log stands with its witnesses, for health checks and metrics.
 *
 * @param cosigned the newest checkpoint that a quorum cosigned since this process began
 * @param problems what is wrong with a witness, by its key's name and id
 * @param witnesses how many are asked
 */
public record WitnessState(
    Optional<CosignedCheckpoint> cosigned, Map<String, String> problems, int witnesses) {
  /** Copies the map. */
  public WitnessState {
    problems = Map.copyOf(problems);
  }
}
