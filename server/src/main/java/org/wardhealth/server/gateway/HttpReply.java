package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** The way back over HTTP, as OpenAI defines it: one JSON object, or server-sent events. */
final class HttpReply implements Reply {
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END_OF_EVENT = "\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

  private final HttpServletResponse response;
  private final String exchange;
  private boolean streaming;

  HttpReply(HttpServletResponse response, String exchange) {
    this.response = response;
    this.exchange = exchange;
    response.setHeader("Ward-Exchange", exchange);
    response.setHeader("Cache-Control", "no-store");
  }

  @Override
  public void notice(String text) {
    response.setHeader(Notice.HEADER, text);
  }

  @Override
  public void release(List<ObjectNode> pieces) throws ClientGone {
    if (!pieces.isEmpty()) {
      events(pieces, false);
    }
  }

  @Override
  public void end(List<ObjectNode> last) throws ClientGone {
    if (streaming
        || last.isEmpty()
        || last.getFirst().path("object").asString("").endsWith("chunk")) {
      events(last, true);
      return;
    }
    try {
      json(200, last.getFirst());
    } catch (IOException e) {
      throw new ClientGone(e);
    }
  }

  @Override
  public void refuse(Refusal refusal) {
    try {
      if (streaming) {
        // Status and headers are gone: the error is an event, and no [DONE] follows it.
        events(List.of(OpenAiErrors.body(refusal, exchange)), false);
        return;
      }
      OpenAiErrors.headers(refusal, response);
      json(refusal.code().status(), OpenAiErrors.body(refusal, exchange));
    } catch (ClientGone | IOException e) {
      // nobody is there to be told
    }
  }

  private void json(int status, ObjectNode body) throws IOException {
    byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
    response.flushBuffer();
  }

  private void events(List<ObjectNode> pieces, boolean done) throws ClientGone {
    try {
      if (!streaming) {
        streaming = true;
        response.setStatus(200);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("X-Accel-Buffering", "no");
      }
      OutputStream out = response.getOutputStream();
      for (ObjectNode piece : pieces) {
        out.write(DATA);
        out.write(Json.MAPPER.writeValueAsBytes(piece));
        out.write(END_OF_EVENT);
      }
      if (done) {
        out.write(DONE);
      }
      out.flush();
    } catch (IOException e) {
      throw new ClientGone(e);
    }
  }
}
