package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.identity.Role.ADMINISTRATOR;
import static org.wardhealth.server.identity.Role.AUDITOR;
import static org.wardhealth.server.identity.Role.SECURITY_OFFICER;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.console.Viewers;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.identity.Token;
import tools.jackson.databind.JsonNode;

/** What is done about people on pages: recorded by who does it, never about oneself. */
final class PeoplePageTest {
  private static final List<String> ACTS = List.of("link", "roles", "lock", "unlock", "sign-out");

  private static TestWard shared;
  private static FakeViewers itsViewers;

  private TestWard ward;
  private FakeViewers viewers;

  @BeforeAll
  static void start(@TempDir Path home) {
    itsViewers = new FakeViewers();
    shared = TestWard.in(home).bean(Viewers.class, itsViewers).start();
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @BeforeEach
  void anAdministratorLooks() {
    ward = shared;
    viewers = itsViewers;
    viewers.is(ADMINISTRATOR);
  }

  @AfterEach
  void stopItsOwn() {
    if (ward != shared) {
      ward.close();
    }
  }

  /** For what counts all people, moves time or breaks the disk. */
  private void ownWard(Path home) {
    viewers = new FakeViewers();
    ward = TestWard.in(home).bean(Viewers.class, viewers).start();
    viewers.is(ADMINISTRATOR);
  }

  private Person person(String name) {
    return ward.server.room(Accounts.class).named(name).orElseThrow();
  }

  private JsonNode last(String type) {
    return ward.entries().stream()
        .filter(entry -> entry.path("type").asString().equals(type))
        .reduce((first, later) -> later)
        .orElseThrow();
  }

  private Answer act(String name, String act, Map<String, String> fields) {
    return Forms.send(ward, "/console/people/" + name + "/" + act, fields);
  }

  @Test
  void aNewPersonGetsALinkThatEnrolsThemOnce() {
    Answer added =
        Forms.send(ward, "/console/people/new", Map.of("name", "grace", "role", "clinician"));
    assertThat(added.status()).isEqualTo(201);
    String link = Forms.found("id=\"link-shown\">([^<]+)<", added.body()).getFirst();
    assertThat(link).startsWith("http://localhost:").contains("/enrol/");
    JsonNode entry = last("person.added");
    assertThat(entry.path("name").asString()).isEqualTo("grace");
    assertThat(entry.path("by").asString()).isEqualTo("pe_looks");
    assertThat(last("person.linked").path("by").asString()).isEqualTo("pe_looks");
    assertThat(ward.entries().toString()).doesNotContain(link.substring(link.lastIndexOf('/') + 1));

    Enrolment enrolment = ward.server.room(Enrolment.class);
    Token token = Token.parse(link.substring(link.lastIndexOf('/') + 1)).orElseThrow();
    assertThat(enrolment.look(token).person().name()).isEqualTo("grace");
    assertThat(ward.get("/console/people").body()).contains("grace", "not enrolled", "Clinician");
    assertThat(ward.get("/console/people/grace").body())
        .contains("Make a link to enrol")
        .doesNotContain(link);

    Answer wrong = Forms.send(ward, "/console/people/new", Map.of("name", "grace"));
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(Forms.found("<li><a href=\"#([a-z]+)\">", wrong.body()))
        .containsExactly("name", "role");
  }

  @Test
  void whoIsLockedIsSignedOutAtOnceAndStaysOut() {
    Token token = ward.enrolled("lotte", Role.CLINICIAN);
    Sessions sessions = ward.server.room(Sessions.class);
    assertThat(sessions.find(token)).isPresent();
    assertThat(ward.get("/console/people/lotte").body())
        .contains("may sign in", "Authenticator", "10 recovery codes left", "Lock this account");
    viewers.is(SECURITY_OFFICER);
    assertThat(act("lotte", "lock", Map.of()).body()).contains("locked");
    assertThat(sessions.find(token)).isEmpty();
    assertThat(person("lotte").active()).isFalse();
    assertThat(last("person.disabled").path("by").asString()).isEqualTo("pe_looks");
    assertThat(last("session.ended").path("by").asString()).isEqualTo("pe_looks");
    assertThat(act("lotte", "unlock", Map.of()).status())
        .as("by a security officer")
        .isEqualTo(403);
    viewers.is(ADMINISTRATOR);
    assertThat(act("lotte", "unlock", Map.of()).status()).isEqualTo(200);
    assertThat(person("lotte").active()).isTrue();
  }

  @Test
  void oneSessionOrAllAreEnded() {
    Token first = ward.enrolled("olga", Role.CLINICIAN);
    Sessions sessions = ward.server.room(Sessions.class);
    String id = sessions.find(first).orElseThrow().session();
    Token other = ward.enrolled("other", Role.CLINICIAN);
    String page = ward.get("/console/people/olga").body();
    assertThat(page).contains("/console/people/olga/sign-out?session=" + id);
    assertThat(act("other", "sign-out", Map.of("session", id)).status())
        .as("a session of somebody else")
        .isEqualTo(404);
    assertThat(sessions.find(first)).isPresent();
    assertThat(act("olga", "sign-out", Map.of("session", id)).status()).isEqualTo(200);
    assertThat(sessions.find(first)).isEmpty();
    assertThat(act("other", "sign-out", Map.of()).status()).isEqualTo(200);
    assertThat(sessions.find(other)).isEmpty();
  }

  @Test
  void rolesAreGrantedForATimeAndALostFactorIsReset() {
    Token token = ward.enrolled("rosa", Role.CLINICIAN);
    Answer wrong = act("rosa", "roles", Map.of("days", "900"));
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(Forms.found("<li><a href=\"#([a-z]+)\">", wrong.body()))
        .containsExactly("role", "days");
    assertThat(act("rosa", "roles", Map.of("role", "auditor", "days", "20")).status())
        .isEqualTo(200);
    assertThat(person("rosa").roles(ward.clock.instant())).containsExactly(Role.AUDITOR);
    assertThat(last("grant.changed").path("by").asString()).isEqualTo("pe_looks");
    assertThat(ward.get("/console/people/rosa").body()).contains("Auditor", "ends soon");

    long before = ward.durable();
    for (String unsaid : List.of("", "believed")) {
      Answer asked = act("rosa", "link", Map.of("proofed", unsaid));
      assertThat(asked.status()).isEqualTo(422);
      assertThat(Forms.found("<li><a href=\"#([a-z]+)\">", asked.body()))
          .containsExactly("proofed");
    }
    assertThat(ward.durable()).as("nothing was done").isEqualTo(before);
    Answer reset = act("rosa", "link", Map.of("proofed", "document"));
    assertThat(reset.status()).isEqualTo(201);
    assertThat(last("person.linked").path("reset").asBoolean()).isTrue();
    assertThat(last("person.linked").path("proofed").asString()).isEqualTo("document");
    assertThat(ward.server.room(Sessions.class).find(token)).isEmpty();
    assertThat(ward.get("/console/people/rosa").body()).contains("not enrolled");
  }

  @Test
  void nobodyChangesThemselvesAndNobodyElseWithoutRoleAndProof() {
    Token token = ward.enrolled("ada", Role.ADMINISTRATOR);
    String own = person("ada").id();
    long before = ward.durable();
    viewers.is(own, "ada", ADMINISTRATOR);
    for (String act : ACTS) {
      assertThat(ward.get("/console/people/ada/" + act).status()).as(act).isEqualTo(403);
      assertThat(act("ada", act, Map.of("role", "auditor", "days", "9")).status())
          .as(act)
          .isEqualTo(403);
    }
    viewers.is(AUDITOR);
    for (String act : ACTS) {
      assertThat(act("ada", act, Map.of("role", "auditor", "days", "9")).status())
          .as(act)
          .isEqualTo(403);
    }
    viewers.is(ADMINISTRATOR);
    viewers.sure(false);
    for (String act : ACTS) {
      assertThat(act("ada", act, Map.of("role", "auditor", "days", "9")).header("location"))
          .as(act)
          .contains("/step-up?next=%2Fconsole%2Fpeople%2Fada%2F" + act + "%3Fkept%3D1");
    }
    viewers.sure(true);
    for (String act : ACTS) {
      assertThat(
              Forms.sendBare(
                      ward, "/console/people/ada/" + act, Map.of("role", "auditor", "days", "9"))
                  .status())
          .as(act)
          .isEqualTo(403);
    }
    assertThat(ward.durable()).isEqualTo(before);
    assertThat(ward.server.room(Sessions.class).find(token)).isPresent();
  }

  @Test
  void withoutTheRecordNothingChanges(@TempDir Path home) {
    ownWard(home);
    Token token = ward.enrolled("grace", Role.CLINICIAN);
    ward.ledger.breakDisk();
    assertThat(act("grace", "lock", Map.of()).status()).isEqualTo(503);
    assertThat(act("grace", "link", Map.of("proofed", "known")).status()).isEqualTo(503);
    assertThat(act("grace", "roles", Map.of("role", "auditor", "days", "9")).status())
        .isEqualTo(503);
    assertThat(person("grace").active()).isTrue();
    assertThat(person("grace").roles(ward.clock.instant())).containsExactly(Role.CLINICIAN);
    assertThat(ward.server.room(Sessions.class).find(token)).isPresent();
  }

  @Test
  void manyPeopleStandOnSeveralPages(@TempDir Path home) {
    ownWard(home);
    for (int i = 100; i < 160; i++) {
      ward.server.room(Accounts.class).add("p" + i, EnumSet.of(Role.QUALITY), "operator");
    }
    String first = ward.get("/console/people").body();
    assertThat(first).contains("p100").doesNotContain(">p159<");
    String next = Forms.found("<p class=\"pager\"><a[^>]* href=\"([^\"]+)\"", first).getFirst();
    assertThat(ward.get(next).body()).contains("p159").doesNotContain(">p100<");
    assertThat(Optional.of(next)).contains("/console/people?after=p148");
  }

  @Test
  void nowSaysWhoseRolesEndFirstToWhomItConcerns(@TempDir Path home) {
    ownWard(home);
    ward.clock.advance(Duration.ofDays(1));
    ward.server.room(Accounts.class).add("bob", EnumSet.of(Role.CLINICIAN), "operator");
    Instant ends = Objects.requireNonNull(person("administrator").grants().get(Role.ADMINISTRATOR));
    assertThat(now())
        .contains("Roles of administrator", "/console/people/administrator")
        .doesNotContain(">soon<");
    viewers.is(person("bob").id(), "bob", Role.CLINICIAN);
    assertThat(now()).contains("Your own roles").doesNotContain("Roles of", "/console/people");
    viewers.is(ADMINISTRATOR);
    ward.clock.set(ends.minus(Duration.ofDays(13)));
    assertThat(now()).contains("Roles of administrator", ">soon<", "tag-bad");
    ward.clock.set(ends);
    assertThat(now()).contains("Roles of bob");
    ward.server.room(Accounts.class).activate(person("bob"), false, "operator");
    assertThat(now()).doesNotContain("Roles of bob");
  }

  private String now() {
    return ward.get("/console/now?part=live").body();
  }

  @Test
  void whatWasWrittenIsThereAgainOnceAfterAFreshProof() {
    var _ = ward.enrolled("wanda", Role.CLINICIAN);
    written("/console/people/new", Map.of("name", "greta", "role", "auditor"));
    viewers.sure(false);
    String back = "/console/people/new?kept=1";
    assertThat(ward.get(back).header("location"))
        .contains("/step-up?next=%2Fconsole%2Fpeople%2Fnew%3Fkept%3D1");
    viewers.sure(true);
    assertThat(ward.get(back).body())
        .contains("value=\"greta\"", "value=\"auditor\" checked", "Here is what you wrote");
    assertThat(ward.get(back).body())
        .doesNotContain("greta", "value=\"auditor\" checked")
        .contains("What you wrote before is no longer here");
    assertThat(ward.server.room(Accounts.class).named("greta")).isEmpty();

    written("/console/people/wanda/roles", Map.of("role", "engineer", "days", "9"));
    assertThat(ward.get("/console/people/wanda/roles?kept=1").body())
        .contains("value=\"engineer\" checked", "value=\"9\"");
    written("/console/people/wanda/sign-out", Map.of("session", "se_0123456789abcdef"));
    assertThat(ward.get("/console/people/wanda/sign-out?kept=1").body())
        .contains("name=\"session\" value=\"se_0123456789abcdef\"");
    written(
        "/console/models/suspend?model=test%2Fmock",
        Map.of("reason", "PRIVACY", "reference", "INC-7"));
    assertThat(ward.get("/console/models/suspend?kept=1").body())
        .contains("model=test%2Fmock", "value=\"INC-7\"", "value=\"PRIVACY\" selected");
    written(
        "/console/models/suspend?model=test%2Fmock", Map.of("reason", "<b>", "reference", "<b>"));
    assertThat(ward.get("/console/models/suspend?kept=1").body()).doesNotContain("<b>");
  }

  /** Sends a form whose sender must first prove themselves again, and then has. */
  private void written(String path, Map<String, String> fields) {
    viewers.sure(false);
    assertThat(Forms.send(ward, path, fields).header("location").orElseThrow())
        .endsWith("%3Fkept%3D1");
    viewers.sure(true);
  }
}
