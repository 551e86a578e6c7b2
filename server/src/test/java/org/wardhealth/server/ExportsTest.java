package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.ExportForm;
import org.wardhealth.server.audit.ExportSettings;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;

/** The record reaches those who collect it, pushed or fetched, and waits for nobody. */
class ExportsTest {
  @TempDir private Path home;

  @Test
  void whoTakesEntriesIsInTheLedgerBeforeTheyHaveAnyOfThem() throws IOException {
    try (TestWard ward = TestWard.start(home)) {
      Audit audit = ward.server.room(Audit.class);
      var _ = audit.publish();
      long before = ward.durable();
      assertThat(ward.get("/audit/events?form=fhir&from=0&to=1").body().lines()).hasSize(2);
      assertThat(ward.get("/audit/proofs/0").status()).isEqualTo(200);
      assertThat(ward.get("/audit/events?form=fhir&from=9999").body()).isEmpty();
      List<JsonNode> looks = new ArrayList<>();
      for (long index = before; index < ward.durable(); index++) {
        JsonNode entry = Json.MAPPER.readTree(ward.server.evidence(index).entry());
        if (entry.path("type").asString().equals("audit.exported")) {
          looks.add(entry);
        }
      }
      assertThat(looks)
          .extracting(look -> look.path("format").asString())
          .containsExactly("fhir", "tlog-proof", "fhir");
      assertThat(looks).extracting(look -> look.path("found").asInt()).containsExactly(2, 1, 0);
      assertThat(looks)
          .extracting(look -> look.path("filters").toString())
          .containsExactly("[\"from\",\"to\"]", "[\"index\"]", "[\"from\"]");
      assertThat(looks).allMatch(look -> look.path("by").asString().startsWith("cl_"));

      ward.ledger.breakDisk();
      for (String path : List.of("/audit/events?form=fhir", "/audit/proofs/0")) {
        TestWard.Answer refused = ward.get(path);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("record_unavailable").doesNotContain("ward.started");
      }
    }
  }

  private static long index(String ocsf) {
    return Json.MAPPER.readTree(ocsf).path("metadata").path("sequence").asLong();
  }

  @Test
  void afterARestartOfWardAReceiverGetsWhatItDoesNotHave() throws Exception {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/in",
        exchange -> {
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .forEach(events::add);
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    Files.createDirectories(home);
    Files.writeString(
        home.resolve("ward.yaml"),
        """
        exports:
          - name: siem
            kind: https
            form: ocsf
            url: http://127.0.0.1:%d/in
        """
            .formatted(receiver.getAddress().getPort()));
    Map<Long, String> taken = new LinkedHashMap<>();
    try {
      for (int run = 0; run < 3; run++) {
        try (WardServer ward =
            WardServer.start(Settings.load(home, Map.of("WARD_SERVER_PORT", "0")))) {
          long durable = ward.room(Audit.class).state().durable();
          while (taken.size() < durable) {
            String event =
                Optional.ofNullable(events.poll(20, TimeUnit.SECONDS))
                    .orElseThrow(() -> new AssertionError(taken.size() + " of " + durable));
            taken.putIfAbsent(index(event), event); // each at least once
          }
        }
      }
    } finally {
      receiver.stop(0);
    }
    assertThat(List.copyOf(taken.keySet()))
        .isEqualTo(LongStream.range(0, taken.size()).boxed().toList());
    assertThat(taken.values().stream().filter(event -> event.contains("ward.started"))).hasSize(3);
    assertThat(taken.values().stream().filter(event -> event.contains("ward.stopped"))).hasSize(2);
  }

  @Test
  void aReceiverThatIsAwayHoldsUpNoExchangeAndIsSeen() throws Exception {
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
    try (TestWard ward = TestWard.in(home).exports(away).start()) {
      ward.requireWell();
      var _ = ward.ledger.ledger().publish();
      JsonNode siem = siem(ward);
      for (long begun = System.nanoTime();
          siem.path("problem").isMissingNode()
              && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(20); ) {
        siem = siem(ward);
      }
      assertThat(siem.path("problem").asString()).contains("ConnectException");
      assertThat(siem.path("delivered").asLong()).isZero();
      assertThat(siem.path("waiting").asLong()).isEqualTo(ward.durable());
      assertThat(ward.get("/actuator/health").status()).isEqualTo(200);
      assertThat(ward.get("/actuator/prometheus").body())
          .contains("ward_export_waiting{receiver=\"siem\"} " + ward.durable());
    }
  }

  private static JsonNode siem(TestWard ward) {
    return Json.MAPPER
        .readTree(ward.get("/actuator/health").body())
        .path("components")
        .path("exports")
        .path("details")
        .path("siem");
  }

  @Test
  void whoeverMayReadTheLedgerFetchesItPageByPage() throws IOException {
    try (TestWard ward = TestWard.start(home)) {
      Audit audit = ward.server.room(Audit.class);
      for (int i = 0; i < 1_100; i++) {
        var _ = audit.submit(new Entry.KeyRotated("e" + i, ward.clock.instant()));
      }
      var _ = audit.record(new Entry.KeyRotated("last", ward.clock.instant()));
      long size = audit.publish().size();
      List<String> events = new ArrayList<>();
      Optional<String> next = Optional.of("/audit/events?form=ocsf&to=" + (size - 1));
      int pages = 0;
      while (next.isPresent()) {
        TestWard.Answer page = ward.get(next.get());
        assertThat(page.status()).isEqualTo(200);
        page.body().lines().forEach(events::add);
        next = page.header("link").map(link -> link.substring(1, link.indexOf('>')));
        pages++;
      }
      assertThat(pages).isEqualTo(2);
      assertThat(events.stream().map(ExportsTest::index).toList())
          .isEqualTo(LongStream.range(0, size).boxed().toList());

      TestWard.Answer few = ward.get("/audit/events?form=fhir&from=300&to=302");
      assertThat(few.header("content-type")).contains("application/fhir+ndjson");
      assertThat(few.body().lines().map(line -> Json.MAPPER.readTree(line).path("id").asString()))
          .hasSize(3)
          .first()
          .asString()
          .endsWith("-300");
      assertThat(few.header("link")).isEmpty();
      assertThat(ward.get("/audit/events?form=syslog&from=5&to=5").body()).startsWith("<85>1 ");
      assertThat(ward.get("/audit/events?form=fhir&from=" + (size + 1_000)).body()).isEmpty();
      for (String wrong : List.of("", "?form=xml", "?form=fhir&from=-1", "?form=fhir&to=x")) {
        TestWard.Answer refused = ward.get("/audit/events" + wrong);
        assertThat(refused.status()).as(wrong).isEqualTo(400);
        assertThat(refused.header("content-type")).contains("application/problem+json");
      }
      assertThat(
              ward.send("GET", "/audit/events?form=fhir", "", Map.of("Authorization", "Bearer x"))
                  .status())
          .isEqualTo(401);
    }
  }
}
