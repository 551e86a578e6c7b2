package org.wardhealth.server.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.ManualClock;
import org.wardhealth.testkit.MockCertificate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A receiver gets every entry, in order: one that dies, one that comes back, one that lies. */
class ExporterTest {
  private static final String ORIGIN = "ward.example/ledger";

  @TempDir private Path home;

  private final ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
  private WatchedAudit ledger;
  private Database database;

  @BeforeEach
  void open() {
    ledger = new WatchedAudit(home, ORIGIN, clock);
    database = Database.open(DatabaseSettings.embedded(home));
  }

  @AfterEach
  void close() {
    database.close();
    ledger.audit().close();
  }

  private void write(int entries) {
    for (int i = 0; i < entries; i++) {
      var _ =
          ledger
              .audit()
              .record(
                  new Entry.ClientRevoked(
                      "cl_" + i, "app", "operator", Optional.empty(), clock.instant()));
    }
    var _ = ledger.audit().publish();
  }

  private Exporter exporter(String name, Receiver receiver) {
    ExportSettings settings =
        new ExportSettings(
            name, URI.create("https://unused.example"), ExportForm.OCSF, NOTHING_SPECIAL);
    return new Exporter(settings, receiver, ledger.audit(), database, clock);
  }

  private Exporter exporter(ExportSettings settings) {
    return new Exporter(settings, Receiver.of(settings), ledger.audit(), database, clock);
  }

  private static final ExportSettings.Trust NOTHING_SPECIAL =
      new ExportSettings.Trust(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Takes turns until there is nothing left; fails if a turn does. */
  private static void deliver(Exporter exporter) throws InterruptedException {
    do {
      var _ = exporter.turn();
      assertThat(exporter.state().problem()).isEmpty();
    } while (exporter.state().waiting() > 0);
  }

  private static List<Long> upTo(long end) {
    return LongStream.range(0, end).boxed().toList();
  }

  private static long index(byte[] ocsf) {
    return Json.MAPPER.readTree(ocsf).path("metadata").path("sequence").asLong();
  }

  @Test
  void whatIsNotTakenIsTriedAgainLaterAndLaterAndNothingIsPassedOver() throws Exception {
    List<Long> taken = new ArrayList<>();
    AtomicInteger refusals = new AtomicInteger(9);
    Exporter exporter =
        exporter(
            "siem",
            messages -> {
              if (refusals.getAndDecrement() > 0) {
                throw new IOException("away");
              }
              messages.forEach(message -> taken.add(index(message)));
            });
    write(600);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      pauses.add(exporter.turn().toSeconds());
    }
    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    clock.advance(Duration.ofMinutes(4));
    ExportState away = exporter.state();
    assertThat(away.delivered()).isZero();
    assertThat(away.waiting()).isEqualTo(600);
    assertThat(away.behindSeconds()).isEqualTo(240);
    assertThat(away.problem().orElseThrow()).contains("away");

    deliver(exporter);
    assertThat(taken).isEqualTo(upTo(600));
    assertThat(exporter.state()).isEqualTo(new ExportState("siem", 600, 0, 0, Optional.empty()));
    assertThat(exporter.turn()).as("nothing to do").isEqualTo(Duration.ofSeconds(1));
    assertThat(taken).hasSize(600);
  }

  @Test
  void anotherProcessGoesOnWhereTheLastOneEndedAndEachReceiverForItself() throws Exception {
    List<Long> first = new ArrayList<>();
    write(300);
    Exporter before = exporter("siem", messages -> messages.forEach(m -> first.add(index(m))));
    var _ = before.turn();
    assertThat(first).as("one bundle").hasSize(256);

    database.close();
    database = Database.open(DatabaseSettings.embedded(home));
    List<Long> second = new ArrayList<>();
    deliver(exporter("siem", messages -> messages.forEach(m -> second.add(index(m)))));
    assertThat(second).isEqualTo(LongStream.range(256, 300).boxed().toList());
    List<Long> other = new ArrayList<>();
    deliver(exporter("other", messages -> messages.forEach(m -> other.add(index(m)))));
    assertThat(other).isEqualTo(upTo(300));
  }

  @Test
  void whatWasTakenAndNotRememberedIsDeliveredAgain() throws Exception {
    List<Long> taken = new ArrayList<>();
    write(3);
    Exporter exporter =
        exporter(
            "siem",
            messages -> {
              messages.forEach(m -> taken.add(index(m)));
              database.close();
            });
    var _ = exporter.turn();
    assertThat(exporter.state().problem()).isPresent();
    database = Database.open(DatabaseSettings.embedded(home));
    deliver(exporter("siem", messages -> messages.forEach(m -> taken.add(index(m)))));
    assertThat(taken).containsExactly(0L, 1L, 2L, 0L, 1L, 2L);
  }

  /** A collector of syslog over TLS (RFC 5425) that can die. */
  private static final class Collector implements AutoCloseable {
    final List<String> taken = new CopyOnWriteArrayList<>();
    final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final SSLContext tls;
    private volatile int diesAfter = Integer.MAX_VALUE;
    private volatile int leavesAfter = Integer.MAX_VALUE;
    private volatile boolean saysGoodbye = true;
    private volatile boolean resets;

    Collector(SSLContext tls) throws IOException {
      this.tls = tls;
      var _ = Thread.ofPlatform().daemon(true).start(this::accept);
    }

    void dieAfter(int messages) {
      diesAfter = messages;
    }

    /** Ends as one that lives, but without waiting for the other side. */
    void leaveAfter(int messages) {
      leavesAfter = messages;
    }

    /** At the very end, the system says that something was not read. */
    void reset() {
      resets = true;
    }

    /** Closes TCP, and says nothing in TLS. */
    void sayNoGoodbye() {
      saysGoodbye = false;
    }

    private void accept() {
      while (!server.isClosed()) {
        try (Socket plain = server.accept()) {
          serve(plain);
        } catch (IOException e) {
          // the next one
        }
      }
    }

    /** Says good-bye in TLS if it lives; else its connection is closed as the system does it. */
    private void serve(Socket plain) throws IOException {
      SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, false);
      socket.setUseClientMode(false);
      boolean lived = read(new BufferedInputStream(socket.getInputStream()));
      if (resets) {
        plain.setSoLinger(true, 0);
        plain.close();
      } else if (lived && saysGoodbye) {
        socket.close();
      }
    }

    /** Whether it lived to the end. */
    private boolean read(InputStream in) throws IOException {
      while (true) {
        StringBuilder length = new StringBuilder();
        int c = in.read();
        if (c < 0) {
          return true;
        }
        for (; c != ' '; c = in.read()) {
          length.append((char) c);
        }
        if (taken.size() >= diesAfter) {
          return false;
        }
        taken.add(new String(in.readNBytes(Integer.parseInt(length.toString())), UTF_8));
        if (taken.size() >= leavesAfter) {
          return true;
        }
      }
    }

    URI address() {
      return URI.create("syslog://127.0.0.1:" + server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private Path pem(MockCertificate certificate, String name) throws IOException {
    return Files.write(home.resolve(name), certificate.pem().getBytes(US_ASCII));
  }

  private Exporter exporter(String name, URI syslog, Path ca) {
    return exporter(
        new ExportSettings(
            name,
            syslog,
            ExportForm.SYSLOG,
            new ExportSettings.Trust(
                Optional.of(ca), Optional.empty(), Optional.empty(), Optional.empty())));
  }

  @Test
  void aCollectorThatDiesMidWayAndReturnsHasEachEntry() throws Exception {
    MockCertificate certificate = MockCertificate.create(home);
    Path ca = pem(certificate, "ca.pem");
    try (Collector collector = new Collector(certificate.showing(ca))) {
      Exporter exporter = exporter("siem", collector.address(), ca);
      write(500);
      collector.dieAfter(100);
      var _ = exporter.turn();
      assertThat(exporter.state().problem()).isPresent();
      assertThat(exporter.state().delivered()).isZero();
      assertThat(collector.taken).hasSize(100);

      collector.dieAfter(Integer.MAX_VALUE);
      deliver(exporter);
      List<String> again = collector.taken.subList(100, collector.taken.size());
      assertThat(again).hasSize(500);
      for (int i = 0; i < 500; i++) {
        assertThat(again.get(i)).contains("\"" + ORIGIN + "#" + i + "\"").startsWith("<85>1 ");
      }
    }
  }

  @Test
  void aCollectorThatLeavesBeforeWardIsDoneIsNotBelieved() throws Exception {
    MockCertificate certificate = MockCertificate.create(home);
    Path ca = pem(certificate, "ca.pem");
    for (int read : new int[] {100, 256}) {
      try (Collector collector = new Collector(certificate.showing(ca))) {
        Exporter exporter = exporter("siem-" + read, collector.address(), ca);
        write(256);
        collector.leaveAfter(read);
        var _ = exporter.turn();
        assertThat(exporter.state().problem()).as(read + " read").isPresent();
        assertThat(exporter.state().delivered()).isZero();
      }
    }
  }

  @Test
  void aConnectionThatIsResetAtItsEndDeliveredNothing() throws Exception {
    MockCertificate certificate = MockCertificate.create(home);
    Path ca = pem(certificate, "ca.pem");
    try (Collector collector = new Collector(certificate.showing(ca))) {
      Exporter exporter = exporter("siem", collector.address(), ca);
      write(3);
      collector.reset();
      var _ = exporter.turn();
      assertThat(exporter.state().problem()).isPresent();
      assertThat(exporter.state().delivered()).isZero();
    }
  }

  @Test
  void aCollectorThatClosesWithoutAWordOnceWardIsDoneHasEachEntry() throws Exception {
    MockCertificate certificate = MockCertificate.create(home);
    Path ca = pem(certificate, "ca.pem");
    try (Collector collector = new Collector(certificate.showing(ca))) {
      Exporter exporter = exporter("siem", collector.address(), ca);
      write(300);
      collector.sayNoGoodbye();
      deliver(exporter);
      assertThat(collector.taken).hasSize(300);
    }
  }

  @Test
  void aCollectorWithAnotherCertificateGetsNothing() throws Exception {
    MockCertificate believed = MockCertificate.create(Files.createDirectory(home.resolve("a")));
    MockCertificate shown = MockCertificate.create(Files.createDirectory(home.resolve("b")));
    try (Collector collector = new Collector(shown.showing(pem(shown, "shown.pem")))) {
      Exporter exporter = exporter("siem", collector.address(), pem(believed, "believed.pem"));
      write(5);
      var _ = exporter.turn();
      assertThat(exporter.state().problem().orElseThrow()).contains("SSLHandshakeException");
      assertThat(collector.taken).isEmpty();

      Files.copy(
          home.resolve("shown.pem"),
          home.resolve("believed.pem"),
          StandardCopyOption.REPLACE_EXISTING);
      deliver(exporter);
      assertThat(collector.taken).as("the file was replaced while Ward ran").hasSize(5);
    }
  }

  @Test
  void aCollectorWithAnotherNameGetsNothing() throws Exception {
    MockCertificate certificate = MockCertificate.create(home);
    Path ca = pem(certificate, "ca.pem");
    try (Collector collector = new Collector(certificate.showing(ca))) {
      try (ServerSocket elsewhere =
          new ServerSocket(0, 10, InetAddress.getByAddress(new byte[] {127, 0, 0, 2}))) {
        Thread relay =
            Thread.ofVirtual()
                .start(
                    () -> {
                      try (Socket caller = elsewhere.accept();
                          Socket to =
                              new Socket(
                                  InetAddress.getLoopbackAddress(),
                                  collector.server.getLocalPort())) {
                        Thread back = Thread.ofVirtual().start(() -> copy(to, caller));
                        copy(caller, to);
                        back.join();
                      } catch (IOException | InterruptedException e) {
                        // the exporter closed
                      }
                    });
        Exporter exporter =
            exporter("siem", URI.create("syslog://127.0.0.2:" + elsewhere.getLocalPort()), ca);
        write(1);
        var _ = exporter.turn();
        assertThat(exporter.state().problem().orElseThrow()).contains("127.0.0.2");
        relay.join();
      }
      assertThat(collector.taken).isEmpty();
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // one side is gone
    }
  }

  @Test
  void aFhirServerMustTakeEachAuditEvent() throws Exception {
    List<String> taken = new CopyOnWriteArrayList<>();
    List<String> answers = new CopyOnWriteArrayList<>(List.of("503", "no json", "one 422", "few"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/fhir",
        exchange -> {
          JsonNode bundle = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
          String answer = answers.isEmpty() ? "201" : answers.removeFirst();
          ObjectNode said = Json.MAPPER.createObjectNode();
          said.put("resourceType", "Bundle").put("type", "batch-response").putArray("entry");
          for (JsonNode entry : bundle.path("entry")) {
            boolean refused = answer.equals("one 422") && said.path("entry").size() == 1;
            if (!answer.equals("few") || said.path("entry").isEmpty()) {
              said.withArray("entry")
                  .addObject()
                  .putObject("response")
                  .put("status", refused ? "422 Unprocessable" : "201 Created");
            }
            if (answer.equals("201")) {
              taken.add(
                  bundle.path("type").asString()
                      + entry.path("request").path("method").asString()
                      + entry.path("request").path("url").asString()
                      + entry.path("resource").path("id").asString()
                      + exchange.getRequestHeaders().getFirst("Authorization"));
            }
          }
          byte[] body =
              answer.equals("no json") ? "thanks".getBytes(UTF_8) : said.toString().getBytes(UTF_8);
          exchange.sendResponseHeaders(answer.equals("503") ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      Files.writeString(home.resolve("token"), "t0ken\n");
      Exporter exporter =
          exporter(
              new ExportSettings(
                  "repository",
                  URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/fhir"),
                  ExportForm.FHIR,
                  new ExportSettings.Trust(
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.of(home.resolve("token")))));
      write(3);
      for (String problem : List.of("503", "Bundle", "422", "1 of 3")) {
        var _ = exporter.turn();
        assertThat(exporter.state().problem().orElseThrow()).contains(problem);
        assertThat(exporter.state().delivered()).isZero();
      }
      deliver(exporter);
      assertThat(taken).hasSize(3);
      assertThat(taken.get(2)).matches("batchPOSTAuditEventward-[0-9a-f]{16}-2Bearer t0ken");
    } finally {
      server.stop(0);
    }
  }
}
