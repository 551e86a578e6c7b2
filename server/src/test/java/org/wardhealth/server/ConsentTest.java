package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.Speech;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A patient's consent decides the very next exchange, streamed or not. */
class ConsentTest {
  private static final String AI =
      """
      "action":[{"coding":[{"system":"https://wardhealth.org/fhir/CodeSystem/ai-consent","code":"ai-processing"}]}]
      """;
  private static final AtomicInteger PATIENTS = new AtomicInteger();
  private static TestWard ward;

  /** Whom this test is about, and nobody else. */
  private final String patient = "whose-" + PATIENTS.incrementAndGet();

  private final String refusesAi =
      consent("active", "\"type\":\"permit\",\"provision\":[{\"type\":\"deny\"," + AI + "}]");
  private final String agrees =
      consent(
          "active",
          """
          "type":"permit","purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}]
          """);

  @BeforeAll
  static void start(@TempDir Path home) {
    ward = TestWard.start(home);
    ward.script(Speech.echo());
  }

  @AfterAll
  static void stop() {
    ward.close();
  }

  @BeforeEach
  void aPatient() {
    String known =
        TestWard.PATIENT_FHIR
            .replace("\"p-1\"", '"' + patient + '"')
            .replace("48213377", patient.replace("whose-", "7000"));
    assertThat(send("PUT", "/fhir/Patient/" + patient, known).status()).isEqualTo(201);
  }

  private String consent(String status, String provision) {
    return """
        {"resourceType":"Consent","status":"%s",
         "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
         "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
         "patient":{"reference":"Patient/%s"},"policy":[{"uri":"https://hospital.example/policy"}],
         "provision":{%s}}
        """
        .formatted(status, patient, provision);
  }

  private Answer send(String method, String path, String body, String... header) {
    return ward.send(
        method, path, body, header.length == 0 ? Map.of() : Map.of(header[0], header[1]));
  }

  private String recorded(String consent) {
    Answer answer = send("POST", "/fhir/Consent", consent);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return Json.MAPPER.readTree(answer.body()).path("id").asString();
  }

  private ObjectNode chat(String text, boolean stream) {
    ObjectNode request = TestWard.chat(text, stream);
    request.withObject("/metadata").put("patient", patient);
    return request;
  }

  private Answer ask(boolean stream) {
    return ward.chat(chat(TestWard.NOTE, stream));
  }

  private void requireDenied(boolean stream) {
    long before = ward.durable();
    Answer answer = ask(stream);
    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("consent_denied").doesNotContain("Ostrander");
    assertThat(ward.entriesFrom(before))
        .extracting(entry -> entry.path("type").asString())
        .containsExactly("exchange.refuse");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRefusalOfAiHoldsForTheNextExchangeAndItsWithdrawalToo(boolean stream) {
    assertThat(ask(stream).status()).isEqualTo(200);
    String id = recorded(refusesAi);
    requireDenied(stream);
    assertThat(ask(stream).body()).contains("Consent/" + id + " provision.provision[0]");
    assertThat(send("DELETE", "/fhir/Consent/" + id, "").status()).isEqualTo(204);
    assertThat(ask(stream).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConsentThatIsWithdrawnPermitsNothingThatNeedsIt(boolean stream) {
    String research = agrees.replace("TREAT", "HRESCH");
    ObjectNode request = chat(TestWard.NOTE, stream);
    request.withObject("/metadata").put("purpose", "HRESCH");
    long before = ward.durable();
    assertThat(ward.chat(request).body()).contains("consent_denied");
    String id = recorded(research);
    assertThat(ward.chat(request).status()).isEqualTo(200);
    Answer withdrawn =
        send(
            "PUT",
            "/fhir/Consent/" + id,
            research.replace("\"active\"", "\"inactive\""),
            "If-Match",
            "W/\"1\"");
    assertThat(withdrawn.status()).as(withdrawn.body()).isEqualTo(200);
    assertThat(ward.chat(request).body()).contains("consent_denied");
    assertThat(ward.entriesFrom(before))
        .extracting(entry -> entry.path("type").asString())
        .contains("consent.recorded", "consent.withdrawn");
  }

  private String withholds(String label) {
    return consent(
        "active",
        """
        "type":"permit","provision":[{"type":"deny","securityLabel":[
          {"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"%s"}]}]
        """
            .formatted(label));
  }

  private Answer askBuiltIn(String text) {
    ObjectNode request = chat(text, false);
    request.put("model", TestWard.LOCAL);
    return ward.chat(request);
  }

  @Test
  void partOfTheDataWithheldIsNotLetThroughAndTheRestIs() {
    recorded(withholds("HIV"));
    assertThat(ask(false).status()).isEqualTo(200);
    assertThat(ask(true).status()).isEqualTo(200);
    Answer denied = askBuiltIn(TestWard.NOTE + " She has HIV and takes Biktarvy.");
    assertThat(denied.code()).isEqualTo("consent_denied");
    assertThat(denied.body()).contains("labelled HIV").doesNotContain("Biktarvy");
    JsonNode refused =
        ward.entries().stream()
            .filter(entry -> entry.path("type").asString().equals("exchange.refuse"))
            .reduce((first, last) -> last)
            .orElseThrow();
    assertThat(refused.at("/basis/rules").toString())
        .as("and the entry says it")
        .contains("label:HIV");
    assertThat(refused.toString()).doesNotContain("Biktarvy");
    assertThat(askBuiltIn(TestWard.NOTE + " She drinks: alcohol use disorder.").status())
        .isEqualTo(200);
  }

  @Test
  void whatIsWithheldHoldsForItsKinds() {
    recorded(withholds("ETH"));
    assertThat(askBuiltIn("Opioid use disorder, on Suboxone.").code()).isEqualTo("consent_denied");
  }

  @Test
  void whatIsWithheldByItsLevelHoldsForWhatSaysThatOfItself() {
    recorded(withholds("V").replace("CodeSystem/v3-ActCode", "CodeSystem/v3-Confidentiality"));
    String condition =
        """
        {"resourceType":"Condition","meta":{"security":[{"code":"%s",
          "system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality"}]}}
        """;
    assertThat(askBuiltIn(condition.formatted("V")).code()).isEqualTo("consent_denied");
    Answer normal = askBuiltIn(condition.formatted("N"));
    assertThat(normal.status()).as(normal.body()).isEqualTo(200);
  }

  @Test
  void whereTheLabelsCannotBeToldPartWithheldIsAllWithheld() {
    recorded(withholds("HIV"));
    assertThat(askBuiltIn("Пациент поступил в отделение с жалобами на боль в груди.").code())
        .isEqualTo("consent_denied");
  }

  @Test
  void everyProblemOfAConsentIsAnIssueWithItsPlace() {
    Answer answer =
        send("POST", "/fhir/Consent", consent("active", "\"type\":\"x\",\"colour\":\"red\""));
    assertThat(answer.status()).isEqualTo(400);
    JsonNode outcome = Json.MAPPER.readTree(answer.body());
    assertThat(outcome.path("resourceType").asString()).isEqualTo("OperationOutcome");
    assertThat(outcome.path("issue").valueStream())
        .extracting(issue -> issue.path("expression").path(0).asString())
        .containsExactly("Consent.provision", "Consent.provision.type");
  }

  @Test
  void aConsentOfAnUnknownPatientIsRefused() {
    Answer answer = send("POST", "/fhir/Consent", agrees.replace(patient, "nobody"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("patient_unknown");
  }

  @Test
  void aConsentIsReadFoundAndChangedOnlyAtItsVersion() {
    String id = recorded(agrees);
    Answer read = send("GET", "/fhir/Consent/" + id, "");
    assertThat(read.status()).isEqualTo(200);
    assertThat(Json.MAPPER.readTree(read.body()).at("/meta/versionId").asString()).isEqualTo("1");
    assertThat(send("PUT", "/fhir/Consent/" + id, agrees, "If-Match", "W/\"7\"").status())
        .isEqualTo(412);
    assertThat(send("PUT", "/fhir/Consent/" + id, agrees, "If-Match", "W/\"1\"").status())
        .isEqualTo(200);
    assertThat(send("PUT", "/fhir/Consent/cs-0", agrees).status()).isEqualTo(404);
    assertThat(total("?patient=Patient/" + patient + "&status=active")).isEqualTo(1);
    assertThat(total("?patient=" + patient + "&status=inactive")).isZero();
    assertThat(total("?patient=nobody")).isZero();
    assertThat(send("GET", "/fhir/Consent", "").status()).isEqualTo(400);
  }

  @Test
  void aPatientReadsWhatWasAgreed() {
    String id = recorded(agrees);
    assertThat(send("GET", "/fhir/Consent/" + id + "/$text?lang=es", "").body())
        .contains("Permito el uso de mis datos: para el tratamiento.");
    assertThat(send("GET", "/fhir/Consent/" + id + "/$text", "").body())
        .contains("I permit the use of my data: for treatment.");
  }

  private int total(String query) {
    return Json.MAPPER
        .readTree(send("GET", "/fhir/Consent" + query, "").body())
        .path("total")
        .asInt();
  }

  @Test
  void theEntryStandsBeforeTheChangeAndNamesNobody() {
    String id = recorded(refusesAi);
    List<JsonNode> entries = ward.entries();
    JsonNode entry = entries.getLast();
    assertThat(entry.path("type").asString()).isEqualTo("consent.recorded");
    assertThat(entry.path("consent").asString()).isEqualTo(id);
    assertThat(entry.path("revision").asInt()).isEqualTo(1);
    assertThat(entry.toString()).doesNotContain(patient).doesNotContain("ai-processing");
  }
}
