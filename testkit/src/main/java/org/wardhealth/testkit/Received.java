package org.wardhealth.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One request as it arrived at the {@link MockModel}: what Ward let out of the house, byte for
 * byte.
 *
 * <p>Header names are in lower case; values keep their order of arrival.
 */
public final class Received {
  private final String method;
  private final String target;
  private final Map<String, List<String>> headers;
  private final byte[] body;

  Received(String method, String target, Map<String, List<String>> headers, byte[] body) {
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.body = body;
  }

  /** The HTTP method, such as {@code POST}. */
  public String method() {
    return method;
  }

  /** The request target with its query, such as {@code /v1/chat/completions}. */
  public String target() {
    return target;
  }

  /** All headers, by name in lower case. */
  public Map<String, List<String>> headers() {
    return headers;
  }

  /** The first value of a header, whatever the case of the name. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(Wire.lower(name), List.of()).stream().findFirst();
  }

  /** The body as it came, without transfer coding. */
  public byte[] body() {
    return body.clone();
  }

  /** The body as UTF-8 text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body as JSON; throws Jackson's exception when it is not. */
  public JsonNode json() {
    return Json.PLAIN.readTree(body);
  }

  /**
   * The content of the last message with role {@code user}; empty when there is none. Text parts
   * are joined.
   */
  public String lastUserMessage() {
    String last = "";
    for (JsonNode message : json().path("messages")) {
      if (message.path("role").asString("").equals("user")) {
        last = Json.text(message.path("content"));
      }
    }
    return last;
  }

  /** Whether the caller asked for a stream of events. */
  public boolean wantsStream() {
    return json().path("stream").asBoolean(false);
  }

  /** Request line and size, for messages of failed assertions; never content. */
  @Override
  public String toString() {
    return method + " " + target + " (" + body.length + " bytes)";
  }
}
