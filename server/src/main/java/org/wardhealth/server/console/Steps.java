package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.SignInRefused;
import org.wardhealth.server.identity.SignedIn;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** What the pages of signing in and enrolling do alike. */
final class Steps {
  private static final Logger log = LoggerFactory.getLogger(Steps.class);

  private final Front front;
  private final Pages pages;

  Steps(Front front, Pages pages) {
    this.front = front;
    this.pages = pages;
  }

  /** What a page does. */
  interface Step {
    void run() throws IOException;
  }

  /** Draws the page of a refusal. */
  interface Again {
    void draw(int status, Optional<String> refused) throws IOException;
  }

  /** Runs a step; a refusal draws the page again, with the reason and the status that fits. */
  void run(HttpServletRequest request, HttpServletResponse response, Again again, Step step)
      throws IOException {
    try {
      step.run();
    } catch (SignInRefused e) {
      e.retryAfter()
          .ifPresent(
              wait ->
                  response.setHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
      again.draw(status(e.reason()), Optional.of(e.reason().code().replace('_', '-')));
    } catch (SignedIn.StepUpNeeded e) {
      redirect(response, "/step-up?next=" + encoded(request.getRequestURI()));
    } catch (AuditUnavailable e) {
      pages.fault(Pages.Fault.RECORD, request, response);
    } catch (DataAccessException e) {
      log.error("a page of signing in could not use the database: {}", e.getClass().getName());
      pages.fault(Pages.Fault.DATABASE, request, response);
    } catch (RuntimeException e) {
      log.error("an internal error in a page of signing in: {}", Pages.places(e));
      pages.fault(Pages.Fault.INTERNAL, request, response);
    }
  }

  private static int status(SignInRefused.Reason reason) {
    return switch (reason) {
      case WRONG -> 401;
      case TOO_MANY -> 429;
      case BUSY -> 503;
      case LINK -> 410;
      case FORBIDDEN -> 403;
      case UNFIT -> 422;
      case KNOWN -> 422;
      case UNCHECKED -> 503;
      case PROVIDER -> 401;
      case PROVIDER_DOWN -> 503;
      case NO_ROLE -> 403;
    };
  }

  void draw(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String template,
      Object view)
      throws IOException {
    Words words = pages.words(request);
    pages.plain(
        request,
        response,
        new View(status, template, words.say("people." + template + ".title"), view));
  }

  void redirect(HttpServletResponse response, String path) {
    response.setStatus(303);
    response.setHeader("Location", path);
  }

  /** Options for a browser's authenticator. */
  void options(HttpServletRequest request, HttpServletResponse response, Options options)
      throws IOException {
    Again again =
        (status, refused) -> {
          ObjectNode problem = Json.MAPPER.createObjectNode();
          problem.put("title", refused.orElse("wrong"));
          json(response, status, "application/problem+json", problem);
        };
    run(request, response, again, () -> json(response, 200, "application/json", options.make()));
  }

  /** Makes options. */
  interface Options {
    ObjectNode make();
  }

  private static void json(HttpServletResponse response, int status, String type, ObjectNode body)
      throws IOException {
    byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
    response.setStatus(status);
    response.setContentType(type);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  /** Who is signed in, on a page that the gate opens to nobody else. */
  SignedIn signedIn(HttpServletRequest request) {
    return front
        .signedIn(request)
        .orElseThrow(() -> new IllegalStateException("The gate let nobody through."));
  }

  static String field(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getParameter(name)).orElse("");
  }

  /** Where to go on to: a path of this site, or the first page. */
  static String next(HttpServletRequest request) {
    return Front.local(Optional.ofNullable(request.getParameter("next")));
  }

  static String encoded(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8);
  }
}
