package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  @TempDir private static Path directory;
  private static WardProcess one;
  private static WardProcess other;

  @BeforeAll
  static void start() throws IOException {
    DatabaseSettings database = RealPostgres.emptyDatabase();
    one = node(Files.createDirectories(directory.resolve("one")), database, "node.one/ledger");
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
    other = node(directory.resolve("other"), database, "node.other/ledger");
  }

  private static WardProcess node(Path home, DatabaseSettings database, String origin)
      throws IOException {
    return WardProcess.start(
        home,
        Map.of(
            "WARD_DATABASE_URL",
            database.url(),
            "WARD_DATABASE_USER",
            database.user().orElseThrow(),
            "WARD_LEDGER_ORIGIN",
            origin));
  }

  @AfterAll
  static void stop() throws IOException {
    one.close();
    other.close();
  }

  private static String key(WardProcess node, String name) throws Exception {
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

  private static HttpResponse<String> ask(WardProcess node, String key, String patient)
      throws Exception {
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

  private static void know(WardProcess node, String key, String patient) throws Exception {
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
  private static Set<String> types(WardProcess node) throws Exception {
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
