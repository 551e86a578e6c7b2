package org.wardhealth.server.gateway;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.wardhealth.deid.CompiledIdentity;
import org.wardhealth.policy.Question.Action;
import org.wardhealth.policy.Question.BreakGlass;
import org.wardhealth.server.gateway.Exchange.Asked;
import org.wardhealth.server.gateway.Exchange.Permitted;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Glass;
import org.wardhealth.server.identity.Glasses;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Token;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.models.Operation;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Subject;
import org.wardhealth.server.vault.Vault;

/**
 * Whether this application may ask this model for this purpose about this patient: whether its
 * registration names them, whether the patient is known, and then, on one {@link Facts}, what the
 * consents and the policies say.
 */
final class Decide {
  private final Models models;
  private final Patients patients;
  private final Vault vault;
  private final Glasses glasses;
  private final Consented consented;
  private final Permission permission;
  private final Labelling labelling;

  Decide(
      Models models,
      Patients patients,
      Vault vault,
      Glasses glasses,
      Consented consented,
      Permission permission,
      Labelling labelling) {
    this.models = models;
    this.patients = patients;
    this.vault = vault;
    this.glasses = glasses;
    this.consented = consented;
    this.permission = permission;
    this.labelling = labelling;
  }

  Permitted apply(Asked asked) {
    Client client = asked.identified().client();
    List<String> rules = new ArrayList<>();
    Purpose purpose = purpose(asked.context(), client);
    rules.add("purpose-of-application");
    Model model = model(asked, client);
    rules.add("model-of-application");
    Optional<Patients.Known> patient = patient(asked.context(), purpose);
    rules.add(patient.isPresent() ? "patient-known" : "purpose-without-patient");
    Optional<Glass> glass =
        asked
            .arrived()
            .credential()
            .glass()
            .map(shown -> glass(shown, patient.map(Patients.Known::subject)));
    List<String> broken = glass.map(Facts::rules).orElse(List.of());
    rules.addAll(broken);
    Facts.Data data = Facts.Data.of(labelling.of(asked.request()));
    rules.addAll(data.rules());
    asked.arrived().timings().mark("label");
    Facts facts =
        facts(
            asked.arrived().id(),
            Facts.Caller.of(asked.identified(), glass),
            Action.INFER,
            purpose,
            model,
            patient.map(Patients.Known::subject),
            data,
            Facts.Relation.UNKNOWN,
            glass.map(one -> Facts.broken(one, asked.arrived().at())));
    try {
      rules.addAll(consented.require(facts));
      rules.addAll(permission.require(facts));
    } catch (Refusal e) {
      throw e.also(broken);
    }
    Optional<String> encounter =
        asked
            .context()
            .encounter()
            .map(e -> HexFormat.of().formatHex(vault.keyedHash("encounter", e), 0, 16));
    asked.arrived().timings().mark("decide");
    return new Permitted(
        asked,
        model,
        purpose,
        patient.map(Patients.Known::subject).orElseGet(() -> vault.application(client.id())),
        patient.map(Patients.Known::identity).orElse(CompiledIdentity.NONE),
        encounter,
        data,
        List.copyOf(rules));
  }

  /**
   * The glass that somebody broke on Ward's page, and whose token their software shows.
   *
   * @throws Refusal with {@link ErrorCode#BREAK_GLASS_INVALID}
   */
  private Glass glass(String shown, Optional<Subject> patient) {
    Glass glass =
        Token.parse(shown)
            .flatMap(glasses::find)
            .orElseThrow(
                () ->
                    new Refusal(
                        ErrorCode.BREAK_GLASS_INVALID,
                        "The glass that 'Ward-Break-Glass' shows is not broken, or not any more:"
                            + " its time is over, or its person signed out, is locked, or is no"
                            + " clinician now. Break it at /console/glass."));
    if (patient.map(Subject::pseudonym).filter(glass.patient()::equals).isEmpty()) {
      throw new Refusal(
          ErrorCode.BREAK_GLASS_INVALID,
          "The glass was broken for one patient, and this exchange is not about them: leave the"
              + " header 'Ward-Break-Glass' out, or break the glass for this patient.",
          "metadata.patient");
    }
    return glass;
  }

  /** Everything that the layers look at, looked up once. */
  Facts facts(
      String decision,
      Facts.Caller caller,
      Action action,
      Purpose purpose,
      Model model,
      Optional<Subject> patient,
      Facts.Data data,
      Facts.Relation relation,
      Optional<BreakGlass> breakGlass) {
    return new Facts(
        decision,
        caller,
        action,
        purpose,
        model,
        patient,
        data,
        relation,
        breakGlass,
        consented.agreed(patient, caller.actor(), purpose, model, data));
  }

  /** The purpose that the caller states and the application may have. */
  static Purpose purpose(Context context, Client client) {
    Purpose purpose = purpose(context);
    if (!client.purposes().contains(purpose)) {
      throw new Refusal(
          ErrorCode.PURPOSE_NOT_ALLOWED,
          "The application '"
              + client.name()
              + "' may not use data for "
              + purpose
              + " ("
              + purpose.display()
              + "), only for "
              + String.join(", ", client.purposes().stream().map(Enum::name).sorted().toList())
              + ". An operator can give it another key with 'ward client add'.",
          "metadata.purpose");
    }
    return purpose;
  }

  /** The purpose that the caller states. */
  static Purpose purpose(Context context) {
    String code =
        context
            .purpose()
            .orElseThrow(
                () ->
                    new Refusal(
                        ErrorCode.PURPOSE_MISSING,
                        "Say what the data are used for: header 'Ward-Purpose' or"
                            + " metadata.purpose, one of "
                            + Purpose.codes()
                            + ".",
                        "metadata.purpose"));
    return Purpose.parse(code)
        .orElseThrow(
            () ->
                new Refusal(
                    ErrorCode.PURPOSE_UNKNOWN,
                    "The purpose is not one that Ward knows: "
                        + Purpose.codes()
                        + " (HL7 v3 ActReason).",
                    "metadata.purpose"));
  }

  private Model model(Asked asked, Client client) {
    Operation operation = asked.operation();
    Model model =
        models
            .find(asked.model())
            .orElseThrow(
                () ->
                    new Refusal(
                        ErrorCode.MODEL_NOT_FOUND,
                        "Ward offers no model by this name. GET /v1/models lists those that there"
                            + " are.",
                        "model"));
    if (!client.mayAsk(model.id())) {
      throw new Refusal(
          ErrorCode.MODEL_NOT_ALLOWED,
          "The application '"
              + client.name()
              + "' may not ask '"
              + model.id()
              + "'. An operator can give it another key with 'ward client add'.",
          "model");
    }
    requireOffered(model);
    if (!model.operations().contains(operation)) {
      throw new Refusal(
          ErrorCode.MODEL_NOT_FOUND,
          "'" + model.id() + "' does not answer " + operation.path().substring(1) + ".",
          "model");
    }
    return model;
  }

  /**
   * Asks that nobody suspended a model.
   *
   * @throws Refusal with {@link ErrorCode#MODEL_SUSPENDED}
   */
  static void requireOffered(Model model) {
    if (model.suspension().isPresent()) {
      throw new Refusal(
          ErrorCode.MODEL_SUSPENDED,
          "'"
              + model.id()
              + "' is suspended since "
              + model.suspension().get().at()
              + " ("
              + model.suspension().get().reason()
              + "): ask another model, or whoever runs this Ward when it may be asked again.",
          List.of("model-suspended"));
    }
  }

  /** The patient that the caller names, when the purpose is about one. */
  Optional<Patients.Known> patient(Context context, Purpose purpose) {
    if (context.patient().isEmpty()) {
      if (purpose.aboutOnePatient()) {
        throw new Refusal(
            ErrorCode.PATIENT_MISSING,
            "Say whose data they are: header 'Ward-Patient' or metadata.patient, a FHIR Patient id."
                + " Only purposes that are not about one patient can do without.",
            "metadata.patient");
      }
      return Optional.empty();
    }
    Optional<Patients.Known> known =
        PatientId.parse(context.patient().get()).flatMap(patients::known);
    if (known.isEmpty()) {
      throw new Refusal(
          ErrorCode.PATIENT_UNKNOWN,
          "Ward does not know this patient: send the FHIR Patient first, with PUT /fhir/Patient/{id}.",
          "metadata.patient");
    }
    return known;
  }
}
