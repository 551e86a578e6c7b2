package org.wardhealth.server.models;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.wardhealth.server.models.ProviderException.Failure;
import org.wardhealth.server.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of an upstream's 200, as objects. */
final class UpstreamAnswer implements Answer {
  private static final int MAX_EVENT_BYTES = 4 * 1024 * 1024;

  private final ClassicHttpResponse response;
  private final ProviderSettings settings;
  private final BooleanSupplier tooLate;
  private final Runnable cutOff;
  private final Runnable atEnd;
  private final boolean stream;
  private final InputStream body;
  private final SseReader events;
  private boolean ended;
  private boolean done;
  private boolean closed;

  UpstreamAnswer(
      ClassicHttpResponse response,
      boolean stream,
      ProviderSettings settings,
      BooleanSupplier tooLate,
      Runnable cutOff,
      Runnable atEnd)
      throws ProviderException {
    this.response = response;
    this.settings = settings;
    this.tooLate = tooLate;
    this.cutOff = cutOff;
    this.atEnd = atEnd;
    this.stream = stream;
    try {
      requireType(response, stream ? "text/event-stream" : "application/json");
      HttpEntity entity = response.getEntity();
      if (entity == null) {
        throw malformed("no body");
      }
      this.body = new BoundedInputStream(entity.getContent(), settings.maxAnswerBytes());
      this.events = new SseReader(body, MAX_EVENT_BYTES);
    } catch (IOException e) {
      cutOff.run();
      UpstreamHttp.discard(response);
      throw malformed("no readable body");
    } catch (ProviderException e) {
      cutOff.run();
      UpstreamHttp.discard(response);
      throw e;
    }
  }

  @Override
  public Optional<ObjectNode> next() throws ProviderException {
    if (ended) {
      return Optional.empty();
    }
    try {
      Optional<ObjectNode> next = stream ? nextEvent() : whole();
      if (!stream || next.isEmpty()) {
        ended = true;
      }
      return next;
    } catch (BoundedInputStream.TooLarge | StreamConstraintsException e) {
      throw tooLarge();
    } catch (JacksonException e) {
      throw failure(e);
    } catch (SseReader.EventTooLong e) {
      throw new ProviderException(
          Failure.TOO_LARGE,
          "'" + settings.name() + "' sent an event of more than " + MAX_EVENT_BYTES + " bytes.");
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private Optional<ObjectNode> nextEvent()
      throws IOException, SseReader.EventTooLong, ProviderException {
    Optional<String> data = events.next();
    if (data.isEmpty()) {
      throw malformed("a stream that ends without [DONE]");
    }
    if (data.get().equals("[DONE]")) {
      done = true;
      return Optional.empty();
    }
    return Optional.of(object(Json.MAPPER.readTree(data.get())));
  }

  private Optional<ObjectNode> whole() throws ProviderException {
    return Optional.of(object(Json.MAPPER.readTree(body)));
  }

  private ObjectNode object(JsonNode node) throws ProviderException {
    if (!(node instanceof ObjectNode object)) {
      throw malformed("JSON that is not an object");
    }
    if (object.hasNonNull("error")) {
      throw malformed("an error in place of an answer");
    }
    return object;
  }

  private boolean readToEnd() {
    if (!stream) {
      return ended;
    }
    if (!done) {
      return false;
    }
    try {
      while (body.read() >= 0) {
        // what follows [DONE] is nothing to us
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void requireType(ClassicHttpResponse answer, String type) throws ProviderException {
    Header encoding = answer.getFirstHeader("Content-Encoding");
    if (encoding != null && !encoding.getValue().equalsIgnoreCase("identity")) {
      throw malformed("an encoding that was not asked for");
    }
    Header header = answer.getFirstHeader("Content-Type");
    String value = header == null ? "" : header.getValue().toLowerCase(Locale.ROOT);
    if (!value.startsWith(type)) {
      throw malformed("another content type than " + type);
    }
  }

  private ProviderException failure(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BoundedInputStream.TooLarge) {
        return tooLarge();
      }
      if (cause instanceof SocketTimeoutException) {
        return timeout();
      }
    }
    if (tooLate.getAsBoolean()) {
      return timeout();
    }
    return e instanceof IOException
        ? malformed("an answer that broke off")
        : malformed("malformed JSON");
  }

  private ProviderException timeout() {
    return new ProviderException(
        Failure.TIMEOUT, "'" + settings.name() + "' stopped in the middle of its answer.");
  }

  private ProviderException tooLarge() {
    return new ProviderException(
        Failure.TOO_LARGE,
        "'" + settings.name() + "' sent more than " + settings.maxAnswerBytes() + " bytes.");
  }

  private ProviderException malformed(String what) {
    return new ProviderException(Failure.MALFORMED, "'" + settings.name() + "' sent " + what + ".");
  }

  /**
   * Gives connection and place back. An answer that is not read to its end is cut off, because
   * closing its stream would read on for as long as the upstream sends. After {@code [DONE]} what
   * is left is read first, within the bounds of any answer, which keeps the connection: by then the
   * caller has the answer, so an upstream that hangs there holds up nobody.
   */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (!readToEnd()) {
        cutOff.run();
      }
      atEnd.run();
      UpstreamHttp.discard(response);
    }
  }
}
