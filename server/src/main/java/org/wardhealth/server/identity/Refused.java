package org.wardhealth.server.identity;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** What a program in a browser is told when it may not (RFC 9457). */
final class Refused {
  private Refused() {}

  static void write(HttpServletResponse response, int status, String code, String detail)
      throws IOException {
    ObjectNode problem = Json.MAPPER.createObjectNode();
    problem.put("type", "urn:ward:error:" + code);
    problem.put("title", code);
    problem.put("status", status);
    problem.put("detail", detail);
    byte[] bytes = Json.MAPPER.writeValueAsBytes(problem);
    response.setStatus(status);
    response.setContentType("application/problem+json");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
