package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.identity.Role.ADMINISTRATOR;
import static org.wardhealth.server.identity.Role.AUDITOR;
import static org.wardhealth.server.identity.Role.ENGINEER;
import static org.wardhealth.server.identity.Role.PRIVACY_OFFICER;
import static org.wardhealth.server.identity.Role.SECURITY_OFFICER;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.console.Viewers;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.policy.PolicySets;
import tools.jackson.databind.JsonNode;

/** The policies on the console: what is in force, and how two persons change it. */
final class RulesPageTest {
  private static final String HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>";
  private static final String FILE = "organisation/no-mock.cedar";
  private static final String NO_MOCK =
      """
      @id("no-mock")
      @says("The mock is not asked.")
      @ask("the board for AI")
      forbid (principal, action == Ward::Action::"infer", resource) when { resource == Ward::Model::"test/mock" };
      """;

  /** At which nothing is ever approved. */
  private static TestWard shared;

  private static FakeViewers itsViewers;

  private TestWard ward;
  private FakeViewers viewers;

  @BeforeAll
  static void start(@TempDir Path home) {
    itsViewers = new FakeViewers();
    shared = TestWard.in(home).bean(Viewers.class, itsViewers).start();
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @BeforeEach
  void aSecurityOfficerLooks() {
    ward = shared;
    viewers = itsViewers;
    adaLooks();
  }

  @AfterEach
  void stopItsOwn() {
    if (ward != shared) {
      ward.close();
    }
  }

  /** For what approves, or asks what is proposed. */
  private void ownWard(Path home) {
    viewers = new FakeViewers();
    ward = TestWard.in(home).bean(Viewers.class, viewers).start();
    adaLooks();
  }

  private void adaLooks() {
    viewers.showed(Optional.of(ward.clock.instant()));
    viewers.is("pe_ada", "ada", SECURITY_OFFICER);
  }

  private Answer form(String path, Map<String, String> fields) {
    Map<String, String> all = new TreeMap<>(fields);
    all.put("csrf", FakeViewers.CSRF);
    return ward.send(
        "POST",
        path,
        all.entrySet().stream()
            .map(
                field ->
                    URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8)
                        + '='
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&")),
        Map.of("Content-Type", "application/x-www-form-urlencoded"));
  }

  /** The form as a browser would send it back, with lines that end as browsers end them. */
  private Map<String, String> typed() {
    String page = ward.get("/console/rules/new").body();
    Map<String, String> fields = new TreeMap<>();
    Matcher area =
        Pattern.compile("(?s)<textarea[^>]* name=\"([^\"]+)\"[^>]*>\\n(.*?)</textarea>")
            .matcher(page);
    while (area.find()) {
      fields.put(
          area.group(1),
          area.group(2)
              .replace("&lt;", "<")
              .replace("&gt;", ">")
              .replace("&#34;", "\"")
              .replace("&#39;", "'")
              .replace("&amp;", "&")
              .replace("\n", "\r\n"));
    }
    fields.put("base", found("name=\"base\" value=\"([0-9a-z]+)\"", page).getFirst());
    return fields;
  }

  private Answer propose() {
    Map<String, String> fields = typed();
    fields.put("why", "the mock is retired");
    fields.put("file", FILE);
    fields.put("text", NO_MOCK);
    return form("/console/rules/new", fields);
  }

  private Answer act(String path, String act) {
    String digest =
        ward.server
            .room(PolicySets.class)
            .get(path.substring(path.lastIndexOf('/') + 1))
            .orElseThrow()
            .digest();
    return form(path, Map.of("act", act, "digest", digest));
  }

  private static List<String> found(String pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private String digest() {
    return ward.server.room(PoliciesInForce.class).digest();
  }

  @Test
  void whatIsInForceIsToldWithItsWordsItsTextAndItsCanaries(@TempDir Path home) {
    ownWard(home);
    viewers.is("pe_eve", "eve", AUDITOR);
    String page = ward.get("/console/rules").body();
    assertThat(page)
        .contains("version 1", PolicySource.shipped().digest().substring(0, 12))
        .contains("Nobody uses a model on their own record.", "forbid (")
        .contains("Nothing is proposed", "Ward came with it")
        .doesNotContain("/console/rules/new", "answers wrongly");
    assertThat(found("(answers rightly)", page)).hasSize(4);
  }

  @Test
  void theFormGivesBackTheSetInForceLetterByLetter() {
    Map<String, String> fields = typed();
    fields.put("why", "nothing");
    Answer answer = form("/console/rules/new", fields);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("Nothing is changed");
  }

  @Test
  void aSecondPersonApprovesAndTheNextRequestIsDecidedByIt(@TempDir Path home) {
    ownWard(home);
    assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).status()).isEqualTo(200);
    Answer proposed = propose();
    assertThat(proposed.status()).as(proposed.body()).isEqualTo(303);
    String path = proposed.header("location").orElseThrow();
    assertThat(ward.get("/console/rules").body()).contains(path, "the mock is retired");
    String own = ward.get(path).body();
    assertThat(own)
        .contains("The mock is not asked.", "value=\"withdraw\"")
        .doesNotContain("value=\"approve\"");
    Answer mine = act(path, "approve");
    assertThat(mine.status()).isEqualTo(409);
    assertThat(mine.body()).contains("another person does");
    assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).status()).isEqualTo(200);

    viewers.is("pe_grace", "grace", PRIVACY_OFFICER);
    assertThat(ward.get(path).body()).contains("value=\"approve\"", "value=\"refuse\"");
    assertThat(act(path, "approve").status()).isEqualTo(303);
    Answer denied = ward.chat(TestWard.chat(TestWard.NOTE, false));
    assertThat(denied.code()).isEqualTo("policy_denied");
    assertThat(denied.body()).contains("The mock is not asked.");
    assertThat(ward.get("/console/rules").body()).contains("version 2", "grace", "replaced");
    assertThat(act(path, "refuse").status()).isEqualTo(409);
    assertThat(ward.entries().stream().map(entry -> entry.path("type").asString()))
        .contains("policy.proposed")
        .filteredOn(type -> type.equals("policy.approved"))
        .hasSize(2);
  }

  @Test
  void withoutAFreshPasskeyNothingIsProposedOrApprovedAndWhatWasTypedIsKept() {
    String path = propose().header("location").orElseThrow();
    viewers.is("pe_grace", "grace", PRIVACY_OFFICER);
    for (Optional<java.time.Instant> shown :
        List.of(
            Optional.<java.time.Instant>empty(),
            Optional.of(ward.clock.instant().minus(Duration.ofMinutes(16))))) {
      viewers.showed(shown);
      assertThat(ward.get(path).body())
          .contains("/step-up?next=%2Fconsole%2Frules%2Fsets%2Fps_")
          .doesNotContain("value=\"approve\"");
      Answer answer = act(path, "approve");
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.body()).contains("in the last 15 minutes");
      Answer typed = propose();
      assertThat(typed.status()).isEqualTo(422);
      assertThat(typed.body()).contains("the mock is retired", "The mock is not asked.");
    }
    assertThat(digest()).isEqualTo(PolicySource.shipped().digest());
  }

  @Test
  void onlyWhoMayChangePoliciesDoes() {
    String path = propose().header("location").orElseThrow();
    for (org.wardhealth.server.identity.Role role : List.of(ENGINEER, AUDITOR)) {
      viewers.is("pe_eve", "eve", role);
      assertThat(act(path, "approve").status()).isEqualTo(403);
      assertThat(form("/console/rules/new", Map.of()).status()).isEqualTo(403);
      assertThat(ward.get(path).body()).doesNotContain("value=\"approve\"");
    }
    viewers.is("pe_grace", "grace", ADMINISTRATOR);
    Answer forged =
        ward.send(
            "POST",
            path,
            "act=approve",
            Map.of("Content-Type", "application/x-www-form-urlencoded"));
    assertThat(forged.status()).isEqualTo(403);
    assertThat(digest()).isEqualTo(PolicySource.shipped().digest());
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceAtItsText() {
    Map<String, String> fields = typed();
    fields.put("why", "");
    fields.computeIfPresent("role/quality.cedar", (file, text) -> text.replace("permit", "forbid"));
    fields.put("file", "role/broken.cedar");
    fields.put("text", "permit (");
    Answer answer = form("/console/rules/new", fields);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(found("<li><a href=\"#([^\"]+)\">", answer.body()))
        .contains("role/quality.cedar", "text", "why");
    assertThat(answer.body()).contains("Say why").contains("permit (");
  }

  @Test
  void aTextThatIsEmptiedRemovesItsPolicy() {
    Map<String, String> fields = typed();
    fields.put("why", "no quality office here");
    fields.put("role/quality.cedar", "");
    String path = form("/console/rules/new", fields).header("location").orElseThrow();
    assertThat(ward.get(path).body()).contains("removed").contains("role/quality.cedar");
  }

  @Test
  void aRequestThatIsMadeUpIsDecidedAndNotRecorded() {
    String path = propose().header("location").orElseThrow();
    String set = path.substring(path.lastIndexOf('/') + 1);
    String page = ward.get("/console/rules/trial").body();
    String application = found("<option value=\"(cl_[0-9a-f]+)\"", page).getFirst();
    String query =
        "/console/rules/trial?application="
            + application
            + "&model=test%2Fmock&purpose=TREAT&use=none&ai=";
    long before = ward.durable();
    assertThat(ward.get(query + "none&set=now").body())
        .contains("permitted", "<code>application</code>");
    assertThat(ward.get(query + "deny&set=now").body()).contains("denied", "refused-ai");
    assertThat(ward.get(query + "none&set=" + set).body()).contains("denied", "no-mock");
    assertThat(ward.durable()).isEqualTo(before);
  }

  @Test
  void whatAProposalWouldHaveDecidedIsReadFromTheRecord(@TempDir Path home) {
    ownWard(home);
    for (int i = 0; i < 3; i++) {
      assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).status()).isEqualTo(200);
    }
    ward.clock.advance(Duration.ofMinutes(1));
    String path = propose().header("location").orElseThrow();
    project();
    String page = ward.get(path + "/past").body();
    assertThat(page).contains("id=\"different\">3<", "no-mock", "tests");
    JsonNode entry = ward.entries().getLast();
    assertThat(entry.path("type").asString()).isEqualTo("audit.searched");
    assertThat(entry.path("found").asInt()).isEqualTo(3);

    viewers.is("pe_grace", "grace", PRIVACY_OFFICER);
    assertThat(act(path, "approve").status()).isEqualTo(303);
    assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).code()).isEqualTo("policy_denied");
    project();
    Map<String, String> fields = typed();
    fields.put("why", "the mock is back");
    fields.put(FILE, "");
    String back = form("/console/rules/new", fields).header("location").orElseThrow();
    String again = ward.get(back + "/past").body();
    assertThat(again).contains("id=\"different\">1<", "permitted: application");
    viewers.is("pe_eve", "eve", ENGINEER);
    assertThat(ward.get(back + "/past").status()).isEqualTo(403);
  }

  private void project() {
    ward.ledger.ledger().publish();
    ward.server.room(Projection.class).catchUp();
  }

  @Test
  void hostileWordsAreShownAsWords(@TempDir Path home) {
    ownWard(home);
    Map<String, String> fields = typed();
    fields.put("why", HOSTILE);
    fields.put("file", HOSTILE);
    fields.put("text", HOSTILE);
    fields.put(HOSTILE + ".cedar", HOSTILE);
    List<Answer> answers = new ArrayList<>();
    answers.add(form("/console/rules/new", fields));
    Map<String, String> good = typed();
    good.put("why", HOSTILE);
    good.put("file", FILE);
    good.put("text", NO_MOCK.replace("The mock is", "<script>alert(1)</script>"));
    String path = form("/console/rules/new", good).header("location").orElseThrow();
    answers.add(ward.get(path));
    answers.add(ward.get("/console/rules"));
    answers.add(form(path, Map.of("act", HOSTILE, "digest", HOSTILE)));
    answers.add(
        ward.get("/console/rules/trial?set=" + URLEncoder.encode(HOSTILE, StandardCharsets.UTF_8)));
    viewers.is("pe_grace", "grace", PRIVACY_OFFICER);
    assertThat(act(path, "approve").status()).isEqualTo(303);
    answers.add(ward.get("/console/rules"));
    assertThat(answers.get(1).body()).contains("&lt;script");
    for (Answer answer : answers) {
      assertThat(answer.status()).isLessThan(500);
      assertThat(answer.body())
          .doesNotContain("<script>")
          .doesNotContain("<img")
          .doesNotContainPattern("=\"[^\"<>]*\"'>");
    }
  }

  @Test
  void theOperatorsDraftNeedsAPersonWhoStandsForItAndAnother(@TempDir Path home) {
    ownWard(home);
    String path = draft();
    assertThat(ward.get(path).body())
        .contains("value=\"adopt\"")
        .doesNotContain("value=\"approve\"");
    assertThat(act(path, "approve").status()).isEqualTo(409);
    assertThat(act(path, "adopt").status()).isEqualTo(303);
    assertThat(act(path, "approve").status()).isEqualTo(409);
    viewers.is("pe_grace", "grace", PRIVACY_OFFICER);
    assertThat(act(path, "approve").status()).isEqualTo(303);
    assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).code()).isEqualTo("policy_denied");
  }

  private String draft() {
    PolicySource source = PolicySource.shipped().with(FILE, NO_MOCK);
    return "/console/rules/sets/"
        + ward.server
            .room(PolicySets.class)
            .propose(source.policies(), "from the file", PolicySets.By.operator())
            .id();
  }
}
