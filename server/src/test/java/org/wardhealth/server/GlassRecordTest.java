package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardhealth.server.GlassWard.WHY;
import static org.wardhealth.server.GlassWard.texts;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.identity.Factor;
import org.wardhealth.server.identity.Glass;
import org.wardhealth.server.identity.Glasses;
import org.wardhealth.server.identity.Proof;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.identity.SignedIn;
import org.wardhealth.server.identity.Token;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.models.Suspension;
import org.wardhealth.server.models.Suspensions;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.Subject;
import tools.jackson.databind.JsonNode;

/** A broken glass holds for a while, stands in the record before it does, and everybody is told. */
class GlassRecordTest {
  @TempDir private Path home;
  private GlassWard site;
  private GlassWard.Emergency her;

  @BeforeEach
  void start() {
    site = GlassWard.start(home);
    her = site.emergency();
    var _ = her.petra();
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void aSuspendedModelStaysSuspended() throws Exception {
    Model model = site.ward.server.room(Models.class).find(TestWard.MODEL).orElseThrow();
    site.ward
        .server
        .room(Suspensions.class)
        .suspend(model, Suspension.Reason.PRIVACY, Optional.empty(), By.OPERATOR);
    assertThat(her.exchange(her.broken()).code()).isEqualTo("model_suspended");
  }

  @Test
  void itHoldsForItsTimeThroughAnIdleSession() throws Exception {
    String token = her.broken();
    site.ward.clock.advance(Duration.ofMinutes(29));
    assertThat(her.exchange(token).status()).isEqualTo(200);
    site.ward.clock.advance(Duration.ofMinutes(1));
    assertThat(her.exchange(token).code()).isEqualTo("break_glass_invalid");
  }

  @Test
  void whoeverIsSignedOutByOthersHasNoneLeftOfAnEarlierSessionEither() throws Exception {
    String token = her.broken();
    site.ward.clock.advance(Duration.ofMinutes(21));
    assertThat(site.ward.server.room(Sessions.class).find(her.grace)).as("idle").isEmpty();
    assertThat(her.exchange(token).status()).isEqualTo(200);
    site.ward.server.room(Sessions.class).revokeAll(site.named("grace"), "pe_officer");
    assertThat(her.exchange(token).code()).isEqualTo("break_glass_invalid");
    JsonNode entry = site.last("glass.ended");
    assertThat(entry.path("reason").asString()).isEqualTo("revoked");
    assertThat(entry.path("by").asString()).isEqualTo("pe_officer");
  }

  @Test
  void whoBrokeItEndsItWithoutAnotherProofAndNobodyElseDoes() throws Exception {
    String token = her.broken();
    String path = "/console/glass/" + site.last("glass.broken").path("glass").asString() + "/end";
    site.ward.clock.advance(Duration.ofMinutes(16));
    assertThat(site.page(her.grace, "/console/now", Map.of()).body())
        .contains("You broke 1 glass that still holds", path);
    Token heidi = site.ward.enrolled("heidi", Role.CLINICIAN);
    assertThat(site.page(heidi, path, Map.of("end", "")).statusCode()).isEqualTo(404);
    assertThat(site.page(her.petra(), path, Map.of("end", "")).statusCode()).isEqualTo(403);
    assertThat(her.exchange(token).status()).isEqualTo(200);
    assertThat(site.page(her.grace, path, Map.of()).body()).contains("End this glass");
    assertThat(site.page(her.grace, path, Map.of("end", "")).body())
        .contains("The glass is whole again");
    assertThat(her.exchange(token).code()).isEqualTo("break_glass_invalid");
    assertThat(site.last("glass.ended").path("reason").asString()).isEqualTo("ended");
    assertThat(site.last("glass.ended").path("person").path("name").asString()).isEqualTo("grace");
    long entries = site.ward.durable();
    assertThat(site.page(her.grace, path, Map.of("end", "")).body()).contains("It was so already");
    assertThat(site.ward.durable()).isEqualTo(entries);
    assertThat(site.page(her.grace, "/console/now", Map.of()).body()).doesNotContain(path);
  }

  @Test
  void itIsInTheLedgerBeforeItHoldsAndItsWordsAreSealed() throws Exception {
    String token = her.broken();
    JsonNode entry = site.last("glass.broken");
    assertThat(entry.path("by").asString()).isEqualTo(site.named("grace").id());
    assertThat(entry.path("person").path("name").asString()).isEqualTo("grace");
    assertThat(entry.path("person").path("aal").asInt()).isEqualTo(2);
    assertThat(entry.path("reason").asString()).isEqualTo("unconscious");
    assertThat(entry.path("why").asString()).matches("[0-9a-f]{64}");
    assertThat(entry.path("until").asString()).isEqualTo("2026-03-01T08:30:00Z");
    assertThat(entry.path("due").asString()).isEqualTo("2026-03-04T08:00:00Z");
    assertThat(site.ward.entries().toString()).doesNotContain("unconscious,", "p-1", token);
    for (String column : columns("identity_glass")) {
      assertThat(column).doesNotContain(WHY, token, "p-1");
    }
    Glasses glasses = site.ward.server.room(Glasses.class);
    assertThat(glasses.words(glasses.unreviewed().getFirst())).contains(WHY);
  }

  /** Everything that stands in a table, as text. */
  private List<String> columns(String table) throws SQLException {
    List<String> all = new ArrayList<>();
    try (Connection connection =
            site.ward.server.room(Database.class).dataSource().getConnection();
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
    assertThat(site.page(her.petra(), "/console/glass", Map.of()).statusCode()).isEqualTo(403);
    assertThat(site.page(her.petra(), "/console/glass", her.asked()).statusCode()).isEqualTo(403);
    Map<String, String> wrong =
        Map.of("patient", "nobody", "reason", "boredom", "text", "short", "minutes", "600");
    HttpResponse<String> answer = site.page(her.grace, "/console/glass", wrong);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(Forms.found("<li><a href=\"#([a-z]+)\">", answer.body()))
        .containsExactly("patient", "reason", "text", "minutes");
    site.ward.clock.advance(Duration.ofMinutes(16));
    HttpResponse<String> form = site.page(her.grace, "/console/glass", Map.of());
    assertThat(form.statusCode()).isEqualTo(303);
    assertThat(form.headers().firstValue("Location")).contains("/step-up?next=%2Fconsole%2Fglass");
    HttpResponse<String> sent = site.page(her.grace, "/console/glass", her.asked());
    assertThat(sent.statusCode()).isEqualTo(303);
    assertThat(sent.headers().firstValue("Location"))
        .contains("/step-up?next=%2Fconsole%2Fglass%3Fkept%3D1");
    assertThat(site.ward.server.room(Glasses.class).unreviewed()).isEmpty();
  }

  @Test
  void theRulesHoldWithoutThePageToo() {
    Glasses glasses = site.ward.server.room(Glasses.class);
    SignedIn clinician = site.signedIn(her.grace);
    Glass.Reason reason = Glass.Reason.EMERGENCY;
    Duration holds = Duration.ofMinutes(15);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> glasses.breakFor(site.signedIn(her.petra()), her.patient(), reason, WHY, holds));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> glasses.breakFor(clinician, her.patient(), reason, " too short ", holds));
    for (long minutes : new long[] {14, 61}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  glasses.breakFor(
                      clinician, her.patient(), reason, WHY, Duration.ofMinutes(minutes)));
    }
    SignedIn passwordAlone =
        new SignedIn(
            clinician.session(),
            clinician.person(),
            List.of(new Proof(Factor.PASSWORD, clinician.at())),
            clinician.began(),
            clinician.at());
    assertThatThrownBy(() -> glasses.breakFor(passwordAlone, her.patient(), reason, WHY, holds))
        .isInstanceOf(SignedIn.StepUpNeeded.class);
    site.ward.clock.advance(Duration.ofMinutes(16));
    SignedIn stale = site.signedIn(her.grace);
    assertThatThrownBy(() -> glasses.breakFor(stale, her.patient(), reason, WHY, holds))
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
    assertThatThrownBy(() -> glasses.breakFor(halfFresh, her.patient(), reason, WHY, holds))
        .as("a fresh password beside a stale code")
        .isInstanceOf(SignedIn.StepUpNeeded.class);
    assertThat(glasses.unreviewed()).isEmpty();
  }

  @Test
  void whatTheLedgerDoesNotTakeIsNotBroken() {
    SignedIn by = site.signedIn(her.grace);
    Subject patient = her.patient();
    Glasses glasses = site.ward.server.room(Glasses.class);
    site.ward.ledger.breakDisk();
    assertThatThrownBy(
            () ->
                glasses.breakFor(by, patient, Glass.Reason.EMERGENCY, WHY, Duration.ofMinutes(15)))
        .isInstanceOf(AuditUnavailable.class);
    assertThat(glasses.unreviewed()).isEmpty();
  }

  @Test
  void everybodyWhoWatchesIsToldAndSomebodyElseReviews() throws Exception {
    her.broken();
    String id = site.last("glass.broken").path("glass").asString();
    assertThat(site.page(her.petra(), "/console/now", Map.of()).body())
        .contains("1 broken glass waits for its review", id, "grace");
    assertThat(site.page(her.grace, "/console/now", Map.of()).body())
        .doesNotContain("waits for its review");
    Token heidi = site.ward.enrolled("heidi", Role.CLINICIAN);
    assertThat(site.page(heidi, "/console/now", Map.of()).body()).doesNotContain(id);
    assertThat(site.page(her.petra(), "/console/people", Map.of()).body())
        .contains("Broken glasses and their reviews", "not reviewed yet", id);
    assertThat(site.page(her.petra(), "/console/glass/" + id, Map.of()).body())
        .contains("Found unconscious", "&lt;b&gt;now&lt;/b&gt;")
        .doesNotContain("<b>now");
    assertThat(site.last("patient.read").path("who").path("person").asString()).isEqualTo("petra");
    Token auditor = site.ward.enrolled("ava", Role.AUDITOR);
    assertThat(site.page(auditor, "/console/glass/" + id, Map.of()).body())
        .contains("Only the privacy office reads")
        .doesNotContain("Found unconscious", "name=\"verdict\"");
    assertThat(
            site.page(her.petra(), "/console/glass/" + id, Map.of("verdict", "", "reference", ""))
                .statusCode())
        .isEqualTo(422);
    assertThat(
            site.page(
                    her.petra(),
                    "/console/glass/" + id,
                    Map.of("verdict", "justified", "reference", "two words"))
                .statusCode())
        .isEqualTo(422);
    Map<String, String> review = Map.of("verdict", "justified", "reference", "PO-7");
    assertThat(site.page(auditor, "/console/glass/" + id, review).statusCode()).isEqualTo(403);
    assertThat(site.page(her.petra(), "/console/glass/" + id, review).statusCode()).isEqualTo(200);
    JsonNode entry = site.last("glass.reviewed");
    assertThat(entry.path("glass").asString()).isEqualTo(id);
    assertThat(entry.path("verdict").asString()).isEqualTo("justified");
    assertThat(entry.path("by").asString()).isEqualTo(site.named("petra").id());
    assertThat(site.page(her.petra(), "/console/glass/" + id, review).statusCode()).isEqualTo(409);
    assertThat(site.page(her.petra(), "/console/now", Map.of()).body())
        .doesNotContain("broken glass");
  }

  @Test
  void nobodyReviewsTheirOwnAndAReviewBecomesOverdue() throws Exception {
    her.grace = site.ward.enrolled("both", Role.CLINICIAN, Role.PRIVACY_OFFICER);
    her.broken();
    String id = site.last("glass.broken").path("glass").asString();
    assertThat(
            site.page(her.grace, "/console/glass/" + id, Map.of("verdict", "justified"))
                .statusCode())
        .isEqualTo(403);
    Glasses glasses = site.ward.server.room(Glasses.class);
    Glass own = glasses.byId(id).orElseThrow();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                glasses.review(
                    own,
                    Glass.Verdict.JUSTIFIED,
                    Optional.empty(),
                    new By(site.named("both").id(), Optional.empty())));
    assertThat(glasses.unreviewed()).hasSize(1);
    site.ward.clock.advance(Duration.ofDays(3));
    Token later = site.ward.enrolled("late", Role.PRIVACY_OFFICER);
    assertThat(site.page(later, "/console/people", Map.of()).body()).contains("review overdue");
    assertThat(site.page(later, "/console/now", Map.of()).body())
        .contains("The review of 1 broken glass is overdue", "notice-bad")
        .doesNotContain("waits for its review");
  }

  private JsonNode evaluated(String user, String patient, String purpose) {
    Answer answer =
        site.ward.post(
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
    her.consent("{\"type\":\"deny\"}");
    JsonNode before = evaluated("grace", "p-1", "ETREAT");
    assertThat(before.path("decision").asBoolean()).isFalse();
    assertThat(before.path("context").path("code").asString()).isEqualTo("consent_denied");
    assertThat(before.path("context").path("breakGlassAvailable").asBoolean()).isTrue();
    her.broken();
    JsonNode after = evaluated("grace", "p-1", "ETREAT");
    assertThat(after.path("decision").asBoolean()).as(after.toString()).isTrue();
    assertThat(texts(after.path("context").path("obligations")))
        .contains("review=72h", "notify=privacy-office");
    assertThat(texts(after.path("context").path("rules")))
        .contains("glass:" + site.last("glass.broken").path("glass").asString());
    assertThat(evaluated(site.named("grace").id(), "p-1", "BTG").path("decision").asBoolean())
        .isTrue();
    assertThat(evaluated("petra", "p-1", "ETREAT").path("decision").asBoolean()).isFalse();
    assertThat(evaluated("grace", "p-1", "TREAT").path("decision").asBoolean()).isFalse();
    site.ward.clock.advance(Duration.ofMinutes(30));
    assertThat(evaluated("grace", "p-1", "ETREAT").path("decision").asBoolean()).isFalse();
  }
}
