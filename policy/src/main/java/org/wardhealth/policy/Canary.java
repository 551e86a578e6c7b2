package org.wardhealth.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.policy.Decision.Outcome;
import org.wardhealth.policy.Question.Action;
import org.wardhealth.policy.Question.Auth;
import org.wardhealth.policy.Question.Client;
import org.wardhealth.policy.Question.Location;
import org.wardhealth.policy.Question.Model;
import org.wardhealth.policy.Question.Risk;
import org.wardhealth.policy.Question.State;
import org.wardhealth.policy.Question.Use;
import org.wardhealth.policy.Question.WithoutConsent;

/**
 * A question whose answer is known for every set of policies worth the name: an application may ask
 * what its registration names, and each layer stops what it is there to stop.
 *
 * <p>The set in force is asked these by the hour; a set that answers one wrongly is not taken up,
 * and a Ward that answers one wrongly serves nobody.
 *
 * @param layer that decides it
 */
public record Canary(Layer layer, Question question, Outcome expected) {
  private static final Auth AUTH = new Auth(1, false, 0, false, false);

  /** One that is permitted and one that is denied per layer. */
  public static List<Canary> all() {
    Client known = client(true, "TREAT");
    Model approved = model(State.APPROVED);
    ConsentState refused =
        new ConsentState(
            ConsentState.Word.NONE,
            ConsentState.Word.DENY,
            ConsentState.Word.NONE,
            Set.of(),
            Set.of(),
            0);
    ConsentState agreed =
        new ConsentState(
            ConsentState.Word.PERMIT,
            ConsentState.Word.PERMIT,
            ConsentState.Word.PERMIT,
            Set.of(),
            Set.of(),
            0);
    return List.of(
        new Canary(Layer.ORGANISATION, ask(known, approved, agreed), Outcome.PERMIT),
        new Canary(Layer.ORGANISATION, ask(client(false, "TREAT"), approved, agreed), Outcome.DENY),
        new Canary(Layer.ROLE, ask(known, approved, agreed), Outcome.PERMIT),
        new Canary(Layer.ROLE, ask(client(true, "HPAYMT"), approved, agreed), Outcome.DENY),
        new Canary(Layer.PATIENT, ask(known, approved, agreed), Outcome.PERMIT),
        new Canary(Layer.PATIENT, ask(known, approved, refused), Outcome.DENY),
        new Canary(Layer.MODEL, ask(known, approved, agreed), Outcome.PERMIT),
        new Canary(Layer.MODEL, ask(known, model(State.SUSPENDED), agreed), Outcome.DENY));
  }

  /** Whether {@code policies} answer it rightly, without the memo. */
  public boolean holds(Policies policies) {
    Decision decision = policies.evaluate(question);
    if (decision.outcome() != expected) {
      return false;
    }
    // No permit is the answer of the layer of roles; the others name the policy that forbids.
    return expected == Outcome.PERMIT
        || layer == Layer.ROLE
        || decision.deciding().stream().anyMatch(rule -> rule.layer() == layer);
  }

  private static Question ask(Client client, Model model, ConsentState consent) {
    return new Question(
        client,
        Action.INFER,
        model,
        new Use(
            "TREAT",
            AUTH,
            consent,
            WithoutConsent.PERMIT,
            false,
            false,
            false,
            Set.of(),
            3,
            false,
            Optional.empty()));
  }

  private static Client client(boolean active, String purpose) {
    return new Client("canary", Set.of(), active, "canary", Set.of(purpose), Set.of("canary"));
  }

  private static Model model(State state) {
    return new Model(
        "canary", state, Location.LOCAL, true, Risk.LOW, Set.of("TREAT"), Set.of(), Set.of());
  }
}
