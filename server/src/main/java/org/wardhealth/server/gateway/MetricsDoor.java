package org.wardhealth.server.gateway;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.wardhealth.server.identity.Right;

/**
 * Lets only applications with the right {@code metrics} read what is below {@code /actuator},
 * except its health.
 */
final class MetricsDoor extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient Identify identify;

  MetricsDoor(Identify identify) {
    this.identify = identify;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getRequestURI().equals("/actuator/health")) {
      chain.doFilter(request, response);
      return;
    }
    try {
      if (!identify.aboutAnyone(Credential.of(request)).client().rights().contains(Right.METRICS)) {
        throw new Refusal(
            ErrorCode.RIGHT_MISSING,
            "An operator gives the right to read metrics with 'ward client add --may metrics'.");
      }
    } catch (Refusal e) {
      Http.problem(response, e);
      return;
    }
    chain.doFilter(request, response);
  }
}
