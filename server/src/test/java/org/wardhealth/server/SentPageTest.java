package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.identity.Role.ADMINISTRATOR;
import static org.wardhealth.server.identity.Role.AUDITOR;
import static org.wardhealth.server.identity.Role.CLINICIAN;
import static org.wardhealth.server.identity.Role.ENGINEER;
import static org.wardhealth.server.identity.Role.PRIVACY_OFFICER;
import static org.wardhealth.server.identity.Role.SECURITY_OFFICER;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.audit.Content;
import org.wardhealth.server.audit.Contents;
import org.wardhealth.server.audit.Erasures;
import org.wardhealth.server.audit.Ground;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.console.Viewers;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import tools.jackson.databind.JsonNode;

/** What a model was sent is shown to the privacy office alone, with a reason, after its entry. */
final class SentPageTest {
  private static final String HOSTILE = "<script>alert(1)</script> and rest.";
  private static final Map<String, String> WHY =
      Map.of("reason", "INVESTIGATION", "reference", "CASE-12");

  private final FakeViewers viewers = new FakeViewers();
  @TempDir private Path home;
  private TestWard ward;

  @BeforeEach
  void start() {
    ward = TestWard.in(home).bean(Viewers.class, viewers).start();
    viewers.is(PRIVACY_OFFICER);
  }

  @AfterEach
  void stop() {
    ward.close();
  }

  private String exchange(String note) {
    assertThat(ward.chat(TestWard.chat(note, false)).status()).isEqualTo(200);
    project();
    return entries("exchange.admit").getLast().path("exchange").asString();
  }

  private void project() {
    ward.ledger.ledger().publish();
    ward.server.room(Projection.class).catchUp();
  }

  private List<JsonNode> entries(String type) {
    return ward.entries().stream()
        .filter(entry -> entry.path("type").asString().equals(type))
        .toList();
  }

  private static String path(String exchange) {
    return "/console/exchanges/" + exchange + "/sent";
  }

  private Answer show(String exchange) {
    return Forms.send(ward, path(exchange), WHY);
  }

  @Test
  void itIsShownAsItWasSentAndWhoSawItIsInTheLedgerFirst() {
    String exchange = exchange(TestWard.NOTE + " " + HOSTILE);
    JsonNode admit = entries("exchange.admit").getLast();
    assertThat(ward.get("/console/exchanges/" + exchange).body())
        .contains(path(exchange), "It is kept sealed");
    assertThat(ward.get(path(exchange)).body())
        .contains("Record this and show it")
        .doesNotContain("diabetes", "&lt;script");
    assertThat(entries("content.read")).as("the form alone shows nothing").isEmpty();

    Answer shown = show(exchange);

    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.header("cache-control")).contains("no-store");
    assertThat(shown.body())
        .contains("This is what the ledger has a commitment of", admit.path("content").asString())
        .contains("<code>user</code>", "&lt;script&gt;alert(1)", "diabetes", "[NAME-1]")
        .contains("\"model\" : \"test/mock\"")
        .doesNotContain("<script>alert", "surrogates")
        .doesNotContain(TestWard.IDENTIFIERS);
    assertThat(entries("content.read"))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.path("exchange").asString()).isEqualTo(exchange);
              assertThat(entry.path("part").asString()).isEqualTo("sent");
              assertThat(entry.path("patient")).isEqualTo(admit.path("basis").path("patient"));
              assertThat(entry.path("reason").asString()).isEqualTo("INVESTIGATION");
              assertThat(entry.path("reference").asString()).isEqualTo("CASE-12");
              assertThat(entry.path("who").path("client").asString()).isEqualTo("pe_looks");
              assertThat(entry.path("who").path("person").asString()).isEqualTo("Ada Marsh");
            });
    show(exchange);
    assertThat(entries("content.read")).as("each time").hasSize(2);

    project();
    viewers.is(AUDITOR);
    assertThat(ward.get("/console/exchanges/" + exchange).body())
        .contains("Who has seen it", "Ada Marsh", "A security or privacy incident", "answered")
        .doesNotContain(path(exchange), "diabetes");
  }

  @Test
  void nobodyElseSeesIt() {
    String exchange = exchange(TestWard.NOTE);
    for (Role role : List.of(ADMINISTRATOR, SECURITY_OFFICER, AUDITOR, ENGINEER, CLINICIAN)) {
      viewers.is(role);
      assertThat(ward.get(path(exchange)).status()).as(role.name()).isEqualTo(403);
      Answer refused = show(exchange);
      assertThat(refused.status()).as(role.name()).isEqualTo(403);
      assertThat(refused.body()).doesNotContain("diabetes");
    }
    viewers.is(PRIVACY_OFFICER);
    assertThat(Forms.sendBare(ward, path(exchange), WHY).status()).isEqualTo(403);
    viewers.sure(false);
    for (Answer answer : List.of(ward.get(path(exchange)), show(exchange))) {
      assertThat(answer.status()).as("an old proof").isEqualTo(303);
      assertThat(answer.header("location").orElse("")).startsWith("/step-up?next=");
      assertThat(answer.body()).doesNotContain("diabetes");
    }
    assertThat(entries("content.read")).isEmpty();
  }

  @Test
  void withoutAReasonOrARecordNothingIsShown() {
    String exchange = exchange(TestWard.NOTE);
    for (Map<String, String> wrong :
        List.of(
            Map.<String, String>of(),
            Map.of("reason", "CURIOSITY"),
            Map.of("reason", "INVESTIGATION", "reference", "the diabetes of Mrs Ostrander"))) {
      Answer refused = Forms.send(ward, path(exchange), wrong);
      assertThat(refused.status()).as(wrong.toString()).isEqualTo(422);
      assertThat(refused.body()).doesNotContain("[NAME-1]");
    }
    assertThat(entries("content.read")).isEmpty();
    ward.ledger.breakDisk();
    Answer unrecorded = show(exchange);
    assertThat(unrecorded.status()).isEqualTo(503);
    assertThat(unrecorded.body()).doesNotContain("diabetes");
  }

  @Test
  void whatWasErasedOrIsPastItsTimeSaysSo() {
    String exchange = exchange(TestWard.NOTE);
    ward.server
        .room(Database.class)
        .jdbc()
        .sql("UPDATE audit_content SET expires_at = ?")
        .param(ward.clock.millis())
        .update();
    Answer old = show(exchange);
    assertThat(old.status()).isEqualTo(410);
    assertThat(old.body()).contains("Not kept any more");
    var _ =
        ward.server
            .room(Erasures.class)
            .request(
                new PatientId(TestWard.PATIENT),
                Ground.parse("ART17-1-B").orElseThrow(),
                java.util.Optional.empty(),
                "operator");
    Answer erased = show(exchange);
    assertThat(erased.status()).isEqualTo(410);
    assertThat(erased.body()).contains("The key of this patient was destroyed");
    assertThat(entries("content.read")).as("nothing was there to be read").isEmpty();
  }

  @Test
  void whatWasAlteredIsNotTakenForWhatWasSent() {
    String first = exchange(TestWard.NOTE);
    String second = exchange(TestWard.NOTE);
    Database database = ward.server.room(Database.class);
    database
        .jdbc()
        .sql(
            "UPDATE audit_content SET sealed = (SELECT sealed FROM audit_content"
                + " WHERE exchange = ? AND part = 'PROMPT') WHERE exchange = ? AND part = 'PROMPT'")
        .params(first, second)
        .update();
    Answer misplaced = show(second);
    assertThat(misplaced.status()).isEqualTo(500);
    assertThat(misplaced.body()).contains("It does not open").doesNotContain("diabetes");

    database
        .jdbc()
        .sql("DELETE FROM audit_content WHERE exchange = ? AND part = 'PROMPT'")
        .param(first)
        .update();
    ward.server
        .room(Contents.class)
        .save(
            first,
            Contents.Part.PROMPT,
            ward.server.room(Patients.class).subject(new PatientId(TestWard.PATIENT)),
            Content.of(
                "{\"sent\":{\"input\":\"another\"}}".getBytes(StandardCharsets.UTF_8),
                new SecureRandom()))
        .join();
    assertThat(show(first).body())
        .contains("NOT what the ledger has a commitment of", "another")
        .doesNotContain("This is what the ledger");
  }

  @Test
  void anExchangeThatWasNotLetThroughSentNothing() {
    var nameless = TestWard.chat(TestWard.NOTE, false);
    nameless.remove("metadata");
    ward.chat(nameless);
    project();
    String refused = entries("exchange.refuse").getLast().path("exchange").asString();
    assertThat(ward.get(path(refused)).status()).isEqualTo(404);
    assertThat(show(refused).status()).isEqualTo(404);
    assertThat(show("ex_1").status()).isEqualTo(404);
    assertThat(ward.get("/console/exchanges/" + refused).body())
        .doesNotContain("It is kept sealed");
  }
}
