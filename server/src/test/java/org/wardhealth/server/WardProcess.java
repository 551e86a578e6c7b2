package org.wardhealth.server;

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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.wardhealth.server.store.Json;

/** A Ward in a process of its own, which ends when this one does. Its log is beside its home. */
record WardProcess(Process process, Path home, URI url) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * Starts one, on a free port and without TLS.
   *
   * @param settings of its environment, besides those
   */
  static WardProcess start(Path home, Map<String, String> settings) throws IOException {
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
    builder.environment().putAll(Map.of("WARD_SERVER_PORT", "0", "WARD_SERVER_PLAIN_HTTP", "true"));
    builder.environment().putAll(settings);
    Process process = builder.start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith("http://")) {
        return new WardProcess(process, home, URI.create(line));
      }
    }
    process.destroyForcibly();
    throw new IllegalStateException("a Ward did not start: see its log");
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
      return send(http, method, path, token, body);
    }
  }

  HttpResponse<String> send(
      HttpClient http, String method, String path, String token, Optional<String> body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(url.resolve(path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody))
            .build(),
        BodyHandlers.ofString());
  }

  /** Ends it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
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
}
