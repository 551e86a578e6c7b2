package org.wardhealth.policy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the policies say to a question.
 *
 * @param deciding the policies that decided, by id; empty if no permit matched
 * @param breakGlassHelps whether a clinician who breaks the glass would be permitted
 * @param digest of the set that was asked
 */
public record Decision(
    Outcome outcome, List<Rule> deciding, boolean breakGlassHelps, String digest) {
  public Decision {
    deciding = List.copyOf(deciding);
  }

  /** How it came out. */
  public enum Outcome {
    PERMIT,
    DENY,
    /** Something failed, which denies. */
    UNAVAILABLE
  }

  /** Whether it may be done. */
  public boolean permitted() {
    return outcome == Outcome.PERMIT;
  }

  /** The ids of the policies that decided, sorted; {@code no-permit-matched} if none did. */
  public List<String> ids() {
    return switch (outcome) {
      case UNAVAILABLE -> List.of("policy_unavailable");
      case PERMIT, DENY ->
          deciding.isEmpty()
              ? List.of("no-permit-matched")
              : deciding.stream().map(Rule::id).toList();
    };
  }

  /** What must be done, when it is permitted. */
  public Set<String> obligations() {
    return permitted()
        ? deciding.stream()
            .flatMap(rule -> rule.obligations().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new))
        : Set.of();
  }

  /** What the caller could prove so that it would be permitted, if that alone is missing. */
  public Optional<StepUp> stepUp() {
    return permitted() || deciding.stream().anyMatch(rule -> rule.stepUp().isEmpty())
        ? Optional.empty()
        : deciding.stream().flatMap(rule -> rule.stepUp().stream()).max(StepUp::compareTo);
  }

  /** The reason in plain words: which rules, and what would change it. */
  public String says() {
    return switch (outcome) {
      case UNAVAILABLE ->
          "The policies cannot be asked now, so nothing is permitted. The operator sees why in"
              + " 'ward doctor'.";
      case PERMIT -> deciding.stream().map(Rule::says).collect(Collectors.joining(" "));
      case DENY ->
          deciding.isEmpty()
              ? "No permit matched: no policy lets this caller do this. Ask who keeps the"
                  + " policies."
                  + glass()
              : deciding.stream().map(Decision::said).collect(Collectors.joining(" ")) + glass();
    };
  }

  private String glass() {
    return breakGlassHelps ? " In an emergency, breaking the glass would permit it." : "";
  }

  private static String said(Rule rule) {
    return rule.says()
        + rule.stepUp().map(way -> " To satisfy it, " + way.says() + ".").orElse("")
        + rule.ask().map(whom -> " Ask " + whom + ".").orElse("");
  }
}
