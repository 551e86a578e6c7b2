package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.identity.Proved;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.InvalidPatient;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.SealException;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /fhir/Patient/{id}}: what the hospital knows of a patient, so that it is found in their
 * notes. Errors are FHIR OperationOutcomes. Every access is in the ledger before it happens.
 */
@RestController
@RequestMapping("/fhir")
final class FhirDoor {
  private static final Logger log = LoggerFactory.getLogger(FhirDoor.class);
  static final String FHIR_JSON = "application/fhir+json";
  private static final int MAX_PATIENT_BYTES = 256 * 1024;

  private final Identify identify;
  private final Patients patients;
  private final Audit audit;
  private final Clock clock;
  private final LongSupplier nanos;

  FhirDoor(Identify identify, Patients patients, Audit audit, Clock clock, LongSupplier nanos) {
    this.identify = identify;
    this.patients = patients;
    this.audit = audit;
    this.clock = clock;
    this.nanos = nanos;
  }

  @PutMapping("/Patient/{id}")
  void put(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        response,
        () -> {
          Proved by = permitted(request, id);
          PatientId patient = patient(id);
          ObjectNode resource = Ask.parse(new HttpBody(request, MAX_PATIENT_BYTES, nanos).read());
          Patients.check(patient, resource);
          record("written", patient, by);
          boolean created = patients.put(patient, resource);
          Http.send(response, created ? 201 : 200, FHIR_JSON, resource);
        });
  }

  @GetMapping("/Patient/{id}")
  void get(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        response,
        () -> {
          Proved by = permitted(request, id);
          PatientId patient = patient(id);
          Patients.Resource found = patients.get(patient).orElseThrow(FhirDoor::unknown);
          record("read", patient, by);
          Http.send(response, 200, FHIR_JSON, found.patient());
        });
  }

  @DeleteMapping("/Patient/{id}")
  void delete(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        response,
        () -> {
          Proved by = permitted(request, id);
          PatientId patient = patient(id);
          if (patients.get(patient).isEmpty()) {
            throw unknown();
          }
          record("deleted", patient, by);
          patients.delete(patient);
          response.setStatus(204);
        });
  }

  /** Everything else below {@code /fhir}. */
  @RequestMapping("/**")
  void other(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        response,
        () -> {
          throw new Refusal(
              ErrorCode.NOT_FOUND,
              "Ward answers PUT, GET and DELETE of /fhir/Patient/{id}, POST and GET of /fhir/Consent,"
                  + " GET, PUT and DELETE of /fhir/Consent/{id}, and POST of /fhir/$de-identify.");
        });
  }

  private Proved permitted(HttpServletRequest request, String patient) {
    Proved by = identify.about(Credential.of(request), patient);
    if (!by.client().rights().contains(Right.PATIENTS)) {
      throw new Refusal(
          ErrorCode.RIGHT_MISSING,
          "The application '"
              + by.client().name()
              + "' may not touch what is known of patients. An operator gives that right with"
              + " 'ward client add --may patients'.");
    }
    return by;
  }

  private static PatientId patient(String id) {
    return PatientId.parse(id)
        .orElseThrow(
            () ->
                new Refusal(
                    ErrorCode.INVALID_FIELD, "A FHIR id has 1 to 64 letters, digits, '-' or '.'."));
  }

  private void record(String act, PatientId patient, Proved by) {
    audit.record(
        new Entry.PatientTouched(
            act, patients.subject(patient).pseudonym().value(), Recorder.who(by), clock.instant()));
  }

  private static Refusal unknown() {
    return new Refusal(ErrorCode.NOT_FOUND, "Ward knows no such patient.");
  }

  /** Does it, or answers with what is in the way. */
  static void answer(HttpServletResponse response, Action action) throws IOException {
    try {
      action.run();
    } catch (Refusal e) {
      outcome(response, e);
    } catch (InvalidPatient e) {
      outcome(response, new Refusal(ErrorCode.INVALID_FIELD, e.problem()));
    } catch (AuditUnavailable e) {
      outcome(
          response,
          new Refusal(
              ErrorCode.RECORD_UNAVAILABLE,
              "Ward cannot keep its record now, so nothing was done."));
    } catch (DataAccessException | SealException e) {
      log.error("the state failed: {}", Faults.places(e));
      outcome(
          response,
          new Refusal(ErrorCode.STATE_UNAVAILABLE, "Ward cannot read or write its state now."));
    } catch (RuntimeException e) {
      log.error("an internal error: {}", Faults.places(e));
      outcome(
          response,
          new Refusal(ErrorCode.INTERNAL_ERROR, "Something in Ward failed. Tell the operator."));
    }
  }

  /** An error as FHIR has it. */
  static void outcome(HttpServletResponse response, Refusal refusal) throws IOException {
    ObjectNode outcome = Json.MAPPER.createObjectNode();
    outcome.put("resourceType", "OperationOutcome");
    ObjectNode issue = outcome.putArray("issue").addObject();
    issue.put("severity", "error");
    issue.put(
        "code",
        switch (refusal.code().status()) {
          case 401 -> "login";
          case 403 -> "forbidden";
          case 404 -> "not-found";
          case 503 -> "transient";
          default -> "invalid";
        });
    issue.putObject("details").put("text", refusal.code().code());
    issue.put("diagnostics", refusal.getMessage());
    OpenAiErrors.headers(refusal, response);
    Http.send(response, refusal.code().status(), FHIR_JSON, outcome);
  }

  /** What a request does. */
  interface Action {
    void run() throws IOException;
  }
}
