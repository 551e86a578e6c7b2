package org.wardhealth.policy;

import java.util.List;
import java.util.Optional;

/**
 * A policy, as far as people need to know it.
 *
 * @param id unique in its set; the name of its file
 * @param says what it permits or why it denies, in plain words
 * @param obligations what must be done when it permits, as {@code key=value}
 * @param stepUp which proof of the caller would satisfy it
 * @param ask who can change what it denies
 */
public record Rule(
    String id,
    Layer layer,
    Effect effect,
    String says,
    List<String> obligations,
    Optional<StepUp> stepUp,
    Optional<String> ask) {
  public Rule {
    obligations = List.copyOf(obligations);
  }

  /** What a policy does where it applies. */
  public enum Effect {
    PERMIT,
    FORBID
  }
}
