package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import org.wardhealth.server.gateway.GatewayRoom.OperatorSecret;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.identity.SignIn;
import org.wardhealth.server.identity.Token;

/**
 * Holds {@code docs/routes.md} to the routes of a running Ward, and every route to its line, as
 * everybody.
 *
 * <p>One door that asks nobody for anything is planted, so that each test shows that it would see
 * such a one.
 */
class RouteMatrixTest {
  private static final String FORM = "a-secret-of-this-form";
  private static final String PLANTED = "/vault/planted";
  private static final Limits LIMITS = new Limits(100_000, 100_000_000);
  private static final Pattern LINE =
      Pattern.compile(
          "(?m)^\\| (GET|POST|PUT|PATCH|DELETE|any) \\| `([^`|]+)` \\| ([^|]+) \\| [^|]+ \\|$");

  /** What a door needs to read before it decides. */
  private static final Map<String, String> BODIES =
      Map.of(
          "POST /v1/chat/completions", TestWard.chat("Hello", false).toString(),
          "POST /v1/embeddings", "{\"model\":\"test/mock\",\"input\":\"Hello\"}",
          "POST /v1/deidentify", "{\"input\":\"Hello\"}");

  /** What an exchange is about. */
  private static final Map<String, String> CONTEXT =
      Map.of("Ward-Patient", TestWard.PATIENT, "Ward-Purpose", "TREAT");

  @TempDir private static Path home;
  private static TestWard ward;
  private static HttpClient http;
  private static List<Caller> callers;

  /** A door without a check. */
  @RestController
  static final class PlantedDoor {
    @GetMapping(PLANTED)
    String open() {
      return "open";
    }
  }

  /**
   * Somebody who calls.
   *
   * @param words of the table that fit them
   */
  private record Caller(String name, Set<String> words, Map<String, String> headers) {}

  /** A line of the table. */
  private record Route(String method, String path, Set<String> who) {
    static Route of(String method, String path, String who) {
      return new Route(method, path, Set.of(who.strip().split(", *", -1)));
    }

    String key() {
      return method + ' ' + path;
    }

    boolean admits(Caller caller) {
      return who.contains("anyone") || caller.words().stream().anyMatch(who::contains);
    }

    /** Whether a page of it may say 401 by itself, because a password was wrong. */
    boolean isCeremony() {
      return path.matches("/(sign-in|recovery|enrol|step-up|sign-out|account)(/.*)?");
    }

    boolean isForm() {
      return isCeremony() || path.startsWith("/console");
    }

    String called() {
      return path.replaceAll("\\{[a-z]+}", "none").replace("**", "none");
    }

    String methodCalled() {
      return method.equals("any") ? "GET" : method;
    }

    boolean refuses(HttpResponse<String> answer) {
      int status = answer.statusCode();
      String to = answer.headers().firstValue("Location").orElse("");
      if (status == 303) {
        return to.matches("/(sign-in|step-up)\\?next=.*")
            || (to.equals("/sign-in") && !isCeremony());
      }
      return (status == 401 || status == 403)
          && (!isCeremony()
              || answer.body().matches("(?s).*urn:ward:error:(sign_in|step_up|csrf|host).*"));
    }
  }

  @BeforeAll
  static void start() {
    ward = TestWard.in(home).bean(PlantedDoor.class, new PlantedDoor()).start();
    http = HttpClient.newHttpClient();
    callers = callers();
  }

  @AfterAll
  static void stop() {
    http.close();
    ward.close();
  }

  private static List<Caller> callers() {
    List<Caller> all = new ArrayList<>();
    all.add(new Caller("anonymous", Set.of(), Map.of()));
    all.add(bearer("a key without rights", Set.of("key"), key("none", Set.of())));
    for (Right right : Right.values()) {
      String word = right.name().toLowerCase(Locale.ROOT);
      all.add(bearer("a key with " + word, Set.of("key", "key:" + word), key(word, Set.of(right))));
    }
    all.add(
        bearer("the operator", Set.of("operator"), ward.server.room(OperatorSecret.class).value()));
    for (Role role : Role.values()) {
      all.add(
          cookie(
              role.code() + " at level 2",
              Set.of("session", "person", "role:" + role.code()),
              ward.enrolled("a-" + role.code(), role)));
    }
    var _ = ward.enrolled("half", Role.values());
    all.add(
        cookie(
            "every role at level 1",
            Set.of("session"),
            ward.server
                .room(SignIn.class)
                .password("half", TestWard.PASSWORD, Optional.empty())
                .token()));
    Token ended = ward.enrolled("ended", Role.values());
    Person person = ward.server.room(Accounts.class).named("ended").orElseThrow();
    ward.server.room(Sessions.class).revokeAll(person, "operator");
    all.add(cookie("every role in a session that was ended", Set.of(), ended));
    return all;
  }

  private static String key(String name, Set<Right> rights) {
    return ward.server
        .room(Clients.class)
        .add("may-" + name, EnumSet.allOf(Purpose.class), Set.of("*"), rights, LIMITS)
        .key()
        .revealOnce();
  }

  private static Caller bearer(String name, Set<String> words, String secret) {
    return new Caller(name, words, Map.of("Authorization", "Bearer " + secret));
  }

  private static Caller cookie(String name, Set<String> words, Token session) {
    return new Caller(name, words, Map.of("Cookie", "__Host-ward=" + session.reveal()));
  }

  private static List<Route> table() throws IOException {
    Path page = Path.of(System.getProperty("ward.root", "..")).resolve("docs/routes.md");
    return LINE.matcher(Files.readString(page))
        .results()
        .map(line -> Route.of(line.group(1), line.group(2), line.group(3)))
        .toList();
  }

  private static WebApplicationContext context() {
    return java.util.Objects.requireNonNull(
        ward.server.room(DispatcherServlet.class).getWebApplicationContext());
  }

  /** What Spring would answer, as {@code METHOD PATH}. */
  private static Set<String> routes(ApplicationContext context) {
    Set<String> routes = new TreeSet<>();
    for (HandlerMapping mapping : context.getBeansOfType(HandlerMapping.class).values()) {
      switch (mapping) {
        case RequestMappingInfoHandlerMapping methods ->
            methods.getHandlerMethods().keySet().forEach(info -> routes.addAll(routes(info)));
        case AbstractUrlHandlerMapping urls ->
            urls.getHandlerMap().keySet().forEach(path -> routes.add("any " + path));
        default -> {}
      }
    }
    return routes;
  }

  private static Set<String> routes(RequestMappingInfo info) {
    Set<String> methods =
        info.getMethodsCondition().getMethods().stream()
            .map(Enum::name)
            .collect(Collectors.toCollection(TreeSet::new));
    return info.getPatternValues().stream()
        .flatMap(
            path ->
                (methods.isEmpty() ? Stream.of("any") : methods.stream())
                    .map(method -> method + ' ' + path))
        .collect(Collectors.toSet());
  }

  @Test
  void everyRouteHasALine() throws IOException {
    Set<String> missing = routes(context());
    table().forEach(route -> missing.remove(route.key()));
    assertThat(missing.stream().map(RouteMatrixTest::line))
        .as("These lines (all but that of the planted door) are missing in docs/routes.md")
        .containsExactly(line("GET " + PLANTED));
  }

  private static String line(String key) {
    String[] parts = key.split(" ", 2);
    return "| " + parts[0] + " | `" + parts[1] + "` | WHO | WHAT |";
  }

  @Test
  void everyLineHasARoute() throws IOException {
    assertThat(table().stream().map(Route::key))
        .as("docs/routes.md has lines twice, or of routes that are no more")
        .doesNotHaveDuplicates()
        .isSubsetOf(routes(context()));
  }

  @Test
  void everyWordOfTheTableIsSomebodys() throws IOException {
    Set<String> known = new TreeSet<>(Set.of("anyone", "nobody"));
    callers.forEach(caller -> known.addAll(caller.words()));
    assertThat(table().stream().flatMap(route -> route.who().stream())).isSubsetOf(known);
  }

  @Test
  void nothingButTheDoorsOfThisTableListens() {
    assertThat(
            java.util.Objects.requireNonNull(context().getServletContext())
                .getServletRegistrations()
                .values()
                .stream()
                .filter(servlet -> !servlet.getMappings().isEmpty())
                .map(servlet -> servlet.getName()))
        .as("a servlet beside Spring's answers routes that no line speaks of")
        .containsExactly("dispatcherServlet");
  }

  @Test
  void everyRouteRefusesWhomItsLineDoesNotNameAndNobodyElse() throws Exception {
    List<String> wrong = new ArrayList<>();
    List<Route> routes =
        table().stream()
            .sorted(Comparator.comparing(route -> route.path().equals("/sign-out")))
            .toList();
    for (Route route : routes) {
      wrong.addAll(wrong(route));
    }
    assertThat(wrong).as("calls that went otherwise than docs/routes.md says").isEmpty();
  }

  @Test
  void everyAnswerForbidsGuessingFramingAndOtherOrigins() throws Exception {
    Caller elsewhere =
        new Caller("a page of others", Set.of(), Map.of("Origin", "https://evil.example"));
    List<Route> all = new ArrayList<>(table());
    all.add(Route.of("GET", "/nowhere", "nobody"));
    all.add(Route.of("GET", "/v1;a/models", "nobody"));
    for (Route route : all) {
      Map<String, List<String>> headers = call(route, elsewhere).headers().map();
      assertThat(headers).as(route.key()).doesNotContainKey("access-control-allow-origin");
      assertThat(headers)
          .as(route.key())
          .containsEntry("x-content-type-options", List.of("nosniff"));
      assertThat(headers.get("content-security-policy"))
          .as(route.key())
          .singleElement()
          .asString()
          .contains("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'");
      assertThat(headers).as(route.key()).containsKey("referrer-policy");
    }
  }

  @Test
  void aDoorWithoutACheckIsSeen() throws Exception {
    assertThat(wrong(Route.of("GET", PLANTED, "operator"))).hasSize(callers.size() - 1);
    assertThat(wrong(Route.of("GET", PLANTED, "anyone"))).isEmpty();
    assertThat(wrong(Route.of("GET", PLANTED, "nobody"))).hasSize(callers.size());
    assertThat(wrong(Route.of("GET", "/vault/keys", "key:audit"))).hasSize(2);
  }

  /** Every caller for whom a route is otherwise than its line says. */
  private static List<String> wrong(Route route) throws IOException, InterruptedException {
    List<String> wrong = new ArrayList<>();
    for (Caller caller : callers) {
      HttpResponse<String> answer = call(route, caller);
      boolean asSaid =
          route.who().contains("nobody")
              ? answer.statusCode() >= 400
              : route.refuses(answer) != route.admits(caller)
                  && answer.statusCode() != 421
                  && answer.statusCode() != 500;
      if (!asSaid) {
        wrong.add(
            route.key()
                + " is for "
                + new TreeSet<>(route.who())
                + ", and "
                + caller.name()
                + " got "
                + answer.statusCode()
                + answer.headers().firstValue("Location").map(to -> " to " + to).orElse(""));
      }
    }
    return wrong;
  }

  private static HttpResponse<String> call(Route route, Caller caller)
      throws IOException, InterruptedException {
    Map<String, String> headers = new HashMap<>(caller.headers());
    String body = "";
    if (route.isForm()) {
      headers.merge("Cookie", "__Host-ward-form=" + FORM, (own, form) -> own + "; " + form);
      headers.put("Accept", "text/html");
    }
    if (!Set.of("GET", "DELETE").contains(route.methodCalled())) {
      headers.put(
          "Content-Type",
          route.isForm() ? "application/x-www-form-urlencoded" : "application/json");
      body = route.isForm() ? "csrf=" + FORM : BODIES.getOrDefault(route.key(), "{}");
    }
    if (!route.isForm() && route.methodCalled().equals("POST")) {
      headers.putAll(CONTEXT);
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + ward.server.url().getPort() + route.called()))
            .method(
                route.methodCalled(),
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
