package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.GlassWard.AI;
import static org.wardhealth.server.GlassWard.LABELS;
import static org.wardhealth.server.GlassWard.denies;
import static org.wardhealth.server.GlassWard.texts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A broken glass overrides what it may, for one patient, and nothing else. */
class GlassTest {
  private static GlassWard site;
  private GlassWard.Emergency her;

  @BeforeAll
  static void start(@TempDir Path home) {
    site = GlassWard.start(home);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @BeforeEach
  void anEmergency() {
    her = site.emergency();
  }

  @Test
  void aRefusalOfTheUseYieldsToABrokenGlassAndTheRecordSaysSo() throws Exception {
    her.consent("{\"type\":\"deny\"}");
    assertThat(her.exchange("").code()).isEqualTo("consent_denied");
    String token = her.broken();
    assertThat(her.exchange("").code()).as("without its token").isEqualTo("consent_denied");
    Answer answered = her.exchange(token);
    assertThat(answered.status()).as(answered.body()).isEqualTo(200);
    JsonNode entry = site.last("exchange.admit");
    String glass = site.last("glass.broken").path("glass").asString();
    assertThat(texts(entry.path("basis").path("rules")))
        .contains(
            "glass:" + glass,
            "glass-of:" + her.clinician().id(),
            "consent-overridden",
            "break-glass");
    site.ward.server.room(Audit.class).publish();
    site.ward.server.room(Projection.class).catchUp();
    assertThat(
            site.page(
                    her.petra(),
                    "/console/exchanges/" + entry.path("exchange").asString(),
                    Map.of())
                .body())
        .contains("Who broke the glass", her.clinician().id(), glass);
    assertThat(entry.path("basis").path("patient").asString())
        .isEqualTo(site.last("glass.broken").path("patient").asString());
  }

  @Test
  void dataThatThePatientWithholdsYieldToo() throws Exception {
    her.consent(
        """
        {"type":"permit","provision":[{"type":"deny",
          "securityLabel":[{"system":"%s","code":"HIV"}]}]}
        """
            .formatted(LABELS));
    assertThat(her.sensitive("").code()).isEqualTo("consent_denied");
    assertThat(her.sensitive(her.broken()).status()).isEqualTo(200);
  }

  /** The mock answers on this machine, so to consents it is here; its card says that it is not. */
  @ParameterizedTest
  @CsvSource({"ai-processing,consent_denied", "ai-external-disclosure,policy_denied"})
  void whatThePatientRefusesByNameOfAiNeverYields(String action, String code) throws Exception {
    her.consent(denies(action));
    Answer refused = her.exchange(her.broken());
    assertThat(refused.code()).as(refused.body()).isEqualTo(code);
    assertThat(texts(site.last("exchange.refuse").path("basis").path("rules")))
        .as("a refusal too names the glass, and who broke it")
        .contains(
            "glass:" + site.last("glass.broken").path("glass").asString(),
            "glass-of:" + her.clinician().id());
  }

  @Test
  void norDoesARefusalOfAiThatIsAboutPartOfTheData() throws Exception {
    her.consent(
        """
        {"type":"permit","provision":[{"type":"deny",
          "securityLabel":[{"system":"%s","code":"HIV"}],
          "action":[{"coding":[{"system":"%s","code":"ai-processing"},
                               {"system":"%s","code":"ai-external-disclosure"}]}]}]}
        """
            .formatted(LABELS, AI, AI));
    assertThat(her.sensitive(her.broken()).code()).isEqualTo("consent_denied");
  }

  private static final String PART_OF_AI =
      """
      {"type":"deny","securityLabel":[{"system":"%s","code":"HIV"}],
       "action":[{"coding":[{"system":"%s","code":"ai-processing"}]}]}
      """
          .formatted(LABELS, AI);

  /** A wider refusal decides, and would hide the one that no glass overrides. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void norDoesOneThatStandsBehindAWiderRefusal(boolean oneConsent) throws Exception {
    if (oneConsent) {
      her.consent("{\"type\":\"permit\",\"provision\":[{\"type\":\"deny\"}," + PART_OF_AI + "]}");
    } else {
      her.consent("{\"type\":\"deny\"}");
      her.consent("{\"type\":\"permit\",\"provision\":[" + PART_OF_AI + "]}");
    }
    assertThat(her.exchange(her.broken()).code()).isEqualTo("consent_denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ETREAT", "BTG"})
  void aRefusalOfAiForTreatmentIsOneInAnEmergencyToo(String purpose) throws Exception {
    her.consent(
        denies("ai-processing")
            .replace(
                "\"type\":\"deny\",",
                "\"type\":\"deny\",\"purpose\":[{\"system\":"
                    + "\"http://terminology.hl7.org/CodeSystem/v3-ActReason\",\"code\":\"TREAT\"}],"));
    assertThat(her.exchange(her.broken(), her.patient, purpose).code()).isEqualTo("consent_denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TREAT", "HPAYMT", "HRESCH", "HOPERAT"})
  void nothingYieldsForAnotherPurpose(String purpose) throws Exception {
    her.consent("{\"type\":\"deny\"}");
    assertThat(her.exchange(her.broken(), her.patient, purpose).code()).isEqualTo("consent_denied");
  }

  @Test
  void aModelThatIsNotClearedForTheDataDoesNotReceiveThem() throws Exception {
    Answer refused =
        her.exchange(
            TestWard.NOTE + " Opioid use disorder, on buprenorphine.",
            her.broken(),
            her.patient,
            "ETREAT");
    assertThat(refused.code()).isEqualTo("policy_denied");
    assertThat(refused.body()).contains("not-cleared");
  }

  @Test
  void itIsForItsPatientAnEmergencyAndNothingElse() throws Exception {
    String token = her.broken();
    String other = TestWard.PATIENT_FHIR.replace("p-1", "p-2").replace("48213377", "48213378");
    assertThat(site.ward.send("PUT", "/fhir/Patient/p-2", other, Map.of()).status()).isEqualTo(201);
    assertThat(her.exchange(token, "p-2", "ETREAT").code()).isEqualTo("break_glass_invalid");
    Answer routine = her.exchange(token, her.patient, "TREAT");
    assertThat(routine.code()).isEqualTo("policy_denied");
    assertThat(routine.body()).contains("break-glass-conditions");
    assertThat(her.exchange("x".repeat(43)).code()).isEqualTo("break_glass_invalid");
    assertThat(her.exchange("x").code()).isEqualTo("break_glass_invalid");
    ObjectNode nobody = TestWard.chat("Hello", false);
    nobody.withObject("/metadata").remove("patient");
    nobody.withObject("/metadata").put("purpose", "HQUALIMP");
    assertThat(
            site.ward
                .send(
                    "POST",
                    "/v1/chat/completions",
                    nobody.toString(),
                    Map.of("Ward-Break-Glass", token))
                .code())
        .isEqualTo("break_glass_invalid");
    assertThat(her.exchange(token).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sign-out", "lock", "role"})
  void itIsWholeAgainWhen(String what) throws Exception {
    String token = her.broken();
    assertThat(her.exchange(token).status()).isEqualTo(200);
    Accounts accounts = site.ward.server.room(Accounts.class);
    switch (what) {
      case "sign-out" -> site.ward.server.room(Sessions.class).signOut(site.signedIn(her.grace));
      case "lock" -> accounts.activate(her.clinician(), false, "operator");
      default -> {
        var _ =
            accounts.grant(
                her.clinician(), EnumSet.of(Role.AUDITOR), Duration.ofDays(9), "operator");
      }
    }
    assertThat(her.exchange(token).code()).isEqualTo("break_glass_invalid");
  }

  @Test
  void aReviewThatFindsNoEmergencyEndsIt() throws Exception {
    String token = her.broken();
    String id = site.last("glass.broken").path("glass").asString();
    assertThat(
            site.page(her.petra(), "/console/glass/" + id, Map.of("verdict", "not-justified"))
                .statusCode())
        .isEqualTo(200);
    assertThat(her.exchange(token).code()).isEqualTo("break_glass_invalid");
    assertThat(site.last("glass.ended").path("reason").asString()).isEqualTo("not-justified");
    assertThat(site.last("glass.ended").path("by").asString()).isEqualTo(her.officer().id());
  }
}
