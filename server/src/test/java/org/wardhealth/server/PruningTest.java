package org.wardhealth.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.KeyType;
import org.wardhealth.ledger.Receipt;
import org.wardhealth.ledger.TrustPolicy;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.ledger.Witness;
import org.wardhealth.ledger.WitnessEndpoint;
import org.wardhealth.ledger.WitnessKey;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.ExportForm;
import org.wardhealth.server.audit.ExportSettings;
import org.wardhealth.server.audit.Exports;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.audit.Pruning;
import org.wardhealth.server.audit.PruningRefused;
import org.wardhealth.server.audit.WitnessSettings;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.ManualClock;
import tools.jackson.databind.JsonNode;

/** What was kept for long enough is given up, and every reader goes on with the rest. */
class PruningTest {
  private static final String NODE = "test.example/ledger";
  private static final LocalDate DAY = LocalDate.parse("2019-06-01");
  private static final int OLD = 600;

  @TempDir private Path home;

  /** A Ward whose first log is of 2019; it is 2026 now. */
  private TestWard sevenYearsLater(ExportSettings... receivers) {
    TestWard ward =
        TestWard.in(home).clock(ManualClock.at("2019-03-01T08:00:00Z")).exports(receivers).start();
    ward.requireWell();
    fill(ward.server.room(Audit.class), OLD, ward.clock);
    ward.server.room(Audit.class).turn("ward");
    ward.clock.advance(Duration.ofDays(7 * 366));
    ward.requireWell();
    project(ward);
    return ward;
  }

  private static void fill(Audit audit, int entries, ManualClock clock) {
    Stream.generate(() -> audit.submit(new Entry.KeyRotated("e", clock.instant())))
        .limit(entries)
        .toList()
        .forEach(receipt -> receipt.join());
  }

  private static void project(TestWard ward) {
    ward.server.room(Audit.class).publish();
    ward.server.room(Projection.class).catchUp();
  }

  private TestWard.Answer pruning(TestWard ward, String method, Object before) throws IOException {
    JsonNode run = Json.MAPPER.readTree(Files.readString(WardServer.runFile(home)));
    return ward.send(
        method,
        "/audit/pruning?before=" + before,
        "",
        Map.of("Authorization", "Bearer " + run.path("operator").asString()));
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
  void whatGoesIsSaidFirstAndGoneForEveryReaderWhoFindsTheRestAsItWas() throws Exception {
    try (TestWard ward = sevenYearsLater()) {
      Path before = Files.writeString(home.resolve("a"), ward.get("/audit/proofs/3").body());
      JsonNode plan = pruning(ward, "GET", DAY).last();
      assertThat(plan.path("entries").asLong()).isEqualTo(512);
      assertThat(plan.at("/logs/0/origin").asString()).isEqualTo(NODE);
      assertThat(ward.get("/audit/proofs/3").status()).as("only a plan").isEqualTo(200);

      TestWard.Answer done = pruning(ward, "POST", DAY);
      assertThat(done.status()).as(done.body()).isEqualTo(200);
      assertThat(done.last()).isEqualTo(plan);
      assertThat(home.resolve("ledger/tile/entries/001")).doesNotExist();
      project(ward);

      JsonNode said =
          ward.get("/audit/exchanges?kind=ledger.pruned").last().path("entries").path(0);
      assertThat(said.path("client").asString()).isEqualTo("operator");

      // Reading what is gone is a clear answer.
      for (String gone : List.of("/audit/proofs/3", "/ledger/tile/entries/001")) {
        TestWard.Answer answer = ward.get(gone);
        assertThat(answer.status()).as(gone).isEqualTo(410);
        assertThat(answer.last().path("title").asString()).isEqualTo("entry_pruned");
        assertThat(answer.body()).contains("512");
      }
      assertThat(ward.get("/ledger/tile/entries/900").status()).isEqualTo(404);
      assertThat(ward.get("/ledger/tile/0/001").status()).isEqualTo(200);
      assertThat(ward.get("/ledger/logs").last().at("/logs/0/minimum").asLong()).isEqualTo(512);

      // Proofs hold, and are made of what is kept; the logs verify and name what is not there.
      assertThat(check("check", before)).startsWith("0: PROVED");
      Path kept = Files.writeString(home.resolve("b"), ward.get("/audit/proofs/512").body());
      assertThat(check("check", kept)).startsWith("0: PROVED").contains("at index 512");
      assertThat(check("verify", home.resolve("ledger"), home.resolve("ledger/2")))
          .startsWith("0:")
          .contains("entries 0 to 511 are not there", "begins where " + NODE + " ended");
      assertThat(check("verify", home.resolve("ledger"))).startsWith("5:");

      // Events and rows begin with what is kept; a rebuild makes the same rows.
      assertThat(ward.get("/audit/events?form=ocsf&to=512").body().lines()).hasSize(1);
      String rows = rows(ward);
      ward.server.room(Projection.class).rebuild();
      project(ward);
      assertThat(rows(ward)).isEqualTo(rows).contains("\"index\":512").doesNotContain(":511,");

      assertThat(pruning(ward, "POST", DAY).last().path("logs").isEmpty()).as("once").isTrue();
    }
    try (Audit again =
        Audit.open(home, NODE, ManualClock.at("2026-05-01T08:00:00Z"), new SecureRandom())) {
      assertThat(again.problem()).isEmpty();
      assertThat(again.logs().kept(511)).isEqualTo(512);
      assertThat(again.logs().proof(511)).isEmpty();
      assertThat(again.logs().proof(512)).isPresent();
    }
  }

  private static String rows(TestWard ward) {
    return ward.get("/audit/exchanges?limit=500&kind=key.rotated&until=2020-01-01T00:00:00Z")
        .last()
        .path("entries")
        .toString();
  }

  @Test
  void whatIsYoungerThanTheRetentionOrTheDateStays() throws Exception {
    try (TestWard ward = sevenYearsLater()) {
      Pruning pruning = ward.server.room(Pruning.class);
      LocalDate youngest =
          LocalDate.ofInstant(ward.clock.instant().minus(Duration.ofDays(2192)), ZoneOffset.UTC);
      assertThat(pruning.plan(youngest).entries()).isEqualTo(512);
      assertThatThrownBy(() -> pruning.plan(youngest.plusDays(1)))
          .isInstanceOf(PruningRefused.class)
          .hasMessageContaining("ledger.retention is 2192 days");
      TestWard.Answer refused = pruning(ward, "POST", youngest.plusDays(1));
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.last().path("title").asString()).isEqualTo("pruning_refused");
      assertThat(pruning.plan(LocalDate.parse("2019-03-01")).logs()).as("its own day").isEmpty();
      assertThat(pruning(ward, "GET", "soon").status()).isEqualTo(400);
      assertThat(ward.send("POST", "/audit/pruning?before=" + DAY, "", Map.of()).status())
          .isEqualTo(403);
      assertThat(ward.get("/audit/proofs/0").status()).isEqualTo(200);
    }
  }

  @Test
  void whatAReceiverHasNotTakenStays() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    ExportSettings away =
        new ExportSettings(
            "siem",
            URI.create("syslog://127.0.0.1:" + nobody),
            ExportForm.SYSLOG,
            new ExportSettings.Trust(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    try (TestWard ward = sevenYearsLater(away)) {
      assertThatThrownBy(() -> ward.server.room(Pruning.class).prune(DAY, "operator"))
          .isInstanceOf(PruningRefused.class)
          .hasMessageContaining("The receiver 'siem' of exports has taken the entries below 0");
      assertThat(ward.get("/audit/proofs/0").status()).isEqualTo(200);
    }
  }

  @Test
  void whatSomebodyTookAwayIsNotMadeGoodByTheNextPruning() throws Exception {
    try (TestWard ward = sevenYearsLater()) {
      byte[] above = Files.readAllBytes(home.resolve("ledger/tile/1/000.p/2"));
      String root = Base64.getEncoder().encodeToString(Arrays.copyOf(above, 32));
      Files.writeString(home.resolve("ledger/pruned"), NODE + "\n256\n" + root + "\n");
      Files.delete(home.resolve("ledger/tile/entries/000"));
      assertThat(check("verify", home.resolve("ledger"), home.resolve("ledger/2")))
          .startsWith("5:")
          .contains("no log given says that they were pruned");
      for (String method : List.of("GET", "POST")) {
        TestWard.Answer refused = pruning(ward, method, DAY);
        assertThat(refused.status()).as(method).isEqualTo(503);
        assertThat(refused.body()).contains("no entry says that they were pruned");
      }
      assertThat(home.resolve("ledger/tile/entries/001")).exists();
    }
  }

  @Test
  void aClockThatIsSetForwardDoesNotMakeEntriesOldWhereWitnessesCosign() throws Exception {
    ManualClock here = ManualClock.at("2026-03-01T08:00:00Z");
    ManualClock there = ManualClock.at("2026-03-01T08:00:05Z");
    SecureRandom random = new SecureRandom();
    WitnessKey key = WitnessKey.generate(KeyType.ML_DSA_44, "w.example", random);
    try (Audit first = Audit.open(home, NODE, here, random)) {
      fill(first, OLD, here);
      first.turn("operator");
    }
    List<VerificationKey> logs =
        TrustPolicy.parse(Files.readAllBytes(home.resolve("ledger.policy"))).logs();
    try (Witness witness = Witness.open(key, logs, home.resolve("witness"), there);
        Database database = Database.open(DatabaseSettings.embedded(home))) {
      HttpServer door = door(witness);
      WitnessSettings asked =
          new WitnessSettings(
              List.of(
                  new WitnessEndpoint(
                      URI.create("http://127.0.0.1:" + door.getAddress().getPort()),
                      key.verificationKey())),
              Optional.empty());
      try (Audit audit = Audit.open(home, NODE, here, random, asked, new ManualNanos());
          Exports nobody = Exports.start(List.of(), audit, database, here)) {
        Pruning pruning = new Pruning(database, audit, nobody, here, Duration.ofDays(2_192));
        here.advance(Duration.ofDays(3_000));
        LocalDate day = LocalDate.parse("2026-03-02");
        assertThatThrownBy(() -> pruning.plan(day))
            .isInstanceOf(PruningRefused.class)
            .hasMessageContaining("No quorum of witnesses has cosigned since Ward started");
        door.start();
        cosign(audit, here);
        assertThatThrownBy(() -> pruning.prune(day, "operator"))
            .isInstanceOf(PruningRefused.class)
            .hasMessageContaining("no entry from 2020-02-29T08:00:05Z");
        assertThat(home.resolve("ledger/pruned")).doesNotExist();
        there.advance(Duration.ofDays(3_000));
        cosign(audit, here);
        assertThat(pruning.prune(day, "operator").entries()).isEqualTo(512);
      } finally {
        door.stop(0);
      }
    }
  }

  private static void cosign(Audit audit, ManualClock clock) {
    Receipt receipt = audit.record(new Entry.KeyRotated("e", clock.instant()));
    var _ = audit.publish();
    var _ = audit.cosigned(receipt, Duration.ofSeconds(20)).join();
  }

  /** Takes connections, and answers when it is started. */
  private static HttpServer door(Witness witness) throws IOException {
    HttpServer door =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    door.createContext(
        "/add-checkpoint",
        asked -> {
          Witness.Answer answer = witness.addCheckpoint(asked.getRequestBody().readAllBytes());
          byte[] body = answer.body().getBytes(UTF_8);
          asked.getResponseHeaders().set("Content-Type", answer.type());
          asked.sendResponseHeaders(answer.status(), body.length);
          asked.getResponseBody().write(body);
          asked.close();
        });
    return door;
  }

  @Test
  void aLogThatDoesNotVerifyIsNotPruned() throws Exception {
    try (TestWard ward = sevenYearsLater()) {
      Path bundle = home.resolve("ledger/tile/entries/001");
      byte[] altered = Files.readAllBytes(bundle);
      altered[40] ^= 1;
      Files.write(bundle, altered);
      assertThatThrownBy(() -> ward.server.room(Pruning.class).prune(DAY, "operator"))
          .isInstanceOf(AuditUnavailable.class)
          .hasMessageContaining("does not verify, and so is not pruned");
      assertThat(bundle).hasBinaryContent(altered);
      assertThat(home.resolve("ledger/pruned")).doesNotExist();
    }
  }
}
