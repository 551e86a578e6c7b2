package org.wardhealth.server.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.wardhealth.consent.Actor;
import org.wardhealth.consent.ConsentAnswer;
import org.wardhealth.consent.Ruling;
import org.wardhealth.consent.Sensitivities;
import org.wardhealth.labels.Labels;
import org.wardhealth.policy.ConsentState;
import org.wardhealth.policy.ConsentState.Word;
import org.wardhealth.policy.Question;
import org.wardhealth.policy.Question.Action;
import org.wardhealth.policy.Question.Auth;
import org.wardhealth.policy.Question.BreakGlass;
import org.wardhealth.policy.Question.Principal;
import org.wardhealth.policy.Question.Use;
import org.wardhealth.policy.Question.WithoutConsent;
import org.wardhealth.server.gateway.Exchange.Identified;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Glass;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.models.Card;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.vault.Subject;

/**
 * What is known where something is decided: who asks and what that proved, what for, about whom, of
 * which model, what the patient agreed to, what the data hold.
 *
 * <p>Filled once for each decision, by {@link Decide#facts}. {@link Consented} and {@link
 * Permission} read it and look up nothing, so no two layers decide on different facts.
 *
 * @param decision its id, which is the exchange's
 * @param action what is done with the model
 * @param patient nothing where the purpose is not about one patient
 */
record Facts(
    String decision,
    Caller caller,
    Action action,
    Purpose purpose,
    Model model,
    Optional<Subject> patient,
    Data data,
    Relation relation,
    Optional<BreakGlass> breakGlass,
    Agreed agreed) {

  /**
   * Who asks.
   *
   * @param principal as policies know them
   * @param actor as consents name them
   * @param auth what the credential proved
   */
  record Caller(Principal principal, Actor actor, Auth auth) {
    /** Who asks in an exchange: the application, or a person who broke the glass. */
    static Caller of(Identified identified, Optional<Glass> broken) {
      return broken
          .map(glass -> person(glass, identified))
          .orElseGet(() -> application(identified.client(), identified.proved().bound()));
    }

    /**
     * A person who broke the glass and now asks by way of an application. What they proved is what
     * they had proved when they broke it: the time that it holds for begins then.
     */
    private static Caller person(Glass glass, Identified by) {
      Set<String> roles = new TreeSet<>();
      glass.person().roles(by.arrived().at()).forEach(role -> roles.add(role.code()));
      return new Caller(
          new Question.User(glass.person().id(), roles, true, "", false),
          Consented.actor(glass.person().id(), by.client()),
          new Auth(
              2,
              glass.phishingResistant(),
              glass.proofAge().toSeconds(),
              by.proved().bound(),
              false));
    }

    /** An application, as its key proves it with each request. */
    static Caller application(Client client) {
      return application(client, client.certificate().isPresent());
    }

    private static Caller application(Client client, boolean bound) {
      Set<String> purposes = new TreeSet<>();
      client.purposes().forEach(purpose -> purposes.add(purpose.name()));
      return new Caller(
          new Question.Client(client.id(), Set.of(), true, "", purposes, client.models()),
          Consented.actor(client),
          new Auth(1, bound, 0, bound, false));
    }

    /** A person of whom an application says this. */
    static Caller person(Evaluation.Asks.Person person, Client by) {
      return new Caller(
          new Question.User(person.id(), person.roles(), person.active(), "", person.trained()),
          Consented.actor(person.id(), by),
          person.auth());
    }
  }

  /**
   * What the data hold.
   *
   * @param labels sensitivities: codes of v3-ActCode
   * @param confidentiality U=0 L=1 M=2 N=3 R=4 V=5
   * @param told whether these are all labels that the data have; otherwise they may have others
   */
  record Data(Set<String> labels, int confidentiality, boolean told, boolean deidentified) {
    static final int NORMAL = 3;

    /** Data of which nothing is known. */
    static final Data UNTOLD = new Data(Set.of(), NORMAL, false, false);

    private static final String LABEL = "label:";
    private static final String CONFIDENTIALITY = "confidentiality:";
    private static final String NOT_TOLD = "labels-not-told";

    Data {
      labels = Set.copyOf(labels);
    }

    /** What was told of the words of a request. */
    static Data of(Labels labels) {
      return new Data(labels.codes(), labels.confidentiality(), labels.told(), false);
    }

    /**
     * As the record names them, in codes and never in words: {@code label:HIV}, {@code
     * confidentiality:R} where it is not normal, {@code labels-not-told} where there may be others.
     * What a caller states and no code system has could name somebody, so it is left out.
     */
    List<String> rules() {
      List<String> rules = new ArrayList<>();
      labels.stream()
          .filter(Sensitivities::knows)
          .sorted()
          .forEach(label -> rules.add(LABEL + label));
      if (confidentiality != NORMAL) {
        rules.add(CONFIDENTIALITY + Sensitivities.level(confidentiality));
      }
      if (!told) {
        rules.add(NOT_TOLD);
      }
      return List.copyOf(rules);
    }

    /** What a record names. */
    static Data recorded(List<String> rules) {
      Set<String> labels = new TreeSet<>();
      int level = NORMAL;
      for (String rule : rules) {
        if (rule.startsWith(LABEL)) {
          labels.add(rule.substring(LABEL.length()));
        } else if (rule.startsWith(CONFIDENTIALITY)) {
          int said = Sensitivities.level(rule.substring(CONFIDENTIALITY.length()));
          level = said < 0 ? level : said;
        }
      }
      return new Data(labels, level, !rules.contains(NOT_TOLD), false);
    }
  }

  /** How caller and patient stand to each other, and how protected the patient's record is. */
  record Relation(boolean care, boolean vip, boolean ownRecord) {
    /** What permits least where nothing is known. */
    static final Relation UNKNOWN = new Relation(false, false, false);
  }

  /**
   * What the patient's consents say.
   *
   * @param toAi to this model, about all that the patient has; nothing where there is no patient
   * @param toThese the same about these data, where only part of all is permitted and their labels
   *     are told
   * @param state the rest that policies look at
   * @param otherwise what holds for this purpose where no consent speaks
   * @param refusesAi whether any of it is refused by naming AI, be it for part of the data alone
   */
  record Agreed(
      Optional<ConsentAnswer> toAi,
      Optional<ConsentAnswer> toThese,
      ConsentState state,
      Ruling otherwise,
      boolean refusesAi) {
    /** Where no patient could refuse. */
    static final Agreed NOBODY = Agreed.of(ConsentState.NONE, Ruling.PERMIT);

    /** Where policies alone are asked. */
    static Agreed of(ConsentState state, Ruling otherwise) {
      return new Agreed(
          Optional.empty(), Optional.empty(), state, otherwise, state.aiUse() == Word.DENY);
    }
  }

  /** How the record names a broken glass, and who broke it. */
  static List<String> rules(Glass glass) {
    return List.of("glass:" + glass.id(), "glass-of:" + glass.person().id());
  }

  /** A glass as policies know it, with what is left of its time. */
  static BreakGlass broken(Glass glass, Instant now) {
    return new BreakGlass(
        glass.reason().code(),
        glass.textLength(),
        1,
        Duration.between(now, glass.until()).toSeconds());
  }

  /** The facts, as policies are asked with them. */
  Question question() {
    Card card = model.card();
    return new Question(
        caller.principal(),
        action,
        new Question.Model(
            model.id(),
            card.state(),
            card.location(),
            card.agreement(),
            card.risk(),
            card.purposes(),
            Sensitivities.withKinds(card.clearance()),
            card.researchTerms()),
        new Use(
            purpose.name(),
            caller.auth(),
            agreed.state(),
            agreed.otherwise() == Ruling.PERMIT ? WithoutConsent.PERMIT : WithoutConsent.DENY,
            relation.care(),
            relation.vip(),
            relation.ownRecord(),
            data.labels(),
            data.confidentiality(),
            data.deidentified(),
            breakGlass));
  }
}
