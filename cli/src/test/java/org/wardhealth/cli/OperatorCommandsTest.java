package org.wardhealth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.LogDirectory;
import org.wardhealth.server.Settings;
import org.wardhealth.server.WardServer;

/** An operator's day: add an application, ask with its key, revoke it, look after Ward. */
class OperatorCommandsTest {
  @TempDir private Path home = Path.of("");

  @Test
  void aBackupIsInTheRecordWhetherWardRunsOrNot(@TempDir Path elsewhere) throws Exception {
    Files.writeString(home.resolve("ward.yaml"), "server:\n  port: 0\n");
    try (WardServer _ = WardServer.start(Settings.load(home, Map.of()))) {
      Shell running = ward("backup", elsewhere.resolve("running").toString());
      assertThat(running.err()).isEmpty();
      assertThat(running.exitCode()).isZero();
    }
    Shell stopped = ward("backup", elsewhere.resolve("stopped").toString());
    assertThat(stopped.err()).isEmpty();
    assertThat(stopped.exitCode()).isZero();
    Path log = home.resolve("ledger");
    long size = Long.parseLong(Files.readAllLines(log.resolve("checkpoint")).get(1));
    assertThat(new LogDirectory(log).entries(0, size))
        .filteredOn(entry -> new String(entry, UTF_8).contains("\"backup.taken\""))
        .hasSize(2);
  }

  @Test
  void aKeyOpensUntilItIsRevoked() throws Exception {
    try (WardServer _ = WardServer.start(Settings.load(home, Map.of("WARD_SERVER_PORT", "0")))) {
      Shell added =
          ward("client", "add", "ehr", "--purposes", "HOPERAT", "--models", "ward/extractive");
      assertThat(added.exitCode()).isZero();
      String key = added.out().strip();
      assertThat(key).startsWith("ward_");
      assertThat(ward("client", "list").out()).contains("ehr").doesNotContain(key);

      Shell asked =
          ward(
              "ask",
              "The ward is full. The lift is out of order.",
              "--purpose",
              "HOPERAT",
              "--key",
              key);
      assertThat(asked.err()).contains("entry").doesNotContain(key);
      assertThat(asked.out()).contains("The ward is full.");
      assertThat(asked.exitCode()).isZero();

      Shell denied = ward("ask", "Anything.", "--purpose", "TREAT", "--key", key);
      assertThat(denied.exitCode()).isEqualTo(Failure.UNAVAILABLE);
      assertThat(denied.err()).contains("(purpose_not_allowed)");

      assertThat(
              ward("model", "suspend", "ward/extractive", "--reason", "BIAS", "--reference", "I-7")
                  .exitCode())
          .isZero();
      assertThat(ward("model", "list").out()).contains("suspended", "BIAS I-7, by operator since");
      assertThat(ward("ask", "Anything.", "--purpose", "HOPERAT", "--key", key).err())
          .contains("(model_suspended)");
      assertThat(ward("model", "suspend", "ward/extractive", "--reason", "dull").err())
          .contains("MAINTENANCE");
      assertThat(ward("model", "resume", "ward/extractive").exitCode()).isZero();
      assertThat(ward("model", "resume", "ward/extractive").err()).contains("not suspended");
      assertThat(ward("model", "list", "--json").out()).contains("\"state\":\"approved\"");

      assertThat(ward("client", "revoke", "ehr").exitCode()).isZero();
      assertThat(ward("ask", "Anything.", "--purpose", "HOPERAT", "--key", key).err())
          .contains("(invalid_api_key)");
      assertThat(ward("client", "revoke", "ehr").err()).contains("No application has this name");

      Shell doctor = ward("doctor");
      assertThat(doctor.out()).contains("Ward answers at").doesNotContain("ILL   keys");
    }
    assertThat(ward("client", "list").exitCode()).isEqualTo(Failure.UNAVAILABLE);
    assertThat(ward("client", "list").err()).contains("start it with 'ward serve'");
  }

  @Test
  void aPatientIsErasedAndOnlyThoseWithTheRightLearnNames() throws Exception {
    try (WardServer ward = WardServer.start(Settings.load(home, Map.of("WARD_SERVER_PORT", "0")));
        HttpClient http = Operator.http(ward.certificate())) {
      String first = ward.firstKey().orElseThrow().revealOnce();
      HttpRequest put =
          HttpRequest.newBuilder(URI.create(ward.url() + "/fhir/Patient/p-1"))
              .header("Authorization", "Bearer " + first)
              .header("Content-Type", "application/fhir+json")
              .PUT(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"resourceType\":\"Patient\",\"id\":\"p-1\",\"name\":[{\"family\":\"Quennix\"}]}"))
              .build();
      assertThat(http.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(201);

      assertThat(ward("erase").exitCode()).isEqualTo(Failure.USAGE);
      assertThat(ward("erase", "--patient", "p-1", "--ground", "boredom").err())
          .contains("The ground is one of ART17");
      Shell erased = ward("erase", "--patient", "p-1", "--ground", "ART17");
      assertThat(erased.exitCode()).isZero();
      assertThat(erased.out()).startsWith("erased: the keys of ").doesNotContain("p-1", "Quennix");
      assertThat(ward("erase", "--patient", "p-1", "--ground", "ART17").err())
          .contains("holds nothing of this patient");
      Shell list = ward("erase", "list");
      assertThat(list.out()).contains("done", "ART17").doesNotContain("Quennix");

      Shell told = ward("reidentify", "0".repeat(32), "--reason", "CARE", "--key", first);
      assertThat(told.exitCode()).isEqualTo(Failure.PERMISSION);
      assertThat(told.err()).contains("--may reidentify");
    }
  }

  @Test
  void consentsAreListedReadAndCounted() throws Exception {
    try (WardServer ward = WardServer.start(Settings.load(home, Map.of("WARD_SERVER_PORT", "0")));
        HttpClient http = Operator.http(ward.certificate())) {
      String key =
          ward(
                  "client",
                  "add",
                  "research",
                  "--purposes",
                  "HRESCH",
                  "--models",
                  "*",
                  "--may",
                  "patients,consents,reidentify")
              .out()
              .strip();
      String consent =
          """
          {"resourceType":"Consent","status":"active",
           "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"research"}]},
           "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
           "patient":{"reference":"Patient/p-1"},"policy":[{"uri":"https://hospital.example/policy"}],
           "provision":{"type":"permit","purpose":[
             {"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"HRESCH"}]}}
          """;
      HttpRequest.Builder request =
          HttpRequest.newBuilder()
              .header("Authorization", "Bearer " + key)
              .header("Content-Type", "application/fhir+json");
      var known =
          http.send(
              request
                  .uri(URI.create(ward.url() + "/fhir/Patient/p-1"))
                  .PUT(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"resourceType\":\"Patient\",\"id\":\"p-1\"}"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(known.statusCode()).as(known.body()).isEqualTo(201);
      var recorded =
          http.send(
              request
                  .uri(URI.create(ward.url() + "/fhir/Consent"))
                  .POST(HttpRequest.BodyPublishers.ofString(consent))
                  .build(),
              BodyHandlers.ofString());
      assertThat(recorded.statusCode()).as(recorded.body()).isEqualTo(201);

      Shell list = ward("consent", "list", "--patient", "p-1", "--key", key);
      assertThat(list.out()).contains("active");
      String id = list.out().lines().skip(1).findFirst().orElseThrow().split(" ", -1)[0];
      assertThat(ward("consent", "text", id, "--key", key).out())
          .contains("I permit the use of my data");
      assertThat(ward("consent", "text", id, "--lang", "es", "--key", key).out())
          .contains("Permito el uso de mis datos");
      Shell other = ward("consent", "text", "cs-0", "--key", key);
      assertThat(other.exitCode()).isEqualTo(Failure.DATA);
      assertThat(other.err()).contains("no such consent");
      assertThat(ward("consent", "text", id, "--lang", "fr", "--key", key).exitCode())
          .isEqualTo(Failure.USAGE);

      assertThat(ward("consent", "cohort", "--purpose", "HRESCH").out())
          .isEqualTo("patients who permit it: 1\n");
      assertThat(
              ward(
                      "consent",
                      "cohort",
                      "--purpose",
                      "HRESCH",
                      "--duo",
                      "DUO:0000006",
                      "DUO:0000045")
                  .out())
          .isEqualTo("patients who permit it: 0\n");
      assertThat(ward("consent", "cohort", "--purpose", "HRESCH", "--members", "--key", key).out())
          .isEqualTo("p-1\n");
      Shell operator = ward("consent", "cohort", "--purpose", "HRESCH", "--members");
      assertThat(operator.exitCode()).isEqualTo(Failure.PERMISSION);
      assertThat(operator.out()).doesNotContain("p-1");
      assertThat(ward("consent", "list", "--patient", "p-1").exitCode()).isEqualTo(Failure.USAGE);
    }
  }

  @Test
  void theRecordIsSearchedAndItsTableMadeAnew() throws Exception {
    try (WardServer ward = WardServer.start(Settings.load(home, Map.of("WARD_SERVER_PORT", "0")))) {
      String first = ward.firstKey().orElseThrow().revealOnce();
      assertThat(ward("ask", "The lift is out.", "--purpose", "HOPERAT", "--key", first).exitCode())
          .isZero();
      String found = "";
      for (long left = 2_000; left > 0 && !found.contains("exchange.result"); left--) {
        Shell searched =
            ward("ledger", "search", "--purpose", "HOPERAT", "--since", "1d", "--limit", "5");
        assertThat(searched.err()).isEmpty();
        found = searched.out();
      }
      assertThat(found).contains("exchange.admit", "exchange.result", "answered", "first");
      Shell json = ward("ledger", "search", "--kind", "exchange.admit", "--json", "--limit", "1");
      assertThat(json.out()).startsWith("{\"entries\":[{").contains("\"purpose\":\"HOPERAT\"");
      Shell page = ward("ledger", "search", "--limit", "1");
      String cursor = page.out().split("--after ")[1].split("\\s")[0];
      assertThat(ward("ledger", "search", "--limit", "1", "--after", cursor).exitCode()).isZero();
      assertThat(ward("ledger", "search", "--kind", "x", "--after", cursor).err())
          .contains("no cursor of this search");

      assertThat(ward("ledger", "search", "--since", "soon").exitCode()).isEqualTo(Failure.USAGE);
      assertThat(ward("ledger", "search", "--limit", "5000").err()).contains("limit is 5000");
      assertThat(ward("ledger", "search", "--patient", "p-1", "--key", first).err())
          .contains("--may audit");

      Shell rebuilt = ward("ledger", "project", "--rebuild");
      assertThat(rebuilt.exitCode()).isZero();
      assertThat(rebuilt.out()).contains("made anew from the ledger");
      assertThat(ward("ledger", "project").out()).contains("published entries can be searched");
    }
  }

  @Test
  void nobodyButTheOperatorManagesApplications() throws Exception {
    try (WardServer ward = WardServer.start(Settings.load(home, Map.of("WARD_SERVER_PORT", "0")));
        HttpClient http = Operator.http(ward.certificate())) {
      String first = ward.firstKey().orElseThrow().revealOnce();
      for (Optional<String> token :
          java.util.List.of(Optional.<String>empty(), Optional.of(first))) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(URI.create(ward.url() + "/identity/clients"));
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        assertThat(http.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(403);
      }
    }
  }

  @Test
  void everyWrongSettingIsSaidAtOnce() throws Exception {
    java.nio.file.Files.writeString(
        home.resolve("ward.yaml"),
        "server:\n  port: many\n  prot: 1\nretention:\n  content: soon\n");
    Shell serve = ward("serve");

    assertThat(serve.exitCode()).isEqualTo(Failure.CONFIG);
    assertThat(serve.err())
        .contains("server.port is 'many'")
        .contains("server.prot is not a setting")
        .contains("retention.content is 'soon'");
  }

  private Shell ward(String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--home";
    all[arguments.length + 1] = home.toString();
    return Shell.run(all);
  }
}
