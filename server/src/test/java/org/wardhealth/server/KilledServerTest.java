package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.LogVerifier;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.MockModel;
import org.wardhealth.testkit.Speech;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole server is ended by {@code kill -9} while many ask, and started again, over and over;
 * {@code -Dward.kills=1000}: that often. No answer that came was without its record, and no prompt
 * reached the model without one.
 */
@Tag("extra")
class KilledServerTest {
  private static final int ROUNDS = Integer.getInteger("ward.kills", 2);
  private static final int WRITERS = 8;

  /** Answers of a round before its kill, and some more that come meanwhile. */
  private static final int ANSWERS = 40;

  private static final long PATIENCE_SECONDS = 120;

  @TempDir private Path root;

  /** An exchange whose answer came. */
  private record Answered(String exchange, long admitted, long receipt) {}

  @Test
  void whatWasAnsweredIsOnRecordAfterEachKill() throws Exception {
    Queue<Answered> answered = new ConcurrentLinkedQueue<>();
    try (MockModel model = MockModel.start(Speech.say("The wound is dry."))) {
      Path home = Files.createDirectories(root.resolve("home"));
      configure(home, model);
      String key = "";
      for (int round = 0; round < ROUNDS; round++) {
        WardProcess ward = WardProcess.start(home, Map.of());
        try {
          if (round == 0) {
            key = introduce(ward);
          }
          askUntilKilled(ward, key, round, answered);
        } finally {
          ward.kill();
        }
      }
      try (WardProcess ward = WardProcess.start(home, Map.of())) {
        ward.send("POST", "/audit/checkpoints", ward.operator(), Optional.empty());
      }
      assertRecorded(home, answered, model.received().size());
    }
    System.out.printf("%d kills: %d answers, each on record%n", ROUNDS, answered.size());
    assertThat(answered).hasSizeGreaterThanOrEqualTo(ROUNDS * ANSWERS);
  }

  private static void configure(Path home, MockModel model) throws IOException {
    Files.writeString(
        home.resolve("ward.yaml"),
        """
        providers:
          - name: test
            base-url: %s
            models: [mock]
            cards:
              - {model: mock, state: approved, location: processor, agreement: true, risk: moderate,
                 purposes: [TREAT], clearance: [all]}
        """
            .formatted(model.baseUrl()));
  }

  /** An application and a patient; the application's key. */
  private static String introduce(WardProcess ward) throws Exception {
    ObjectNode wanted = Json.MAPPER.createObjectNode();
    wanted.put("name", "rounds");
    wanted.putArray("purposes").add("TREAT");
    wanted.putArray("models").add("mock");
    wanted.putArray("rights").add("PATIENTS");
    wanted.put("requestsPerMinute", 1_000_000).put("tokensPerMinute", 1_000_000_000);
    HttpResponse<String> added =
        ward.send("POST", "/identity/clients", ward.operator(), Optional.of(wanted.toString()));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    String key = Json.MAPPER.readTree(added.body()).path("key").asString();
    ObjectNode patient = Json.MAPPER.createObjectNode();
    patient.put("resourceType", "Patient").put("id", "jane");
    patient.putArray("name").addObject().put("family", "Quennix");
    assertThat(
            ward.send("PUT", "/fhir/Patient/jane", key, Optional.of(patient.toString()))
                .statusCode())
        .isEqualTo(201);
    return key;
  }

  /**
   * Every other round it is killed in the midst of its work; in those between when the last answer
   * has just come, and nothing comes behind it that would carry what it left behind to the disk.
   */
  private static void askUntilKilled(
      WardProcess ward, String key, int round, Queue<Answered> answered) throws Exception {
    boolean busy = round % 2 == 1;
    CountDownLatch enough = new CountDownLatch(ANSWERS);
    AtomicInteger refused = new AtomicInteger();
    try (HttpClient http = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int w = 0; w < WRITERS; w++) {
        String name = "Round " + round + ", writer " + w;
        threads.execute(
            () -> {
              try {
                while (busy || enough.getCount() > 0) {
                  HttpResponse<String> came = ask(ward, http, key, name);
                  if (came.statusCode() != 200) {
                    refused.incrementAndGet();
                    continue;
                  }
                  JsonNode said = Json.MAPPER.readTree(came.body()).path("ward");
                  answered.add(
                      new Answered(
                          said.path("exchange").asString(),
                          said.path("admitted").asLong(),
                          said.path("receipt").asLong()));
                  enough.countDown();
                }
              } catch (IOException _) {
                // killed
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
      }
      assertThat(enough.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      if (busy) {
        ward.kill();
      }
    }
    ward.kill();
    assertThat(refused).hasValue(0);
  }

  private static HttpResponse<String> ask(
      WardProcess ward, HttpClient http, String key, String name)
      throws IOException, InterruptedException {
    ObjectNode asked = Json.MAPPER.createObjectNode();
    asked.put("model", "mock");
    asked
        .putArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", name + ": Ms. Quennix slept well.");
    asked.putObject("metadata").put("purpose", "TREAT").put("patient", "jane");
    return ward.send(http, "POST", "/v1/chat/completions", key, Optional.of(asked.toString()));
  }

  /** By the files alone, after the last server has ended. */
  private static void assertRecorded(Path home, Queue<Answered> answered, int reachedTheModel)
      throws Exception {
    Map<Long, String> admits = new HashMap<>();
    Map<Long, String> results = new HashMap<>();
    LogVerifier.verify(
            home.resolve("ledger"),
            VerificationKey.parse(Files.readString(home.resolve("ledger.vkey")).strip()),
            Optional.empty())
        .entries(
            (index, entry) -> {
              JsonNode read = Json.MAPPER.readTree(entry);
              switch (read.path("type").asString()) {
                case "exchange.admit" -> admits.put(index, read.path("exchange").asString());
                case "exchange.result" -> results.put(index, read.path("exchange").asString());
                default -> {}
              }
            });
    Set<String> prompts = new HashSet<>();
    Set<String> answers = new HashSet<>();
    kept(home, prompts, answers);
    assertThat(answered).extracting(Answered::receipt).doesNotHaveDuplicates();
    for (Answered one : answered) {
      assertThat(admits).containsEntry(one.admitted(), one.exchange());
      assertThat(results).containsEntry(one.receipt(), one.exchange());
      assertThat(prompts).contains(one.exchange());
      assertThat(answers).contains(one.exchange());
    }
    assertThat(admits).hasSizeGreaterThanOrEqualTo(reachedTheModel);
  }

  private static void kept(Path home, Set<String> prompts, Set<String> answers)
      throws SQLException {
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("state.db"));
        Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery("SELECT exchange, part FROM audit_content")) {
      while (rows.next()) {
        (rows.getString(2).equals("PROMPT") ? prompts : answers).add(rows.getString(1));
      }
    }
  }
}
