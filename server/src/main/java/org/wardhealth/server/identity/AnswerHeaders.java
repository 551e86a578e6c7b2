package org.wardhealth.server.identity;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What every answer says to a browser, a program's too: take it for what it says it is, run nothing
 * of it, frame it nowhere; and over TLS, come back over TLS alone for two years. Pages say more.
 *
 * <p>Not on what Tomcat refuses because it is no HTTP: no filter sees that.
 */
final class AnswerHeaders extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String POLICY = "Content-Security-Policy";

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (!response.containsHeader(POLICY)) {
      response.setHeader(POLICY, "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
    }
    if (!response.containsHeader("Referrer-Policy")) {
      response.setHeader("Referrer-Policy", "no-referrer");
    }
    if (request.isSecure()) {
      response.setHeader("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
    }
    chain.doFilter(request, response);
  }
}
