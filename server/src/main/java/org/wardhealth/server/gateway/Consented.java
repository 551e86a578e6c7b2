package org.wardhealth.server.gateway;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.wardhealth.consent.Actor;
import org.wardhealth.consent.Coding;
import org.wardhealth.consent.ConsentAnswer;
import org.wardhealth.consent.ConsentDefaults;
import org.wardhealth.consent.ConsentQuestion;
import org.wardhealth.consent.ResidualRule;
import org.wardhealth.consent.Ruling;
import org.wardhealth.policy.ConsentState;
import org.wardhealth.policy.Question.WithoutConsent;
import org.wardhealth.server.consent.Consents;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.vault.Subject;

/**
 * Whether the patient agreed that a model is asked about them.
 *
 * <p>Asked is for processing by AI, and for a model that runs elsewhere for disclosure to its
 * vendor. A permit that leaves out part of the patient's data is taken as a refusal: what part a
 * text holds is not known here.
 */
final class Consented implements ConsentSource {
  /** The system of the identifiers by which a consent can name an application. */
  static final String APPLICATIONS = "https://wardhealth.org/fhir/NamingSystem/application";

  private final Consents consents;
  private final Models models;
  private final Clock clock;

  Consented(Consents consents, Models models, Clock clock) {
    this.consents = consents;
    this.models = models;
    this.clock = clock;
  }

  /**
   * The rules that permit it.
   *
   * @throws Refusal with {@link ErrorCode#CONSENT_DENIED}
   */
  List<String> apply(Subject patient, Client client, Purpose purpose, Model model) {
    return apply(patient, actor(client), purpose, model);
  }

  /** The same for anybody whom a consent can name. */
  List<String> apply(Subject patient, Actor actor, Purpose purpose, Model model) {
    String action = models.local(model) ? "ai-processing" : "ai-external-disclosure";
    ConsentAnswer answer = consents.answer(patient, question(actor, purpose, Coding.ai(action)));
    Ruling ruling = ConsentDefaults.BUILT_IN.decide(answer, purpose.name());
    if (ruling != Ruling.PERMIT) {
      throw refusal(
          answer.deciding().isEmpty()
              ? "No consent of the patient permits it for "
                  + purpose
                  + ", and without one it is not permitted."
              : "The patient's consent does not permit it: " + provisions(answer) + ".");
    }
    Optional<ResidualRule> part =
        answer.residual().stream().filter(ResidualRule::forbid).findFirst();
    if (part.isPresent()) {
      throw refusal(
          "The patient's consent leaves out part of the data (Consent/"
              + part.get().consent()
              + " "
              + part.get().path()
              + "), and Ward cannot tell whether this text holds any of it.");
    }
    return List.of(
        answer.decision() == Ruling.NONE
            ? "consent-default:" + purpose
            : "consent:" + provisions(answer).replace(' ', '#').replace(",#", ","));
  }

  /** What the policies are told, so that they can be stricter than the consents. */
  @Override
  public Said of(Optional<Subject> patient, Client client, Purpose purpose, Model model) {
    return of(patient, actor(client), purpose);
  }

  /** The same for anybody whom a consent can name. */
  Said of(Optional<Subject> patient, Actor actor, Purpose purpose) {
    return patient
        .map(
            subject ->
                new Said(
                    consents.state(subject, question(actor, purpose, Coding.action("use"))),
                    without(purpose)))
        .orElseGet(() -> new Said(ConsentState.NONE, WithoutConsent.PERMIT));
  }

  /** What holds where no consent speaks. */
  static WithoutConsent without(Purpose purpose) {
    return ConsentDefaults.BUILT_IN.of(purpose.name()) == Ruling.PERMIT
        ? WithoutConsent.PERMIT
        : WithoutConsent.DENY;
  }

  private ConsentQuestion question(Actor actor, Purpose purpose, Coding action) {
    return new ConsentQuestion(
        Coding.purpose(purpose.name()), action, actor, clock.instant(), Optional.empty());
  }

  /** A person, who asks by way of an application. */
  static Actor actor(String person, Client by) {
    return new Actor(
        Set.of("Practitioner/" + person, "Device/" + by.id()),
        Set.of(),
        Set.of(),
        Set.of(APPLICATIONS + "|" + by.id()),
        Set.of());
  }

  /** An application. */
  static Actor actor(Client client) {
    return new Actor(
        Set.of("Device/" + client.id()),
        Set.of(),
        Set.of(),
        Set.of(APPLICATIONS + "|" + client.id()),
        Set.of());
  }

  private static Refusal refusal(String why) {
    return new Refusal(
        ErrorCode.CONSENT_DENIED,
        why
            + " Only the patient, or who may speak for them, can change that: ask them, or the"
            + " office that keeps consents.");
  }

  private static String provisions(ConsentAnswer answer) {
    return answer.deciding().stream()
        .limit(5)
        .map(ConsentAnswer.Deciding::toString)
        .collect(Collectors.joining(", "));
  }
}
