package org.wardhealth.server.identity;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** What a program in a browser is told when it may not (RFC 9457). */
final class Refused {
  private Refused() {}

  /** Why; each is documented in {@code docs/errors.md}. */
  enum Code {
    SIGN_IN(401),
    STEP_UP(403),
    CSRF(403),
    HOST(421);

    private final int status;

    Code(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static void write(HttpServletResponse response, Code why, String detail) throws IOException {
    String code = why.code();
    int status = why.status();
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
