package org.wardhealth.server.models;

import java.util.Optional;
import java.util.Set;
import org.wardhealth.consent.Sensitivities;
import org.wardhealth.policy.Question;
import org.wardhealth.policy.Question.Location;
import org.wardhealth.policy.Question.Risk;
import org.wardhealth.policy.Question.State;

/**
 * What is declared of a model, which policies look at. Ward does not know whether it is true.
 *
 * @param agreement whether a contract on the patients' data is in force
 * @param purposes codes of HL7 v3 ActReason that it may be used for
 * @param clearance sensitivities of v3-ActCode that it may receive, with their kinds
 * @param researchTerms GA4GH DUO codes that its project satisfies
 * @param price what it costs, where that is said; no policy looks at it
 */
public record Card(
    State state,
    Location location,
    boolean agreement,
    Risk risk,
    Set<String> purposes,
    Set<String> clearance,
    Set<String> researchTerms,
    Optional<Price> price) {
  /**
   * The card of a model without one: who configures a provider has approved it, for every purpose,
   * and answers for the contract. It is cleared for no sensitivity label: who may see what
   * stigmatises is said in words of its own, or not at all.
   */
  public static final Card UNDECLARED =
      new Card(
          State.APPROVED,
          Location.PROCESSOR,
          true,
          Risk.MODERATE,
          Question.PURPOSES,
          Set.of(),
          Set.of());

  /**
   * The card of the model that is built in: its text never leaves the process. It is cleared for
   * all.
   */
  static final Card BUILT_IN =
      new Card(
          State.APPROVED,
          Location.LOCAL,
          true,
          Risk.LOW,
          Question.PURPOSES,
          Sensitivities.all(),
          Set.of());

  /** The same of a model that somebody suspended. */
  Card suspended() {
    return new Card(
        State.SUSPENDED, location, agreement, risk, purposes, clearance, researchTerms, price);
  }

  /** A card that does not say what the model costs. */
  public Card(
      State state,
      Location location,
      boolean agreement,
      Risk risk,
      Set<String> purposes,
      Set<String> clearance,
      Set<String> researchTerms) {
    this(state, location, agreement, risk, purposes, clearance, researchTerms, Optional.empty());
  }

  public Card {
    purposes = Set.copyOf(purposes);
    clearance = Set.copyOf(clearance);
    researchTerms = Set.copyOf(researchTerms);
  }
}
