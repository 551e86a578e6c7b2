package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.LogVerifier;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two processes of Ward on one PostgreSQL: what one was told holds for the next request to the
 * other, and each has a ledger of its own.
 */
class TwoNodesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static Node one;
  private static Node other;

  /** A Ward in a process of its own. */
  private record Node(Process process, Path home, URI url) implements AutoCloseable {
    static Node start(Path home, DatabaseSettings database, String origin) throws IOException {
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Child.class.getName(),
                  home.toString())
              .redirectError(home.resolveSibling(home.getFileName() + ".log").toFile());
      builder
          .environment()
          .putAll(
              Map.of(
                  "WARD_SERVER_PORT",
                  "0",
                  "WARD_SERVER_PLAIN_HTTP",
                  "true",
                  "WARD_DATABASE_URL",
                  database.url(),
                  "WARD_DATABASE_USER",
                  database.user().orElseThrow(),
                  "WARD_LEDGER_ORIGIN",
                  origin));
      Process process = builder.start();
      BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (line.startsWith("http://")) {
          return new Node(process, home, URI.create(line));
        }
      }
      process.destroyForcibly();
      throw new IllegalStateException("a node did not start: see its log");
    }

    String operator() throws IOException {
      return Json.MAPPER
          .readTree(Files.readString(WardServer.runFile(home)))
          .path("operator")
          .asString();
    }

    HttpResponse<String> send(String method, String path, String token, Optional<String> body)
        throws IOException, InterruptedException {
      try (HttpClient http = HttpClient.newHttpClient()) {
        return http.send(
            HttpRequest.newBuilder(url.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                    method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody))
                .build(),
            BodyHandlers.ofString());
      }
    }

    @Override
    public void close() throws IOException {
      process.getOutputStream().close(); // the child ends when its input does
      try {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The child: serves until its standard input ends. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      try (WardServer ward =
          WardServer.start(Settings.load(Path.of(arguments[0]), System.getenv()))) {
        System.out.println(ward.url());
        System.out.flush();
        var _ = System.in.read();
      }
    }
  }

  @BeforeAll
  static void start() throws IOException {
    DatabaseSettings database = RealPostgres.emptyDatabase();
    one =
        Node.start(Files.createDirectories(directory.resolve("one")), database, "node.one/ledger");
    Path keys = Files.createDirectories(directory.resolve("other/keys"));
    try (var files = Files.walk(one.home().resolve("keys"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith("ledger")) {
          Path copy = keys.resolve(one.home().resolve("keys").relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    other = Node.start(directory.resolve("other"), database, "node.other/ledger");
  }

  @AfterAll
  static void stop() throws IOException {
    one.close();
    other.close();
  }

  private static String key(Node node, String name) throws Exception {
    ObjectNode wanted = Json.MAPPER.createObjectNode();
    wanted.put("name", name);
    wanted.putArray("purposes").add("TREAT").add("HOPERAT");
    wanted.putArray("models").add("ward/extractive");
    wanted.putArray("rights").add("PATIENTS").add("ERASE");
    HttpResponse<String> added =
        node.send("POST", "/identity/clients", node.operator(), Optional.of(wanted.toString()));
    assertThat(added.statusCode()).isEqualTo(201);
    return Json.MAPPER.readTree(added.body()).path("key").asString();
  }

  private static HttpResponse<String> ask(Node node, String key, String patient) throws Exception {
    ObjectNode asked = Json.MAPPER.createObjectNode();
    asked.put("model", "ward/extractive");
    asked
        .putArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", "Ms. Quennix slept well. The wound is dry.");
    asked.putObject("metadata").put("purpose", "TREAT").put("patient", patient);
    return node.send("POST", "/v1/chat/completions", key, Optional.of(asked.toString()));
  }

  private static void know(Node node, String key, String patient) throws Exception {
    ObjectNode resource = Json.MAPPER.createObjectNode();
    resource.put("resourceType", "Patient").put("id", patient);
    resource.putArray("name").addObject().put("family", "Quennix");
    assertThat(
            node.send("PUT", "/fhir/Patient/" + patient, key, Optional.of(resource.toString()))
                .statusCode())
        .isEqualTo(201);
  }

  @Test
  void aKeyThatOneNodeGaveAndTookBackHoldsAndEndsOnTheOtherAtOnce() throws Exception {
    String key = key(one, "rounds");
    assertThat(other.send("GET", "/v1/models", key, Optional.empty()).statusCode()).isEqualTo(200);
    assertThat(
            one.send("DELETE", "/identity/clients/rounds", one.operator(), Optional.empty())
                .statusCode())
        .isEqualTo(204);
    assertThat(other.send("GET", "/v1/models", key, Optional.empty()).statusCode()).isEqualTo(401);
  }

  @Test
  void aPatientWhomOneNodeKnowsIsProtectedByTheOtherAndErasedOnBoth() throws Exception {
    String key = key(one, "letters");
    know(one, key, "jane");
    HttpResponse<String> answered = ask(other, key, "jane");
    assertThat(answered.statusCode()).isEqualTo(200);
    assertThat(answered.body()).contains("Quennix");

    HttpResponse<String> erased =
        one.send(
            "POST",
            "/vault/erasures",
            key,
            Optional.of("{\"patient\":\"jane\",\"ground\":\"ART17\"}"));
    assertThat(erased.body()).contains("\"state\":\"done\"");
    assertThat(ask(other, key, "jane").body()).contains("patient_unknown");
  }

  @Test
  void eachNodeHasALedgerOfItsOwnThatSaysWhatItDid() throws Exception {
    String key = key(other, "ledgers");
    know(other, key, "john");
    assertThat(ask(one, key, "john").statusCode()).isEqualTo(200);
    Set<String> added = types(other);
    Set<String> asked = types(one);
    assertThat(added).contains("client.added", "patient.written");
    assertThat(asked).contains("exchange.admit", "exchange.result");
  }

  /** The kinds of entries of a node's verified ledger. */
  private static Set<String> types(Node node) throws Exception {
    assertThat(
            node.send("POST", "/audit/checkpoints", node.operator(), Optional.empty()).statusCode())
        .isEqualTo(200);
    Set<String> types = new HashSet<>();
    LogVerifier.verify(
            node.home().resolve("ledger"),
            VerificationKey.parse(Files.readString(node.home().resolve("ledger.vkey")).strip()),
            Optional.empty())
        .entries(
            (index, entry) -> {
              JsonNode read = Json.MAPPER.readTree(entry);
              types.add(read.path("type").asString());
            });
    return types;
  }
}
