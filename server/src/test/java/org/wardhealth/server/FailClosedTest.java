package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.deid.BrokenDeid;
import org.wardhealth.deid.Deid;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.guard.BrokenGuard;
import org.wardhealth.server.guard.Guard;
import org.wardhealth.server.guard.Passage.Channel;
import org.wardhealth.server.identity.ApiKey;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.Speech;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Promise 2: an error denies, and what Ward cannot protect is refused, in OpenAI's form, with its
 * documented code, an entry in the ledger, and nothing sent to the model.
 */
final class FailClosedTest {
  @TempDir private static Path shared;
  @TempDir private Path home;
  private static TestWard ward;

  @BeforeAll
  static void start() {
    ward = TestWard.start(shared);
  }

  @AfterAll
  static void stop() {
    ward.close();
  }

  /** Fields of a chat request, or in place of some of it, and the code that they earn. */
  static Stream<Arguments> refused() {
    String call =
        "{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"%s}%s}";
    return Stream.of(
        arguments("\"x_new\":1", "unknown_field"),
        arguments("\"functions\":[]", "unknown_field"),
        arguments("\"top_logprobs\":3", "unknown_field"),
        arguments("\"Wilhelmina Ostrander\":1", "unknown_field"),
        arguments("\"617-555-0143\":1", "unknown_field"),
        arguments("\"logprobs\":true", "content_not_protectable"),
        arguments("\"seed\":48213377", "content_not_protectable"),
        arguments("\"store\":true", "content_not_protectable"),
        arguments("\"audio\":{\"voice\":\"x\"}", "content_not_protectable"),
        arguments("\"modalities\":[\"audio\"]", "content_not_protectable"),
        arguments("\"prediction\":{}", "content_not_protectable"),
        arguments("\"web_search_options\":{}", "content_not_protectable"),
        arguments(
            "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"x\"}}]",
            "content_not_protectable"),
        arguments("\"tools\":[{\"type\":\"custom\"}]", "content_not_protectable"),
        arguments(
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"x_hint\":\"y\"}}]",
            "unknown_field"),
        arguments(
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"call_617-555-0143\"}}]",
            "content_not_protectable"),
        arguments(
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\","
                + "\"parameters\":{\"$comment\":48213377}}}]",
            "content_not_protectable"),
        arguments("\"n\":0", "invalid_field"),
        arguments("\"n\":17", "invalid_field"),
        arguments("\"n\":\"many\"", "invalid_field"),
        arguments("\"temperature\":\"Wilhelmina\"", "invalid_field"),
        arguments("\"service_tier\":\"Wilhelmina\"", "invalid_field"),
        arguments("\"logit_bias\":{\"Wilhelmina\":1}", "invalid_field"),
        arguments("\"stream_options\":{\"x_new\":true}", "unknown_field"),
        arguments("\"messages\":[]", "invalid_field"),
        arguments("\"messages\":{}", "invalid_field"),
        arguments("\"messages\":[\"Wilhelmina\"]", "invalid_field"),
        arguments(message("user", "\"\",\"x_new\":1"), "unknown_field"),
        arguments(message("function", "\"\""), "invalid_field"),
        arguments(message("user", "5"), "invalid_field"),
        arguments(message("user", "\"\",\"name\":\"Wilhelmina Ostrander\""), "invalid_field"),
        arguments(message("user", "\"\",\"name\":\"617-555-0143\""), "content_not_protectable"),
        arguments(message("assistant", "\"\",\"audio\":{\"id\":\"a\"}"), "content_not_protectable"),
        arguments(message("assistant", "\"\",\"function_call\":{}"), "content_not_protectable"),
        arguments(
            message(
                "assistant", "\"\",\"tool_calls\":[" + call.formatted("", ",\"x_new\":1") + "]"),
            "unknown_field"),
        arguments(
            message(
                "assistant", "\"\",\"tool_calls\":[" + call.formatted(",\"x_new\":1", "") + "]"),
            "unknown_field"),
        arguments(
            message("tool", "\"{\\\"Wilhelmina Ostrander\\\":1}\",\"tool_call_id\":\"c\""),
            "content_not_protectable"),
        arguments(
            part("{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.example/i.png\"}}"),
            "content_not_protectable"),
        arguments(
            part("{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"\",\"format\":\"wav\"}}"),
            "content_not_protectable"),
        arguments(
            part("{\"type\":\"file\",\"file\":{\"file_id\":\"f\"}}"), "content_not_protectable"),
        arguments(part("{\"type\":\"unheard_of\"}"), "content_not_protectable"),
        arguments(part("{\"type\":\"text\",\"text\":\"a\",\"x_new\":1}"), "unknown_field"),
        arguments("\"metadata\":{\"patient\":\"p-1\"}", "purpose_missing"),
        arguments("\"metadata\":{\"patient\":\"p-1\",\"purpose\":\"SNOOP\"}", "purpose_unknown"),
        arguments("\"metadata\":{\"purpose\":\"TREAT\"}", "patient_missing"),
        arguments("\"metadata\":{\"purpose\":\"TREAT\",\"patient\":\"p-2\"}", "patient_unknown"),
        arguments("\"metadata\":{\"purpose\":\"TREAT\",\"patient\":\"../x\"}", "patient_unknown"),
        arguments("\"metadata\":{\"purpose\":\"TREAT\",\"patient\":5}", "invalid_field"),
        arguments("\"metadata\":\"TREAT\"", "invalid_field"),
        arguments("\"model\":\"test/unheard-of\"", "model_not_found"),
        arguments("\"model\":\"Wilhelmina Ostrander\"", "invalid_field"),
        arguments("\"stream\":\"yes\"", "invalid_field"));
  }

  private static String message(String role, String content) {
    return "\"messages\":[{\"role\":\"" + role + "\",\"content\":" + content + "}]";
  }

  private static String part(String part) {
    return message("user", "[{\"type\":\"text\",\"text\":\"See:\"}," + part + "]");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsUnknownOrCannotBeProtectedIsRefused(String field, String code) {
    for (boolean stream : new boolean[] {false, true}) {
      ObjectNode request = TestWard.chat(TestWard.NOTE, stream);
      request.setAll((ObjectNode) Json.MAPPER.readTree("{" + field + "}"));
      requireRefused(ward, "/v1/chat/completions", request.toString(), code);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"input\":[1,2,3]|content_not_protectable",
        "\"input\":[[1,2],[3]]|content_not_protectable",
        "\"input\":{}|invalid_field",
        "\"x_new\":1|unknown_field",
        "\"encoding_format\":\"Wilhelmina\"|invalid_field",
        "\"dimensions\":\"Wilhelmina\"|invalid_field"
      })
  void embeddingsAreHeldToTheSame(String field, String code) {
    ObjectNode request =
        (ObjectNode)
            Json.MAPPER.readTree(
                "{\"input\":\"a\",\"metadata\":{\"patient\":\"p-1\",\"purpose\":\"TREAT\"}}");
    request.put("model", TestWard.MODEL);
    request.setAll((ObjectNode) Json.MAPPER.readTree("{" + field + "}"));
    requireRefused(ward, "/v1/embeddings", request.toString(), code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/responses",
        "/v1/completions",
        "/v1/images/generations",
        "/v1/audio/transcriptions",
        "/v1/moderations",
        "/v1/files",
        "/v1/chat/completions/x",
        "/v1/chat/completions/",
        "/v1/models/test/mock",
        "/v1/../v1/responses",
        "/v1/%2e%2e/chat",
        "/v1"
      })
  void otherPathsAreNotPassedOn(String path) {
    int received = ward.model.received().size();
    Answer answer = ward.post(path, TestWard.chat(TestWard.NOTE, false).toString());
    assertThat(answer.status()).isIn(400, 404);
    if (answer.status() == 404 && path.startsWith("/v1/")) {
      assertThat(answer.code()).isEqualTo("not_found");
      assertThat(answer.last().path("error").path("type").asString())
          .isEqualTo("invalid_request_error");
    }
    assertThat(ward.model.received()).hasSize(received);
  }

  @ParameterizedTest
  @CsvSource({"GET,/v1/chat/completions,POST", "DELETE,/v1/embeddings,POST", "POST,/v1/models,GET"})
  void otherMethodsAreRefused(String method, String path, String allowed) {
    Answer answer = ward.send(method, path, "", Map.of());
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.code()).isEqualTo("method_not_allowed");
    assertThat(answer.header("allow")).contains(allowed);
  }

  @Test
  void withoutAKeyThatHoldsNothingIsEvenRead() {
    String request = TestWard.chat(TestWard.NOTE, false).toString();
    int received = ward.model.received().size();
    for (String credential :
        List.of("", "Basic abc", "Bearer ", "Bearer sk-123", "Bearer ward_" + "A".repeat(43))) {
      Answer answer =
          ward.send("POST", "/v1/chat/completions", request, Map.of("Authorization", credential));
      assertThat(answer.status()).as(credential).isEqualTo(401);
      assertThat(answer.code()).isIn("missing_api_key", "invalid_api_key");
      assertThat(answer.body()).doesNotContain(TestWard.IDENTIFIERS);
    }
    assertThat(ward.model.received()).hasSize(received);
  }

  @Test
  void anApplicationIsHeldToItsPurposesAndModelsAndARevokedKeyIsRefusedAtOnce() {
    Clients clients = ward.server.room(Clients.class);
    ApiKey narrow =
        clients
            .add(
                "narrow",
                EnumSet.of(Purpose.HPAYMT),
                Set.of("ward/extractive"),
                Set.of(),
                Limits.DEFAULT)
            .key();
    Map<String, String> bearer = Map.of("Authorization", "Bearer " + narrow.revealOnce());
    String chat = "/v1/chat/completions";
    ObjectNode request = TestWard.chat(TestWard.NOTE, false);
    assertThat(ward.send("POST", chat, request.toString(), bearer).code())
        .isEqualTo("purpose_not_allowed");
    request.withObject("metadata").put("purpose", "HPAYMT");
    assertThat(ward.send("POST", chat, request.toString(), bearer).code())
        .isEqualTo("model_not_allowed");
    assertThat(ward.send("GET", "/fhir/Patient/p-1", "", bearer).status()).isEqualTo(403);
    assertThat(ward.send("GET", "/actuator/prometheus", "", bearer).status()).isEqualTo(403);
    request.put("model", "ward/extractive");
    assertThat(ward.send("POST", chat, request.toString(), bearer).status()).isEqualTo(200);
    clients.revoke("narrow", By.OPERATOR);
    assertThat(ward.send("POST", chat, request.toString(), bearer).code())
        .isEqualTo("invalid_api_key");
  }

  @Test
  void harmlessFieldsArePassedAndThoseThatNameTheCallerEndAtWard() {
    ObjectNode request = TestWard.chat(TestWard.NOTE, false);
    request.put("temperature", 0.2).put("seed", 7).put("user", "dr.smith@hospital.example");
    request.put("safety_identifier", "s-1").put("prompt_cache_key", "k-1");
    request.withObject("metadata").put("ward_round", "Wilhelmina Ostrander");
    assertThat(ward.chat(request).status()).isEqualTo(200);
    JsonNode sent = ward.model.lastReceived().json();
    assertThat(sent.propertyNames())
        .containsExactlyInAnyOrder("model", "stream", "messages", "temperature", "seed");
    assertThat(sent.path("model").asString()).isEqualTo("mock");
    assertThat(ward.model.lastReceived().headers().toString())
        .doesNotContain("p-1", "TREAT", "ward_");
  }

  @Test
  void anAssistantsMessageIsTakenAsSdksGiveIt() {
    ObjectNode request = TestWard.chat("Look it up.", false);
    ObjectNode message =
        (ObjectNode)
            Json.MAPPER.readTree(
                """
                {"role":"assistant","content":null,"refusal":null,"annotations":[],"audio":null,
                 "function_call":null,"parsed":{"who":"Wilhelmina Ostrander"},
                 "reasoning_content":"Who is Wilhelmina Ostrander?","reasoning":"48213377?",
                 "tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"look_up",
                   "arguments":"{\\"who\\":\\"Wilhelmina Ostrander\\"}",
                   "parsed_arguments":{"who":"Wilhelmina Ostrander"}}}]}
                """);
    request.withArray("messages").add(message);
    Answer answer = ward.chat(request);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode sent = ward.model.lastReceived().json().path("messages").path(1);
    assertThat(sent.toString()).doesNotContain(TestWard.IDENTIFIERS);
    assertThat(sent.path("reasoning_content").asString()).isEqualTo("Who is [NAME-1]?");
    assertThat(sent.propertyNames()).doesNotContain("parsed", "annotations");
    assertThat(sent.path("tool_calls").path(0).path("function").propertyNames())
        .containsExactlyInAnyOrder("name", "arguments");
  }

  @Test
  void twoPatientsInOneRequestAreRefused() {
    String request = TestWard.chat(TestWard.NOTE, false).toString();
    int before = ward.model.received().size();

    Answer answer =
        ward.send("POST", "/v1/chat/completions", request, Map.of("Ward-Patient", "somebody-else"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .contains("invalid_field", "metadata.patient")
        .doesNotContain("somebody-else");
    assertThat(ward.model.received()).hasSize(before);
  }

  @Test
  void aDeidentifierThatThrowsDenies() {
    RuntimeException failure = new IllegalStateException(TestWard.NOTE);
    failingStep(
        TestWard.in(home).bean(Deid.class, BrokenDeid.throwing(() -> failure)), "internal_error");
  }

  @Test
  void aDeidentifierThatRunsOutOfStackDenies() {
    failingStep(TestWard.in(home).bean(Deid.class, BrokenDeid.overflowing()), "internal_error");
  }

  @Test
  void aScreenThatThrowsDenies() {
    RuntimeException failure = new IllegalStateException(TestWard.NOTE);
    failingStep(
        TestWard.in(home).bean(Guard.class, BrokenGuard.failing(Channel.USER::equals, failure)),
        "internal_error");
  }

  @Test
  void aScreenThatBlocksDenies() {
    failingStep(
        TestWard.in(home).bean(Guard.class, BrokenGuard.blocking(Channel.USER::equals)),
        "content_blocked");
  }

  private static void failingStep(TestWard.Builder broken, String code) {
    try (TestWard one = broken.start()) {
      for (boolean stream : new boolean[] {false, true}) {
        requireRefused(
            one, "/v1/chat/completions", TestWard.chat(TestWard.NOTE, stream).toString(), code);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"throws,internal_error", "blocks,content_blocked"})
  void aScreenThatStopsTheAnswerKeepsItsEndBack(String how, String code) {
    Guard guard =
        how.equals("blocks")
            ? BrokenGuard.blocking(Channel.ANSWER::equals)
            : BrokenGuard.failing(Channel.ANSWER::equals, new IllegalStateException());
    try (TestWard one = TestWard.in(home).bean(Guard.class, guard).start()) {
      one.script(Speech.say("A long answer, to the last word."));
      Answer whole = one.chat(TestWard.chat("Say it.", false));
      assertThat(whole.code()).isEqualTo(code);
      assertThat(whole.body()).doesNotContain("long answer");
      Answer stream = one.chat(TestWard.chat("Say it.", true));
      assertThat(stream.code()).isEqualTo(code);
      assertThat(stream.done()).isFalse();
      assertThat(stream.body()).doesNotContain("\"finish_reason\":\"stop\"");
      JsonNode last = one.entries().getLast();
      assertThat(last.path("outcome").asString()).isEqualTo("failed");
      assertThat(last.path("code").asString()).isEqualTo(code);
    }
  }

  @Test
  void aKeyThatDoesNotOpenDenies() {
    try (TestWard one = TestWard.start(home)) {
      one.server
          .room(Database.class)
          .jdbc()
          .sql("UPDATE vault_subject SET sealed_key = ?")
          .param(new byte[] {1, 2, 3})
          .update();
      requireRefused(
          one,
          "/v1/chat/completions",
          TestWard.chat(TestWard.NOTE, false).toString(),
          "internal_error");
    }
  }

  @Test
  void aDatabaseThatIsGoneDenies() {
    try (TestWard one = TestWard.start(home)) {
      one.server.room(Database.class).close();
      requireRefused(
          one,
          "/v1/chat/completions",
          TestWard.chat(TestWard.NOTE, true).toString(),
          "state_unavailable");
      assertThat(one.get("/v1/models").code()).isEqualTo("state_unavailable");
      assertThat(one.get("/actuator/health").status()).isEqualTo(503);
    }
  }

  private static void requireRefused(TestWard ward, String path, String body, String code) {
    int received = ward.model.received().size();
    long entries = ward.durable();

    Answer answer = ward.post(path, body);

    assertThat(answer.code()).as(answer.body()).isEqualTo(code);
    assertThat(answer.status()).isGreaterThanOrEqualTo(400);
    assertThat(answer.header("content-type")).contains("application/json");
    JsonNode error = answer.last().path("error");
    assertThat(error.propertyNames()).contains("message", "type", "code", "param");
    assertThat(answer.body()).doesNotContain(TestWard.IDENTIFIERS);
    assertThat(ward.model.received()).hasSize(received);
    ward.awaitDurable(entries + 1);
    JsonNode entry = ward.entriesFrom(entries).getLast();
    assertThat(entry.path("type").asString()).isEqualTo("exchange.refuse");
    assertThat(entry.path("code").asString()).isEqualTo(code);
    assertThat(entry.path("exchange").asString())
        .isEqualTo(answer.header("ward-exchange").orElseThrow());
    assertThat(entry.toString()).doesNotContain(TestWard.IDENTIFIERS);
  }
}
