package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.identity.Role.ADMINISTRATOR;
import static org.wardhealth.server.identity.Role.AUDITOR;
import static org.wardhealth.server.identity.Role.CLINICIAN;
import static org.wardhealth.server.identity.Role.ENGINEER;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.policy.Question;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.console.Language;
import org.wardhealth.server.console.Viewers;
import org.wardhealth.server.gateway.GatewayRoom.OperatorSecret;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.models.Suspension;
import tools.jackson.databind.JsonNode;

/** A model that somebody suspends is asked by nobody, from the next exchange on. */
final class SuspensionTest {
  private static final String SUSPEND = "/console/models/suspend?model=test%2Fmock";
  private static final Map<String, String> WHY =
      Map.of("reason", "WRONG_ANSWERS", "reference", "INC-4711");

  private static FakeViewers viewers;
  private static TestWard ward;

  @BeforeAll
  static void start(@TempDir Path home) {
    viewers = new FakeViewers();
    ward = TestWard.in(home).bean(Viewers.class, viewers).start();
  }

  @AfterAll
  static void stop() {
    ward.close();
  }

  @BeforeEach
  void anAdministratorLooks() {
    viewers.is(ADMINISTRATOR);
    viewers.sure(true);
  }

  @AfterEach
  void nothingStaysSuspended() {
    if (suspension().isPresent()) {
      viewers.is(ADMINISTRATOR);
      assertThat(resume().status()).isEqualTo(200);
    }
  }

  private static Answer resume() {
    return Forms.send(ward, "/console/models/resume", Map.of("model", TestWard.MODEL));
  }

  private static Answer chat() {
    return ward.chat(TestWard.chat("The ward round begins at eight.", false));
  }

  private static JsonNode last(String type) {
    return ward.entries().stream()
        .filter(entry -> entry.path("type").asString().equals(type))
        .reduce((first, later) -> later)
        .orElseThrow();
  }

  private static Optional<Suspension> suspension() {
    return suspension(ward);
  }

  private static Optional<Suspension> suspension(TestWard ward) {
    return ward.server.room(Models.class).find(TestWard.MODEL).orElseThrow().suspension();
  }

  @Test
  void itHoldsForTheNextExchangeAndSaysWhoWhyAndSinceWhen() {
    assertThat(chat().status()).isEqualTo(200);
    Answer done = Forms.send(ward, SUSPEND, WHY);
    assertThat(done.status()).isEqualTo(200);
    assertThat(done.body()).contains("The model is suspended");

    long asked = ward.model.received().size();
    Answer refused = chat();
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.code()).isEqualTo("model_suspended");
    assertThat(refused.body()).contains("WRONG_ANSWERS");
    assertThat(ward.model.received()).hasSize((int) asked);
    assertThat(last("exchange.refuse").path("code").asString()).isEqualTo("model_suspended");
    assertThat(ward.get("/v1/models").body()).doesNotContain(TestWard.MODEL);

    JsonNode entry = last("model.suspended");
    assertThat(entry.path("model").asString()).isEqualTo(TestWard.MODEL);
    assertThat(entry.path("reason").asString()).isEqualTo("WRONG_ANSWERS");
    assertThat(entry.path("reference").asString()).isEqualTo("INC-4711");
    assertThat(entry.path("by").asString()).isEqualTo("pe_looks");
    assertThat(entry.path("person").path("name").asString()).isEqualTo("Ada Marsh");
    for (String page : new String[] {"/console/models", "/console/now"}) {
      assertThat(ward.get(page).body())
          .as(page)
          .contains("INC-4711", "suspended by Ada Marsh", "it answers wrongly");
    }
    assertThat(ward.server.room(Models.class).find(TestWard.MODEL).orElseThrow().card().state())
        .as("what policies see")
        .isEqualTo(Question.State.SUSPENDED);

    assertThat(ward.get("/console/models/resume?model=test%2Fmock").body()).contains("INC-4711");
    assertThat(resume().status()).isEqualTo(200);
    assertThat(chat().status()).isEqualTo(200);
    assertThat(last("model.resumed").path("person").path("name").asString()).isEqualTo("Ada Marsh");
  }

  @Test
  void othersWhoAskWhatMayBeDoneAreToldSo() {
    String question =
        """
        {"subject":{"type":"application","id":"ID"},"action":{"name":"infer"},
         "resource":{"type":"model","id":"test/mock"},
         "context":{"purpose":"TREAT","patient":"p-1"}}
        """;
    String id =
        ward.server.room(org.wardhealth.server.identity.Clients.class).list().stream()
            .filter(client -> client.name().equals("tests"))
            .findFirst()
            .orElseThrow()
            .id();
    Forms.send(ward, SUSPEND, WHY);
    Answer answer = ward.post("/access/v1/evaluation", question.replace("ID", id));
    assertThat(answer.body()).contains("model_suspended", "\"decision\":false");
  }

  @Test
  void withoutAnEntryNothingIsSuspended(@TempDir Path home) {
    FakeViewers there = new FakeViewers();
    try (TestWard broken = TestWard.in(home).bean(Viewers.class, there).start()) {
      there.is(ADMINISTRATOR);
      broken.ledger.breakDisk();
      assertThat(Forms.send(broken, SUSPEND, WHY).status()).isEqualTo(503);
      assertThat(suspension(broken)).isEmpty();
    }
  }

  @Test
  void aReasonOfTheListIsAskedForAndNoWordsAreTaken() {
    long before = ward.durable();
    Answer none = Forms.send(ward, SUSPEND, Map.of("reason", "", "reference", ""));
    assertThat(none.status()).isEqualTo(422);
    assertThat(none.body()).contains("href=\"#reason\"");
    Answer words =
        Forms.send(
            ward, SUSPEND, Map.of("reason", "BIAS", "reference", "it was rude to Ms. Ostrander"));
    assertThat(words.status()).isEqualTo(422);
    assertThat(words.body()).contains("href=\"#reference\"");
    assertThat(suspension()).isEmpty();
    assertThat(ward.durable()).isEqualTo(before);
    assertThat(ward.get("/console/models/suspend?model=none").status()).isEqualTo(404);
  }

  @Test
  void toResumeIsOpenToFewerAndNobodyElseSuspends() {
    for (Role role : EnumSet.of(CLINICIAN, AUDITOR)) {
      viewers.is(role);
      assertThat(Forms.send(ward, SUSPEND, WHY).status()).as(role.name()).isEqualTo(403);
    }
    viewers.is(ENGINEER);
    assertThat(Forms.sendBare(ward, SUSPEND, WHY).status()).isEqualTo(403);
    assertThat(suspension()).isEmpty();
    assertThat(Forms.send(ward, SUSPEND, WHY).status()).isEqualTo(200);
    assertThat(Forms.send(ward, SUSPEND, WHY).body()).contains("had suspended it already");
    assertThat(resume().status()).isEqualTo(403);
    assertThat(suspension()).isPresent();
    viewers.is("Ana", Language.ES, ENGINEER);
    assertThat(ward.get("/console/models").body()).contains("suspendido por Ada Marsh");
  }

  @Test
  void anOldProofIsAskedForAnewAndLeadsBack() {
    viewers.sure(false);
    Answer asked = ward.get(SUSPEND);
    assertThat(asked.status()).isEqualTo(303);
    assertThat(asked.header("location"))
        .contains("/step-up?next=%2Fconsole%2Fmodels%2Fsuspend%3Fmodel%3Dtest%252Fmock");
    assertThat(Forms.send(ward, SUSPEND, WHY).status()).isEqualTo(303);
    assertThat(suspension()).isEmpty();
  }

  @Test
  void theOperatorDoesTheSame() {
    Map<String, String> operator =
        Map.of("Authorization", "Bearer " + ward.server.room(OperatorSecret.class).value());
    String body = "{\"model\":\"test/mock\",\"reason\":\"MAINTENANCE\"}";
    assertThat(ward.send("POST", "/models/suspensions", body, operator).status()).isEqualTo(200);
    assertThat(ward.send("GET", "/models", "", operator).body())
        .contains("\"state\":\"suspended\",\"reason\":\"MAINTENANCE\",\"by\":\"operator\"");
    assertThat(chat().code()).isEqualTo("model_suspended");
    assertThat(ward.send("POST", "/models/suspensions", body, operator).body())
        .contains("suspended already");
    assertThat(
            ward.send("POST", "/models/resumptions", "{\"model\":\"test/mock\"}", operator)
                .status())
        .isEqualTo(200);
    assertThat(chat().status()).isEqualTo(200);
    assertThat(
            ward.send(
                    "POST",
                    "/models/suspensions",
                    "{\"model\":\"test/mock\",\"reason\":\"boredom\"}",
                    operator)
                .body())
        .contains("WRONG_ANSWERS, BIAS");
  }
}
