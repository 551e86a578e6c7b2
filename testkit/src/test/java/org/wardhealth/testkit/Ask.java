package org.wardhealth.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Asks a mock model with the JDK's client, over HTTP/1.1. */
final class Ask {
  static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Ask() {}

  static HttpRequest post(URI base, String path, String body) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(Duration.ofSeconds(20))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  static HttpRequest chat(MockModel model, String message, String more) {
    String body =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":"
            + Json.PLAIN.writeValueAsString(message)
            + "}]"
            + more
            + "}";
    return post(model.baseUrl(), "/chat/completions", body);
  }

  static HttpResponse<byte[]> answer(HttpRequest request) throws IOException, InterruptedException {
    return CLIENT.send(request, BodyHandlers.ofByteArray());
  }

  static JsonNode json(HttpRequest request) throws IOException, InterruptedException {
    return Json.PLAIN.readTree(answer(request).body());
  }

  /**
   * The deltas of the first choice of a stream, joined: content or the arguments of a tool call.
   */
  static String spoken(byte[] stream) {
    StringBuilder spoken = new StringBuilder();
    for (String line : new String(stream, StandardCharsets.UTF_8).split("\n")) {
      if (line.startsWith("data: {")) {
        JsonNode delta = Json.PLAIN.readTree(line.substring(6)).at("/choices/0/delta");
        spoken.append(delta.path("content").asString(""));
        spoken.append(delta.at("/tool_calls/0/function/arguments").asString(""));
      }
    }
    return spoken.toString();
  }
}
