package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.consent.Sensitivities;
import org.wardhealth.policy.Question;
import org.wardhealth.policy.Question.Location;
import org.wardhealth.policy.Question.Risk;
import org.wardhealth.policy.Question.State;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.models.Card;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What stigmatises goes only to a model that is cleared for it, and its labels go with it. */
class LabelsTest {
  private static final String DRINKS = TestWard.NOTE + " Opioid use disorder, on buprenorphine.";
  private static final String NOTICE =
      "42 CFR part 2 prohibits unauthorized use or disclosure of these records.";

  /** With a model that has no card. */
  private static TestWard plain;

  @TempDir private Path home;

  @BeforeAll
  static void start(@TempDir Path home) {
    plain = TestWard.start(home);
  }

  @AfterAll
  static void stop() {
    plain.close();
  }

  private static Card cleared(String... labels) {
    return new Card(
        State.APPROVED,
        Location.PROCESSOR,
        true,
        Risk.MODERATE,
        Question.PURPOSES,
        Set.of(labels),
        Set.of());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aModelWithoutACardReceivesNothingThatHasALabel(boolean stream) {
    assertThat(plain.chat(TestWard.chat(TestWard.NOTE, stream)).status()).isEqualTo(200);
    long before = plain.durable();
    Answer denied = plain.chat(TestWard.chat(DRINKS, stream));
    assertThat(denied.status()).as(denied.body()).isEqualTo(403);
    assertThat(denied.code()).isEqualTo("policy_denied");
    assertThat(denied.body())
        .contains("not-cleared", "labelled SUD", TestWard.MODEL, "has no card", "clearance: [SUD]")
        .doesNotContain("buprenorphine", "Ostrander");
    JsonNode entry = plain.entriesFrom(before).getFirst();
    assertThat(entry.path("type").asString()).isEqualTo("exchange.refuse");
    assertThat(rules(entry)).contains("not-cleared", "label:SUD");
    assertThat(entry.toString()).doesNotContain("buprenorphine", "pioid");
  }

  @Test
  void theLineThatADenialSaysIsWhatWardYamlNeeds() throws IOException {
    Answer denied = plain.chat(TestWard.chat(DRINKS, false));
    String message = Json.MAPPER.readTree(denied.body()).at("/error/message").asString();
    Matcher cards = Pattern.compile("cards: \\[.*}]").matcher(message);
    assertThat(cards.find()).as(message).isTrue();
    Card written = written(cards.group());
    try (TestWard ward = TestWard.in(home.resolve("after")).card(written).start()) {
      assertThat(ward.chat(TestWard.chat(DRINKS, false)).status()).isEqualTo(200);
      Answer more = ward.chat(TestWard.chat(DRINKS + " HIV.", false));
      assertThat(more.code()).isEqualTo("policy_denied");
      assertThat(more.body()).contains("is labelled HIV", "clearance: [HIV, SUD].");
    }
  }

  private Card written(String line) throws IOException {
    Files.writeString(
        home.resolve("ward.yaml"),
        """
        providers:
          - name: mock
            base-url: http://127.0.0.1:9/v1
            models:
              %s: mock
            %s
        """
            .formatted(TestWard.MODEL, line));
    Card card = Settings.load(home, Map.of()).providers().getFirst().cards().get(TestWard.MODEL);
    return Objects.requireNonNull(card);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUD", "ETH", "SPI"})
  void aModelThatIsClearedForAKindReceivesWhatIsBelowIt(String label) {
    try (TestWard ward = TestWard.in(home).card(cleared(label)).start()) {
      assertThat(ward.chat(TestWard.chat(DRINKS, false)).status()).isEqualTo(200);
      assertThat(ward.chat(TestWard.chat("She has HIV.", false)).code()).isEqualTo("policy_denied");
    }
  }

  @Test
  void theBuiltInModelReceivesAll() {
    ObjectNode request = TestWard.chat(DRINKS + " HIV. Depression. BRCA1.", false);
    request.put("model", TestWard.LOCAL);
    Answer answer = plain.chat(request);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(rules(admitted(plain)))
        .contains("label:SUD", "label:HIV", "label:MH", "label:PSY", "label:GDIS");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerAboutSubstanceUseIsAccompaniedByTheNoticeOfPart2(boolean stream) {
    Card all = cleared(Sensitivities.all().toArray(String[]::new));
    try (TestWard ward = TestWard.in(home).card(all).start()) {
      Answer answer = ward.chat(TestWard.chat(DRINKS, stream));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers().get("ward-notice")).containsExactly(NOTICE);
      JsonNode said = said(answer, stream);
      assertThat(said.path("notice").asString()).isEqualTo(NOTICE);
      assertThat(texts(said.path("labels"))).containsExactly("SUD");
      Answer other = ward.chat(TestWard.chat("She has HIV.", stream));
      assertThat(other.headers()).doesNotContainKey("ward-notice");
      assertThat(said(other, stream).has("notice")).isFalse();
      assertThat(texts(said(other, stream).path("labels"))).containsExactly("HIV");
    }
  }

  @Test
  void whatARecordSaysOfItselfHoldsWhereverItStands() {
    String condition =
        """
        {"resourceType":"Condition","meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"V"}]},
         "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F11.20"}]}}
        """;
    try (TestWard ward = TestWard.in(home).card(cleared("SUD")).start()) {
      ObjectNode request = TestWard.chat("Summarise.", false);
      request.withArray("/messages").addObject().put("role", "assistant").put("content", condition);
      request.withArray("/messages").addObject().put("role", "user").put("content", "Go on.");
      Answer answer = ward.chat(request);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(rules(admitted(ward))).contains("label:SUD", "confidentiality:V");
    }
  }

  @Test
  void metadataHasNoLabels() {
    ObjectNode request = TestWard.chat(TestWard.NOTE, false);
    request.withObject("/metadata").put("encounter", "hiv");
    assertThat(plain.chat(request).status()).isEqualTo(200);
  }

  @Test
  void aBodyThatAFormRefusesIsRefusedAsBefore() {
    ObjectNode request = TestWard.chat(TestWard.NOTE, false);
    request.putObject("unheard_of").putArray("deep").add(1).add("x").addNull();
    assertThat(plain.chat(request).code()).isEqualTo("unknown_field");
  }

  private static JsonNode admitted(TestWard ward) {
    return ward.entries().stream()
        .filter(entry -> entry.path("type").asString().equals("exchange.admit"))
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  private static List<String> rules(JsonNode entry) {
    return texts(entry.path("basis").path("rules")).toList();
  }

  private static Stream<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString);
  }

  /** What Ward says in the answer, or in the last event of a stream. */
  private static JsonNode said(Answer answer, boolean stream) {
    String json =
        stream
            ? answer
                .body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .reduce((first, last) -> last)
                .orElseThrow()
                .substring("data: ".length())
            : answer.body();
    return Json.MAPPER.readTree(json).path("ward");
  }
}
