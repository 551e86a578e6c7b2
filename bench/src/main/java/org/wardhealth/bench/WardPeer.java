package org.wardhealth.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Ward as a hospital runs it: every protection on, the record durable, one application with a key,
 * one patient whom it knows. Only TLS is off, as it is for all the others: what is compared is
 * work, not ciphers.
 */
final class WardPeer {
  private static final String PATIENT = "bench";
  private static final long START_SECONDS = 120;

  private WardPeer() {}

  static Optional<Target> prepare(Peer.Place place) throws IOException, InterruptedException {
    String launcher = System.getProperty("ward.launcher", "./ward");
    Path home = place.directory().resolve("home");
    Files.createDirectories(home);
    Files.writeString(
        home.resolve("ward.yaml"),
        """
        server:
          port: %d
          plain-http: true
        providers:
          - name: mock
            base-url: %s
            models: [mock]
            cards:
              - {model: mock, state: approved, location: processor, agreement: true, risk: moderate,
                 purposes: [TREAT], clearance: [all]}
            max-concurrent: 256
        """
            .formatted(place.port(), place.upstream()));
    Map<String, String> environment = Map.of("WARD_HOME", home.toString());
    URI base = URI.create("http://127.0.0.1:" + place.port());
    Path log = place.directory().resolve("first-start.log");
    Process first = start(List.of(launcher, "serve"), environment, log);
    String key;
    try {
      awaitRunning(home, first, log);
      key =
          output(
              List.of(
                  launcher,
                  "client",
                  "add",
                  "bench",
                  "--purposes",
                  "TREAT",
                  "--models",
                  "mock",
                  "--may",
                  "patients,metrics",
                  "--requests-per-minute",
                  "1000000000",
                  "--tokens-per-minute",
                  "1000000000"),
              environment);
      put(base, key);
    } finally {
      first.destroy();
      first.waitFor(30, TimeUnit.SECONDS);
    }
    return Optional.of(
        new Target(
            "ward",
            List.of(launcher, "serve"),
            environment,
            base.resolve("/v1/chat/completions"),
            Map.of(
                "Authorization",
                "Bearer " + key,
                "Ward-Purpose",
                "TREAT",
                "Ward-Patient",
                PATIENT)));
  }

  private static void put(URI base, String key) throws IOException, InterruptedException {
    String patient =
        """
        {"resourceType":"Patient","id":"%s","name":[{"family":"Lovelace","given":["Ada"]}],\
        "birthDate":"1950-12-10","telecom":[{"system":"phone","value":"555-010-0142"}],\
        "identifier":[{"value":"00482913"}]}"""
            .formatted(PATIENT);
    try (HttpClient http = HttpClient.newHttpClient()) {
      int status =
          http.send(
                  HttpRequest.newBuilder(base.resolve("/fhir/Patient/" + PATIENT))
                      .header("Authorization", "Bearer " + key)
                      .header("Content-Type", "application/json")
                      .PUT(HttpRequest.BodyPublishers.ofString(patient))
                      .build(),
                  BodyHandlers.discarding())
              .statusCode();
      if (status != 201) {
        throw new IOException("Ward answered " + status + " to the patient");
      }
    }
  }

  private static void awaitRunning(Path home, Process ward, Path log)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!Files.exists(home.resolve("run/ward.json"))) {
      if (!ward.isAlive() || System.nanoTime() > end) {
        throw new IOException("Ward did not start: " + Files.readString(log));
      }
      Thread.sleep(50);
    }
  }

  private static Process start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static String output(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    builder.environment().putAll(environment);
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
    return output.strip();
  }
}
