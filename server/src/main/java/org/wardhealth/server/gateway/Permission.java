package org.wardhealth.server.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.wardhealth.policy.Decision;
import org.wardhealth.policy.Layer;
import org.wardhealth.server.policy.PoliciesInForce;

/** What the policies say to an exchange. */
final class Permission {
  /** What Ward does with every exchange, so that a policy may oblige it to. */
  private static final Set<String> DONE = Set.of("log=decision", "deid=required");

  /** The shipped policy that looks at a card's clearance. */
  private static final String NOT_CLEARED = "not-cleared";

  private final PoliciesInForce policies;

  Permission(PoliciesInForce policies) {
    this.policies = policies;
  }

  /** What they say, for who enforces it elsewhere. */
  Decision ask(Facts facts) {
    return policies.decide(facts.question());
  }

  /**
   * The policies that permit it, and {@code policies:} with the digest of the set.
   *
   * @throws Refusal if they do not, or oblige Ward to what it cannot do
   */
  List<String> require(Facts facts) {
    Decision decision = ask(facts);
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
          facts,
          rules);
    }
    return switch (decision.outcome()) {
      case PERMIT -> List.copyOf(rules);
      case DENY ->
          throw denied(
              ErrorCode.POLICY_DENIED,
              "Denied by "
                  + String.join(", ", decision.ids())
                  + " (layer "
                  + String.join(", ", layers(decision))
                  + "). "
                  + decision.says()
                  + (decision.ids().contains(NOT_CLEARED) ? Clearance.lacking(facts) : ""),
              facts,
              rules);
      case UNAVAILABLE -> throw denied(ErrorCode.POLICY_UNAVAILABLE, decision.says(), facts, rules);
    };
  }

  /** The layers that deny: that of roles where no permit matched. */
  static Set<String> layers(Decision decision) {
    return decision.deciding().isEmpty()
        ? Set.of(Layer.ROLE.folder())
        : decision.deciding().stream()
            .map(rule -> rule.layer().folder())
            .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Refusal denied(ErrorCode code, String message, Facts facts, List<String> rules) {
    List<String> all = new ArrayList<>(rules);
    all.addAll(facts.data().rules());
    return new Refusal(code, message + " Decision " + facts.decision() + ".", all);
  }
}
