package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.policy.Question;
import org.wardhealth.policy.Question.Location;
import org.wardhealth.policy.Question.Risk;
import org.wardhealth.policy.Question.State;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Factor;
import org.wardhealth.server.identity.Glass;
import org.wardhealth.server.identity.Glasses;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Proof;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.identity.SignedIn;
import org.wardhealth.server.identity.Token;
import org.wardhealth.server.models.Card;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.models.Suspension;
import org.wardhealth.server.models.Suspensions;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Subject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A broken glass overrides what it may, for one patient and a while, and everybody is told. */
class GlassTest {
  private static final String PASSWORD = "four words of a sentence";
  private static final String FORM = "a-secret-of-this-form";
  private static final String WHY = "Found unconscious, allergy list needed <b>now</b>";
  private static final String AI = "https://wardhealth.org/fhir/CodeSystem/ai-consent";
  private static final String LABELS = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

  private static final String HIV = TestWard.NOTE + " She has HIV.";

  /** Approved, elsewhere, and cleared for what some patients withhold. */
  private static final Card CARD =
      new Card(
          State.APPROVED,
          Location.PROCESSOR,
          true,
          Risk.MODERATE,
          Question.PURPOSES,
          Set.of("HIV"),
          Set.of());

  @TempDir private Path home;
  private TestWard ward;
  private HttpClient http;
  private Token grace;
  private Token petra;

  @BeforeEach
  void start() {
    ward = TestWard.in(home).card(CARD).start();
    http = HttpClient.newHttpClient();
    grace = person("grace", Role.CLINICIAN);
    petra = person("petra", Role.PRIVACY_OFFICER);
  }

  @AfterEach
  void stop() {
    http.close();
    ward.close();
  }

  /** Somebody who has just enrolled with a password and an authenticator: level 2. */
  private Token person(String name, Role... roles) {
    Enrolment enrolment = ward.server.room(Enrolment.class);
    Person person =
        ward.server.room(Accounts.class).add(name, EnumSet.copyOf(List.of(roles)), "operator");
    Token link = enrolment.link(person, "operator").token();
    String secret = enrolment.look(link).key().replace(" ", "");
    return enrolment.password(link, PASSWORD, Codes.now(secret, ward.clock)).session().token();
  }

  private Person named(String name) {
    return ward.server.room(Accounts.class).named(name).orElseThrow();
  }

  private SignedIn signedIn(Token session) {
    return ward.server.room(Sessions.class).find(session).orElseThrow();
  }

  private HttpResponse<String> page(Token session, String path, Map<String, String> fields)
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

  private static Map<String, String> asked() {
    return Map.of("patient", "p-1", "reason", "unconscious", "text", WHY, "minutes", "30");
  }

  /** Breaks the glass on the page; the token that it shows. */
  private String broken() throws IOException, InterruptedException {
    HttpResponse<String> answer = page(grace, "/console/glass", asked());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Forms.found("id=\"glass-shown\">([^<]+)<", answer.body()).getFirst();
  }

  private Answer exchange(String token, String patient, String purpose) {
    return exchange(TestWard.NOTE, token, patient, purpose);
  }

  private Answer exchange(String note, String token, String patient, String purpose) {
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

  private Answer exchange(String token) {
    return exchange(token, TestWard.PATIENT, "ETREAT");
  }

  /** One about what some patients withhold. */
  private Answer sensitive(String token) {
    return exchange(HIV, token, TestWard.PATIENT, "ETREAT");
  }

  /** A consent of the patient that denies something. */
  private void consent(String provision) {
    String consent =
        """
        {"resourceType":"Consent","status":"active",
         "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
         "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
         "patient":{"reference":"Patient/p-1"},"policy":[{"uri":"https://hospital.example/policy"}],
         "provision":%s}
        """
            .formatted(provision);
    Answer stored = ward.post("/fhir/Consent", consent);
    assertThat(stored.status()).as(stored.body()).isEqualTo(201);
  }

  private static String denies(String action) {
    return """
    {"type":"permit","provision":[{"type":"deny",
      "action":[{"coding":[{"system":"%s","code":"%s"}]}]}]}
    """
        .formatted(AI, action);
  }

  private JsonNode last(String type) {
    return ward.entries().stream()
        .filter(entry -> entry.path("type").asString().equals(type))
        .reduce((first, later) -> later)
        .orElseThrow();
  }

  private static Stream<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString);
  }

  private Subject patient() {
    return ward.server
        .room(Patients.class)
        .find(PatientId.parse(TestWard.PATIENT).orElseThrow())
        .orElseThrow();
  }

  @Test
  void aRefusalOfTheUseYieldsToABrokenGlassAndTheRecordSaysSo() throws Exception {
    consent("{\"type\":\"deny\"}");
    assertThat(exchange("").code()).isEqualTo("consent_denied");
    String token = broken();
    assertThat(exchange("").code()).as("without its token").isEqualTo("consent_denied");
    Answer answered = exchange(token);
    assertThat(answered.status()).as(answered.body()).isEqualTo(200);
    JsonNode entry = last("exchange.admit");
    String glass = last("glass.broken").path("glass").asString();
    assertThat(texts(entry.path("basis").path("rules")))
        .contains(
            "glass:" + glass,
            "glass-of:" + named("grace").id(),
            "consent-overridden",
            "break-glass");
    ward.server.room(Audit.class).publish();
    ward.server.room(Projection.class).catchUp();
    assertThat(
            page(petra, "/console/exchanges/" + entry.path("exchange").asString(), Map.of()).body())
        .contains("Who broke the glass", named("grace").id(), glass);
    assertThat(entry.path("basis").path("patient").asString())
        .isEqualTo(last("glass.broken").path("patient").asString());
  }

  @Test
  void dataThatThePatientWithholdsYieldToo() throws Exception {
    consent(
        """
        {"type":"permit","provision":[{"type":"deny",
          "securityLabel":[{"system":"%s","code":"HIV"}]}]}
        """
            .formatted(LABELS));
    assertThat(sensitive("").code()).isEqualTo("consent_denied");
    assertThat(sensitive(broken()).status()).isEqualTo(200);
  }

  /** The mock answers on this machine, so to consents it is here; its card says that it is not. */
  @ParameterizedTest
  @CsvSource({"ai-processing,consent_denied", "ai-external-disclosure,policy_denied"})
  void whatThePatientRefusesByNameOfAiNeverYields(String action, String code) throws Exception {
    consent(denies(action));
    Answer refused = exchange(broken());
    assertThat(refused.code()).as(refused.body()).isEqualTo(code);
    assertThat(texts(last("exchange.refuse").path("basis").path("rules")))
        .as("a refusal too names the glass, and who broke it")
        .contains(
            "glass:" + last("glass.broken").path("glass").asString(),
            "glass-of:" + named("grace").id());
  }

  @Test
  void norDoesARefusalOfAiThatIsAboutPartOfTheData() throws Exception {
    consent(
        """
        {"type":"permit","provision":[{"type":"deny",
          "securityLabel":[{"system":"%s","code":"HIV"}],
          "action":[{"coding":[{"system":"%s","code":"ai-processing"},
                               {"system":"%s","code":"ai-external-disclosure"}]}]}]}
        """
            .formatted(LABELS, AI, AI));
    assertThat(sensitive(broken()).code()).isEqualTo("consent_denied");
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
      consent("{\"type\":\"permit\",\"provision\":[{\"type\":\"deny\"}," + PART_OF_AI + "]}");
    } else {
      consent("{\"type\":\"deny\"}");
      consent("{\"type\":\"permit\",\"provision\":[" + PART_OF_AI + "]}");
    }
    assertThat(exchange(broken()).code()).isEqualTo("consent_denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ETREAT", "BTG"})
  void aRefusalOfAiForTreatmentIsOneInAnEmergencyToo(String purpose) throws Exception {
    consent(
        denies("ai-processing")
            .replace(
                "\"type\":\"deny\",",
                "\"type\":\"deny\",\"purpose\":[{\"system\":"
                    + "\"http://terminology.hl7.org/CodeSystem/v3-ActReason\",\"code\":\"TREAT\"}],"));
    assertThat(exchange(broken(), TestWard.PATIENT, purpose).code()).isEqualTo("consent_denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TREAT", "HPAYMT", "HRESCH", "HOPERAT"})
  void nothingYieldsForAnotherPurpose(String purpose) throws Exception {
    consent("{\"type\":\"deny\"}");
    assertThat(exchange(broken(), TestWard.PATIENT, purpose).code()).isEqualTo("consent_denied");
  }

  @Test
  void aModelThatIsNotClearedForTheDataDoesNotReceiveThem() throws Exception {
    Answer refused =
        exchange(
            TestWard.NOTE + " Opioid use disorder, on buprenorphine.",
            broken(),
            TestWard.PATIENT,
            "ETREAT");
    assertThat(refused.code()).isEqualTo("policy_denied");
    assertThat(refused.body()).contains("not-cleared");
  }

  @Test
  void aSuspendedModelStaysSuspended() throws Exception {
    Model model = ward.server.room(Models.class).find(TestWard.MODEL).orElseThrow();
    ward.server
        .room(Suspensions.class)
        .suspend(model, Suspension.Reason.PRIVACY, Optional.empty(), By.OPERATOR);
    assertThat(exchange(broken()).code()).isEqualTo("model_suspended");
  }

  @Test
  void itIsForItsPatientAnEmergencyAndNothingElse() throws Exception {
    String token = broken();
    String other = TestWard.PATIENT_FHIR.replace("p-1", "p-2").replace("48213377", "48213378");
    assertThat(ward.send("PUT", "/fhir/Patient/p-2", other, Map.of()).status()).isEqualTo(201);
    assertThat(exchange(token, "p-2", "ETREAT").code()).isEqualTo("break_glass_invalid");
    Answer routine = exchange(token, "p-1", "TREAT");
    assertThat(routine.code()).isEqualTo("policy_denied");
    assertThat(routine.body()).contains("break-glass-conditions");
    assertThat(exchange("x".repeat(43)).code()).isEqualTo("break_glass_invalid");
    assertThat(exchange("x").code()).isEqualTo("break_glass_invalid");
    ObjectNode nobody = TestWard.chat("Hello", false);
    nobody.withObject("/metadata").remove("patient");
    nobody.withObject("/metadata").put("purpose", "HQUALIMP");
    assertThat(
            ward.send(
                    "POST",
                    "/v1/chat/completions",
                    nobody.toString(),
                    Map.of("Ward-Break-Glass", token))
                .code())
        .isEqualTo("break_glass_invalid");
    assertThat(exchange(token).status()).isEqualTo(200);
  }

  @Test
  void itHoldsForItsTimeThroughAnIdleSession() throws Exception {
    String token = broken();
    ward.clock.advance(Duration.ofMinutes(29));
    assertThat(exchange(token).status()).isEqualTo(200);
    ward.clock.advance(Duration.ofMinutes(1));
    assertThat(exchange(token).code()).isEqualTo("break_glass_invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sign-out", "lock", "role"})
  void itIsWholeAgainWhen(String what) throws Exception {
    String token = broken();
    assertThat(exchange(token).status()).isEqualTo(200);
    Accounts accounts = ward.server.room(Accounts.class);
    switch (what) {
      case "sign-out" -> ward.server.room(Sessions.class).signOut(signedIn(grace));
      case "lock" -> accounts.activate(named("grace"), false, "operator");
      default -> {
        var _ =
            accounts.grant(
                named("grace"), EnumSet.of(Role.AUDITOR), Duration.ofDays(9), "operator");
      }
    }
    assertThat(exchange(token).code()).isEqualTo("break_glass_invalid");
  }

  @Test
  void whoeverIsSignedOutByOthersHasNoneLeftOfAnEarlierSessionEither() throws Exception {
    String token = broken();
    ward.clock.advance(Duration.ofMinutes(21));
    assertThat(ward.server.room(Sessions.class).find(grace)).as("idle").isEmpty();
    assertThat(exchange(token).status()).isEqualTo(200);
    ward.server.room(Sessions.class).revokeAll(named("grace"), "pe_officer");
    assertThat(exchange(token).code()).isEqualTo("break_glass_invalid");
    JsonNode entry = last("glass.ended");
    assertThat(entry.path("reason").asString()).isEqualTo("revoked");
    assertThat(entry.path("by").asString()).isEqualTo("pe_officer");
  }

  @Test
  void whoBrokeItEndsItWithoutAnotherProofAndNobodyElseDoes() throws Exception {
    String token = broken();
    String path = "/console/glass/" + last("glass.broken").path("glass").asString() + "/end";
    ward.clock.advance(Duration.ofMinutes(16));
    assertThat(page(grace, "/console/now", Map.of()).body())
        .contains("You broke 1 glass that still holds", path);
    Token heidi = person("heidi", Role.CLINICIAN);
    assertThat(page(heidi, path, Map.of("end", "")).statusCode()).isEqualTo(404);
    assertThat(page(petra, path, Map.of("end", "")).statusCode()).isEqualTo(403);
    assertThat(exchange(token).status()).isEqualTo(200);
    assertThat(page(grace, path, Map.of()).body()).contains("End this glass");
    assertThat(page(grace, path, Map.of("end", "")).body()).contains("The glass is whole again");
    assertThat(exchange(token).code()).isEqualTo("break_glass_invalid");
    assertThat(last("glass.ended").path("reason").asString()).isEqualTo("ended");
    assertThat(last("glass.ended").path("person").path("name").asString()).isEqualTo("grace");
    long entries = ward.durable();
    assertThat(page(grace, path, Map.of("end", "")).body()).contains("It was so already");
    assertThat(ward.durable()).isEqualTo(entries);
    assertThat(page(grace, "/console/now", Map.of()).body()).doesNotContain(path);
  }

  @Test
  void aReviewThatFindsNoEmergencyEndsIt() throws Exception {
    String token = broken();
    String id = last("glass.broken").path("glass").asString();
    assertThat(page(petra, "/console/glass/" + id, Map.of("verdict", "not-justified")).statusCode())
        .isEqualTo(200);
    assertThat(exchange(token).code()).isEqualTo("break_glass_invalid");
    assertThat(last("glass.ended").path("reason").asString()).isEqualTo("not-justified");
    assertThat(last("glass.ended").path("by").asString()).isEqualTo(named("petra").id());
  }

  @Test
  void itIsInTheLedgerBeforeItHoldsAndItsWordsAreSealed() throws Exception {
    String token = broken();
    JsonNode entry = last("glass.broken");
    assertThat(entry.path("by").asString()).isEqualTo(named("grace").id());
    assertThat(entry.path("person").path("name").asString()).isEqualTo("grace");
    assertThat(entry.path("person").path("aal").asInt()).isEqualTo(2);
    assertThat(entry.path("reason").asString()).isEqualTo("unconscious");
    assertThat(entry.path("why").asString()).matches("[0-9a-f]{64}");
    assertThat(entry.path("until").asString()).isEqualTo("2026-03-01T08:30:00Z");
    assertThat(entry.path("due").asString()).isEqualTo("2026-03-04T08:00:00Z");
    assertThat(ward.entries().toString()).doesNotContain("unconscious,", "p-1", token);
    for (String column : columns("identity_glass")) {
      assertThat(column).doesNotContain(WHY, token, "p-1");
    }
    Glasses glasses = ward.server.room(Glasses.class);
    assertThat(glasses.words(glasses.unreviewed().getFirst())).contains(WHY);
  }

  /** Everything that stands in a table, as text. */
  private List<String> columns(String table) throws SQLException {
    List<String> all = new ArrayList<>();
    try (Connection connection = ward.server.room(Database.class).dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
      while (rows.next()) {
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          all.add(
              rows.getObject(i) instanceof byte[] bytes
                  ? new String(bytes, StandardCharsets.UTF_8)
                  : String.valueOf(rows.getObject(i)));
        }
      }
    }
    assertThat(all).isNotEmpty();
    return all;
  }

  @Test
  void whoeverCannotBreakItIsToldWhatIsMissing() throws Exception {
    assertThat(page(petra, "/console/glass", Map.of()).statusCode()).isEqualTo(403);
    assertThat(page(petra, "/console/glass", asked()).statusCode()).isEqualTo(403);
    Map<String, String> wrong =
        Map.of("patient", "nobody", "reason", "boredom", "text", "short", "minutes", "600");
    HttpResponse<String> answer = page(grace, "/console/glass", wrong);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(Forms.found("<li><a href=\"#([a-z]+)\">", answer.body()))
        .containsExactly("patient", "reason", "text", "minutes");
    ward.clock.advance(Duration.ofMinutes(16));
    HttpResponse<String> form = page(grace, "/console/glass", Map.of());
    assertThat(form.statusCode()).isEqualTo(303);
    assertThat(form.headers().firstValue("Location")).contains("/step-up?next=%2Fconsole%2Fglass");
    HttpResponse<String> sent = page(grace, "/console/glass", asked());
    assertThat(sent.statusCode()).isEqualTo(303);
    assertThat(sent.headers().firstValue("Location"))
        .contains("/step-up?next=%2Fconsole%2Fglass%3Fkept%3D1");
    assertThat(ward.server.room(Glasses.class).unreviewed()).isEmpty();
  }

  @Test
  void theRulesHoldWithoutThePageToo() {
    Glasses glasses = ward.server.room(Glasses.class);
    SignedIn clinician = signedIn(grace);
    Glass.Reason reason = Glass.Reason.EMERGENCY;
    Duration holds = Duration.ofMinutes(15);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> glasses.breakFor(signedIn(petra), patient(), reason, WHY, holds));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> glasses.breakFor(clinician, patient(), reason, " too short ", holds));
    for (long minutes : new long[] {14, 61}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  glasses.breakFor(clinician, patient(), reason, WHY, Duration.ofMinutes(minutes)));
    }
    SignedIn passwordAlone =
        new SignedIn(
            clinician.session(),
            clinician.person(),
            List.of(new Proof(Factor.PASSWORD, clinician.at())),
            clinician.began(),
            clinician.at());
    assertThatThrownBy(() -> glasses.breakFor(passwordAlone, patient(), reason, WHY, holds))
        .isInstanceOf(SignedIn.StepUpNeeded.class);
    ward.clock.advance(Duration.ofMinutes(16));
    SignedIn stale = signedIn(grace);
    assertThatThrownBy(() -> glasses.breakFor(stale, patient(), reason, WHY, holds))
        .isInstanceOf(SignedIn.StepUpNeeded.class);
    List<Proof> half =
        stale.proofs().stream()
            .map(
                proof ->
                    proof.factor() == Factor.PASSWORD
                        ? new Proof(Factor.PASSWORD, stale.at())
                        : proof)
            .toList();
    SignedIn halfFresh =
        new SignedIn(stale.session(), stale.person(), half, stale.began(), stale.at());
    assertThatThrownBy(() -> glasses.breakFor(halfFresh, patient(), reason, WHY, holds))
        .as("a fresh password beside a stale code")
        .isInstanceOf(SignedIn.StepUpNeeded.class);
    assertThat(glasses.unreviewed()).isEmpty();
  }

  @Test
  void whatTheLedgerDoesNotTakeIsNotBroken() {
    SignedIn by = signedIn(grace);
    Subject patient = patient();
    Glasses glasses = ward.server.room(Glasses.class);
    ward.ledger.breakDisk();
    assertThatThrownBy(
            () ->
                glasses.breakFor(by, patient, Glass.Reason.EMERGENCY, WHY, Duration.ofMinutes(15)))
        .isInstanceOf(AuditUnavailable.class);
    assertThat(glasses.unreviewed()).isEmpty();
  }

  @Test
  void everybodyWhoWatchesIsToldAndSomebodyElseReviews() throws Exception {
    broken();
    String id = last("glass.broken").path("glass").asString();
    assertThat(page(petra, "/console/now", Map.of()).body())
        .contains("1 broken glass waits for its review", id, "grace");
    assertThat(page(grace, "/console/now", Map.of()).body()).doesNotContain("waits for its review");
    Token heidi = person("heidi", Role.CLINICIAN);
    assertThat(page(heidi, "/console/now", Map.of()).body()).doesNotContain(id);
    assertThat(page(petra, "/console/people", Map.of()).body())
        .contains("Broken glasses and their reviews", "not reviewed yet", id);
    assertThat(page(petra, "/console/glass/" + id, Map.of()).body())
        .contains("Found unconscious", "&lt;b&gt;now&lt;/b&gt;")
        .doesNotContain("<b>now");
    assertThat(last("patient.read").path("who").path("person").asString()).isEqualTo("petra");
    Token auditor = person("ava", Role.AUDITOR);
    assertThat(page(auditor, "/console/glass/" + id, Map.of()).body())
        .contains("Only the privacy office reads")
        .doesNotContain("Found unconscious", "name=\"verdict\"");
    assertThat(
            page(petra, "/console/glass/" + id, Map.of("verdict", "", "reference", ""))
                .statusCode())
        .isEqualTo(422);
    assertThat(
            page(
                    petra,
                    "/console/glass/" + id,
                    Map.of("verdict", "justified", "reference", "two words"))
                .statusCode())
        .isEqualTo(422);
    Map<String, String> review = Map.of("verdict", "justified", "reference", "PO-7");
    assertThat(page(auditor, "/console/glass/" + id, review).statusCode()).isEqualTo(403);
    assertThat(page(petra, "/console/glass/" + id, review).statusCode()).isEqualTo(200);
    JsonNode entry = last("glass.reviewed");
    assertThat(entry.path("glass").asString()).isEqualTo(id);
    assertThat(entry.path("verdict").asString()).isEqualTo("justified");
    assertThat(entry.path("by").asString()).isEqualTo(named("petra").id());
    assertThat(page(petra, "/console/glass/" + id, review).statusCode()).isEqualTo(409);
    assertThat(page(petra, "/console/now", Map.of()).body()).doesNotContain("broken glass");
  }

  @Test
  void nobodyReviewsTheirOwnAndAReviewBecomesOverdue() throws Exception {
    grace = person("both", Role.CLINICIAN, Role.PRIVACY_OFFICER);
    broken();
    String id = last("glass.broken").path("glass").asString();
    assertThat(page(grace, "/console/glass/" + id, Map.of("verdict", "justified")).statusCode())
        .isEqualTo(403);
    Glasses glasses = ward.server.room(Glasses.class);
    Glass own = glasses.byId(id).orElseThrow();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                glasses.review(
                    own,
                    Glass.Verdict.JUSTIFIED,
                    Optional.empty(),
                    new By(named("both").id(), Optional.empty())));
    assertThat(glasses.unreviewed()).hasSize(1);
    ward.clock.advance(Duration.ofDays(3));
    Token later = person("late", Role.PRIVACY_OFFICER);
    assertThat(page(later, "/console/people", Map.of()).body()).contains("review overdue");
    assertThat(page(later, "/console/now", Map.of()).body())
        .contains("The review of 1 broken glass is overdue", "notice-bad")
        .doesNotContain("waits for its review");
  }

  private JsonNode evaluated(String user, String patient, String purpose) {
    Answer answer =
        ward.post(
            "/access/v1/evaluation",
            """
            {"subject":{"type":"user","id":"%s","properties":
               {"roles":["clinician"],"aal":2,"factorAge":60}},
             "action":{"name":"infer"},"resource":{"type":"model","id":"test/mock"},
             "context":{"purpose":"%s","patient":"%s"}}
            """
                .formatted(user, purpose, patient));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Json.MAPPER.readTree(answer.body());
  }

  @Test
  void othersWhoAskGetTheAnswerOfWardsOwnRecord() throws Exception {
    consent("{\"type\":\"deny\"}");
    JsonNode before = evaluated("grace", "p-1", "ETREAT");
    assertThat(before.path("decision").asBoolean()).isFalse();
    assertThat(before.path("context").path("code").asString()).isEqualTo("consent_denied");
    assertThat(before.path("context").path("breakGlassAvailable").asBoolean()).isTrue();
    broken();
    JsonNode after = evaluated("grace", "p-1", "ETREAT");
    assertThat(after.path("decision").asBoolean()).as(after.toString()).isTrue();
    assertThat(texts(after.path("context").path("obligations")))
        .contains("review=72h", "notify=privacy-office");
    assertThat(texts(after.path("context").path("rules")))
        .contains("glass:" + last("glass.broken").path("glass").asString());
    assertThat(evaluated(named("grace").id(), "p-1", "BTG").path("decision").asBoolean()).isTrue();
    assertThat(evaluated("petra", "p-1", "ETREAT").path("decision").asBoolean()).isFalse();
    assertThat(evaluated("grace", "p-1", "TREAT").path("decision").asBoolean()).isFalse();
    ward.clock.advance(Duration.ofMinutes(30));
    assertThat(evaluated("grace", "p-1", "ETREAT").path("decision").asBoolean()).isFalse();
  }
}
