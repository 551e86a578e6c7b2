package org.wardhealth.server.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.wardhealth.server.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A receiver over HTTPS. FHIR: a {@code batch} Bundle of AuditEvents to the server's base, as
 * RESTful ATNA (ITI-20) has it, and each must be answered with 2xx. OCSF: one event a line, and the
 * whole must be answered with 2xx.
 */
final class HttpReceiver implements Receiver {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int MAX_ANSWER = 16 << 20;

  private final ExportSettings settings;

  HttpReceiver(ExportSettings settings) {
    this.settings = settings;
  }

  @Override
  public void deliver(List<byte[]> messages) throws IOException, InterruptedException {
    boolean fhir = settings.form() == ExportForm.FHIR;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.target())
            .header("Content-Type", fhir ? "application/fhir+json" : settings.form().mediaType())
            .POST(BodyPublishers.ofByteArray(fhir ? bundle(messages) : lines(messages)));
    if (fhir) {
      request.header("Accept", "application/fhir+json");
    }
    if (settings.trust().tokenFile().isPresent()) {
      request.header(
          "Authorization",
          "Bearer " + Files.readString(settings.trust().tokenFile().get()).strip());
    }
    try (HttpClient http = client()) {
      HttpResponse<byte[]> response = send(http, request.build());
      if (response.statusCode() / 100 != 2) {
        throw new IOException("the receiver answered " + response.statusCode());
      }
      if (fhir) {
        requireAllTaken(response.body(), messages.size());
      }
    }
  }

  /** The whole answer, or an end: a time-out of the request alone would not bound its body. */
  private static HttpResponse<byte[]> send(HttpClient http, HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER))
          .get(ANSWER.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      http.shutdownNow();
      throw new IOException("the receiver did not answer within " + ANSWER.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure
          ? failure
          : new IOException("the receiver cannot be asked", e);
    }
  }

  private HttpClient client() throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT);
    URI target = settings.target();
    if (target.getScheme().equals("https")) {
      builder.sslContext(ReceiverTls.context(settings.trust()));
    }
    return builder.build();
  }

  private static byte[] bundle(List<byte[]> messages) {
    ObjectNode bundle = Json.MAPPER.createObjectNode();
    bundle.put("resourceType", "Bundle").put("type", "batch");
    ArrayNode entries = bundle.putArray("entry");
    for (byte[] message : messages) {
      ObjectNode entry = entries.addObject();
      entry.set("resource", Json.MAPPER.readTree(message));
      entry.putObject("request").put("method", "POST").put("url", "AuditEvent");
    }
    return Json.MAPPER.writeValueAsBytes(bundle);
  }

  private static byte[] lines(List<byte[]> messages) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      lines.writeBytes(message);
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  private static void requireAllTaken(byte[] answer, int messages) throws IOException {
    JsonNode entries;
    try {
      entries = Json.MAPPER.readTree(answer).path("entry");
    } catch (JacksonException e) {
      throw new IOException("the receiver did not answer with a FHIR Bundle", e);
    }
    if (entries.size() != messages) {
      throw new IOException(
          "the receiver answered for " + entries.size() + " of " + messages + " AuditEvents");
    }
    for (JsonNode entry : entries) {
      String status = entry.path("response").path("status").asString("");
      if (!status.startsWith("2")) {
        throw new IOException(
            "the receiver did not take an AuditEvent: status "
                + (status.matches("[0-9]{3}.*") ? status.substring(0, 3) : "missing"));
      }
    }
  }
}
