package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
  @TempDir private Path home;
  private TestWard ward;

  @BeforeEach
  void start() {
    ward = TestWard.start(home);
  }

  @AfterEach
  void stop() {
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
  void withoutARecordNothingIsReleased() {
    ward.ledger.breakDisk();
    Answer answer = deidentify(request(TestWard.NOTE));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("record_unavailable");
    assertThat(answer.body()).doesNotContain("diabetes");
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
    assertThat(ward.get("/v1/deidentify").status()).isEqualTo(405);
  }

  private String wrong(ObjectNode request) {
    Answer answer = deidentify(request);
    assertThat(answer.status()).isEqualTo(400);
    return answer.last().path("error").path("message").asString();
  }
}
