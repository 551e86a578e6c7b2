package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.wardhealth.policy.Question;
import org.wardhealth.policy.Question.Location;
import org.wardhealth.policy.Question.Risk;
import org.wardhealth.policy.Question.State;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.identity.SignedIn;
import org.wardhealth.server.identity.Token;
import org.wardhealth.server.models.Card;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Subject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A Ward with a model that is elsewhere, at which clinicians break the glass. */
final class GlassWard implements AutoCloseable {
  static final String WHY = "Found unconscious, allergy list needed <b>now</b>";
  static final String AI = "https://wardhealth.org/fhir/CodeSystem/ai-consent";
  static final String LABELS = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
  static final String HIV = TestWard.NOTE + " She has HIV.";
  private static final String FORM = "a-secret-of-this-form";

  /** Approved, elsewhere, and cleared for what some patients withhold. */
  static final Card CARD =
      new Card(
          State.APPROVED,
          Location.PROCESSOR,
          true,
          Risk.MODERATE,
          Question.PURPOSES,
          Set.of("HIV"),
          Set.of());

  final TestWard ward;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger emergencies = new AtomicInteger();

  private GlassWard(Path home) {
    ward = TestWard.in(home).card(CARD).start();
  }

  static GlassWard start(Path home) {
    return new GlassWard(home);
  }

  /** Another patient, and others who care: the first are p-1, grace and petra. */
  Emergency emergency() {
    int number = emergencies.incrementAndGet();
    if (number == 1) {
      return new Emergency(TestWard.PATIENT, "");
    }
    String patient = "g-" + number;
    String known =
        TestWard.PATIENT_FHIR
            .replace("p-1", patient)
            .replace("48213377", "" + (60_000_000 + number));
    assertThat(ward.send("PUT", "/fhir/Patient/" + patient, known, Map.of()).status())
        .isEqualTo(201);
    return new Emergency(patient, "-" + number);
  }

  Person named(String name) {
    return ward.server.room(Accounts.class).named(name).orElseThrow();
  }

  SignedIn signedIn(Token session) {
    return ward.server.room(Sessions.class).find(session).orElseThrow();
  }

  HttpResponse<String> page(Token session, String path, Map<String, String> fields)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + ward.server.url().getPort() + path))
            .header("Cookie", "__Host-ward=" + session.reveal() + "; __Host-ward-form=" + FORM)
            .header("Accept", "text/html");
    if (!fields.isEmpty()) {
      Map<String, String> all = new HashMap<>(fields);
      all.put("csrf", FORM);
      String body =
          String.join(
              "&",
              all.entrySet().stream()
                  .map(field -> field.getKey() + "=" + Forms.encoded(field.getValue()))
                  .toList());
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(BodyPublishers.ofString(body));
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  static String denies(String action) {
    return """
    {"type":"permit","provision":[{"type":"deny",
      "action":[{"coding":[{"system":"%s","code":"%s"}]}]}]}
    """
        .formatted(AI, action);
  }

  JsonNode last(String type) {
    return ward.entries().stream()
        .filter(entry -> entry.path("type").asString().equals(type))
        .reduce((first, later) -> later)
        .orElseThrow();
  }

  static Stream<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString);
  }

  /** A patient in danger, who has not agreed, and a clinician at level 2. */
  final class Emergency {
    final String patient;
    Token grace;
    private final String suffix;
    private Optional<Token> petra = Optional.empty();

    private Emergency(String patient, String suffix) {
      this.patient = patient;
      this.suffix = suffix;
      this.grace = ward.enrolled("grace" + suffix, Role.CLINICIAN);
    }

    /** The session of a privacy officer. */
    Token petra() {
      Token session = petra.orElseGet(() -> ward.enrolled("petra" + suffix, Role.PRIVACY_OFFICER));
      petra = Optional.of(session);
      return session;
    }

    Person clinician() {
      return named("grace" + suffix);
    }

    Person officer() {
      return named("petra" + suffix);
    }

    Subject patient() {
      return ward.server
          .room(Patients.class)
          .find(PatientId.parse(patient).orElseThrow())
          .orElseThrow();
    }

    Map<String, String> asked() {
      return Map.of("patient", patient, "reason", "unconscious", "text", WHY, "minutes", "30");
    }

    /** Breaks the glass on the page; the token that it shows. */
    String broken() throws IOException, InterruptedException {
      HttpResponse<String> answer = page(grace, "/console/glass", asked());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      return Forms.found("id=\"glass-shown\">([^<]+)<", answer.body()).getFirst();
    }

    Answer exchange(String token) {
      return exchange(token, patient, "ETREAT");
    }

    Answer exchange(String token, String patient, String purpose) {
      return exchange(TestWard.NOTE, token, patient, purpose);
    }

    Answer exchange(String note, String token, String patient, String purpose) {
      ObjectNode chat = TestWard.chat(note, false);
      ObjectNode metadata = chat.withObject("/metadata");
      metadata.put("patient", patient);
      metadata.put("purpose", purpose);
      return ward.send(
          "POST",
          "/v1/chat/completions",
          chat.toString(),
          token.isEmpty() ? Map.of() : Map.of("Ward-Break-Glass", token));
    }

    /** One about what some patients withhold. */
    Answer sensitive(String token) {
      return exchange(HIV, token, patient, "ETREAT");
    }

    /** A consent of the patient that denies something. */
    void consent(String provision) {
      String consent =
          """
          {"resourceType":"Consent","status":"active",
           "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
           "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
           "patient":{"reference":"Patient/%s"},"policy":[{"uri":"https://hospital.example/policy"}],
           "provision":%s}
          """
              .formatted(patient, provision);
      Answer stored = ward.post("/fhir/Consent", consent);
      assertThat(stored.status()).as(stored.body()).isEqualTo(201);
    }
  }

  @Override
  public void close() {
    http.close();
    ward.close();
  }
}
