package org.wardhealth.server.gateway;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.wardhealth.consent.Actor;
import org.wardhealth.consent.AskedData;
import org.wardhealth.consent.Coding;
import org.wardhealth.consent.ConsentAnswer;
import org.wardhealth.consent.ConsentQuestion;
import org.wardhealth.consent.PatientConsents;
import org.wardhealth.consent.ResidualRule;
import org.wardhealth.consent.Ruling;
import org.wardhealth.server.consent.Consents;
import org.wardhealth.server.gateway.Facts.Agreed;
import org.wardhealth.server.gateway.Facts.Data;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.vault.Subject;

/**
 * Whether the patient agreed that a model is asked about them.
 *
 * <p>Asked is for processing by AI, and for a model that runs elsewhere for disclosure to its
 * vendor. A permit that leaves out part of the patient's data is asked again about the labels that
 * these data have; where they cannot be told, it is taken as a refusal.
 */
final class Consented {
  /** The system of the identifiers by which a consent can name an application. */
  static final String APPLICATIONS = "https://wardhealth.org/fhir/NamingSystem/application";

  private static final List<String> LEVELS = List.of("U", "L", "M", "N", "R", "V");

  private final Consents consents;
  private final Models models;
  private final Clock clock;

  Consented(Consents consents, Models models, Clock clock) {
    this.consents = consents;
    this.models = models;
    this.clock = clock;
  }

  /** What the patient's consents say now, for {@link Facts}; they are looked up once. */
  Agreed agreed(Optional<Subject> patient, Actor actor, Purpose purpose, Model model, Data data) {
    return patient
        .map(subject -> agreed(consents.standing(subject), actor, purpose, model, data))
        .orElse(Agreed.NOBODY);
  }

  private Agreed agreed(
      PatientConsents standing, Actor actor, Purpose purpose, Model model, Data data) {
    String action = models.local(model) ? "ai-processing" : "ai-external-disclosure";
    ConsentQuestion question =
        new ConsentQuestion(
            Coding.purpose(purpose.name()),
            Coding.ai(action),
            actor,
            clock.instant(),
            Optional.empty());
    ConsentAnswer toAi = standing.evaluate(question);
    return new Agreed(
        Optional.of(toAi),
        leftOut(toAi).isPresent() && data.told()
            ? Optional.of(standing.evaluate(question.about(asked(data))))
            : Optional.empty(),
        Consents.state(standing, question),
        consents.defaults().of(purpose.name()));
  }

  /** What holds for a purpose where no consent speaks. */
  Ruling otherwise(Purpose purpose) {
    return consents.defaults().of(purpose.name());
  }

  private static AskedData asked(Data data) {
    Set<Coding> labels = new HashSet<>();
    data.labels().forEach(label -> labels.add(Coding.sensitivity(label)));
    if (data.confidentiality() != Data.NORMAL) {
      labels.add(Coding.confidentiality(LEVELS.get(data.confidentiality())));
    }
    return AskedData.PLAIN.withLabels(labels);
  }

  /**
   * The rules that permit it.
   *
   * @throws Refusal with {@link ErrorCode#CONSENT_DENIED}
   */
  List<String> require(Facts facts) {
    if (facts.agreed().toAi().isEmpty()) {
      return List.of();
    }
    ConsentAnswer answer = facts.agreed().toAi().get();
    if (ruling(answer, facts) != Ruling.PERMIT) {
      throw refusal(
          answer.deciding().isEmpty()
              ? "No consent of the patient permits it for "
                  + facts.purpose()
                  + ", and without one it is not permitted."
              : "The patient's consent does not permit it: " + provisions(answer) + ".",
          facts);
    }
    List<String> rules = new ArrayList<>();
    rules.add(
        answer.decision() == Ruling.NONE
            ? "consent-default:" + facts.purpose()
            : "consent:" + provisions(answer).replace(' ', '#').replace(",#", ","));
    Optional<ResidualRule> part = leftOut(answer);
    if (part.isPresent()) {
      requireThese(facts, part.get());
      rules.add("consent-labels");
    }
    return List.copyOf(rules);
  }

  private static void requireThese(Facts facts, ResidualRule part) {
    String leaves =
        "The patient's consent leaves out part of the data (Consent/"
            + part.consent()
            + " "
            + part.path()
            + "), and ";
    ConsentAnswer these =
        facts
            .agreed()
            .toThese()
            .orElseThrow(
                () ->
                    refusal(leaves + "Ward cannot tell whether this text holds any of it.", facts));
    if (ruling(these, facts) != Ruling.PERMIT) {
      throw refusal(
          leaves
              + (facts.data().labels().isEmpty()
                  ? "Ward cannot tell by labels alone whether this text holds any of it."
                  : "this text is labelled "
                      + String.join(", ", facts.data().labels().stream().sorted().toList())
                      + "."),
          facts);
    }
  }

  private static Ruling ruling(ConsentAnswer answer, Facts facts) {
    return answer.decision() == Ruling.NONE ? facts.agreed().otherwise() : answer.decision();
  }

  private static Optional<ResidualRule> leftOut(ConsentAnswer answer) {
    return answer.residual().stream().filter(ResidualRule::forbid).findFirst();
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

  private static Refusal refusal(String why, Facts facts) {
    return new Refusal(
        ErrorCode.CONSENT_DENIED,
        why
            + " Only the patient, or who may speak for them, can change that: ask them, or the"
            + " office that keeps consents.",
        facts.data().rules());
  }

  private static String provisions(ConsentAnswer answer) {
    return answer.deciding().stream()
        .limit(5)
        .map(ConsentAnswer.Deciding::toString)
        .collect(Collectors.joining(", "));
  }
}
