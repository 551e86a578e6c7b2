package org.wardhealth.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.TrustPolicy;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.ManualClock;
import tools.jackson.databind.JsonNode;

/** The ledger goes on in a new log, and whoever reads it finds the old one as it was. */
class YearlyLogsTest {
  private static final String NODE = "test.example/ledger";

  @TempDir private Path home;

  private static Map<String, String> operator(Path home) throws IOException {
    JsonNode run = Json.MAPPER.readTree(Files.readString(WardServer.runFile(home)));
    return Map.of("Authorization", "Bearer " + run.path("operator").asString());
  }

  private static void project(TestWard ward) {
    ward.server.room(Audit.class).publish();
    ward.server.room(Projection.class).catchUp();
  }

  private static JsonNode last(TestWard ward, String kind) {
    return ward.get("/audit/exchanges?limit=1&kind=" + kind).last().path("entries").path(0);
  }

  /** The ledger as the next start finds it, in the year after. */
  private Audit again() {
    return Audit.open(home, NODE, ManualClock.at("2027-01-02T08:00:00Z"), new SecureRandom());
  }

  private String check(String verb, Path... files) {
    List<String> words = new ArrayList<>(List.of(verb));
    List.of(files).forEach(file -> words.add(file.toString()));
    words.addAll(List.of("--policy", home.resolve("ledger.policy").toString()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, UTF_8);
    int code = org.wardhealth.ledger.Main.run(words.toArray(String[]::new), print, print);
    return code + ": " + out.toString(UTF_8);
  }

  @Test
  void everyReaderFindsWhatIsInALogThatHasEnded() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      Audit audit = ward.server.room(Audit.class);
      byte[] policyBefore = Files.readAllBytes(home.resolve("ledger.policy"));
      ward.requireWell();
      project(ward);
      JsonNode old = last(ward, "exchange.result");
      String story = ward.get("/audit/exchanges/" + old.path("exchange").asString()).body();

      TestWard.Answer turned = ward.send("POST", "/audit/logs", "", operator(home));
      assertThat(turned.status()).as(turned.body()).isEqualTo(200);
      assertThat(turned.last().path("began").asString()).isEqualTo(NODE + "/2");
      long first = turned.last().path("size").asLong();
      ward.requireWell();
      project(ward);

      // Numbers go on; the row of either log is found by the same search, the story read as it was.
      JsonNode young = last(ward, "exchange.result");
      assertThat(old.path("index").asLong()).isLessThan(first);
      assertThat(young.path("index").asLong()).isGreaterThan(first);
      assertThat(young.path("log").asString()).isEqualTo(old.path("log").asString());
      assertThat(young.path("model").asString())
          .as("joined to its admit")
          .isEqualTo(TestWard.MODEL);
      assertThat(ward.get("/audit/exchanges/" + old.path("exchange").asString()).body())
          .isEqualTo(story);
      assertThat(last(ward, "ledger.ended").path("client").asString()).isEqualTo("operator");

      // Each entry is proved under its own log, by a policy that was handed out before the turn.
      Files.write(home.resolve("ledger.policy"), policyBefore);
      for (JsonNode row : List.of(old, young)) {
        TestWard.Answer proof = ward.get("/audit/proofs/" + row.path("index").asLong());
        assertThat(proof.status()).isEqualTo(200);
        Path file = Files.writeString(home.resolve("one.tlog-proof"), proof.body());
        assertThat(check("check", file))
            .startsWith("0: PROVED")
            .contains(row.path("exchange").asString())
            .contains("of the log " + NODE + (row.equals(old) ? "," : "/2,"));
      }
      String verified = check("verify", home.resolve("ledger"), home.resolve("ledger/2"));
      assertThat(verified).startsWith("0:").contains("begins where " + NODE + " ended");

      // Events run through both logs and name each one's origin and index.
      long size = audit.state().published();
      List<JsonNode> events = new ArrayList<>();
      Optional<String> next = Optional.of("/audit/events?form=ocsf&to=" + (size - 1));
      while (next.isPresent()) {
        TestWard.Answer page = ward.get(next.get());
        page.body().lines().map(Json.MAPPER::readTree).forEach(events::add);
        next = page.header("link").map(link -> link.substring(1, link.indexOf('>')));
      }
      assertThat(events.stream().map(event -> event.at("/metadata/sequence").asLong()))
          .containsExactlyElementsOf(
              LongStream.concat(LongStream.range(0, first), LongStream.range(0, size - first))
                  .boxed()
                  .toList());

      // A rebuild makes the same rows from both.
      String rows =
          ward.get("/audit/exchanges?kind=exchange.result").last().path("entries").toString();
      ward.server.room(Projection.class).rebuild();
      project(ward);
      assertThat(
              ward.get("/audit/exchanges?kind=exchange.result").last().path("entries").toString())
          .isEqualTo(rows);
    }
  }

  @Test
  void whatAPathNamesStaysWhatItWasWhenTheNextLogBegins() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      Audit audit = ward.server.room(Audit.class);
      long first = audit.publish().size() + 1;
      audit.turn("operator");
      var _ = audit.record(new Entry.KeyRotated("e", ward.clock.instant()));
      long size = audit.publish().size();

      JsonNode logs = Json.MAPPER.readTree(ward.get("/ledger/logs").body());
      assertThat(logs.toString())
          .isEqualTo(
              ("{\"logs\":[{\"origin\":\"%1$s\",\"path\":\"/ledger/\",\"first\":0,\"size\":%2$d,\"minimum\":0,"
                      + "\"ended\":true},"
                      + "{\"origin\":\"%1$s/2\",\"path\":\"/ledger/2/\",\"first\":%2$d,\"size\":%3$d,\"minimum\":0,"
                      + "\"ended\":false}],"
                      + "\"next\":\"%1$s/3\"}")
                  .formatted(NODE, first, size));
      assertThat(ward.get("/ledger/checkpoint").body()).startsWith(NODE + "\n" + first + "\n");
      assertThat(ward.get("/ledger/2/checkpoint").body()).startsWith(NODE + "/2\n" + size + "\n");
      assertThat(ward.get("/ledger/tile/entries/000.p/" + first).body())
          .contains("ledger.ended")
          .doesNotContain("ledger.began");
      assertThat(ward.get("/ledger/2/tile/entries/000.p/" + size).body()).contains("ledger.began");
      assertThat(
              ward.send(
                      "GET",
                      "/ledger/2/tile/entries/000.p/" + size,
                      "",
                      Map.of("Authorization", "Bearer x"))
                  .status())
          .isEqualTo(401);
      for (String absent :
          List.of(
              "1/checkpoint",
              "02/checkpoint",
              "3/checkpoint",
              "0/checkpoint",
              "2/tile/entries/000",
              "3/tile/0/000.p/1",
              "1/tile/0/000.p/1",
              "99999999999/tile/0/000.p/1",
              "x/checkpoint")) {
        assertThat(ward.get("/ledger/" + absent).status()).as(absent).isEqualTo(404);
      }
      assertThat(ward.send("POST", "/audit/logs", "", Map.of()).status()).isEqualTo(403);
    }
  }

  @Test
  void aLogEndsWithTheYearAndNotBefore() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      Audit audit = ward.server.room(Audit.class);
      assertThat(audit.turnIfDue()).isFalse();
      ward.clock.advance(Duration.ofDays(305)); // the last day of the year in which it began
      assertThat(audit.turnIfDue()).isFalse();
      ward.clock.advance(Duration.ofDays(1));
      assertThat(audit.turnIfDue()).isTrue();
      assertThat(audit.turnIfDue()).as("once").isFalse();
      assertThat(audit.logs().count()).isEqualTo(2);
      ward.requireWell();
      project(ward);
      assertThat(last(ward, "ledger.ended").path("client").asString()).isEqualTo("ward");
      assertThat(
              TrustPolicy.parse(Files.readAllBytes(home.resolve("ledger.policy")))
                  .logs(NODE + "/3"))
          .as("the next one's keys are there before it begins")
          .hasSize(2);
    }
    // The next start goes on in the second log.
    try (Audit audit = again()) {
      assertThat(audit.logs().count()).isEqualTo(2);
      assertThat(audit.turnIfDue()).isFalse();
      assertThat(audit.record(new Entry.Stopped(audit.state().lastPublished())).index())
          .isEqualTo(audit.state().durable() - 1);
    }
  }

  @Test
  void aTurnThatCannotBeFinishedLetsNothingThrough() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      Files.writeString(home.resolve("ledger/2"), "in the way");
      TestWard.Answer refused = ward.send("POST", "/audit/logs", "", operator(home));
      assertThat(refused.status()).isEqualTo(503);
      long calls = ward.model.received().size();
      assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).status()).isEqualTo(503);
      assertThat(ward.model.received()).hasSize((int) calls);
      assertThat(ward.get("/actuator/health").status()).isEqualTo(503);
    }
    Files.delete(home.resolve("ledger/2"));
    try (Audit audit = again()) {
      assertThat(audit.logs().count()).as("finished by the start").isEqualTo(2);
      var _ = audit.publish();
      assertThat(check("verify", home.resolve("ledger"), home.resolve("ledger/2")))
          .contains("begins where " + NODE + " ended");
    }
  }
}
