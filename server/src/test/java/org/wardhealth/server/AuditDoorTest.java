package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.identity.ApiKey;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import tools.jackson.databind.JsonNode;

/** Who reads the record, what they see of it, and that the record says so first. */
class AuditDoorTest {
  @TempDir private Path home;

  private static Map<String, String> as(ApiKey key) {
    return Map.of("Authorization", "Bearer " + key.revealOnce());
  }

  private Map<String, String> operator() throws IOException {
    return Map.of(
        "Authorization",
        "Bearer "
            + Json.MAPPER
                .readTree(Files.readString(WardServer.runFile(home)))
                .path("operator")
                .asString());
  }

  private static ApiKey key(TestWard ward, String name, Right... rights) {
    return ward.server
        .room(Clients.class)
        .add(name, Set.of(Purpose.TREAT), Set.of("*"), Set.of(rights), Limits.DEFAULT)
        .key();
  }

  private static void project(TestWard ward) {
    ward.ledger.ledger().publish();
    ward.server.room(Projection.class).catchUp();
  }

  private static TestWard.Answer search(TestWard ward, String query, Map<String, String> headers) {
    return ward.send("GET", "/audit/exchanges" + query, "", headers);
  }

  private static String pseudonym(TestWard ward) {
    return ward.server
        .room(Patients.class)
        .subject(new PatientId(TestWard.PATIENT))
        .pseudonym()
        .value();
  }

  private static JsonNode lastSearch(TestWard ward) {
    return ward.entries().stream()
        .filter(entry -> entry.path("type").asString().equals("audit.searched"))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  @Test
  void anExchangeIsFoundAndWhoLookedIsInTheLedger() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      ward.chat(TestWard.chat(TestWard.NOTE, false));
      project(ward);
      String pseudonym = pseudonym(ward);

      TestWard.Answer found =
          search(
              ward,
              "?patient=" + pseudonym + "&kind=exchange.result&since=2026-01-01T00:00:00Z",
              operator());

      assertThat(found.status()).isEqualTo(200);
      assertThat(found.last().path("entries")).hasSize(1);
      JsonNode row = found.last().path("entries").path(0);
      assertThat(row.path("model").asString()).isEqualTo(TestWard.MODEL);
      assertThat(row.path("application").asString()).isEqualTo("tests");
      assertThat(found.body()).doesNotContain(TestWard.PATIENT).doesNotContain("Ostrander");
      JsonNode entry = lastSearch(ward);
      assertThat(entry.path("by").asString()).isEqualTo("operator");
      assertThat(texts(entry.path("filters"))).containsExactly("kind", "patient", "since");
      assertThat(entry.path("patient").asString()).isEqualTo(pseudonym);
      assertThat(entry.path("found").asInt()).isOne();

      project(ward);
      assertThat(search(ward, "?patient=" + pseudonym + "&kind=audit.searched", operator()).body())
          .as("who asked about a patient is found like everything about the patient")
          .contains("\"client\":\"operator\"");
    }
  }

  @Test
  void nothingIsShownThatTheLedgerDoesNotHaveFirst() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      ward.chat(TestWard.chat(TestWard.NOTE, false));
      project(ward);
      String exchange = ward.entries().getLast().path("exchange").asString();
      ward.ledger.breakDisk();
      for (String path : List.of("", "/" + exchange)) {
        TestWard.Answer answer = search(ward, path, operator());
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("record_unavailable").doesNotContain(exchange);
      }
    }
  }

  @Test
  void onlyTheRightAuditOpensItAndTheRebuildingIsTheOperatorsAlone() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      ApiKey plain = key(ward, "plain", Right.PATIENTS, Right.REIDENTIFY, Right.METRICS);
      ApiKey auditor = key(ward, "auditor", Right.AUDIT);
      assertThat(search(ward, "", as(plain)).body()).contains("right_missing", "--may audit");
      assertThat(search(ward, "/x", as(plain)).body()).contains("right_missing");
      assertThat(search(ward, "", Map.of("Authorization", "Bearer nobody")).status())
          .isEqualTo(401);
      assertThat(search(ward, "", as(auditor)).status()).isEqualTo(200);
      assertThat(lastSearch(ward).path("by").asString()).startsWith("cl_");
      for (String[] call :
          new String[][] {{"GET", "/audit/projection"}, {"POST", "/audit/projection/rebuild"}}) {
        assertThat(ward.send(call[0], call[1], "", as(auditor)).status()).isEqualTo(403);
      }
    }
  }

  @Test
  void aPatientsIdNeedsItsOwnRightAndNeverStandsInTheQueryOrTheLedger() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      ward.chat(TestWard.chat(TestWard.NOTE, false));
      project(ward);
      ApiKey auditor = key(ward, "auditor", Right.AUDIT);
      ApiKey officer = key(ward, "officer", Right.AUDIT, Right.REIDENTIFY);
      assertThat(search(ward, "?patient=p-1", operator()).body())
          .contains("invalid_field", "Ward-Patient")
          .doesNotContain("p-1");
      for (Map<String, String> who : List.of(operator(), as(auditor))) {
        Map<String, String> named = new java.util.HashMap<>(who);
        named.put("Ward-Patient", TestWard.PATIENT);
        assertThat(search(ward, "", named).body()).contains("right_missing", "--may reidentify");
      }
      Map<String, String> named = new java.util.HashMap<>(as(officer));
      named.put("Ward-Patient", TestWard.PATIENT);
      TestWard.Answer found = search(ward, "?kind=exchange.admit", named);
      assertThat(found.last().path("entries")).hasSize(1);
      assertThat(texts(lastSearch(ward).path("filters"))).containsExactly("kind", "patient-id");
      assertThat(lastSearch(ward).path("patient").asString()).isEqualTo(pseudonym(ward));
      named.put("Ward-Patient", "Unknown-99");
      assertThat(search(ward, "", named).last().path("entries")).isEmpty();
      assertThat(lastSearch(ward).has("patient")).isFalse();
      assertThat(ward.ledger.synced()).doesNotContain("Unknown-99");
    }
  }

  @Test
  void whatWardDoesNotKnowIsRefusedAndNotPassedBy() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      for (String query :
          List.of(
              "?pateint=x",
              "?kind=a&kind=b",
              "?limit=0",
              "?limit=1001",
              "?limit=many",
              "?since=yesterday",
              "?after=bm9uZQ",
              "?kind=",
              "?kind=" + "x".repeat(200),
              "/some-exchange?kind=x")) {
        assertThat(search(ward, query, operator()).status()).as(query).isEqualTo(400);
      }
      assertThat(
              search(ward, "?application=%27%20OR%201%3D1%20--", operator()).last().path("entries"))
          .isEmpty();
      assertThat(search(ward, "/nobodys", operator()).status()).isEqualTo(404);
      assertThat(ward.ledger.synced()).doesNotContain("OR 1=1").doesNotContain("pateint");
    }
  }

  @Test
  void theRecordOfADecisionIsTheLedgersAndNotTheDatabases() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      ward.chat(TestWard.chat(TestWard.NOTE, false));
      project(ward);
      String exchange = ward.entries().getLast().path("exchange").asString();
      ward.server
          .room(Database.class)
          .jdbc()
          .sql("UPDATE audit_entry SET decision = 'deny', model = 'forged'")
          .update();
      TestWard.Answer story = search(ward, "/" + exchange, operator());
      assertThat(story.status()).isEqualTo(200);
      assertThat(story.last().path("entries")).hasSize(2);
      assertThat(story.body()).doesNotContain("forged");
      for (JsonNode told : story.last().path("entries")) {
        assertThat(told.path("entry"))
            .isEqualTo(
                Json.MAPPER.readTree(ward.ledger.ledger().entry(told.path("index").asLong())));
      }
      assertThat(lastSearch(ward).path("patient").asString()).isEqualTo(pseudonym(ward));

      TestWard.Answer begun = ward.send("POST", "/audit/projection/rebuild", "", operator());
      assertThat(begun.status()).isEqualTo(202);
      project(ward);
      assertThat(search(ward, "?model=forged", operator()).last().path("entries")).isEmpty();
      assertThat(search(ward, "?exchange=" + exchange, operator()).body())
          .contains("\"decision\":\"permit\"");
    }
  }

  @Test
  void anExchangeNeedsNoTableThatIsSearched() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      ward.server.room(Database.class).jdbc().sql("DROP TABLE audit_entry").update();
      ward.requireWell();
      ward.ledger.ledger().publish();
      awaitHealth(ward, "\"problem\":\"The database did not take the rows");
      ward.requireWell();
      TestWard.Answer health = ward.get("/actuator/health");
      assertThat(health.status()).isEqualTo(200);
      assertThat(search(ward, "", operator()).body()).contains("state_unavailable");
      assertThat(ward.get("/actuator/prometheus").body()).contains("ward_audit_lag");
    }
  }

  private static void awaitHealth(TestWard ward, String text) {
    long deadline = System.nanoTime() + java.time.Duration.ofSeconds(20).toNanos();
    while (!ward.get("/actuator/health").body().contains(text)) {
      assertThat(System.nanoTime())
          .as("waited 20 s for health to say %s", text)
          .isLessThan(deadline);
    }
  }
}
