package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.Erasure;
import org.wardhealth.server.audit.ErasureRefused;
import org.wardhealth.server.audit.Erasures;
import org.wardhealth.server.audit.Ground;
import org.wardhealth.server.identity.Proved;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Pseudonym;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /vault/erasures} and {@code /vault/reidentifications}: what touches the bond between a
 * patient and their pseudonym. Erasures for the operator on this machine and for applications with
 * the right {@code erase}; re-identification for applications with the right {@code reidentify}
 * alone. Errors are RFC 9457 problems.
 */
@RestController
@RequestMapping("/vault")
final class VaultDoor {
  private static final int MAX_BYTES = 16 * 1024;
  private static final String OPERATOR = "operator";

  private final Identify identify;
  private final OperatorDoor.OperatorToken operator;
  private final Erasures erasures;
  private final Patients patients;
  private final Audit audit;
  private final Clock clock;
  private final LongSupplier nanos;

  VaultDoor(
      Identify identify,
      OperatorDoor.OperatorToken operator,
      Erasures erasures,
      Patients patients,
      Audit audit,
      Clock clock,
      LongSupplier nanos) {
    this.identify = identify;
    this.operator = operator;
    this.erasures = erasures;
    this.patients = patients;
    this.audit = audit;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** Why somebody must know who a patient is. */
  enum Reason {
    /** The patient must be told of something, or cared for. */
    CARE,
    /** The patient asks what is held (GDPR, Article 15). */
    ACCESS_REQUEST,
    /** A security or privacy incident. */
    INVESTIGATION,
    /** A court, or an authority, by law. */
    LEGAL_OBLIGATION;

    static String codes() {
      return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }
  }

  @PostMapping("/erasures")
  void erase(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        response,
        () -> {
          String by = eraser(request);
          ObjectNode asked = Ask.parse(new HttpBody(request, MAX_BYTES, nanos).read());
          Erasure erasure =
              erasures.request(
                  PatientId.parse(Fields.string(asked.path("patient"), "patient"))
                      .orElseThrow(
                          () ->
                              new Refusal(
                                  ErrorCode.INVALID_FIELD,
                                  "A FHIR id has 1 to 64 letters, digits, '-' or '.'.",
                                  "patient")),
                  Ground.parse(Fields.string(asked.path("ground"), "ground"))
                      .orElseThrow(
                          () ->
                              new Refusal(
                                  ErrorCode.INVALID_FIELD,
                                  "The ground is one of " + Ground.codes() + ".",
                                  "ground")),
                  reference(asked),
                  by);
          Http.json(response, erasure.state() == Erasure.State.DONE ? 200 : 202, erasure.toJson());
        });
  }

  @PostMapping("/erasures/{id}/approval")
  void approve(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        response, () -> Http.json(response, 200, erasures.approve(id, eraser(request)).toJson()));
  }

  @GetMapping("/erasures")
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        response,
        () -> {
          var _ = eraser(request);
          ObjectNode list = Json.MAPPER.createObjectNode();
          ArrayNode shown = list.putArray("erasures");
          erasures.list().forEach(erasure -> shown.add(erasure.toJson()));
          Http.json(response, 200, list);
        });
  }

  /** The FHIR Patient for whom a pseudonym stands. */
  @PostMapping("/reidentifications")
  void reidentify(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        response,
        () -> {
          Proved by = permitted(request, Right.REIDENTIFY);
          ObjectNode asked = Ask.parse(new HttpBody(request, MAX_BYTES, nanos).read());
          Reason reason = reason(Fields.string(asked.path("reason"), "reason"));
          Optional<String> reference = reference(asked);
          Pseudonym pseudonym =
              Pseudonym.parse(Fields.string(asked.path("pseudonym"), "pseudonym"))
                  .orElseThrow(
                      () ->
                          new Refusal(
                              ErrorCode.INVALID_FIELD,
                              "A pseudonym has 32 hexadecimal digits.",
                              "pseudonym"));
          audit.record(
              new Entry.PatientReidentified(
                  pseudonym.value(), reason.name(), reference, Recorder.who(by), clock.instant()));
          Patients.Resource found =
              patients
                  .behind(pseudonym)
                  .orElseThrow(
                      () ->
                          new Refusal(
                              ErrorCode.NOT_FOUND,
                              "Ward cannot say whom this pseudonym stands for: it is no patient's,"
                                  + " or what was known of the patient was deleted or erased."));
          Http.send(response, 200, FhirDoor.FHIR_JSON, found.patient());
        });
  }

  private String eraser(HttpServletRequest request) throws IOException {
    return operator.admits(request) ? OPERATOR : permitted(request, Right.ERASE).client().id();
  }

  private Proved permitted(HttpServletRequest request, Right right) {
    return identify.require(Credential.of(request), right);
  }

  private static Reason reason(String code) {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.name().equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    ErrorCode.INVALID_FIELD,
                    "The reason is one of " + Reason.codes() + ".",
                    "reason"));
  }

  private static Optional<String> reference(ObjectNode asked) {
    JsonNode given = asked.path("reference");
    if (given.isMissingNode() || given.isNull()) {
      return Optional.empty();
    }
    String reference = Fields.string(given, "reference");
    Erasures.checkReference(reference);
    return Optional.of(reference);
  }

  private static void answer(HttpServletResponse response, Act act) throws IOException {
    Act refusing =
        () -> {
          try {
            act.run();
          } catch (ErasureRefused e) {
            throw new Refusal(ErrorCode.ERASURE_REFUSED, String.valueOf(e.getMessage()));
          }
        };
    Act.answer(response, "nothing was done", refusing.sayingWhatIsWrong());
  }
}
