package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.Canaries;
import org.wardhealth.testkit.Canary.Kind;
import org.wardhealth.testkit.CanarySearch;
import org.wardhealth.testkit.Fault;
import org.wardhealth.testkit.Sighting;
import org.wardhealth.testkit.Speech;
import tools.jackson.databind.node.ObjectNode;

/**
 * Promise 3: what identifies is found in clear nowhere but in the caller's own request and answer.
 * That the search finds what is there is proved in the test kit, and here on Ward's own answer.
 */
final class CanaryTest {
  private final Canaries canaries = Canaries.seeded(20_260_301);
  private final CanarySearch search = canaries.search();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<String> refusals = new ArrayList<>();
  private Level level = Level.WARN;

  @TempDir private Path home;

  @BeforeEach
  void listen() {
    PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(both);
    System.setErr(both);
  }

  @AfterEach
  void giveBack() {
    root.setLevel(level);
    System.setOut(out);
    System.setErr(err);
  }

  @Test
  void nothingThatIdentifiesIsWrittenInClearAnywhere() {
    String key;
    List<String> ownAnswers = new ArrayList<>();
    String seenByTheModel;
    String operations;
    try (TestWard ward = TestWard.start(home)) {
      level = root.getLevel();
      root.setLevel(Level.DEBUG);
      key = ward.key.revealOnce();
      plantPatient(ward);
      goodExchanges(ward, ownAnswers);
      failingExchanges(ward);
      operations =
          ward.get("/actuator/prometheus").body()
              + ward.get("/actuator/health").body()
              + ward.get("/v1/models").body()
              + Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
      StringBuilder sent = new StringBuilder();
      ward.model
          .received()
          .forEach(received -> sent.append(received.headers()).append(received.text()));
      seenByTheModel = sent.toString();
      ward.ledger.ledger().publish();
    }
    String log = printed.toString(StandardCharsets.UTF_8);

    assertThat(search.in("an answer", ownAnswers.getFirst())).as("the search works").isNotEmpty();
    assertThat(operations).contains("ward_exchange_seconds");
    assertThat(log).contains("\"level\":\"ERROR\"");

    List<Sighting> seen = new ArrayList<>(canaries.under(home));
    seen.addAll(search.in("log", log));
    seen.addAll(search.in("refusals", String.join("\n", refusals)));
    seen.addAll(search.in("metrics, health, models, threads", operations));
    seen.addAll(search.in("what the model was sent", seenByTheModel));
    assertThat(seen).isEmpty();
    assertThat(log + operations + seenByTheModel + refusals).doesNotContain(key);
    assertThat(secretUnder(home, key)).as("the key is stored as a keyed hash only").isFalse();
  }

  private void plantPatient(TestWard ward) {
    String id = canaries.value(Kind.MRN);
    String[] name = canaries.value(Kind.NAME).split(" ", -1);
    ObjectNode patient =
        Json.MAPPER.createObjectNode().put("resourceType", "Patient").put("id", id);
    ObjectNode named = patient.putArray("name").addObject().put("family", name[1]);
    named.putArray("given").add(name[0]);
    patient.put("birthDate", canaries.value(Kind.BIRTH_DATE));
    patient.putArray("address").addObject().putArray("line").add(canaries.value(Kind.STREET));
    patient.putArray("telecom").addObject().put("value", canaries.value(Kind.PHONE));
    ObjectNode identifier = patient.putArray("identifier").addObject();
    identifier.put("value", id);
    String path = "/fhir/Patient/" + id;
    assertThat(ward.send("PUT", path, patient.toString(), Map.of()).status()).isEqualTo(201);
    assertThat(ward.get(path).status()).isEqualTo(200);
    refusals.add(ward.send("PUT", path, "{\"id\":\"" + id + "\"}", Map.of()).body());
    refusals.add(
        ward.send("PUT", path, patient.toString(), Map.of("Authorization", "Bearer x")).body());
  }

  private ObjectNode request(boolean stream) {
    ObjectNode request = TestWard.chat(canaries.note(), stream);
    ObjectNode metadata = request.withObject("metadata");
    metadata.put("patient", canaries.value(Kind.MRN));
    metadata.put("encounter", canaries.value(Kind.ACCOUNT));
    request.put("user", canaries.value(Kind.EMAIL));
    return request;
  }

  private void goodExchanges(TestWard ward, List<String> own) {
    ward.script(Speech.echo().inDeltasOf(3));
    for (boolean stream : new boolean[] {false, true}) {
      Answer answer = ward.chat(request(stream));
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      own.add(answer.said().getFirst());
    }
    ObjectNode builtIn = request(false).put("model", "ward/extractive");
    own.add(ward.chat(builtIn).body());
  }

  private void failingExchanges(TestWard ward) {
    ward.script(Speech.echo());
    String name = canaries.value(Kind.NAME);
    refuse(ward, request(false).put("x_new", name));
    refuse(ward, request(false).put(name, 1));
    refuse(ward, request(false).put(canaries.value(Kind.PHONE), 1));
    refuse(ward, request(false).put(canaries.value(Kind.EMAIL), 1));
    refuse(ward, request(false).put(name.split(" ", -1)[0], 1));
    refuse(ward, request(false).put("model", name));
    refuse(ward, request(false).put("model", canaries.value(Kind.MRN)));
    refuse(ward, request(false).put("service_tier", canaries.value(Kind.SSN)));
    ObjectNode purpose = request(false);
    purpose.withObject("metadata").put("purpose", canaries.value(Kind.SSN));
    refuse(ward, purpose);
    ObjectNode patient = request(false);
    patient.withObject("metadata").put("patient", canaries.value(Kind.SSN));
    refuse(ward, patient);
    String broken = request(false).toString();
    refusals.add(ward.post("/v1/chat/completions", broken.substring(0, 300)).body());
    refusals.add(ward.post("/v1/chat/completions", broken + broken).body());
    refusals.add(ward.post("/v1/responses", broken).body());
    refusals.add(ward.post("/v1/" + canaries.value(Kind.MRN), broken).body());
    refusals.add(ward.get("/" + canaries.value(Kind.MRN)).body());
    refusals.add(ward.get("/fhir/Patient/" + canaries.value(Kind.ACCOUNT)).body());
    refusals.add(ward.get("/fhir/" + canaries.value(Kind.ACCOUNT)).body());
    refusals.add(
        ward.send(
                "POST",
                "/v1/chat/completions",
                broken,
                Map.of("Authorization", "Bearer " + canaries.value(Kind.SSN)))
            .body());
    ward.script(Fault.raw(400, "application/json", "{\"error\":{\"message\":\"" + name + "\"}}"));
    refuse(ward, request(false));
    ward.script(Fault.raw(200, "application/json", "{\"choices\":\"" + name));
    refuse(ward, request(false));
    ward.script(Fault.htmlError());
    refuse(ward, request(false));
    ward.server
        .room(org.wardhealth.server.store.Database.class)
        .jdbc()
        .sql("ALTER TABLE audit_content RENAME TO audit_content_gone")
        .update();
    refuse(ward, request(false));
    ward.server
        .room(org.wardhealth.server.store.Database.class)
        .jdbc()
        .sql("ALTER TABLE audit_content_gone RENAME TO audit_content")
        .update();
  }

  private void refuse(TestWard ward, ObjectNode request) {
    Answer answer = ward.chat(request);
    assertThat(answer.status()).as(answer.body()).isGreaterThanOrEqualTo(400);
    refusals.add(answer.body() + answer.headers());
  }

  private static boolean secretUnder(Path home, String secret) {
    try (var files = java.nio.file.Files.walk(home)) {
      for (Path file : files.filter(java.nio.file.Files::isRegularFile).toList()) {
        if (java.nio.file.Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret)) {
          return true;
        }
      }
      return false;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
