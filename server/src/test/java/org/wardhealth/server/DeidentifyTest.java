package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/deidentify}: an exchange like any other, with its record before its answer. */
final class DeidentifyTest {
  private static TestWard ward;

  @BeforeAll
  static void start(@TempDir Path home) {
    ward = TestWard.start(home);
  }

  @AfterAll
  static void stop() {
    ward.close();
  }

  private static ObjectNode request(String... texts) {
    ObjectNode request = Json.MAPPER.createObjectNode();
    var input = request.putArray("input");
    List.of(texts).forEach(input::add);
    ObjectNode metadata = request.putObject("metadata");
    metadata.put("patient", TestWard.PATIENT);
    metadata.put("purpose", "HRESCH");
    return request;
  }

  private Answer deidentify(ObjectNode request) {
    return ward.post("/v1/deidentify", request.toString());
  }

  private static List<String> texts(Answer answer) {
    return answer
        .last()
        .path("data")
        .valueStream()
        .map(one -> one.path("text").asString())
        .toList();
  }

  @Test
  void theTextHoldsNoIdentifierAndTheRecordSaysWhatWasTakenOut() {
    long before = ward.durable();
    Answer answer = deidentify(request(TestWard.NOTE, "Ostrander sleeps well."));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(texts(answer)).hasSize(2);
    assertThat(answer.body()).doesNotContain(TestWard.IDENTIFIERS);
    assertThat(answer.body()).contains("type 2 diabetes", "sleeps well");
    JsonNode entry = ward.entriesFrom(before).getLast();
    assertThat(entry.path("type").asString()).isEqualTo("exchange.deidentified");
    assertThat(entry.path("door").asString()).isEqualTo("/v1/deidentify");
    assertThat(entry.path("profile").asString()).isEqualTo("safe-harbor");
    assertThat(entry.path("documents").asInt()).isEqualTo(2);
    assertThat(entry.path("found").path("NAME").asInt()).isEqualTo(2);
    assertThat(entry.path("basis").path("purpose").asString()).isEqualTo("HRESCH");
    assertThat(entry.path("exchange").asString())
        .isEqualTo(answer.header("ward-exchange").orElseThrow());
    assertThat(entry.toString()).doesNotContain(TestWard.IDENTIFIERS);
  }

  @Test
  void withoutARecordNothingIsReleased(@TempDir Path home) {
    try (TestWard broken = TestWard.start(home)) {
      broken.ledger.breakDisk();
      Answer answer = broken.post("/v1/deidentify", request(TestWard.NOTE).toString());
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("record_unavailable");
      assertThat(answer.body()).doesNotContain("diabetes");
    }
  }

  @Test
  void aDataSetGivesThePatientTheSameSurrogatesEveryTimeAndAnotherOneOthers() {
    ObjectNode request = request(TestWard.NOTE);
    request.put("surrogates", "realistic");
    request.put("data_set", "study-1");
    String first = texts(deidentify(request)).getFirst();
    String again = texts(deidentify(request)).getFirst();
    request.put("data_set", "study-2");
    String other = texts(deidentify(request)).getFirst();

    assertThat(first).isEqualTo(again).isNotEqualTo(other);
    assertThat(first).doesNotContain(TestWard.IDENTIFIERS);
  }

  @Test
  void whoLacksTheRightIsToldWhichAndTheRefusalIsRecorded() {
    String key =
        ward.server
            .room(Clients.class)
            .add(
                "readers",
                EnumSet.allOf(Purpose.class),
                Set.of("*"),
                EnumSet.of(Right.PATIENTS),
                new Limits(1_000, 1_000_000))
            .key()
            .revealOnce();
    long before = ward.durable();
    Answer answer =
        ward.send(
            "POST",
            "/v1/deidentify",
            request(TestWard.NOTE).toString(),
            Map.of("Authorization", "Bearer " + key));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("right_missing");
    assertThat(answer.body()).contains("--may deidentify");
    assertThat(ward.entriesFrom(before).getLast().path("code").asString())
        .isEqualTo("right_missing");
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThat(wrong(request().put("input", 7))).contains("'input'");
    assertThat(wrong(request("x").put("profile", "none"))).contains("safe-harbor");
    assertThat(wrong(request("x").put("surrogates", "funny"))).contains("'tags' or 'realistic'");
    assertThat(wrong(request("x").put("data_set", "A B"))).contains("lower-case");
    assertThat(wrong(request("x").put("shout", true))).contains("'shout'");
    assertThat(wrong(request())).contains("one text or more");
    ObjectNode empty = request();
    empty.remove("input");
    assertThat(wrong(empty)).contains("'input' is missing");
    assertThat(ward.get("/v1/deidentify").status()).isEqualTo(405);
  }

  private String wrong(ObjectNode request) {
    Answer answer = deidentify(request);
    assertThat(answer.status()).isEqualTo(400);
    return answer.last().path("error").path("message").asString();
  }

  private static final String OBSERVATION =
      """
      {"resourceType":"Observation","id":"o1","status":"final",
       "code":{"coding":[{"system":"http://loinc.org","code":"2339-0"}]},
       "subject":{"reference":"Patient/p-1"},"effectiveDateTime":"2024-05-06",
       "valueQuantity":{"value":104.50,"unit":"mg/dL"},"secret":"Ostrander",
       "note":[{"text":"Wilhelmina Ostrander, call 617-555-0143."}]}
      """;

  private Answer fhir(String body, String query) {
    return ward.send(
        "POST",
        "/fhir/$de-identify" + query,
        body,
        Map.of(
            "Ward-Patient", TestWard.PATIENT,
            "Ward-Purpose", "HRESCH",
            "Content-Type", "application/fhir+json"));
  }

  @Test
  void aResourceLeavesWithWhatItMeansAndWithoutWhomItIsAbout() {
    long before = ward.durable();
    Answer answer = fhir(OBSERVATION, "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type").orElseThrow()).startsWith("application/fhir+json");
    assertThat(answer.body()).doesNotContain(TestWard.IDENTIFIERS);
    assertThat(answer.body()).contains("2339-0", "104.50", "2024").doesNotContain("2024-05-06");
    JsonNode entry = ward.entriesFrom(before).getLast();
    assertThat(entry.path("type").asString()).isEqualTo("exchange.deidentified");
    assertThat(entry.path("door").asString()).isEqualTo("/fhir/$de-identify");
    assertThat(entry.path("documents").asInt()).isEqualTo(1);
  }

  @Test
  void aPatientHasTheSameNameInTextAndInRecords() {
    ObjectNode request = request("Ostrander sleeps well.");
    request.put("surrogates", "realistic");
    request.put("data_set", "study-1");
    String name = texts(deidentify(request)).getFirst().split(" ", 2)[0];
    Answer answer = fhir(OBSERVATION, "?surrogates=realistic&data-set=study-1");

    assertThat(name).isNotEqualTo("Ostrander");
    assertThat(answer.body()).contains(name);
  }

  @Test
  void whatIsNoFhirIsRefusedAsAnOutcomeThatShowsNothing() {
    Answer answer = fhir("{\"name\":\"Ostrander\"}", "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.last().path("resourceType").asString()).isEqualTo("OperationOutcome");
    assertThat(answer.body()).doesNotContain("Ostrander");
    assertThat(fhir(OBSERVATION, "?profile=none").body()).contains("safe-harbor");
  }

  @Test
  void aParameterThatIsMisspeltOrThereTwiceIsRefused() {
    for (String query : List.of("?data_set=study-1", "?profile=safe-harbor&profile=none")) {
      Answer answer = fhir(OBSERVATION, query);
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.last().path("resourceType").asString()).isEqualTo("OperationOutcome");
    }
    assertThat(fhir(OBSERVATION, "?data_set=study-1").body()).contains("data-set");
  }
}
