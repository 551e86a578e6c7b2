package org.wardhealth.server.identity;

import jakarta.servlet.Filter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.firewall.HttpStatusRequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * What stands before every request: Spring Security's firewall against paths that two readers would
 * read differently, and then one of two chains.
 *
 * <p>The doors of programs have an empty chain: they identify by themselves, keep no session, and
 * redirect nobody. Everything else is for people: the host is Ward's own, a form carries its token,
 * and the {@link Gate} asks for a session. The console asks for both by itself, for every screen.
 */
public final class Front {
  /** Where programs come in. */
  static final List<String> PROGRAMS =
      List.of(
          "/v1",
          "/v2",
          "/fhir",
          "/access",
          "/consent",
          "/ledger",
          "/vault",
          "/identity",
          "/models",
          "/actuator",
          "/audit",
          "/policy",
          "/.well-known",
          "/error");

  private static final String CSRF_COOKIE = "__Host-ward-form";
  private static final String DEVICE_COOKIE = "__Host-ward-device";
  private static final String LOGIN_COOKIE = "__Host-ward-login";

  private final PeopleSettings settings;
  private final Sessions sessions;

  public Front(PeopleSettings settings, Sessions sessions) {
    this.settings = settings;
    this.sessions = sessions;
  }

  /** The filter, to stand before all others. */
  public Filter filter() {
    FilterChainProxy proxy =
        new FilterChainProxy(
            List.of(
                new DefaultSecurityFilterChain(Front::isForPrograms, List.of()),
                new DefaultSecurityFilterChain(
                    request -> true, new HostGuard(this), csrf(), new Gate(sessions))));
    proxy.setFirewall(new StrictHttpFirewall());
    proxy.setRequestRejectedHandler(new HttpStatusRequestRejectedHandler());
    proxy.afterPropertiesSet();
    return proxy;
  }

  private static boolean isForPrograms(HttpServletRequest request) {
    String path = request.getRequestURI();
    return PROGRAMS.stream()
        .anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + '/'));
  }

  private static CsrfFilter csrf() {
    CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
    tokens.setCookieName(CSRF_COOKIE);
    tokens.setParameterName("csrf");
    tokens.setHeaderName("X-CSRF-TOKEN");
    tokens.setCookieCustomizer(
        cookie -> cookie.secure(true).httpOnly(true).path("/").sameSite("Strict"));
    CsrfFilter filter = new CsrfFilter(tokens);
    // Nothing that Ward sends is compressed together with what others wrote, so no mask is needed.
    filter.setRequestHandler(new CsrfTokenRequestAttributeHandler());
    filter.setRequireCsrfProtectionMatcher(
        request ->
            CsrfFilter.DEFAULT_CSRF_MATCHER.matches(request)
                && !request.getRequestURI().startsWith("/console/"));
    AccessDeniedHandler denied =
        (request, response, e) ->
            Refused.write(
                response,
                Refused.Code.CSRF,
                "This form was not made by Ward for this browser, or is too old: load the page"
                    + " again.");
    filter.setAccessDeniedHandler(denied);
    return filter;
  }

  /** Where people meet Ward, as far as this request tells. */
  public Site site(HttpServletRequest request) {
    return Site.of(settings, request.isSecure(), request.getLocalPort());
  }

  /** Who is signed in. */
  public Optional<SignedIn> signedIn(HttpServletRequest request) {
    return Gate.signedIn(request);
  }

  /** When the session of a request ends, if nothing more is done in it. */
  public Optional<Instant> ends(HttpServletRequest request) {
    return signedIn(request).map(sessions::ends);
  }

  /** The token that every form of the answer must carry, as {@code csrf}. */
  public String formToken(HttpServletRequest request) {
    return request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token
        ? token.getToken()
        : "";
  }

  /** The mark of the browser, where it shows one. */
  public Optional<String> device(HttpServletRequest request) {
    return cookie(request, DEVICE_COOKIE);
  }

  private static Optional<String> cookie(HttpServletRequest request, String name) {
    Cookie[] cookies = request.getCookies();
    return cookies == null
        ? Optional.empty()
        : Arrays.stream(cookies)
            .filter(one -> one.getName().equals(name))
            .map(Cookie::getValue)
            .findFirst();
  }

  /**
   * What a browser takes along to an identity provider: by what it is known, and where it goes on.
   */
  public record Leaving(Login login, String next) {}

  /**
   * Gives the browser the cookie of a sign-in at an identity provider. It is the only one that
   * comes along when another site leads here, and opens nothing by itself.
   */
  public void leave(HttpServletResponse response, Leaving leaving) {
    String next =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(leaving.next().getBytes(StandardCharsets.UTF_8));
    response.addHeader(
        "Set-Cookie",
        LOGIN_COOKIE
            + '='
            + leaving.login().reveal()
            + '.'
            + next
            + "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age="
            + ProviderSignIn.PATIENCE.toSeconds());
  }

  /** What a browser brings back from an identity provider. */
  public Optional<Leaving> left(HttpServletRequest request) {
    return cookie(request, LOGIN_COOKIE)
        .flatMap(
            value -> {
              String[] parts = value.split("\\.", 2);
              return Login.parse(parts[0])
                  .map(login -> new Leaving(login, parts.length == 2 ? path(parts[1]) : "/"));
            });
  }

  private static String path(String encoded) {
    try {
      return local(
          Optional.of(new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return "/";
    }
  }

  /** Takes the cookie of a sign-in at an identity provider back. */
  public void returned(HttpServletResponse response) {
    response.addHeader(
        "Set-Cookie", LOGIN_COOKIE + "=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
  }

  /** Gives the browser a session's cookie. */
  public void open(HttpServletResponse response, Sessions.Opened opened) {
    set(response, Gate.COOKIE, opened.token().reveal(), "");
  }

  /** Gives the browser a mark, by which later guesses of strangers do not count for it. */
  public void mark(HttpServletResponse response, String mark) {
    set(response, DEVICE_COOKIE, mark, "; Max-Age=31536000");
  }

  /** Takes the cookies of a session back. */
  public void close(HttpServletResponse response) {
    set(response, Gate.COOKIE, "", "; Max-Age=0");
    set(response, CSRF_COOKIE, "", "; Max-Age=0");
    response.setHeader("Clear-Site-Data", "\"cache\", \"storage\"");
  }

  private static void set(HttpServletResponse response, String name, String value, String more) {
    response.addHeader(
        "Set-Cookie", name + '=' + value + "; Path=/; Secure; HttpOnly; SameSite=Strict" + more);
  }

  /** A path of this site to go on to; the start page if {@code asked} is anything else. */
  public static String local(Optional<String> asked) {
    return Gate.local(asked);
  }

  /** Refuses a request that names another host: so none is ever reflected. */
  private static final class HostGuard extends org.springframework.web.filter.OncePerRequestFilter {
    private final Front front;

    HostGuard(Front front) {
      this.front = front;
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, jakarta.servlet.FilterChain chain)
        throws jakarta.servlet.ServletException, IOException {
      String host = String.valueOf(request.getHeader("Host"));
      if (front.site(request).hosts().contains(host.toLowerCase(java.util.Locale.ROOT))) {
        chain.doFilter(request, response);
      } else {
        Refused.write(
            response,
            Refused.Code.HOST,
            "Ward's pages are not at this host. Their address is people.url in ward.yaml; without"
                + " it they are for this machine alone, at localhost.");
      }
    }
  }
}
