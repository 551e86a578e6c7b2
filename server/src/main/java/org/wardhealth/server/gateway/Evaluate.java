package org.wardhealth.server.gateway;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.wardhealth.policy.Decision;
import org.wardhealth.policy.Question.Action;
import org.wardhealth.policy.StepUp;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.gateway.Evaluation.Asks;
import org.wardhealth.server.gateway.Evaluation.Stated;
import org.wardhealth.server.gateway.Exchange.Identified;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Glass;
import org.wardhealth.server.identity.Glasses;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Subject;
import org.wardhealth.server.vault.Vault;

/**
 * What Ward would decide, for a caller that enforces it elsewhere: asks the same registration, the
 * same consents and the same policies as {@link Decide}, and records each answer before it is
 * given.
 *
 * <p>Does not check what the caller states of a person: the caller has {@link
 * org.wardhealth.server.identity.Right#DECIDE} because it is trusted to. Whether the person broke
 * the glass is no statement of the caller's: Ward looks into its own record.
 */
final class Evaluate {
  private static final Set<Action> ACTIONS = Set.of(Action.INFER, Action.EXPLAIN);

  private final Clients clients;
  private final Models models;
  private final Decide decide;
  private final Consented consented;
  private final Permission permission;
  private final Glasses glasses;
  private final Vault vault;
  private final Audit audit;
  private final Clock clock;

  Evaluate(
      Clients clients,
      Models models,
      Decide decide,
      Consented consented,
      Permission permission,
      Glasses glasses,
      Vault vault,
      Audit audit,
      Clock clock) {
    this.clients = clients;
    this.models = models;
    this.decide = decide;
    this.consented = consented;
    this.permission = permission;
    this.glasses = glasses;
    this.vault = vault;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * An answer.
   *
   * @param says why, in words for who asked
   * @param layers which denied: {@code registration}, {@code consent}, or those of the policies
   * @param obligations what the caller must do when it permits
   */
  record Evaluated(
      String id,
      Optional<ErrorCode> code,
      String says,
      Set<String> layers,
      List<String> rules,
      Optional<StepUp> stepUp,
      boolean breakGlassHelps,
      Set<String> obligations) {
    boolean permitted() {
      return code.isEmpty();
    }
  }

  /**
   * Answers, and records the answer.
   *
   * @param id the decision's
   */
  Evaluated apply(Identified by, String id, Evaluation asked) {
    Known known = new Known();
    Evaluated evaluated;
    try {
      evaluated = evaluated(by, id, asked, known);
    } catch (Refusal e) {
      evaluated =
          new Evaluated(
              id,
              Optional.of(e.code()),
              Objects.requireNonNullElse(e.getMessage(), e.code().code()),
              Set.of(e.code() == ErrorCode.CONSENT_DENIED ? "consent" : "registration"),
              e.rules(),
              Optional.empty(),
              known.glassHelps,
              Set.of());
    }
    audit.record(
        new Entry.Evaluated(
            clock.instant(),
            id,
            by.arrived().door().path(),
            Recorder.who(by.proved()),
            switch (asked.asks()) {
              case Asks.Application _ -> "application";
              case Asks.Person _ -> "user";
              case Asks.Other _ -> "other";
            },
            known.subject,
            known.action.map(Action::word),
            new Entry.Basis(
                known.purpose.map(Purpose::name),
                known.patient.map(patient -> patient.pseudonym().value()),
                Optional.empty(),
                known.model.map(Model::id),
                known.model.flatMap(Model::digest),
                known.model.map(Model::provider),
                evaluated.permitted() ? "permit" : "deny",
                evaluated.rules()),
            evaluated.code().map(ErrorCode::code)));
    return evaluated;
  }

  /** What of a question turned out to be known here: nothing else of it is recorded. */
  private static final class Known {
    private Optional<String> subject = Optional.empty();
    private Optional<Action> action = Optional.empty();
    private Optional<Model> model = Optional.empty();
    private Optional<Purpose> purpose = Optional.empty();
    private Optional<Subject> patient = Optional.empty();
    private boolean glassHelps;
  }

  /** Who asks, as policies and consents know them. */
  private record Party(Facts.Caller caller, Optional<Client> application) {}

  private Evaluated evaluated(Identified by, String id, Evaluation asked, Known known) {
    Party party = party(by.client(), asked.asks(), known);
    Action action = action(asked.action());
    known.action = Optional.of(action);
    Model model = model(asked, party);
    known.model = Optional.of(model);
    Stated stated = asked.stated();
    Purpose purpose = purpose(stated, party);
    known.purpose = Optional.of(purpose);
    if (purpose.aboutOnePatient() && stated.context().patient().isEmpty()) {
      throw new Refusal(
          ErrorCode.PATIENT_MISSING,
          "Say in context.patient whose data they are: a FHIR Patient id. Only purposes that are"
              + " not about one patient can do without.");
    }
    Optional<Subject> patient =
        decide.patient(stated.context(), purpose).map(Patients.Known::subject);
    known.patient = patient;
    Optional<Glass> glass = glass(asked.asks(), purpose, patient);
    Facts facts =
        decide.facts(
            id,
            party.caller(),
            action,
            purpose,
            model,
            patient,
            stated.data(),
            stated.relation(),
            glass.map(one -> Facts.broken(one, by.arrived().at())));
    Decision decision = permission.ask(facts);
    known.glassHelps = decision.breakGlassHelps() && consented.overridable(facts);
    List<String> rules = new ArrayList<>(consented.require(facts));
    glass.ifPresent(one -> rules.addAll(Facts.rules(one)));
    return switch (decision.outcome()) {
      case PERMIT -> answer(id, Optional.empty(), decision, rules);
      case DENY -> answer(id, Optional.of(ErrorCode.POLICY_DENIED), decision, List.of());
      case UNAVAILABLE ->
          answer(id, Optional.of(ErrorCode.POLICY_UNAVAILABLE), decision, List.of());
    };
  }

  /**
   * The glass that the person broke on Ward's page for this patient. What the caller says of one is
   * not asked for: Ward keeps the record of it.
   */
  private Optional<Glass> glass(Asks asks, Purpose purpose, Optional<Subject> patient) {
    return asks instanceof Asks.Person person && purpose.emergency()
        ? patient.flatMap(subject -> glasses.find(person.id(), subject.pseudonym()))
        : Optional.empty();
  }

  private static Evaluated answer(
      String id, Optional<ErrorCode> code, Decision decision, List<String> before) {
    List<String> rules = new ArrayList<>(before);
    rules.addAll(decision.ids());
    rules.add("policies:" + decision.digest());
    return new Evaluated(
        id,
        code,
        decision.says(),
        decision.outcome() == Decision.Outcome.DENY ? Permission.layers(decision) : Set.of(),
        List.copyOf(rules),
        decision.stepUp(),
        decision.breakGlassHelps(),
        new TreeSet<>(decision.obligations()));
  }

  private Party party(Client by, Asks asks, Known known) {
    return switch (asks) {
      case Asks.Application named -> {
        Client client =
            clients.list().stream()
                .filter(one -> one.id().equals(named.name()) || one.name().equals(named.name()))
                .findFirst()
                .orElseThrow(
                    () ->
                        new Refusal(
                            ErrorCode.NOT_FOUND,
                            "Ward knows no application by this id or name, or its key was"
                                + " revoked."));
        known.subject = Optional.of(client.id());
        yield new Party(Facts.Caller.application(client), Optional.of(client));
      }
      case Asks.Person person -> {
        known.subject =
            Optional.of(HexFormat.of().formatHex(vault.keyedHash("user", person.id()), 0, 16));
        yield new Party(Facts.Caller.person(person, by), Optional.empty());
      }
      case Asks.Other _ ->
          throw new Refusal(
              ErrorCode.INVALID_FIELD, "subject.type is 'application' or 'user' here.");
    };
  }

  private static Action action(String word) {
    return Arrays.stream(Action.values())
        .filter(ACTIONS::contains)
        .filter(action -> action.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(ErrorCode.INVALID_FIELD, "action.name is 'infer' or 'explain' here."));
  }

  private Model model(Evaluation asked, Party party) {
    if (!asked.type().equals("model")) {
      throw new Refusal(ErrorCode.INVALID_FIELD, "resource.type is 'model' here.");
    }
    Model model =
        models
            .find(asked.id())
            .orElseThrow(
                () ->
                    new Refusal(
                        ErrorCode.MODEL_NOT_FOUND,
                        "Ward offers no model by this name. GET /v1/models lists those that there"
                            + " are."));
    if (party.application().filter(client -> !client.mayAsk(model.id())).isPresent()) {
      throw new Refusal(
          ErrorCode.MODEL_NOT_ALLOWED,
          "The application's registration does not name this model. An operator can give it"
              + " another key with 'ward client add'.");
    }
    Decide.requireOffered(model);
    return model;
  }

  private static Purpose purpose(Stated stated, Party party) {
    if (stated.context().purpose().isEmpty()) {
      throw new Refusal(
          ErrorCode.PURPOSE_MISSING,
          "Say in context.purpose what the data are used for, one of " + Purpose.codes() + ".");
    }
    return party
        .application()
        .map(client -> Decide.purpose(stated.context(), client))
        .orElseGet(() -> Decide.purpose(stated.context()));
  }
}
