package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.store.Database;
import org.wardhealth.testkit.Speech;
import tools.jackson.databind.JsonNode;

/**
 * Promise 1: {@code admit} is durable before the model is called, {@code result} before the answer,
 * or its end, is released. When the record cannot be kept, neither happens.
 */
final class NoEntryNoExchangeTest {
  private static final String ANSWER = "The answer, all of it, to the last word.";

  @TempDir private Path home;

  @Test
  void whenTheModelIsCalledItsAdmitEntryIsDurable() {
    List<String> durable = new CopyOnWriteArrayList<>();
    try (TestWard ward = TestWard.start(home)) {
      ward.script(
          (request, wire) -> {
            durable.add(ward.ledger.synced());
            Speech.echo().play(request, wire);
          });
      String embeddings =
          "{\"model\":\"%s\",\"input\":\"%s\",\"metadata\":{\"patient\":\"p-1\",\"purpose\":\"TREAT\"}}"
              .formatted(TestWard.MODEL, TestWard.NOTE);
      List<Answer> answers =
          List.of(
              ward.chat(TestWard.chat(TestWard.NOTE, false)),
              ward.chat(TestWard.chat(TestWard.NOTE, true)),
              ward.post("/v1/embeddings", embeddings));

      assertThat(answers).allMatch(answer -> answer.status() == 200);
      assertThat(durable).hasSize(3);
      for (int i = 0; i < 3; i++) {
        String exchange = answers.get(i).header("ward-exchange").orElseThrow();
        assertThat(durable.get(i))
            .contains("\"type\":\"exchange.admit\"")
            .contains("\"exchange\":\"" + exchange + "\"");
      }
    }
  }

  @Test
  void withoutADurableAdmitEntryNothingReachesTheModel() {
    try (TestWard ward = TestWard.start(home)) {
      ward.ledger.breakDisk();
      for (boolean stream : new boolean[] {false, true}) {
        Answer answer = ward.chat(TestWard.chat(TestWard.NOTE, stream));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("record_unavailable");
      }
      assertThat(ward.model.received()).isEmpty();
      assertThat(ward.send("PUT", "/fhir/Patient/p-1", TestWard.PATIENT_FHIR, Map.of()).status())
          .as("what is known of patients does not change either")
          .isEqualTo(503);
      Answer health = ward.get("/actuator/health");
      assertThat(health.status()).isEqualTo(503);
      assertThat(health.body()).contains("The ledger takes no entries");
    }
  }

  @Test
  void withoutADurableResultEntryAWholeAnswerIsNotReleased() {
    try (TestWard ward = TestWard.start(home)) {
      breakDiskDuringTheCall(ward);
      Answer answer = ward.chat(TestWard.chat("Say it.", false));
      assertThat(ward.model.received()).hasSize(1);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("record_unavailable");
      assertThat(answer.body()).doesNotContain("answer, all");
    }
  }

  @Test
  void withoutADurableResultEntryTheEndOfAStreamIsNotReleased() {
    try (TestWard ward = TestWard.start(home)) {
      breakDiskDuringTheCall(ward);
      Answer answer = ward.chat(TestWard.chat("Say it.", true));
      assertThat(ward.model.received()).hasSize(1);
      assertThat(answer.done()).isFalse();
      assertThat(answer.body()).doesNotContain("\"finish_reason\":\"stop\"", "\"ward\":");
      assertThat(answer.code()).isEqualTo("record_unavailable");
    }
  }

  private static void breakDiskDuringTheCall(TestWard ward) {
    ward.script(
        (request, wire) -> {
          ward.ledger.breakDisk();
          Speech.say(ANSWER).play(request, wire);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whenTheAnswerCannotBeKeptItsEndIsNotReleasedAndTheLedgerSaysSo(boolean stream) {
    try (TestWard ward = TestWard.start(home)) {
      ward.script(
          (request, wire) -> {
            ward.server.room(Database.class).close();
            Speech.say(ANSWER).play(request, wire);
          });
      Answer answer = ward.chat(TestWard.chat("Say it.", stream));
      assertThat(answer.code()).isEqualTo("record_unavailable");
      assertThat(answer.body()).doesNotContain("[DONE]", "last word", "\"finish_reason\":\"stop\"");
      JsonNode last = ward.entries().getLast();
      assertThat(last.path("type").asString()).isEqualTo("exchange.result");
      assertThat(last.path("outcome").asString()).isEqualTo("failed");
      assertThat(last.path("code").asString()).isEqualTo("record_unavailable");
    }
  }

  @Test
  void whenThePromptCannotBeKeptTheModelIsNotCalledAndTheLedgerSaysSo() {
    try (TestWard ward = TestWard.start(home)) {
      ward.server.room(Database.class).jdbc().sql("DROP TABLE audit_content").update();
      long before = ward.durable();
      Answer answer = ward.chat(TestWard.chat(TestWard.NOTE, false));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("record_unavailable");
      assertThat(ward.model.received()).isEmpty();
      List<JsonNode> entries = ward.entriesFrom(before);
      assertThat(entries)
          .extracting(entry -> entry.path("type").asString())
          .containsExactly("exchange.admit", "exchange.result");
      assertThat(entries.getLast().path("code").asString()).isEqualTo("record_unavailable");
    }
  }

  @Test
  void aLedgerThatLostItsDirectoryTakesNoMoreExchanges() throws IOException {
    try (TestWard ward = TestWard.start(home)) {
      try (Stream<Path> files = Files.walk(home.resolve("ledger"))) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
      assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).code())
          .isEqualTo("record_unavailable");
      assertThat(ward.model.received()).isEmpty();
      assertThat(ward.get("/actuator/health").status()).isEqualTo(503);
    }
  }

  @Test
  void everyAdmittedExchangeHasOneResultAndTheReceiptsPointAtThem() {
    try (TestWard ward = TestWard.start(home)) {
      Answer answer = ward.chat(TestWard.chat(TestWard.NOTE, true));
      JsonNode said = answer.last().path("ward");
      List<JsonNode> entries = ward.entries();
      JsonNode admit = entries.get(said.path("admitted").asInt());
      JsonNode result = entries.get(said.path("receipt").asInt());
      assertThat(admit.path("type").asString()).isEqualTo("exchange.admit");
      assertThat(result.path("type").asString()).isEqualTo("exchange.result");
      assertThat(result.path("admitted").asInt()).isEqualTo(said.path("admitted").asInt());
      assertThat(admit.path("basis").path("purpose").asString()).isEqualTo("TREAT");
      assertThat(admit.path("basis").path("provider").asString()).isEqualTo("mock");
      assertThat(admit.path("found").path("MRN").asInt()).isEqualTo(1);
      assertThat(admit.path("content").asString()).startsWith("hmac-sha256:");
      assertThat(ward.entries().toString()).doesNotContain(TestWard.IDENTIFIERS);
    }
  }
}
