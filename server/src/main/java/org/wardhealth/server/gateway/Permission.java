package org.wardhealth.server.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.wardhealth.policy.Decision;
import org.wardhealth.policy.Question;
import org.wardhealth.policy.Question.Action;
import org.wardhealth.policy.Question.Auth;
import org.wardhealth.policy.Question.Use;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.models.Card;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.vault.Subject;

/**
 * What the policies say to an exchange.
 *
 * <p>Facts that Ward cannot know yet are stated so that they permit least: no care relation, no
 * managed device, data that identify. No labels are set on data yet.
 */
final class Permission {
  /** What Ward does with every exchange, so that a policy may oblige it to. */
  private static final Set<String> DONE = Set.of("log=decision", "deid=required");

  private static final int NORMAL = 3;

  private final PoliciesInForce policies;
  private final ConsentSource consents;

  Permission(PoliciesInForce policies, ConsentSource consents) {
    this.policies = policies;
    this.consents = consents;
  }

  /**
   * The policies that permit it, and {@code policies:} with the digest of the set.
   *
   * @param exchange the decision's id
   * @throws Refusal if they do not, or oblige Ward to what it cannot do
   */
  List<String> require(
      String exchange, Client client, Purpose purpose, Model model, Optional<Subject> patient) {
    Decision decision =
        policies.decide(
            new Question(
                application(client),
                Action.INFER,
                card(model),
                facts(client, purpose, consents.of(patient, client, purpose, model))));
    List<String> rules = new ArrayList<>(decision.ids());
    rules.add("policies:" + decision.digest());
    Set<String> undone = new TreeSet<>(decision.obligations());
    undone.removeAll(DONE);
    if (!undone.isEmpty()) {
      throw denied(
          ErrorCode.POLICY_DENIED,
          "The policies permit this only if Ward does what it cannot do: "
              + String.join(", ", undone)
              + ". Ask who keeps the policies.",
          exchange,
          rules);
    }
    return switch (decision.outcome()) {
      case PERMIT -> List.copyOf(rules);
      case DENY ->
          throw denied(
              ErrorCode.POLICY_DENIED,
              "Denied by " + String.join(", ", decision.ids()) + ". " + decision.says(),
              exchange,
              rules);
      case UNAVAILABLE ->
          throw denied(ErrorCode.POLICY_UNAVAILABLE, decision.says(), exchange, rules);
    };
  }

  private static Refusal denied(
      ErrorCode code, String message, String exchange, List<String> rules) {
    return new Refusal(code, message + " Decision " + exchange + ".", rules);
  }

  static Question.Client application(Client client) {
    Set<String> purposes = new TreeSet<>();
    client.purposes().forEach(purpose -> purposes.add(purpose.name()));
    return new Question.Client(client.id(), Set.of(), true, "", purposes, client.models());
  }

  static Question.Model card(Model model) {
    Card card = model.card();
    return new Question.Model(
        model.id(),
        card.state(),
        card.location(),
        card.agreement(),
        card.risk(),
        card.purposes(),
        card.clearance(),
        card.researchTerms());
  }

  /** What an application proves with each request. */
  static Auth auth(Client client) {
    boolean bound = client.certificate().isPresent();
    return new Auth(1, bound, 0, bound, false);
  }

  static Use facts(Client client, Purpose purpose, ConsentSource.Said consent) {
    return new Use(
        purpose.name(),
        auth(client),
        consent.state(),
        consent.without(),
        false,
        false,
        false,
        Set.of(),
        NORMAL,
        false,
        Optional.empty());
  }
}
