package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;

/** Signing in over HTTP as a browser without JavaScript does, and what strangers try. */
class PeopleHttpTest {
  private static final String PASSWORD = "four words of a sentence";

  @TempDir private static Path home;
  private static TestWard ward;

  @BeforeAll
  static void start() {
    ward = TestWard.start(home);
  }

  @AfterAll
  static void stop() {
    ward.close();
  }

  /** What came back, read to its end. */
  private record Reply(int status, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return String.join("\n", headers.getOrDefault(name, List.of()));
    }

    String hidden(String name) {
      Matcher value = Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(body);
      return value.find() ? value.group(1) : "";
    }
  }

  /** A browser that keeps cookies and follows nothing. */
  private static final class Browser {
    private final Map<String, String> cookies = new LinkedHashMap<>();

    Reply get(String path) throws IOException {
      return send("GET", path, Map.of("Accept", "text/html"), "");
    }

    /** Sends a form with the token of the page that it stands on. */
    Reply post(String page, String path, Map<String, String> fields) throws IOException {
      Map<String, String> all = new HashMap<>(fields);
      all.put("csrf", get(page).hidden("csrf"));
      return submit(path, all);
    }

    Reply submit(String path, Map<String, String> fields) throws IOException {
      return send(
          "POST",
          path,
          Map.of("Content-Type", "application/x-www-form-urlencoded"),
          fields.entrySet().stream()
              .map(e -> e.getKey() + '=' + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
              .collect(Collectors.joining("&")));
    }

    Reply send(String method, String path, Map<String, String> headers, String body)
        throws IOException {
      StringBuilder request = new StringBuilder(method + ' ' + path + " HTTP/1.1\r\n");
      if (!headers.containsKey("Host")) {
        request.append("Host: localhost:").append(port()).append("\r\n");
      }
      headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
      if (!cookies.isEmpty()) {
        request
            .append("Cookie: ")
            .append(
                cookies.entrySet().stream()
                    .map(e -> e.getKey() + '=' + e.getValue())
                    .collect(Collectors.joining("; ")))
            .append("\r\n");
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      request.append("Content-Length: ").append(bytes.length).append("\r\n");
      request.append("Connection: close\r\n\r\n");
      try (Socket socket = ward.socket()) {
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(bytes);
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return read(answer);
      }
    }

    private Reply read(String answer) {
      int end = answer.indexOf("\r\n\r\n");
      String[] lines = answer.substring(0, end).split("\r\n", -1);
      Map<String, List<String>> headers = new HashMap<>();
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        String name = lines[i].substring(0, colon).toLowerCase(java.util.Locale.ROOT);
        String value = lines[i].substring(colon + 1).strip();
        headers.computeIfAbsent(name, _ -> new java.util.ArrayList<>()).add(value);
        if (name.equals("set-cookie")) {
          assertThat(value)
              .startsWith("__Host-")
              .contains("; Secure", "; HttpOnly", "SameSite=Strict", "Path=/");
          String pair = value.split(";", 2)[0];
          int equals = pair.indexOf('=');
          if (value.contains("Max-Age=0")) {
            cookies.remove(pair.substring(0, equals));
          } else {
            cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
          }
        }
      }
      return new Reply(
          Integer.parseInt(lines[0].split(" ", 3)[1]), headers, answer.substring(end + 4));
    }
  }

  private static int port() {
    return ward.server.url().getPort();
  }

  /** Adds a person and enrols them with a password; the secret of their authenticator. */
  private static String enrol(Browser browser, String name) throws IOException {
    Person person =
        ward.server.room(Accounts.class).add(name, Set.of(Role.ADMINISTRATOR), "operator");
    String link =
        "/enrol/" + ward.server.room(Enrolment.class).link(person, "operator").token().reveal();
    Reply page = browser.get(link);
    assertThat(page.status()).isEqualTo(200);
    Matcher key = Pattern.compile("<code id=\"key\">([A-Z2-7 ]+)</code>").matcher(page.body());
    assertThat(key.find()).isTrue();
    String secret = key.group(1).replace(" ", "");
    Reply enrolled =
        browser.submit(
            link + "/password",
            Map.of(
                "csrf",
                page.hidden("csrf"),
                "password",
                PASSWORD,
                "code",
                Codes.now(secret, ward.clock)));
    assertThat(enrolled.status()).as(enrolled.body()).isEqualTo(200);
    assertThat(
            Pattern.compile("<li><code>[a-z2-7-]{27}</code></li>")
                .matcher(enrolled.body())
                .results())
        .hasSize(10);
    ward.clock.advance(java.time.Duration.ofSeconds(30));
    return secret;
  }

  @Test
  void aPersonEnrolsSignsInStepByStepAndSignsOut() throws IOException {
    Browser browser = new Browser();
    String secret = enrol(browser, "ada");
    assertThat(browser.get("/account/factors").body()).contains("Authenticator");
    assertThat(browser.post("/account/factors", "/sign-out", Map.of()).header("location"))
        .isEqualTo("/sign-in");
    assertThat(browser.get("/account/factors").header("location"))
        .isEqualTo("/sign-in?next=%2Faccount%2Ffactors");

    Reply password =
        browser.post(
            "/sign-in?next=/account/factors",
            "/sign-in",
            Map.of("name", "ada", "password", PASSWORD, "next", "/account/factors"));
    assertThat(password.status()).isEqualTo(303);
    assertThat(password.header("location")).isEqualTo("/sign-in/code?next=%2Faccount%2Ffactors");
    String half = String.valueOf(browser.cookies.get("__Host-ward"));
    assertThat(half).as("256 random bits").matches("[A-Za-z0-9_-]{43}");
    // level 1 reaches nothing but the next step
    for (String path : List.of("/account/factors", "/", "/account/sessions", "/any")) {
      assertThat(browser.get(path).status()).as(path).isEqualTo(303);
    }
    assertThat(browser.submit("/account/factors/passkey/options", Map.of()).status())
        .isEqualTo(403);
    Reply code =
        browser.post(
            "/sign-in/code",
            "/sign-in/code",
            Map.of("code", Codes.now(secret, ward.clock), "next", "/account/factors"));
    assertThat(code.status()).isEqualTo(303);
    assertThat(code.header("location")).isEqualTo("/account/factors");
    assertThat(browser.cookies.get("__Host-ward")).isNotEqualTo(half);
    assertThat(browser.get("/account/factors").status()).isEqualTo(200);

    Browser thief = new Browser();
    thief.cookies.put("__Host-ward", half);
    assertThat(thief.get("/account/factors").header("location")).startsWith("/sign-in");
  }

  @Test
  void aRevokedSessionIsOutWithTheNextRequest() throws IOException {
    Browser browser = new Browser();
    enrol(browser, "grace");
    assertThat(browser.get("/account/factors").status()).isEqualTo(200);
    Person grace = ward.server.room(Accounts.class).named("grace").orElseThrow();
    Sessions sessions = ward.server.room(Sessions.class);
    sessions
        .list(java.util.Optional.of(grace))
        .forEach(one -> sessions.revoke(one.id(), java.util.Optional.empty(), "operator"));
    assertThat(browser.get("/account/factors").status()).isEqualTo(303);
  }

  @Test
  void whoProvedThemselvesAMomentAgoEndsAllOtherSessions() throws IOException {
    Browser browser = new Browser();
    String secret = enrol(browser, "ida");
    Browser other = new Browser();
    other.post("/sign-in", "/sign-in", Map.of("name", "ida", "password", PASSWORD));
    other.post("/sign-in/code", "/sign-in/code", Map.of("code", Codes.now(secret, ward.clock)));
    assertThat(other.get("/account/factors").status()).isEqualTo(200);

    ward.clock.advance(java.time.Duration.ofMinutes(16));
    Map<String, String> others = Map.of("session", "others");
    assertThat(browser.post("/account/factors", "/account/sessions", others).header("location"))
        .startsWith("/step-up?next=");
    assertThat(other.get("/account/factors").status()).isEqualTo(200);
    browser.post(
        "/step-up",
        "/step-up",
        Map.of("password", PASSWORD, "code", Codes.now(secret, ward.clock)));
    assertThat(browser.post("/account/factors", "/account/sessions", others).header("location"))
        .isEqualTo("/account/factors");
    assertThat(other.get("/account/factors").status()).isEqualTo(303);
    assertThat(browser.get("/account/factors").status()).isEqualTo(200);
  }

  @Test
  void whoShowsThePasswordAgainChangesItAndEndsAllOtherSessions() throws IOException {
    String other = "another four words of mine";
    Browser browser = new Browser();
    String secret = enrol(browser, "emmy");
    Browser elsewhere = new Browser();
    elsewhere.post("/sign-in", "/sign-in", Map.of("name", "emmy", "password", PASSWORD));
    elsewhere.post("/sign-in/code", "/sign-in/code", Map.of("code", Codes.now(secret, ward.clock)));

    String path = "/account/factors/password";
    for (Map<String, String> wrong :
        List.of(
            Map.of("password", "not the password of emmy", "chosen", other),
            Map.of("password", PASSWORD, "chosen", "short"),
            Map.of("password", PASSWORD, "chosen", "passwordpassword"),
            Map.of("password", PASSWORD, "chosen", "FinalFantasy"))) {
      Reply reply = browser.post("/account/factors", path, wrong);
      assertThat(reply.status()).as(wrong.toString()).isNotEqualTo(303);
      assertThat(reply.body()).contains("action=\"" + path + "\"").doesNotContain(other);
    }
    assertThat(browser.submit(path, Map.of("password", PASSWORD, "chosen", other)).status())
        .as("without the form's token")
        .isEqualTo(403);
    assertThat(elsewhere.get("/account/factors").status()).isEqualTo(200);

    String before = String.valueOf(browser.cookies.get("__Host-ward"));
    Map<String, String> right = Map.of("password", PASSWORD, "chosen", other);
    assertThat(browser.post("/account/factors", path, right).header("location"))
        .isEqualTo("/account/factors");
    assertThat(browser.cookies.get("__Host-ward")).isNotEqualTo(before);
    assertThat(browser.get("/account/factors").status()).isEqualTo(200);
    assertThat(elsewhere.get("/account/factors").status()).isEqualTo(303);
    Browser later = new Browser();
    assertThat(
            later
                .post("/sign-in", "/sign-in", Map.of("name", "emmy", "password", PASSWORD))
                .status())
        .isNotEqualTo(303);
    assertThat(
            later.post("/sign-in", "/sign-in", Map.of("name", "emmy", "password", other)).status())
        .isEqualTo(303);
    ward.clock.advance(java.time.Duration.ofMinutes(16));
    assertThat(
            browser
                .post("/account/factors", path, Map.of("password", other, "chosen", PASSWORD))
                .header("location"))
        .startsWith("/step-up?next=");
  }

  @Test
  void everyPageOfSomebodyEndsTheirSession() throws IOException {
    Browser browser = new Browser();
    enrol(browser, "katherine");
    for (String path :
        List.of("/console/now", "/console/keys", "/console/none", "/account/factors")) {
      assertThat(browser.get(path).body()).as(path).contains("action=\"/sign-out\"");
    }
    String ended = String.valueOf(browser.cookies.get("__Host-ward"));
    assertThat(browser.post("/console/now", "/sign-out", Map.of()).header("location"))
        .isEqualTo("/sign-in");
    browser.cookies.put("__Host-ward", ended);
    assertThat(browser.get("/console/now").header("location")).isEqualTo("/sign-in");
  }

  @Test
  void passwordsAreMaskedAndWhatKeepsThemMayFillThemIn() throws IOException {
    Person person = ward.server.room(Accounts.class).add("lise", Set.of(Role.AUDITOR), "operator");
    String link =
        "/enrol/" + ward.server.room(Enrolment.class).link(person, "operator").token().reveal();
    for (String path : List.of("/sign-in", link)) {
      String page = new Browser().get(path).body();
      assertThat(page)
          .as(path)
          .containsPattern(
              "<input class=\"input\" id=\"password\" name=\"password\" type=\"password\""
                  + " autocomplete=\"(current|new)-password\"")
          .doesNotContain("onpaste", "autocomplete=\"off\"");
      Matcher script = Pattern.compile("<script src=\"([^\"]+)\"").matcher(page);
      while (script.find()) {
        assertThat(new Browser().get(script.group(1)).body())
            .as(script.group(1))
            .doesNotContain("\"paste\"", "'paste'", "onmessage", "\"message\"", "'message'");
      }
    }
  }

  @Test
  void aFactorThatIsNotTheirsIsNotRemovedAndFaultsNothing() throws IOException {
    Browser browser = new Browser();
    enrol(browser, "joan");
    assertThat(
            browser
                .post(
                    "/account/factors",
                    "/account/factors/removal",
                    Map.of("factor", "fa_0000000000000000"))
                .header("location"))
        .isEqualTo("/account/factors");
    assertThat(browser.get("/account/factors").body()).contains("Authenticator");
  }

  @Test
  void aFormWithoutItsTokenDoesNothing() throws IOException {
    Browser browser = new Browser();
    enrol(browser, "hedy");
    for (Map<String, String> fields :
        List.of(Map.<String, String>of(), Map.of("csrf", ""), Map.of("csrf", "guessed"))) {
      assertThat(browser.submit("/sign-out", fields).status()).isEqualTo(403);
      assertThat(browser.submit("/account/factors/recovery", fields).status()).isEqualTo(403);
      assertThat(browser.submit("/sign-in", fields).status()).isEqualTo(403);
    }
    assertThat(browser.get("/account/factors").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/%2fevil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: a=b",
        "http:/evil"
      })
  void nobodyIsSentElsewhere(String next) throws IOException {
    Browser browser = new Browser();
    String secret = enrol(browser, "m" + Integer.toHexString(next.hashCode()));
    browser.cookies.remove("__Host-ward");
    browser.post(
        "/sign-in",
        "/sign-in",
        Map.of("name", "m" + Integer.toHexString(next.hashCode()), "password", PASSWORD));
    Reply code =
        browser.post(
            "/sign-in/code",
            "/sign-in/code",
            Map.of("code", Codes.now(secret, ward.clock), "next", next));
    assertThat(code.status()).isEqualTo(303);
    assertThat(code.header("location")).isEqualTo("/");
    assertThat(browser.cookies).doesNotContainKey("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "localhost.evil.example", "localhost:1", "", "127.0.0.1"})
  void aHostThatIsNotWardsIsRefusedAndNotRepeated(String host) throws IOException {
    Browser browser = new Browser();
    for (String path : List.of("/", "/sign-in", "/account/factors", "/enrol/x")) {
      Reply reply = browser.send("GET", path, Map.of("Host", host, "Accept", "text/html"), "");
      assertThat(reply.status()).isIn(400, 421);
      assertThat(reply.header("location")).isEmpty();
      assertThat(reply.body()).doesNotContain("evil");
    }
  }

  @Test
  void whatStrangersSayInForwardedHeadersIsIgnored() throws IOException {
    Reply reply =
        new Browser()
            .send(
                "GET",
                "/account/factors",
                Map.of(
                    "Accept",
                    "text/html",
                    "X-Forwarded-Host",
                    "evil.example",
                    "X-Forwarded-Proto",
                    "https",
                    "Forwarded",
                    "host=evil.example"),
                "");
    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("location")).isEqualTo("/sign-in?next=%2Faccount%2Ffactors");
  }

  @ParameterizedTest
  @CsvSource({
    "/account/factors;a, 400",
    "/;/account/factors, 400",
    "//account/factors, 400",
    "/sign-in/../account/factors, 400",
    "/sign-in/%2e%2e/account/factors, 400",
    "/sign-in%2f..%2faccount, 400",
    "/..;/v1/models, 400",
    "/v1%2fmodels, 400",
    "/v1;a/models, 400",
    "/account%00, 400",
    "/sign-in/%5c, 400"
  })
  void aPathThatTwoReadersWouldReadDifferentlyIsRefused(String path, int status)
      throws IOException {
    Reply reply = new Browser().get(path);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("set-cookie")).doesNotContainIgnoringCase("jsessionid");
    assertThat(reply.header("location")).isEmpty();
  }

  @Test
  void traceIsNotSpoken() throws IOException {
    for (String path : List.of("/sign-in", "/v1/models", "/")) {
      assertThat(new Browser().send("TRACE", path, Map.of(), "").status()).isEqualTo(405);
    }
  }

  @Test
  void doorsForProgramsKeepNoSessionAndSendNobodyToALogin() throws IOException {
    for (String path :
        List.of(
            "/v1/models",
            "/v2/health",
            "/fhir/Patient/p-1",
            "/vault/keys",
            "/identity/people",
            "/identity/sessions",
            "/.well-known/oauth-protected-resource")) {
      Reply reply = new Browser().get(path);
      assertThat(reply.status())
          .as(path)
          .isIn(path.startsWith("/.well-known") ? Set.of(200) : Set.of(400, 401, 403, 404));
      assertThat(reply.header("location")).isEmpty();
      assertThat(reply.header("set-cookie")).isEmpty();
    }
  }

  @Test
  void aPageThatNoRuleNamesIsClosed() throws IOException {
    for (String path : List.of("/account", "/anything", "/admin", "/step-up", "/sign-in/code")) {
      assertThat(new Browser().get(path).header("location")).as(path).startsWith("/sign-in?next=");
      assertThat(new Browser().send("GET", path, Map.of(), "").status()).as(path).isEqualTo(401);
    }
  }

  @Test
  void pagesTellTheBrowserToRunNothingOfOthers() throws IOException {
    for (String path : List.of("/sign-in", "/recovery", "/enrol/none")) {
      Reply reply = new Browser().get(path);
      assertThat(reply.header("content-security-policy"))
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(reply.body()).doesNotContainPattern("<script(?![^>]*\\ssrc=)");
      assertThat(reply.header("cache-control")).isEqualTo("no-store");
    }
  }

  @Test
  void aLinkThatIsNoneSaysSo() throws IOException {
    Reply reply = new Browser().get("/enrol/none");
    assertThat(reply.status()).isEqualTo(410);
    assertThat(reply.body()).contains("This link was used already");
    assertThat(new Browser().get("/enrol/" + "A".repeat(43)).status()).isEqualTo(410);
  }

  @Test
  void theFirstAdministratorGetsALinkOnceAtTheSite() {
    URI link = ward.server.firstLink().orElseThrow();
    assertThat(link.toString()).matches("http://localhost:" + port() + "/enrol/[A-Za-z0-9_-]{43}");
    assertThat(ward.server.room(Accounts.class).named("administrator")).isPresent();
  }
}
