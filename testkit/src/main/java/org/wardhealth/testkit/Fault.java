package org.wardhealth.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * The ways in which an upstream fails, each a {@link Script}. Those that take a {@link Speech}
 * begin as it would and then break.
 */
public final class Fault {
  private static final String JSON = "application/json";
  private static final int BLOCK = 1 << 16;

  private Fault() {}

  /** Takes the request and says nothing until the peer hangs up. */
  public static Script hangBeforeHeaders() {
    return (request, wire) -> wire.hang();
  }

  /**
   * Stops after this many bytes of body (framing of chunks counts) and keeps the connection open.
   */
  public static Script hangAfter(Speech speech, int bodyBytes) {
    return cut(speech, bodyBytes, Wire.Cut.HANG);
  }

  /** Resets the connection when the request is in, before any byte of an answer. */
  public static Script resetBeforeAnswer() {
    return (request, wire) -> wire.reset();
  }

  /**
   * Resets the connection after this many bytes of body (framing of chunks counts: so also inside a
   * chunk).
   */
  public static Script resetAfter(Speech speech, int bodyBytes) {
    return cut(speech, bodyBytes, Wire.Cut.RESET);
  }

  /** Closes in order after this many bytes of body, short of the length that was announced. */
  public static Script closeAfter(Speech speech, int bodyBytes) {
    return cut(speech, bodyBytes, Wire.Cut.CLOSE);
  }

  private static Script cut(Speech speech, int bodyBytes, Wire.Cut how) {
    return (request, wire) -> speech.play(request, wire.cutAfter(bodyBytes, how));
  }

  /** A well-formed HTTP answer with this status, type and body. */
  public static Script raw(int status, String contentType, String body, String... headers) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return (request, wire) -> wire.answer(status, contentType, bytes, headers);
  }

  /**
   * Sends exactly these bytes as the whole answer, status line included, and closes: for what is
   * not even HTTP.
   */
  public static Script bytes(byte[] all) {
    byte[] copy = all.clone();
    return (request, wire) -> {
      wire.send(copy);
      wire.end();
    };
  }

  /**
   * A stream with these bytes as its body, in one chunk each: for server-sent events that are
   * malformed.
   */
  public static Script stream(String... chunks) {
    return (request, wire) -> {
      wire.head(200, "Content-Type: text/event-stream", "Transfer-Encoding: chunked");
      for (String chunk : chunks) {
        wire.chunk(chunk.getBytes(StandardCharsets.UTF_8));
      }
      wire.chunk(new byte[0]);
    };
  }

  /**
   * Begins a stream as the speech would and, after so many events, goes on with an event that is
   * not JSON.
   */
  public static Script malformedEvents(Speech speech, int afterEvents) {
    return (request, wire) -> {
      wire.head(200, "Content-Type: text/event-stream", "Transfer-Encoding: chunked");
      for (byte[] event : speech.events(request).subList(0, afterEvents)) {
        wire.chunk(event);
      }
      wire.chunk("data: {\"choices\":[{\"delta\":{\"con\n\n".getBytes(StandardCharsets.UTF_8));
      wire.chunk(": not an event\ndata data\n\n".getBytes(StandardCharsets.UTF_8));
      wire.chunk(new byte[0]);
    };
  }

  /** Status 500 with a page for people, as a reverse proxy answers. */
  public static Script htmlError() {
    return raw(500, "text/html", "<html><body><h1>Internal Server Error</h1></body></html>");
  }

  /** Status 429 with {@code Retry-After}; combine with {@link Script#times}. */
  public static Script tooManyRequests(Duration retryAfter) {
    return raw(
        429,
        JSON,
        "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_exceeded\"}}",
        "Retry-After: " + retryAfter.toSeconds());
  }

  /** Status 401, as for a wrong upstream key. */
  public static Script unauthorized() {
    return raw(
        401,
        JSON,
        "{\"error\":{\"message\":\"bad key\",\"type\":\"invalid_request_error\","
            + "\"code\":\"invalid_api_key\"}}");
  }

  /** Announces and sends a JSON answer of this many bytes, for as long as the peer reads it. */
  public static Script endless(long bytes) {
    return (request, wire) -> {
      wire.head(200, "Content-Type: " + JSON, "Content-Length: " + bytes);
      byte[] start = "{\"choices\":[{\"message\":{\"content\":\"".getBytes(StandardCharsets.UTF_8);
      wire.send(start);
      byte[] block = new byte[BLOCK];
      Arrays.fill(block, (byte) 'a');
      for (long left = bytes - start.length; left > 0; left -= BLOCK) {
        wire.send(left < BLOCK ? Arrays.copyOf(block, (int) left) : block);
      }
    };
  }

  /** Sends the same delta for ever, for as long as the peer reads it. */
  public static Script endlessStream() {
    byte[] event =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"and on \"}}]}\n\n"
            .getBytes(StandardCharsets.UTF_8);
    return (request, wire) -> {
      wire.head(200, "Content-Type: text/event-stream", "Transfer-Encoding: chunked");
      while (true) {
        wire.chunk(event);
      }
    };
  }

  /** Answers with gzip although nobody asked for it. */
  public static Script gzipped(Speech speech) {
    return (request, wire) ->
        wire.answer(200, JSON, gzip(speech.body(request)), "Content-Encoding: gzip");
  }

  /** The right body under another content type. */
  public static Script contentType(Speech speech, String contentType) {
    return (request, wire) -> wire.answer(200, contentType, speech.body(request));
  }

  /** A body cut short by this many bytes, under a length that fits: HTTP is well, JSON is not. */
  public static Script truncatedJson(Speech speech, int missing) {
    return (request, wire) -> {
      byte[] body = speech.body(request);
      wire.answer(200, JSON, Arrays.copyOf(body, Math.max(0, body.length - missing)));
    };
  }

  /**
   * A body whose top-level object holds {@code choices} twice: first the speech's, then those of
   * the other speech.
   */
  public static Script duplicateKeys(Speech first, Speech second) {
    return (request, wire) -> {
      String one = new String(first.body(request), StandardCharsets.UTF_8);
      ObjectNode two = (ObjectNode) Json.PLAIN.readTree(second.body(request));
      String choices = ",\"choices\":" + two.path("choices") + "}";
      wire.answer(
          200,
          JSON,
          (one.substring(0, one.length() - 1) + choices).getBytes(StandardCharsets.UTF_8));
    };
  }

  /** A body with fields that no specification knows, one of them holding this text. */
  public static Script unknownFields(Speech speech, String text) {
    return (request, wire) -> {
      ObjectNode body = (ObjectNode) Json.PLAIN.readTree(speech.body(request));
      body.put("x_unheard_of", text);
      ObjectNode choice = (ObjectNode) body.path("choices").path(0);
      choice.put("x_debug", text);
      ((ObjectNode) choice.path("message")).put("x_thoughts", text);
      wire.answer(200, JSON, Json.PLAIN.writeValueAsBytes(body));
    };
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
