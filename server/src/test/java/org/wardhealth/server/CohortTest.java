package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.consent.ConsentDefaults;
import org.wardhealth.consent.Ruling;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.gateway.GatewayRoom.OperatorSecret;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.Speech;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who may be in a data set is counted for some, named for fewer, and an entry for each. */
class CohortTest {
  @TempDir private Path home;

  private static String key(TestWard ward, Right... rights) {
    return ward.server
        .room(Clients.class)
        .add(
            "with-" + rights.length,
            EnumSet.allOf(Purpose.class),
            Set.of("*"),
            Set.of(rights),
            Limits.DEFAULT)
        .key()
        .revealOnce();
  }

  private static Answer ask(TestWard ward, String credential, String body) {
    return ward.send(
        "POST", "/consent/cohorts", body, Map.of("Authorization", "Bearer " + credential));
  }

  private static String operator(TestWard ward) {
    return ward.server.room(OperatorSecret.class).value();
  }

  private static int count(TestWard ward, String body) {
    Answer answer = ask(ward, operator(ward), body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.last().path("patients").asInt();
  }

  private static void patient(TestWard ward, String id) {
    Answer answer =
        ward.send(
            "PUT",
            "/fhir/Patient/" + id,
            "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\"}",
            Map.of());
    assertThat(answer.status()).as(answer.body()).isBetween(200, 201);
  }

  /** A consent to research, or a refusal of it. */
  private static void says(TestWard ward, String id, String type, String... terms) {
    ObjectNode consent =
        (ObjectNode)
            Json.MAPPER.readTree(
                """
                {"resourceType":"Consent","status":"active",
                 "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"research"}]},
                 "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
                 "policy":[{"uri":"https://hospital.example/policy"}],
                 "provision":{"purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"HRESCH"}]}}
                """);
    consent.putObject("patient").put("reference", "Patient/" + id);
    ObjectNode provision = consent.withObject("/provision");
    provision.put("type", type);
    for (String term : terms) {
      provision
          .withArray("/purpose")
          .addObject()
          .put("system", "http://purl.obolibrary.org/obo/duo.owl")
          .put("code", term);
    }
    Answer answer = ward.send("POST", "/fhir/Consent", consent.toString(), Map.of());
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
  }

  private static void three(TestWard ward) {
    List.of("agrees", "refuses", "silent").forEach(id -> patient(ward, id));
    says(ward, "agrees", "permit", "DUO:0000006");
    says(ward, "refuses", "deny");
  }

  @Test
  void whoAgreedIsCountedForTheOperatorAndNamedOnlyToWhoMay() {
    try (TestWard ward = TestWard.start(home)) {
      three(ward);
      assertThat(count(ward, "{\"purpose\":\"HRESCH\"}")).isEqualTo(1);
      assertThat(count(ward, "{\"purpose\":\"HRESCH\",\"research_terms\":[\"DUO:0000006\"]}"))
          .isEqualTo(1);
      assertThat(count(ward, "{\"purpose\":\"HRESCH\",\"research_terms\":[\"DUO:0000042\"]}"))
          .isZero();

      String who = "{\"purpose\":\"HRESCH\",\"members\":true}";
      assertThat(ask(ward, operator(ward), who).status()).isEqualTo(403);
      assertThat(ask(ward, key(ward, Right.CONSENTS), who).status()).isEqualTo(403);
      long before = ward.durable();
      Answer told = ask(ward, key(ward, Right.CONSENTS, Right.REIDENTIFY), who);
      assertThat(told.last().path("members").valueStream().map(JsonNode::asString))
          .containsExactly("agrees");
      JsonNode entry = ward.entriesFrom(before).getLast();
      assertThat(entry.path("type").asString()).isEqualTo("consent.cohort");
      assertThat(entry.path("members").asBoolean()).isTrue();
      assertThat(entry.path("found").asInt()).isEqualTo(1);
      assertThat(entry.toString()).doesNotContain("agrees");
    }
  }

  @Test
  void withoutAnEntryNobodyIsCounted() {
    try (TestWard ward = TestWard.start(home)) {
      three(ward);
      ward.ledger.breakDisk();
      Answer answer = ask(ward, operator(ward), "{\"purpose\":\"HRESCH\"}");
      assertThat(answer.body()).contains("record_unavailable").doesNotContain("patients");
    }
  }

  @Test
  void whatIsAskedWronglyIsRefused() {
    try (TestWard ward = TestWard.start(home)) {
      for (String wrong :
          List.of(
              "{}",
              "{\"purpose\":\"research\"}",
              "{\"purpose\":\"HRESCH\",\"research_terms\":\"DUO:0000006\"}",
              "{\"purpose\":\"HRESCH\",\"research_terms\":[\"DUO:9\"]}",
              "{\"purpose\":\"HRESCH\",\"members\":1}",
              "{\"purpose\":\"HRESCH\",\"duo\":[]}")) {
        assertThat(ask(ward, operator(ward), wrong).status()).as(wrong).isEqualTo(400);
      }
    }
  }

  @Test
  void theDefaultOfThePlaceHoldsForTheSilentAndForTheirExchanges() {
    ConsentDefaults optOut = ConsentDefaults.BUILT_IN.with(Map.of("HRESCH", Ruling.PERMIT));
    try (TestWard ward = TestWard.in(home).defaults(optOut).start()) {
      ward.script(Speech.echo());
      int known = count(ward, "{\"purpose\":\"HRESCH\"}");
      three(ward);
      assertThat(count(ward, "{\"purpose\":\"HRESCH\"}")).isEqualTo(known + 2);
      assertThat(count(ward, "{\"purpose\":\"HRESCH\",\"research_terms\":[\"DUO:0000006\"]}"))
          .as("silence covers no term")
          .isEqualTo(1);
      ObjectNode research = TestWard.chat(TestWard.NOTE, false);
      research.withObject("/metadata").put("purpose", "HRESCH");
      assertThat(ward.chat(research).body()).doesNotContain("consent_denied");
    }
  }
}
