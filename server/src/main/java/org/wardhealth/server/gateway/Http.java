package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** What all doors read and write alike. */
final class Http {
  private static final String BEARER = "Bearer ";

  private Http() {}

  static Optional<String> bearer(HttpServletRequest request) {
    return credential(request, BEARER);
  }

  /** What stands behind {@code scheme}, a word and a space, in the header. */
  static Optional<String> credential(HttpServletRequest request, String scheme) {
    String header = request.getHeader("Authorization");
    return header != null && header.regionMatches(true, 0, scheme, 0, scheme.length())
        ? Optional.of(header.substring(scheme.length()).strip())
        : Optional.empty();
  }

  static void json(HttpServletResponse response, int status, ObjectNode body) throws IOException {
    send(response, status, "application/json", body);
  }

  /** RFC 9457. */
  static void problem(HttpServletResponse response, Refusal refusal) throws IOException {
    ObjectNode problem = Json.MAPPER.createObjectNode();
    problem.put("type", "urn:ward:error:" + refusal.code().code());
    problem.put("title", refusal.code().code());
    problem.put("status", refusal.code().status());
    problem.put("detail", refusal.getMessage());
    OpenAiErrors.headers(refusal, response);
    send(response, refusal.code().status(), "application/problem+json", problem);
  }

  static void send(HttpServletResponse response, int status, String type, ObjectNode body)
      throws IOException {
    byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
    response.setStatus(status);
    response.setContentType(type);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
    response.flushBuffer();
  }
}
