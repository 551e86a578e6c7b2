package org.wardhealth.server.identity;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets people through to pages, by the session that their cookie names.
 *
 * <p>A page that no rule here names needs level 2: so a session of level 1 reaches what it needs to
 * become one of level 2, and nothing else. What a page's person may do there, by their roles, the
 * page asks itself.
 */
final class Gate extends OncePerRequestFilter {
  static final String COOKIE = "__Host-ward";
  private static final String SIGNED_IN = SignedIn.class.getName();
  private static final Pattern LOCAL =
      Pattern.compile("/(?!/)[A-Za-z0-9/_.~-]{0,200}(\\?[A-Za-z0-9/_.~&=%+-]{0,400})?");

  /** What a page asks of who comes. */
  enum Rule {
    /** Nothing. */
    OPEN,
    /** A session, of whatever level. */
    SESSION,
    /** Level 2, or a recovery code a moment ago. */
    ACCOUNT,
    /** The same, of somebody whose factors are kept here. */
    FACTORS,
    /** Level 2. */
    FULL
  }

  private record Page(String path, Rule rule) {}

  /** The first that fits holds; a path that ends in a slash stands for everything below it. */
  private static final List<Page> RULES =
      List.of(
          new Page("/sign-in/code", Rule.SESSION),
          new Page("/sign-in", Rule.OPEN),
          new Page("/sign-in/", Rule.OPEN),
          new Page("/recovery", Rule.OPEN),
          new Page("/enrol/", Rule.OPEN),
          new Page("/assets/", Rule.OPEN),
          // The console asks who looks for every screen, and shows nothing to nobody; the start
          // only leads there.
          new Page("/", Rule.OPEN),
          new Page("/console", Rule.OPEN),
          new Page("/console/", Rule.OPEN),
          new Page("/step-up", Rule.SESSION),
          new Page("/sign-out", Rule.SESSION),
          new Page("/account/factors", Rule.ACCOUNT),
          new Page("/account/factors/", Rule.FACTORS));

  private final Sessions sessions;

  Gate(Sessions sessions) {
    this.sessions = sessions;
  }

  static Rule rule(String path) {
    return RULES.stream()
        .filter(
            page ->
                page.path().equals(path)
                    || (page.path().length() > 1
                        && page.path().endsWith("/")
                        && path.startsWith(page.path())))
        .findFirst()
        .map(Page::rule)
        .orElse(Rule.FULL);
  }

  /** Who is signed in, as far as the gate has let the request through. */
  static Optional<SignedIn> signedIn(HttpServletRequest request) {
    return request.getAttribute(SIGNED_IN) instanceof SignedIn known
        ? Optional.of(known)
        : Optional.empty();
  }

  /** A path of this site to go on to; the start page if {@code asked} is anything else. */
  static String local(Optional<String> asked) {
    return asked.filter(path -> LOCAL.matcher(path).matches()).orElse("/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<SignedIn> known =
        token(request).flatMap(token -> sessions.find(token, !isByItself(request)));
    known.ifPresent(signedIn -> request.setAttribute(SIGNED_IN, signedIn));
    boolean through =
        switch (rule(request.getRequestURI())) {
          case OPEN -> true;
          case SESSION -> known.isPresent();
          case ACCOUNT -> known.isPresent() && (known.get().aal() == 2 || known.get().recovering());
          case FACTORS -> known.isPresent() && known.get().mayChangeFactors();
          case FULL -> known.isPresent() && known.get().aal() == 2;
        };
    if (through) {
      chain.doFilter(request, response);
    } else {
      refuse(request, response, known);
    }
  }

  /** Whether a page that stands open asks, to show what is new, and nobody pressed anything. */
  private static boolean isByItself(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && (request.getRequestURI().equals("/console/now/events")
            || (request.getHeader("HX-Request") != null
                && "part=live".equals(request.getQueryString())));
  }

  private static void refuse(
      HttpServletRequest request, HttpServletResponse response, Optional<SignedIn> known)
      throws IOException {
    String to = known.isEmpty() ? "/sign-in" : "/step-up";
    boolean page =
        request.getMethod().equals("GET")
            && String.valueOf(request.getHeader("Accept")).contains("text/html");
    if (page) {
      String next = local(Optional.of(request.getRequestURI()));
      response.setStatus(303);
      response.setHeader(
          "Location", to + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
      return;
    }
    response.setHeader("HX-Redirect", to);
    Refused.write(
        response,
        known.isEmpty() ? Refused.Code.SIGN_IN : Refused.Code.STEP_UP,
        known.isEmpty()
            ? "Sign in at " + to + "."
            : "This session has not proved enough: go to " + to + ".");
  }

  static Optional<Token> token(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    List<Cookie> own =
        cookies == null
            ? List.of()
            : Arrays.stream(cookies).filter(one -> one.getName().equals(COOKIE)).toList();
    return own.size() == 1 ? Token.parse(own.getFirst().getValue()) : Optional.empty();
  }
}
