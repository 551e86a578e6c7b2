package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.consent.Consent;
import org.wardhealth.consent.ConsentText;
import org.wardhealth.consent.InvalidConsent;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.consent.Consents;
import org.wardhealth.server.consent.Consents.Stored;
import org.wardhealth.server.consent.StaleConsent;
import org.wardhealth.server.consent.UnknownPatient;
import org.wardhealth.server.identity.Proved;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Subject;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /fhir/Consent}: what patients agreed to (IHE ITI-108). A consent with problems is refused
 * with all of them, each with its place. Every access is in the ledger before it happens.
 */
@RestController
@RequestMapping("/fhir/Consent")
final class ConsentDoor {
  private static final int MAX_CONSENT_BYTES = 1 << 20;
  private static final Pattern VERSION = Pattern.compile("(?:W/)?\"([0-9]{1,9})\"");

  private final Identify identify;
  private final Consents consents;
  private final Audit audit;
  private final Clock clock;
  private final LongSupplier nanos;

  ConsentDoor(Identify identify, Consents consents, Audit audit, Clock clock, LongSupplier nanos) {
    this.identify = identify;
    this.consents = consents;
    this.audit = audit;
    this.clock = clock;
    this.nanos = nanos;
  }

  @PostMapping
  void create(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        response,
        () -> {
          Proved by = permitted(request);
          Stored stored = consents.create(body(request), Recorder.who(by));
          response.setHeader("Location", "/fhir/Consent/" + stored.id());
          send(response, 201, stored);
        });
  }

  @GetMapping("/{id}")
  void read(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        response,
        () -> {
          Proved by = permitted(request);
          Stored stored = consents.get(id).orElseThrow(ConsentDoor::unknown);
          recordRead(stored.subject(), by);
          send(response, 200, stored);
        });
  }

  /** What was agreed, in plain words for the patient: {@code ?lang=en} or {@code es}. */
  @GetMapping("/{id}/$text")
  void text(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        response,
        () -> {
          Proved by = permitted(request);
          Stored stored = consents.get(id).orElseThrow(ConsentDoor::unknown);
          recordRead(stored.subject(), by);
          String language = Optional.ofNullable(request.getParameter("lang")).orElse("en");
          Consent consent = Consent.parse(Json.MAPPER.writeValueAsBytes(stored.resource()));
          byte[] text = ConsentText.in(language).of(consent).getBytes(StandardCharsets.UTF_8);
          response.setContentType("text/plain;charset=UTF-8");
          response.setHeader("Cache-Control", "no-store");
          response.setContentLength(text.length);
          response.getOutputStream().write(text);
        });
  }

  @PutMapping("/{id}")
  void update(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        response,
        () -> {
          Proved by = permitted(request);
          OptionalInt expected = expected(request);
          send(
              response,
              200,
              consents
                  .update(id, expected, body(request), Recorder.who(by))
                  .orElseThrow(ConsentDoor::unknown));
        });
  }

  @DeleteMapping("/{id}")
  void delete(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        response,
        () -> {
          Proved by = permitted(request);
          if (!consents.withdraw(id, expected(request), Recorder.who(by))) {
            throw unknown();
          }
          response.setStatus(204);
        });
  }

  @GetMapping
  void search(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        response,
        () -> {
          Proved by = permitted(request);
          PatientId patient = patient(request);
          List<Stored> found = consents.of(patient);
          Optional<String> status = Optional.ofNullable(request.getParameter("status"));
          ObjectNode bundle = Json.MAPPER.createObjectNode();
          bundle.put("resourceType", "Bundle").put("type", "searchset");
          ArrayNode entries = Json.MAPPER.createArrayNode();
          for (Stored stored : found) {
            if (status.isEmpty()
                || List.of(status.get().split(",", -1))
                    .contains(stored.resource().path("status").asString())) {
              ObjectNode entry = entries.addObject();
              entry.put("fullUrl", "/fhir/Consent/" + stored.id());
              entry.set("resource", stored.resource());
              entry.putObject("search").put("mode", "match");
            }
          }
          bundle.put("total", entries.size());
          if (!entries.isEmpty()) {
            bundle.set("entry", entries);
          }
          consents.subject(patient).ifPresent(subject -> recordRead(subject, by));
          Http.send(response, 200, FhirDoor.FHIR_JSON, bundle);
        });
  }

  private static PatientId patient(HttpServletRequest request) {
    return Optional.ofNullable(request.getParameter("patient"))
        .map(p -> p.startsWith("Patient/") ? p.substring("Patient/".length()) : p)
        .flatMap(PatientId::parse)
        .orElseThrow(
            () ->
                new Refusal(
                    ErrorCode.MISSING_FIELD,
                    "Say whose consents: ?patient= and a FHIR Patient id.",
                    "patient"));
  }

  private Proved permitted(HttpServletRequest request) {
    Proved by = identify.aboutAnyone(Credential.of(request));
    if (!by.client().rights().contains(Right.CONSENTS)) {
      throw new Refusal(
          ErrorCode.RIGHT_MISSING,
          "The application '"
              + by.client().name()
              + "' may not touch consents. An operator gives that right with"
              + " 'ward client add --may consents'.");
    }
    return by;
  }

  private byte[] body(HttpServletRequest request) {
    byte[] json = new HttpBody(request, MAX_CONSENT_BYTES, nanos).read();
    Ask.parse(json);
    return json;
  }

  private static OptionalInt expected(HttpServletRequest request) {
    Optional<String> header = Optional.ofNullable(request.getHeader("If-Match"));
    if (header.isEmpty()) {
      return OptionalInt.empty();
    }
    Matcher version = VERSION.matcher(header.get());
    if (!version.matches()) {
      throw new Refusal(
          ErrorCode.INVALID_FIELD, "If-Match is a version such as W/\"3\".", "If-Match");
    }
    return OptionalInt.of(Integer.parseInt(version.group(1)));
  }

  private void recordRead(Subject subject, Proved by) {
    audit.record(
        new Entry.PatientTouched(
            "read", subject.pseudonym().value(), Recorder.who(by), clock.instant()));
  }

  private static void send(HttpServletResponse response, int status, Stored stored)
      throws IOException {
    response.setHeader("ETag", "W/\"" + stored.version() + "\"");
    Http.send(response, status, FhirDoor.FHIR_JSON, stored.resource());
  }

  private static Refusal unknown() {
    return new Refusal(ErrorCode.NOT_FOUND, "Ward has no such consent.");
  }

  private static void answer(HttpServletResponse response, Deed deed) throws IOException {
    FhirDoor.answer(
        response,
        () -> {
          try {
            deed.run();
          } catch (InvalidConsent e) {
            problems(response, e);
          } catch (UnknownPatient e) {
            throw new Refusal(
                ErrorCode.PATIENT_UNKNOWN,
                "Ward does not know the patient of this consent, or it was another's before: send"
                    + " the FHIR Patient first, with PUT /fhir/Patient/{id}.",
                "Consent.patient");
          } catch (StaleConsent e) {
            throw new Refusal(
                ErrorCode.CONSENT_CHANGED,
                "The consent is at version "
                    + e.version()
                    + ". Read it again, then change what is there now.");
          }
        });
  }

  /** All problems, each an issue. */
  private static void problems(HttpServletResponse response, InvalidConsent invalid)
      throws IOException {
    ObjectNode outcome = Json.MAPPER.createObjectNode();
    outcome.put("resourceType", "OperationOutcome");
    ArrayNode issues = outcome.putArray("issue");
    for (InvalidConsent.Problem problem : invalid.problems()) {
      ObjectNode issue = issues.addObject();
      issue.put("severity", "error").put("code", "invalid");
      issue.putObject("details").put("text", ErrorCode.INVALID_FIELD.code());
      issue.put("diagnostics", problem.toString());
      issue.putArray("expression").add(problem.expression());
    }
    Http.send(response, ErrorCode.INVALID_FIELD.status(), FhirDoor.FHIR_JSON, outcome);
  }

  /** What a request does. */
  private interface Deed {
    void run() throws IOException, InvalidConsent;
  }
}
