package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.identity.Role.ADMINISTRATOR;
import static org.wardhealth.server.identity.Role.AUDITOR;
import static org.wardhealth.server.identity.Role.CLINICIAN;
import static org.wardhealth.server.identity.Role.ENGINEER;
import static org.wardhealth.server.identity.Role.PRIVACY_OFFICER;
import static org.wardhealth.server.identity.Role.SECURITY_OFFICER;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.console.Language;
import org.wardhealth.server.console.Viewers;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Role;
import tools.jackson.databind.JsonNode;

/** The pages answer to whom they open, say nothing to anybody else, and do what their forms say. */
final class ConsoleTest {
  private static final String HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>";

  private static final String APPLICATIONS = "/console/applications";

  /** Who has a page at all. */
  private static final Set<Role> SEEING =
      EnumSet.of(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, ENGINEER, CLINICIAN, AUDITOR);

  /** Who may see which page. */
  private static final Map<String, Set<Role>> OPEN =
      Map.ofEntries(
          Map.entry("/console/now", SEEING),
          Map.entry(
              "/console/exchanges",
              EnumSet.of(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, AUDITOR)),
          Map.entry("/console/denied", SEEING),
          Map.entry("/console/glass", EnumSet.of(CLINICIAN)),
          Map.entry(
              "/console/models",
              EnumSet.of(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, ENGINEER, AUDITOR)),
          Map.entry(
              "/console/models/suspend?model=test%2Fmock",
              EnumSet.of(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, ENGINEER)),
          Map.entry("/console/consent", EnumSet.of(PRIVACY_OFFICER, AUDITOR)),
          Map.entry("/console/consent/cohorts", EnumSet.of(PRIVACY_OFFICER, AUDITOR)),
          Map.entry(
              "/console/people",
              EnumSet.of(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, AUDITOR)),
          Map.entry(
              "/console/people/administrator",
              EnumSet.of(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, AUDITOR)),
          Map.entry("/console/people/new", EnumSet.of(ADMINISTRATOR)),
          Map.entry("/console/people/administrator/link", EnumSet.of(ADMINISTRATOR)),
          Map.entry("/console/people/administrator/roles", EnumSet.of(ADMINISTRATOR)),
          Map.entry(
              "/console/people/administrator/lock", EnumSet.of(ADMINISTRATOR, SECURITY_OFFICER)),
          Map.entry(
              "/console/people/administrator/sign-out",
              EnumSet.of(ADMINISTRATOR, SECURITY_OFFICER)),
          Map.entry(
              "/console/applications",
              EnumSet.of(ADMINISTRATOR, SECURITY_OFFICER, ENGINEER, AUDITOR)),
          Map.entry("/console/applications/new", EnumSet.of(ADMINISTRATOR)),
          Map.entry("/console/applications/revoke?name=tests", EnumSet.of(ADMINISTRATOR)),
          Map.entry(
              "/console/rules",
              EnumSet.of(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, ENGINEER, AUDITOR)),
          Map.entry(
              "/console/rules/trial",
              EnumSet.of(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, ENGINEER, AUDITOR)),
          Map.entry(
              "/console/rules/new", EnumSet.of(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER)),
          Map.entry(
              "/console/keys",
              EnumSet.of(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, AUDITOR)),
          Map.entry("/console/connect", EnumSet.of(ADMINISTRATOR, ENGINEER)),
          Map.entry("/console/connect/key", EnumSet.of(ADMINISTRATOR)),
          Map.entry("/console/gallery", EnumSet.of(ADMINISTRATOR)));

  private static final FakeViewers VIEWERS = new FakeViewers();

  @TempDir private static Path home;
  private static TestWard ward;

  @BeforeAll
  static void start() {
    ward = TestWard.in(home).bean(Viewers.class, VIEWERS).start();
  }

  @AfterAll
  static void stop() {
    ward.close();
  }

  @BeforeEach
  void anAdministratorLooks() {
    VIEWERS.is(ADMINISTRATOR);
  }

  @Test
  void nobodySeesAnythingWithoutASession(@TempDir Path other) {
    try (TestWard plain = TestWard.start(other)) {
      for (String path : OPEN.keySet()) {
        Answer answer = plain.get(path);
        assertThat(answer.status()).as(path).isEqualTo(303);
        assertThat(answer.header("location")).contains("/sign-in");
        assertThat(answer.body()).isEmpty();
      }
      Map<String, String> fields =
          Map.of("name", "x", "purpose", "HOPERAT", "model", "*", "requests", "1", "tokens", "1");
      assertThat(form(plain, "/console/applications/new", fields).status()).isEqualTo(303);
      assertThat(plain.server.room(Clients.class).list())
          .noneMatch(client -> client.name().equals("x"));
    }
  }

  @Test
  void whoIsNotSignedInIsLedToWhereOneSignsIn() {
    FakeViewers others = new FakeViewers();
    others.signInAt("/sign-in");
    try (TestWard other = TestWard.in(fresh("other")).bean(Viewers.class, others).start()) {
      Answer answer = other.get("/console/now");
      assertThat(answer.status()).isEqualTo(303);
      assertThat(answer.header("location")).contains("/sign-in");
      assertThat(answer.body()).isEmpty();

      Answer refresh =
          other.send("GET", "/console/now?part=live", "", Map.of("HX-Request", "true"));
      assertThat(refresh.status()).isEqualTo(401);
      assertThat(refresh.header("hx-redirect")).contains("/sign-in");
    }
  }

  @Test
  void eachRoleSeesItsPagesAndNoOther() {
    for (Role role : Role.values()) {
      VIEWERS.is(role);
      OPEN.forEach(
          (path, roles) -> {
            Answer answer = ward.get(path);
            assertThat(answer.status())
                .as(role + " " + path)
                .isEqualTo(roles.contains(role) ? 200 : 403);
          });
    }
    VIEWERS.is();
    assertThat(ward.get("/console/now").status()).as("a person without a role").isEqualTo(403);
  }

  @Test
  void theNavigationLeadsToWhatTheViewerMaySeeAndNothingElse() {
    for (Role role : Role.values()) {
      VIEWERS.is(role);
      List<String> led =
          found("<li><a href=\"(/console/[a-z]+)\"", ward.get("/console/now").body());
      for (String path : led) {
        assertThat(ward.get(path).status()).as(role + " " + path).isEqualTo(200);
      }
      if (open("/console/people").contains(role) && open(APPLICATIONS).contains(role)) {
        // what stands beside each other is one entry, and its tabs lead to both
        assertThat(ward.get("/console/people").body()).contains("<a href=\"" + APPLICATIONS + "\"");
        assertThat(ward.get(APPLICATIONS).body()).contains("<a href=\"/console/people\"");
        led.add(APPLICATIONS);
      }
      assertThat(led)
          .as(role.name())
          .containsExactlyInAnyOrderElementsOf(
              OPEN.entrySet().stream()
                  .filter(one -> one.getValue().contains(role))
                  .map(Map.Entry::getKey)
                  .filter(path -> path.matches("/console/[a-z]+"))
                  .toList());
    }
  }

  @Test
  void everyPageForbidsWhatComesFromElsewhere() {
    List<String> paths = new ArrayList<>(OPEN.keySet());
    paths.add("/console/nothing");
    paths.add("/console/now?part=live");
    for (String path : paths) {
      Answer answer = ward.get(path);
      String policy = answer.header("content-security-policy").orElseThrow();
      assertThat(policy)
          .as(path)
          .startsWith("default-src 'none'; ")
          .contains("script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
          .doesNotContain("unsafe", "*", "http");
      assertThat(answer.header("cache-control")).as(path).contains("no-store");
      assertThat(answer.header("x-content-type-options")).contains("nosniff");
      assertThat(answer.header("referrer-policy")).contains("same-origin");
      assertThat(answer.header("cross-origin-opener-policy")).contains("same-origin");
      assertThat(answer.header("cross-origin-resource-policy")).contains("same-origin");
      assertThat(answer.body())
          .as(path)
          .doesNotContain(" style=", " onclick=", " onload=", "javascript:")
          .doesNotContainPattern("<script(?! src=\"/assets/)")
          .doesNotContainPattern("(src|href|action)=\"(https?:)?//");
    }
  }

  @Test
  void hostileWordsAreShownAsWords() {
    VIEWERS.is(HOSTILE, Language.EN, ADMINISTRATOR);
    ward.server
        .room(Clients.class)
        .add(
            "hostile models",
            EnumSet.of(Purpose.HOPERAT),
            Set.of("<script>alert(1)</script>"),
            EnumSet.noneOf(org.wardhealth.server.identity.Right.class),
            Limits.DEFAULT);
    List<Answer> answers = new ArrayList<>();
    for (String path : OPEN.keySet()) {
      answers.add(ward.get(path));
      answers.add(ward.get(path + (path.contains("?") ? "&" : "?") + "sort=" + encoded(HOSTILE)));
    }
    for (String parameter : List.of("language", "tab", "after", "part", "name")) {
      for (String path :
          List.of("connect", "gallery", "applications", "now", "applications/revoke")) {
        answers.add(ward.get("/console/" + path + "?" + parameter + "=" + encoded(HOSTILE)));
      }
    }
    answers.add(ward.get("/console/" + encoded(HOSTILE)));
    Map<String, String> fields =
        Map.of("name", HOSTILE, "model", HOSTILE, "requests", HOSTILE, "tokens", HOSTILE);
    answers.add(form(ward, "/console/applications/new", fields));
    answers.add(form(ward, "/console/connect/key", fields));
    answers.add(
        form(
            ward,
            "/console/connect/test",
            Map.of("key", HOSTILE, "test-model", HOSTILE, "test-purpose", HOSTILE)));
    assertThat(answers.getFirst().body()).contains("&lt;script");
    for (Answer answer : answers) {
      assertThat(answer.status()).isLessThan(500);
      assertThat(answer.body())
          .doesNotContain("<script>")
          .doesNotContain("<img")
          .doesNotContainPattern("=\"[^\"<>]*\"'>");
    }
    ward.server.room(Clients.class).revoke("hostile models", By.OPERATOR);
  }

  @Test
  void aFormWithoutTheSessionsSecretChangesNothing() {
    List<Client> before = ward.server.room(Clients.class).list();
    String body = body(application("planted"));
    for (String secret : List.of("", "&csrf=", "&csrf=another")) {
      assertThat(post(ward, "/console/applications/new", body + secret, Map.of()).status())
          .as(secret)
          .isEqualTo(403);
    }
    Answer elsewhere =
        post(
            ward,
            "/console/applications/new",
            body + "&csrf=" + FakeViewers.CSRF,
            Map.of("Sec-Fetch-Site", "cross-site"));
    assertThat(elsewhere.status()).isEqualTo(403);
    assertThat(elsewhere.body()).contains("This form was not accepted");
    for (Role role : EnumSet.complementOf(EnumSet.of(ADMINISTRATOR))) {
      VIEWERS.is(role);
      assertThat(form(ward, "/console/applications/new", application("planted")).status())
          .as(role.name())
          .isEqualTo(403);
      assertThat(form(ward, "/console/applications/revoke", Map.of("name", "tests")).status())
          .as(role.name())
          .isEqualTo(403);
    }
    assertThat(ward.server.room(Clients.class).list()).isEqualTo(before);
  }

  @Test
  void aKeyIsShownOnceOpensWhatItMayAndIsRevoked() {
    Answer added = form(ward, "/console/applications/new", application("ward round"));
    assertThat(added.status()).isEqualTo(201);
    JsonNode entry = ward.entries().getLast();
    assertThat(entry.path("type").asString()).isEqualTo("client.added");
    assertThat(entry.path("by").asString()).isEqualTo("pe_looks");
    assertThat(entry.path("person").path("name").asString()).isEqualTo("Ada Marsh");
    String key = found("id=\"key-shown\">(ward_[A-Za-z0-9_-]{43})<", added.body()).getFirst();
    assertThat(ward.get("/console/applications").body())
        .contains("ward round", "HOPERAT")
        .doesNotContain(key);

    Answer tried = trial(key);
    assertThat(tried.body()).contains("It arrived and was answered");
    assertThat(form(ward, "/console/applications/revoke", Map.of("name", "ward round")).status())
        .isEqualTo(200);
    assertThat(ward.entries().getLast().path("type").asString()).isEqualTo("client.revoked");
    assertThat(ward.entries().getLast().path("by").asString()).isEqualTo("pe_looks");
    assertThat(trial(key).body()).contains("It was refused", "invalid_api_key");
    assertThat(ward.get("/console/applications").body()).doesNotContain("ward round");
    assertThat(form(ward, "/console/applications/revoke", Map.of("name", "ward round")).status())
        .isEqualTo(404);
  }

  @Test
  void aTestExchangeTakesTheWholeWay() {
    VIEWERS.is(ENGINEER);
    long before = ward.durable();
    Answer answer = trial(ward.key.revealOnce());
    assertThat(answer.status()).isEqualTo(200);
    String exchange = found("<code>(ex_[0-9a-f]{28})</code>", answer.body()).getFirst();
    List<JsonNode> entries = ward.entriesFrom(before);
    assertThat(entries.stream().map(entry -> entry.path("type").asString()))
        .containsExactly("exchange.admit", "exchange.result");
    assertThat(entries)
        .allSatisfy(entry -> assertThat(entry.path("exchange").asString()).isEqualTo(exchange));
    assertThat(answer.body()).contains("The ward round begins at eight.");
    assertThat(answer.body()).doesNotContain(ward.key.revealOnce());
  }

  @Test
  void wrongAnswersAreSaidAtTheirQuestions() {
    Answer answer =
        form(
            ward,
            "/console/applications/new",
            Map.of("name", "tests", "requests", "0", "tokens", "many"));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(found("<li><a href=\"#([a-z]+)\">", answer.body()))
        .containsExactly("name", "purpose", "model", "requests", "tokens");
    assertThat(answer.body()).contains("is there already").contains("value=\"many\"");
  }

  @Test
  void nowCountsTheLastHourByModelAndByReason() {
    ward.get("/console/now"); // what other tests did is counted here, not later
    ward.clock.advance(Duration.ofHours(3));
    assertThat(ward.get("/console/now").body())
        .contains("No model was asked", "Nothing was refused");
    for (int i = 0; i < 3; i++) {
      assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).status()).isEqualTo(200);
    }
    var nameless = TestWard.chat("x", false);
    nameless.remove("metadata");
    assertThat(ward.chat(nameless).status()).isEqualTo(403);
    String page = ward.get("/console/now").body();
    assertThat(page).contains("4 exchanges in the last hour: 3 answered, 1 refused or failed.");
    assertThat(page).contains("<code>purpose_missing</code>", "purpose missing");
    ward.clock.advance(Duration.ofMinutes(59));
    assertThat(ward.get("/console/now").body()).contains("4 exchanges in the last hour");
    ward.clock.advance(Duration.ofMinutes(2));
    assertThat(ward.get("/console/now").body()).contains("0 exchanges in the last hour");
  }

  @Test
  void whatFailsIsSaidFirst() {
    try (TestWard other = TestWard.in(fresh("failing")).bean(Viewers.class, VIEWERS).start()) {
      assertThat(other.get("/console/now").body())
          .contains("<h2>All is well: exchanges go through and the record is kept.</h2>");
      other.ledger.breakDisk();
      assertThat(other.chat(TestWard.chat("x", false)).status()).isEqualTo(503);
      assertThat(other.get("/console/now").body())
          .contains("<h2>1 part of Ward is failing: exchanges are denied.</h2>")
          .contains("The ledger takes no entries");
      Answer answer = form(other, "/console/applications/new", application("late"));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("Ward cannot keep its record now");
    }
  }

  @Test
  void theLivePartIsThePageWithoutItsFrame() {
    String live = ward.get("/console/now?part=live").body();
    assertThat(live).contains("Entries in the ledger").doesNotContain("<html", "<nav");
    assertThat(ward.get("/console/now").body()).contains("hx-get=\"/console/now?part=live\"");
  }

  @Test
  void everyPageIsInSpanishToo() {
    for (String path : OPEN.keySet()) {
      VIEWERS.is("Inés Peña", Language.ES, ADMINISTRATOR, PRIVACY_OFFICER);
      String spanish = ward.get(path).body();
      assertThat(spanish).as(path).contains("<html lang=\"es\">", "Ir al contenido", "Inés Peña");
    }
    VIEWERS.nobody();
    Answer answer =
        ward.send("GET", "/console/now", "", Map.of("Accept-Language", "es-MX,en;q=0.5"));
    assertThat(answer.body()).contains("Inicie sesión");
  }

  @Test
  void whatIsNotThereIsAPageThatSaysSo() {
    Answer answer = ward.get("/console/nothing");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("There is no such page");
    assertThat(ward.get("/assets/nothing.css").status()).isEqualTo(404);
    assertThat(ward.get("/").header("location")).contains("/console/now");
  }

  @Test
  void theFirstPageIsSmallAndItsAssetsAreKept() {
    Answer page = ward.get("/console/now");
    long bytes = page.body().length();
    for (String path : found("(?:src|href)=\"(/assets/[^\"]+)\"", page.body())) {
      Answer asset = ward.send("GET", path, "", Map.of("Accept-Encoding", "gzip"));
      assertThat(asset.status()).as(path).isEqualTo(200);
      assertThat(asset.header("cache-control"))
          .hasValueSatisfying(value -> assertThat(value).contains("max-age=31536000", "immutable"));
      assertThat(asset.header("content-encoding")).contains("gzip");
      bytes += Long.parseLong(asset.header("content-length").orElseThrow());
    }
    assertThat(bytes).as("bytes of a first load").isLessThan(100_000);
  }

  private static Set<Role> open(String path) {
    return OPEN.getOrDefault(path, Set.of());
  }

  private static Path fresh(String name) {
    try {
      return Files.createDirectories(home.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> application(String name) {
    return Map.of(
        "name", name, "purpose", "HOPERAT", "model", "*", "requests", "60", "tokens", "10000");
  }

  private static Answer trial(String key) {
    return form(
        ward,
        "/console/connect/test",
        Map.of("key", key, "test-model", TestWard.MODEL, "test-purpose", "HOPERAT"));
  }

  private static Answer form(TestWard to, String path, Map<String, String> fields) {
    return post(to, path, body(fields) + "&csrf=" + FakeViewers.CSRF, Map.of());
  }

  private static Answer post(TestWard to, String path, String body, Map<String, String> headers) {
    Map<String, String> all = new java.util.HashMap<>(headers);
    all.put("Content-Type", "application/x-www-form-urlencoded");
    return to.send("POST", path, body, all);
  }

  private static String body(Map<String, String> fields) {
    return String.join(
        "&",
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .toList());
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static List<String> found(String pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
