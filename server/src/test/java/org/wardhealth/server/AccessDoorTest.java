package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.identity.ApiKey;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;

/**
 * Others ask what Ward would decide: the same answer, explained and recorded, repeating nothing.
 */
class AccessDoorTest {
  private static final String APPLICATION =
      "\"subject\":{\"type\":\"application\",\"id\":\"tests\"}";
  private static final String CLINICIAN =
      """
      "subject":{"type":"user","id":"dr-lee","properties":
        {"roles":["clinician"],"trainingValid":true,"aal":2,"factorAge":300}}
      """;
  private static final String INFER = "\"action\":{\"name\":\"infer\"}";
  private static final String MODEL = "\"resource\":{\"type\":\"model\",\"id\":\"test/mock\"}";
  private static final String TREATS =
      "\"context\":{\"purpose\":\"TREAT\",\"patient\":\"p-1\",\"careRelation\":true}";
  private static final String REFUSES_AI =
      """
      {"resourceType":"Consent","status":"active",
       "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
       "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
       "patient":{"reference":"Patient/p-1"},"policy":[{"uri":"https://hospital.example/policy"}],
       "provision":{"type":"permit","provision":[{"type":"deny",
         "action":[{"coding":[{"system":"https://wardhealth.org/fhir/CodeSystem/ai-consent","code":"ai-processing"}]}]}]}}
      """;

  private static TestWard ward;

  @BeforeAll
  static void start(@TempDir Path home) {
    ward = TestWard.start(home);
  }

  @AfterAll
  static void stop() {
    ward.close();
  }

  private static String question(String... members) {
    return "{" + String.join(",", members) + "}";
  }

  private Answer one(String... members) {
    return ward.post("/access/v1/evaluation", question(members));
  }

  private JsonNode decided(boolean decision, String... members) {
    Answer answer = one(members);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.last().path("decision").asBoolean()).as(answer.body()).isEqualTo(decision);
    return answer.last().path("context");
  }

  private JsonNode entry() {
    JsonNode entry = ward.entries().getLast();
    assertThat(entry.path("type").asString()).isEqualTo("access.evaluated");
    return entry;
  }

  private static Stream<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString);
  }

  @Test
  void anApplicationIsPermittedWhatItsRegistrationNames() {
    JsonNode context = decided(true, APPLICATION, INFER, MODEL, TREATS);
    assertThat(texts(context.path("rules")))
        .contains("application", "policies:" + PolicySource.shipped().digest());
    assertThat(texts(context.path("obligations"))).contains("log=decision");
    JsonNode entry = entry();
    assertThat(entry.path("exchange").asString()).isEqualTo(context.path("id").asString());
    assertThat(entry.path("basis").path("decision").asString()).isEqualTo("permit");
    assertThat(entry.path("basis").path("model").asString()).isEqualTo("test/mock");
    assertThat(entry.path("basis").path("patient").asString()).isNotEmpty();
    assertThat(entry.toString()).doesNotContain("p-1");
  }

  @Test
  void aPersonIsPermittedByRoleAndRelationAndRecordedByAHash() {
    JsonNode context = decided(true, CLINICIAN, INFER, MODEL, TREATS);
    assertThat(texts(context.path("rules"))).contains("care-team");
    assertThat(entry().path("about").asString()).isEqualTo("user");
    assertThat(entry().path("subject").asString()).hasSize(32);
    assertThat(entry().toString()).doesNotContain("dr-lee", "p-1");
  }

  @Test
  void aDenialNamesTheRuleAndTheStepThatWouldSatisfyIt() {
    JsonNode context =
        decided(false, CLINICIAN.replace("\"aal\":2", "\"aal\":1"), INFER, MODEL, TREATS);
    assertThat(context.path("code").asString()).isEqualTo("policy_denied");
    assertThat(texts(context.path("rules"))).contains("second-factor");
    assertThat(context.path("stepUp").asString()).isEqualTo("mfa");
    assertThat(context.path("reason_user").path("en").asString())
        .contains("sign in again with two factors");
    assertThat(context.path("reason_admin").path("en").asString()).contains("second-factor");
    assertThat(entry().path("code").asString()).isEqualTo("policy_denied");
  }

  @Test
  void anOldFactorAndAMissingFactAreTakenAsPermittingLeast() {
    JsonNode context =
        decided(false, CLINICIAN.replace(",\"factorAge\":300", ""), INFER, MODEL, TREATS);
    assertThat(texts(context.path("rules"))).contains("second-factor");
    context = decided(false, CLINICIAN, INFER, MODEL, TREATS.replace(",\"careRelation\":true", ""));
    assertThat(texts(context.path("rules"))).contains("no-permit-matched");
  }

  @Test
  void aBrokenGlassIsOfferedButNotTakenFromTheRequest() {
    String alone =
        TREATS.replace("TREAT", "ETREAT").replace("\"careRelation\":true", "\"vip\":false");
    assertThat(
            decided(false, CLINICIAN, INFER, MODEL, alone).path("breakGlassAvailable").asBoolean())
        .isTrue();
    String said =
        alone.replace(
            "\"vip\":false",
            "\"breakGlass\":{\"reason\":\"emergency\",\"textLength\":80,\"patients\":1,\"expiresInSeconds\":1800}");
    Answer refused = one(CLINICIAN, INFER, MODEL, said);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("unknown_field", "'context.");
  }

  @Test
  void aPatientsRefusalDeniesTheNextQuestionForBothKindsOfSubject() {
    Answer stored = ward.post("/fhir/Consent", REFUSES_AI);
    assertThat(stored.status()).as(stored.body()).isEqualTo(201);
    for (String subject : List.of(APPLICATION, CLINICIAN)) {
      JsonNode context = decided(false, subject, INFER, MODEL, TREATS);
      assertThat(context.path("code").asString()).isEqualTo("consent_denied");
      assertThat(texts(context.path("layers"))).containsExactly("consent");
      assertThat(context.path("reason_user").path("en").asString())
          .contains("provision.provision[0]")
          .doesNotContain("p-1");
    }
    String id = Json.MAPPER.readTree(stored.body()).path("id").asString();
    assertThat(ward.send("DELETE", "/fhir/Consent/" + id, "", Map.of()).status()).isEqualTo(204);
    decided(true, APPLICATION, INFER, MODEL, TREATS);
  }

  @Test
  void whatAConsentLeavesOutIsDeniedWhereTheDataHoldItOrNobodyTells() {
    String without =
        REFUSES_AI.replaceFirst(
            "\"action\":\\[\\{\"coding\":\\[\\{[^}]*}\\s*\\]\\s*}\\s*\\]",
            "\"securityLabel\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\","
                + "\"code\":\"HIV\"}]");
    assertThat(without).contains("securityLabel");
    Answer stored = ward.post("/fhir/Consent", without);
    assertThat(stored.status()).as(stored.body()).isEqualTo(201);
    String code = "consent_denied";
    assertThat(decided(false, APPLICATION, INFER, MODEL, TREATS).path("code").asString())
        .isEqualTo(code);
    String holds = TREATS.replace("}", ",\"labels\":[\"HIV\"]}");
    assertThat(decided(false, APPLICATION, INFER, MODEL, holds).path("code").asString())
        .isEqualTo(code);
    decided(true, APPLICATION, INFER, MODEL, TREATS.replace("}", ",\"labels\":[]}"));
    String id = Json.MAPPER.readTree(stored.body()).path("id").asString();
    assertThat(ward.send("DELETE", "/fhir/Consent/" + id, "", Map.of()).status()).isEqualTo(204);
  }

  @Test
  void aLabelThatTheModelIsNotClearedForIsDenied() {
    String labelled = TREATS.replace("}", ",\"labels\":[\"HIV\"]}");
    JsonNode context = decided(false, APPLICATION, INFER, MODEL, labelled);
    assertThat(texts(context.path("rules"))).contains("not-cleared");
    assertThat(texts(context.path("layers"))).containsExactly("model");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "test/mock|HOSTILE-1|model_not_found",
        "p-1|HOSTILE-1|patient_unknown",
        "infer|HOSTILE-1|invalid_field",
        "tests|HOSTILE-1|not_found",
        "\"model\"|\"HOSTILE-1\"|invalid_field",
        "application|HOSTILE-1|invalid_field",
        "TREAT|HOSTILE-1|purpose_unknown",
        "test/mock|HOSTILE-1<script>\\u0007|model_not_found"
      })
  void whatIsUnknownIsDeniedAndNotRepeatedOrRecorded(String known, String other, String code) {
    Answer answer =
        ward.post(
            "/access/v1/evaluation",
            question(APPLICATION, INFER, MODEL, TREATS).replace(known, other));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.last().path("decision").asBoolean(true)).isFalse();
    assertThat(answer.last().path("context").path("code").asString()).isEqualTo(code);
    assertThat(answer.body()).doesNotContain("HOSTILE");
    assertThat(entry().path("code").asString()).isEqualTo(code);
    assertThat(entry().toString()).doesNotContain("HOSTILE");
  }

  @ParameterizedTest
  @CsvSource({
    "execute_all,'true,false,true'",
    "deny_on_first_deny,'true,false'",
    "permit_on_first_permit,true"
  })
  void aBatchEndsAsItsSemanticSaysAndRecordsWhatItAnswered(String semantic, String expected) {
    long before = ward.durable();
    Answer answer =
        ward.post(
            "/access/v1/evaluations",
            question(
                APPLICATION,
                INFER,
                MODEL,
                TREATS,
                "\"options\":{\"evaluations_semantic\":\"" + semantic + "\"}",
                "\"evaluations\":[{},{\"resource\":{\"type\":\"model\",\"id\":\"none\"}},{}]"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<String> decisions =
        answer
            .last()
            .path("evaluations")
            .valueStream()
            .map(one -> one.path("decision").toString())
            .toList();
    assertThat(decisions).containsExactly(expected.split(",", -1));
    assertThat(ward.entriesFrom(before)).hasSameSizeAs(decisions);
    assertThat(ward.entriesFrom(before))
        .extracting(entry -> entry.path("exchange").asString())
        .doesNotHaveDuplicates();
  }

  @Test
  void aBatchWithoutQuestionsIsOne() {
    for (String more : List.of("\"evaluations\":[]", "\"options\":{}")) {
      Answer answer =
          ward.post("/access/v1/evaluations", question(APPLICATION, INFER, MODEL, TREATS, more));
      assertThat(answer.last().path("decision").asBoolean()).as(answer.body()).isTrue();
    }
  }

  @Test
  void aBatchThatIsTooLongOrHoldsOneMalformedQuestionIsNotAnswered() {
    for (String evaluations :
        List.of(
            String.join(",", Collections.nCopies(51, "{}")), "{},{\"context\":{\"label\":[]}}")) {
      long before = ward.durable();
      Answer refused =
          ward.post(
              "/access/v1/evaluations",
              question(APPLICATION, INFER, MODEL, TREATS, "\"evaluations\":[" + evaluations + "]"));
      assertThat(refused.status()).as(refused.body()).isEqualTo(400);
      assertThat(ward.entriesFrom(before))
          .extracting(entry -> entry.path("type").asString())
          .containsExactly("exchange.refuse");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"subject\":\"HOSTILE\"}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"HOSTILE OF ME\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\",\"properties\":{\"roles\":[\"HOSTILE\"]}}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\",\"properties\":{\"aal\":9}}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\",\"properties\":{\"factorAge\":-1}}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"x\",\"properties\":{\"aal\":2.5}}}",
        "{\"HOSTILE\":1}",
        "{\"context\":{\"labels\":[\"HOSTILE LABEL\"]}}",
        "{\"context\":{\"breakGlass\":{\"reason\":\"HOSTILE\"}}}"
      })
  void whatIsNoQuestionIsRefusedInTheFormOfTheApi(String body) {
    String whole = body;
    if (body.startsWith("{\"context\"")) {
      whole = question(APPLICATION, INFER, MODEL, body.substring(1, body.length() - 1));
    } else if (body.startsWith("{\"subject\"")) {
      whole = question(body.substring(1, body.length() - 1), INFER, MODEL, TREATS);
    }
    Answer refused = ward.post("/access/v1/evaluation", whole);
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(Json.MAPPER.readTree(refused.body()).asString())
        .matches("(?s)[a-z_]+: .+")
        .doesNotContain("HOSTILE");
  }

  @Test
  void withoutTheRightNothingIsAnswered() {
    ApiKey plain =
        ward.server
            .room(Clients.class)
            .add(
                "plain",
                EnumSet.allOf(Purpose.class),
                Set.of("*"),
                EnumSet.complementOf(EnumSet.of(Right.DECIDE)),
                Limits.DEFAULT)
            .key();
    Answer refused =
        ward.send(
            "POST",
            "/access/v1/evaluation",
            question(APPLICATION, INFER, MODEL, TREATS),
            Map.of("Authorization", "Bearer " + plain.revealOnce()));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("right_missing", "--may decide");
    Answer stranger =
        ward.send("POST", "/access/v1/evaluation", "{}", Map.of("Authorization", "Bearer x"));
    assertThat(stranger.status()).isEqualTo(401);
  }

  @Test
  void theRequestsIdComesBackUnlessItIsNone() {
    Map<String, String> named = Map.of("X-Request-ID", "bfe9-1");
    for (String body : List.of("{}", question(APPLICATION, INFER, MODEL, TREATS))) {
      assertThat(ward.send("POST", "/access/v1/evaluation", body, named).header("X-Request-ID"))
          .contains("bfe9-1");
    }
    Answer refused =
        ward.send("POST", "/access/v1/evaluation", "{}", Map.of("X-Request-ID", "x".repeat(201)));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.header("X-Request-ID")).isEmpty();
  }

  @Test
  void withoutAnEntryThereIsNoAnswer(@TempDir Path home) {
    try (TestWard broken = TestWard.start(home)) {
      broken.ledger.breakDisk();
      Answer refused =
          broken.post("/access/v1/evaluation", question(APPLICATION, INFER, MODEL, TREATS));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body()).contains("record_unavailable").doesNotContain("decision");
    }
  }

  @Test
  void theConfigurationNamesWhatIsThereAndNothingElseIs() {
    JsonNode metadata = ward.get("/.well-known/authzen-configuration").last();
    String origin = metadata.path("policy_decision_point").asString();
    assertThat(origin).startsWith("http://localhost:");
    assertThat(metadata.path("access_evaluation_endpoint").asString())
        .isEqualTo(origin + "/access/v1/evaluation");
    assertThat(metadata.path("access_evaluations_endpoint").asString())
        .isEqualTo(origin + "/access/v1/evaluations");
    assertThat(ward.get("/access/v1/evaluation").status()).isEqualTo(405);
    assertThat(ward.post("/access/v1/search/subject", "{}").status()).isEqualTo(404);
  }
}
