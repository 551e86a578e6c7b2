package org.wardhealth.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.wardhealth.server.WardServer;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Talks to the Ward that runs on this machine, as whoever may read {@code WARD_HOME/run}. */
final class Operator {
  private final URI url;
  private final String token;
  private final HttpClient http;
  private final Duration patience;

  private Operator(URI url, String token, HttpClient http, Duration patience) {
    this.url = url;
    this.token = token;
    this.http = http;
    this.patience = patience;
  }

  /** The Ward whose state lies in {@code home}. */
  static Operator of(Path home) throws IOException {
    JsonNode run;
    try {
      run = Json.MAPPER.readTree(Files.readString(WardServer.runFile(home)));
    } catch (NoSuchFileException e) {
      throw new Failure(
          Failure.UNAVAILABLE,
          "no Ward is running on the state in " + home + ": start it with 'ward serve'.");
    }
    Optional<Path> certificate =
        Optional.of(run.path("certificate"))
            .filter(JsonNode::isString)
            .map(c -> Path.of(c.asString()));
    return new Operator(
        URI.create(run.path("url").asString()),
        run.path("operator").asString(),
        http(certificate),
        Duration.ofSeconds(30));
  }

  /** A client that trusts {@code certificate}, and the JDK's roots if there is none. */
  static HttpClient http(Optional<Path> certificate) throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5));
    if (certificate.isPresent()) {
      builder.sslContext(trusting(certificate.get()));
    }
    return builder.build();
  }

  /** The same Ward, asked by an application with this key. */
  Operator as(String key) {
    return new Operator(url, key.strip(), http, patience);
  }

  /** The same Ward, given an hour for what goes through all patients. */
  Operator unhurried() {
    return new Operator(url, token, http, Duration.ofHours(1));
  }

  HttpClient http() {
    return http;
  }

  URI url() {
    return url;
  }

  /** The answer's body; a failure says what Ward said. */
  ObjectNode send(String method, String path, Optional<ObjectNode> body)
      throws IOException, InterruptedException {
    return answer(
        request(path)
            .method(
                method,
                body.map(b -> HttpRequest.BodyPublishers.ofString(b.toString()))
                    .orElseGet(HttpRequest.BodyPublishers::noBody))
            .build());
  }

  /** As {@link #send}, of a GET with more headers: for what must not stand in a URL. */
  ObjectNode get(String path, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    headers.forEach(request::header);
    return answer(request.build());
  }

  /** An answer that is plain text; a failure says what Ward said. */
  String text(String path) throws IOException, InterruptedException {
    var response = http.send(request(path).build(), BodyHandlers.ofString());
    if (response.statusCode() >= 400) {
      throw failure(response.statusCode(), Json.MAPPER.readTree(response.body()));
    }
    return response.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve(path))
        .timeout(patience)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private ObjectNode answer(HttpRequest request) throws IOException, InterruptedException {
    var response = http.send(request, BodyHandlers.ofString());
    JsonNode answer =
        response.body().isEmpty()
            ? Json.MAPPER.createObjectNode()
            : Json.MAPPER.readTree(response.body());
    if (response.statusCode() >= 400) {
      throw failure(response.statusCode(), answer);
    }
    return (ObjectNode) answer;
  }

  /** RFC 9457 has a detail; an OperationOutcome of FHIR has diagnostics. */
  private static Failure failure(int status, JsonNode answer) {
    String said =
        answer
            .path("detail")
            .asString(answer.at("/issue/0/diagnostics").asString("Ward answered " + status));
    return new Failure(status == 403 ? Failure.PERMISSION : Failure.DATA, said);
  }

  private static SSLContext trusting(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int n = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("ward-" + n++, one);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificate", e);
    }
  }
}
