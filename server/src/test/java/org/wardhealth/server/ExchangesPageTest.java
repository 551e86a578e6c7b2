package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.identity.Role.ADMINISTRATOR;
import static org.wardhealth.server.identity.Role.AUDITOR;
import static org.wardhealth.server.identity.Role.CLINICIAN;
import static org.wardhealth.server.identity.Role.ENGINEER;
import static org.wardhealth.server.identity.Role.PRIVACY_OFFICER;
import static org.wardhealth.server.identity.Role.SECURITY_OFFICER;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.TlogProof;
import org.wardhealth.ledger.TrustPolicy;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.console.Language;
import org.wardhealth.server.console.Viewers;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Exchanges are found, told and explained on pages; whoever looks is in the ledger first. */
final class ExchangesPageTest {
  private static final String LIST = "/console/exchanges";
  private static final String HOSTILE = "=1\"'><script>alert(1)</script><img src=x>";

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
  void anAuditorLooks() {
    ward = shared;
    viewers = itsViewers;
    viewers.is(AUDITOR);
  }

  @AfterEach
  void stopItsOwn() {
    if (ward != shared) {
      ward.close();
    }
  }

  /** For what counts all exchanges, or leaves some that nobody else wants, or breaks the disk. */
  private void ownWard(Path home) {
    viewers = new FakeViewers();
    ward = TestWard.in(home).bean(Viewers.class, viewers).start();
    viewers.is(AUDITOR);
  }

  private void project() {
    ward.ledger.ledger().publish();
    ward.server.room(Projection.class).catchUp();
  }

  private String exchange() {
    assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).status()).isEqualTo(200);
    project();
    return last("exchange.result").path("exchange").asString();
  }

  private String denied() {
    ObjectNode nameless = TestWard.chat(TestWard.NOTE, false);
    nameless.remove("metadata");
    assertThat(ward.chat(nameless).status()).isEqualTo(403);
    project();
    return last("exchange.refuse").path("exchange").asString();
  }

  private JsonNode last(String type) {
    return ward.entries().stream()
        .filter(entry -> entry.path("type").asString().equals(type))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @Test
  void withoutAnExchangeThePageSaysSo(@TempDir Path home) {
    ownWard(home);
    Answer empty = ward.get(LIST);
    assertThat(empty.status()).isEqualTo(200);
    assertThat(empty.body()).contains("No exchange has ended yet").doesNotContain("Export as CSV");
  }

  @Test
  void anExchangeIsFoundAndWhoLookedIsInTheLedger(@TempDir Path home) {
    ownWard(home);
    String exchange = exchange();
    String patient = last("exchange.admit").path("basis").path("patient").asString();
    Answer found = ward.get(LIST + "?patient=" + patient + "&purpose=TREAT&ended=answered");
    assertThat(found.status()).isEqualTo(200);
    assertThat(found.body())
        .contains(LIST + "/" + exchange, "tests", TestWard.MODEL, "answered")
        .doesNotContain("Ostrander")
        .doesNotContain(">" + TestWard.PATIENT + "<");
    assertThat(found(LIST + "/(ex_[0-9a-f]+)\"", found.body())).containsExactly(exchange);
    JsonNode entry = last("audit.searched");
    assertThat(entry.path("by").asString()).isEqualTo("pe_looks");
    assertThat(entry.path("person").path("name").asString()).isEqualTo("Ada Marsh");
    assertThat(entry.path("person").path("aal").asInt()).isEqualTo(2);
    assertThat(entry.path("person").path("factors").path(0).asString()).isEqualTo("passkey");
    assertThat(entry.path("filters").toString()).isEqualTo("[\"ended\",\"patient\",\"purpose\"]");
    assertThat(entry.path("patient").asString()).isEqualTo(patient);
    assertThat(entry.path("found").asInt()).isOne();
    assertThat(ward.get(LIST + "?ended=refused").body())
        .contains("Nothing matches")
        .doesNotContain(exchange);
  }

  @Test
  void whatWasReleasedIsToldInWordsWithItsDataSet() {
    ObjectNode request = Json.MAPPER.createObjectNode();
    request.put("input", TestWard.NOTE);
    request.putObject("metadata").put("patient", TestWard.PATIENT).put("purpose", "HRESCH");
    assertThat(released(request))
        .contains("may have data de-identified.", "none: its key was used once")
        .contains("Texts or resources", "\u00d7 record number")
        .doesNotContain("\u00d7 MRN");
    assertThat(released(request.put("data_set", "study-1"))).contains("Data set", "study-1");
    viewers.is("Alba", Language.ES, AUDITOR);
    assertThat(released(request)).contains("\u00d7 número de historia", "Conjunto de datos");
  }

  private String released(ObjectNode request) {
    assertThat(ward.post("/v1/deidentify", request.toString()).status()).isEqualTo(200);
    project();
    return ward.get(LIST + "/" + last("exchange.deidentified").path("exchange").asString()).body();
  }

  @Test
  void anExchangeUnderABrokenGlassIsFoundByWhoBrokeIt() {
    exchange();
    ward.server
        .room(Audit.class)
        .record(
            new Entry.Refuse(
                ward.clock.instant(),
                "ex_glass",
                "/v1/chat/completions",
                Optional.of(new Entry.Who("cl_1", "tests", List.of("api-key"), 1)),
                Optional.of(
                    new Entry.Basis(
                        Optional.of("BTG"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "deny",
                        List.of("glass:gl_1", "glass-of:pe_broke"))),
                "content_blocked",
                0));
    project();
    assertThat(found(LIST + "/(ex_[0-9a-z_]+)\"", ward.get(LIST + "?person=pe_broke").body()))
        .containsExactly("ex_glass");
    assertThat(last("audit.searched").path("filters").toString()).isEqualTo("[\"person\"]");
    assertThat(ward.get(LIST + "?person=pe_other").body()).contains("Nothing matches");
  }

  @Test
  void wrongFiltersAreSaidAndNothingIsSearched() {
    exchange();
    long before = ward.durable();
    Answer answer = ward.get(LIST + "?patient=Ostrander&since=yesterday&ended=well&purpose=X");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(found("<li><a href=\"#([a-z]+)\">", answer.body()))
        .containsExactly("since", "ended", "purpose", "patient");
    assertThat(answer.body()).doesNotContain("/console/exchanges/ex_");
    assertThat(ward.durable()).isEqualTo(before);
  }

  @Test
  void pagesShowEachExchangeOnceWhateverIsRecordedMeanwhile(@TempDir Path home) {
    ownWard(home);
    for (int i = 0; i < 60; i++) {
      ward.chat(TestWard.chat("The ward round begins at eight.", false));
      ward.clock.advance(Duration.ofSeconds(1));
    }
    project();
    Answer first = ward.get(LIST + "?application=tests");
    List<String> shown = found(LIST + "/(ex_[0-9a-f]+)\"", first.body());
    assertThat(shown).hasSize(50);
    String next =
        found("href=\"(/console/exchanges\\?[^\"]*after=[^\"]+)\"", first.body()).getFirst();
    exchange();
    Answer second = ward.get(next.replace("&amp;", "&"));
    List<String> rest = found(LIST + "/(ex_[0-9a-f]+)\"", second.body());
    assertThat(rest).hasSize(10).doesNotContainAnyElementsOf(shown);
    assertThat(second.body()).contains("Back to the newest");
    assertThat(found(LIST + "/(ex_[0-9a-f]+)\"", ward.get(LIST + "?after=nonsense").body()))
        .as("a cursor that is none leads to the beginning")
        .hasSize(50);
  }

  @Test
  void aFileIsGivenToWhomItMayAfterItIsRecorded(@TempDir Path home) {
    ownWard(home);
    hostileEntry();
    exchange();
    Answer csv = export("csv", "since=2026-01-01T00:00");
    assertThat(csv.status()).isEqualTo(200);
    assertThat(csv.header("content-type").orElse("")).startsWith("text/csv");
    assertThat(csv.header("content-disposition").orElse("")).contains("exchanges.csv");
    assertThat(csv.header("cache-control")).contains("no-store");
    List<String> lines = csv.body().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).startsWith("\"log\",\"index\",\"at\",\"exchange\",\"patient\"");
    assertThat(csv.body())
        .contains("\"'" + HOSTILE.replace("\"", "\"\"") + "\"")
        .doesNotContain("\"=1");
    JsonNode entry = last("audit.exported");
    assertThat(entry.path("by").asString()).isEqualTo("pe_looks");
    assertThat(entry.path("format").asString()).isEqualTo("csv");
    assertThat(entry.path("filters").toString()).isEqualTo("[\"since\"]");
    assertThat(entry.path("found").asInt()).isEqualTo(2);

    Answer ndjson = export("ndjson", "application=tests");
    assertThat(ndjson.body().lines().map(line -> Json.MAPPER.readTree(line)))
        .singleElement()
        .satisfies(row -> assertThat(row.path("outcome").asString()).isEqualTo("answered"));
    assertThat(export("csv", "patient=Ostrander").status()).isEqualTo(422);
  }

  @Test
  void noFileWithoutTheSessionsSecretTheRoleOrTheRecord(@TempDir Path home) {
    ownWard(home);
    exchange();
    long before = ward.durable();
    Answer planted =
        ward.send(
            "POST",
            LIST + "/export",
            "format=csv&csrf=another",
            Map.of("Content-Type", "application/x-www-form-urlencoded"));
    assertThat(planted.status()).isEqualTo(403);
    for (Role role : List.of(ADMINISTRATOR, ENGINEER, CLINICIAN)) {
      viewers.is(role);
      assertThat(export("csv", "").status()).as(role.name()).isEqualTo(403);
    }
    assertThat(ward.durable()).isEqualTo(before);
    for (Role role : List.of(SECURITY_OFFICER, PRIVACY_OFFICER, AUDITOR)) {
      viewers.is(role);
      assertThat(export("csv", "").status()).as(role.name()).isEqualTo(200);
    }
    viewers.is(AUDITOR);
    ward.ledger.breakDisk();
    Answer unrecorded = export("csv", "");
    assertThat(unrecorded.status()).isEqualTo(503);
    assertThat(unrecorded.body()).doesNotContain("ex_");
  }

  @Test
  void nothingIsShownThatIsNotRecordedFirst(@TempDir Path home) {
    ownWard(home);
    String exchange = exchange();
    String denied = denied();
    ward.ledger.breakDisk();
    for (String path :
        List.of(
            LIST,
            LIST + "/" + exchange,
            LIST + "/" + exchange + "/proof?index=0",
            "/console/denied?decision=" + denied)) {
      Answer answer = ward.get(path);
      assertThat(answer.status()).as(path).isEqualTo(503);
      assertThat(answer.body()).as(path).doesNotContain("purpose_missing", "tests", TestWard.MODEL);
    }
  }

  @Test
  void anExchangeIsToldInTheOrderOfThePipelineWithoutItsContent() {
    String exchange = exchange();
    for (Role role : List.of(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, AUDITOR)) {
      viewers.is(role);
      assertThat(ward.get(LIST + "/" + exchange).status()).as(role.name()).isEqualTo(200);
    }
    for (Role role : List.of(ENGINEER, CLINICIAN)) {
      viewers.is(role);
      assertThat(ward.get(LIST + "/" + exchange).status()).as(role.name()).isEqualTo(403);
    }
    viewers.is(PRIVACY_OFFICER);
    String told = ward.get(LIST + "/" + exchange).body();
    assertThat(found("<h3>([^<]+)</h3>", told))
        .containsExactly(
            "Who asks",
            "What is asked",
            "May it be",
            "Identifiers taken out",
            "Request screened",
            "Recorded, then let through",
            "Model asked",
            "Answer screened",
            "Identifiers put back",
            "End recorded");
    assertThat(told)
        .contains("AAL 1, by api-key", "The application may use data for this purpose.")
        .contains(last("exchange.admit").path("basis").path("patient").asString())
        .contains("data-proof=\"", "class=\"bar\"", "Found by", "known of the patient")
        .doesNotContain(TestWard.IDENTIFIERS)
        .doesNotContain("diabetes", "not reached");
    JsonNode admit = last("exchange.admit");
    assertThat(sum(admit.path("layers"))).isPositive().isEqualTo(sum(admit.path("found")));
    JsonNode entry = last("audit.searched");
    assertThat(entry.path("filters").toString()).isEqualTo("[\"exchange\"]");
    assertThat(entry.path("found").asInt()).isEqualTo(2);
    assertThat(ward.get(LIST + "/ex_" + "0".repeat(28)).status()).isEqualTo(404);

    String refused = ward.get(LIST + "/" + denied()).body();
    assertThat(refused).contains("stopped here", "not reached", "purpose_missing");
  }

  @Test
  void theProofThatIsTakenAwayProvesTheEntry() throws Exception {
    String exchange = exchange();
    JsonNode result = last("exchange.result");
    long index = -1;
    for (long i = 0; i < ward.durable(); i++) {
      if (Json.MAPPER.readTree(ward.ledger.ledger().entry(i)).equals(result)) {
        index = i;
      }
    }
    Answer proof = ward.get(LIST + "/" + exchange + "/proof?index=" + index);
    assertThat(proof.status()).isEqualTo(200);
    assertThat(proof.header("content-disposition").orElse("")).contains(".tlog-proof");
    TlogProof parsed = TlogProof.parse(proof.body().getBytes(StandardCharsets.UTF_8));
    TrustPolicy policy = TrustPolicy.parse(Files.readAllBytes(ward.home.resolve("ledger.policy")));
    assertThat(parsed.verify(parsed.unauthenticatedExtra().orElseThrow(), policy).index())
        .isEqualTo(index);
    assertThat(ward.get(LIST + "/" + exchange + "/proof?index=0").status())
        .as("an entry of something else")
        .isEqualTo(404);
    assertThat(last("audit.searched").path("filters").toString())
        .isEqualTo("[\"exchange\",\"proof\"]");
  }

  @Test
  void aDenialIsExplainedToEveryRoleWithoutPatientOrContent() {
    String denied = denied();
    for (Role role :
        List.of(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, ENGINEER, CLINICIAN, AUDITOR)) {
      viewers.is(role);
      Answer answer = ward.get("/console/denied?decision=" + denied);
      assertThat(answer.status()).as(role.name()).isEqualTo(200);
      assertThat(answer.body())
          .contains("purpose_missing", "Say the purpose of use", "Whoever writes the application")
          .doesNotContain(TestWard.IDENTIFIERS)
          .doesNotContain("tests", "diabetes");
      assertThat(answer.body().contains(LIST + "/" + denied))
          .as(role + " is led to the record")
          .isEqualTo(
              EnumSet.of(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, AUDITOR).contains(role));
    }
    assertThat(last("audit.searched").has("patient")).isFalse();
    viewers.is(CLINICIAN);
    String patient = TestWard.PATIENT;
    String answered = exchange();
    assertThat(ward.get("/console/denied?decision=" + answered).body())
        .contains("This was not denied")
        .doesNotContain(last("exchange.admit").path("basis").path("patient").asString())
        .doesNotContain(">" + patient + "<");
    Answer unknown = ward.get("/console/denied?decision=" + denied.substring(0, 10));
    assertThat(unknown.status()).as("only the whole id finds it").isEqualTo(404);
    assertThat(unknown.body()).contains("No decision with this id is known");
    viewers.nobody();
    assertThat(ward.get("/console/denied?decision=" + denied).status()).isEqualTo(401);
  }

  @Test
  void hostileWordsAreShownAsWords(@TempDir Path home) {
    ownWard(home);
    viewers.is(HOSTILE, Language.EN, AUDITOR);
    hostileEntry();
    exchange();
    List<Answer> answers = new ArrayList<>();
    String hostile = URLEncoder.encode(HOSTILE, StandardCharsets.UTF_8);
    for (String name :
        List.of("since", "until", "ended", "purpose", "application", "model", "code", "after")) {
      answers.add(ward.get(LIST + "?" + name + "=" + hostile));
    }
    answers.add(ward.get(LIST + "/" + hostile.replace("%2F", "x").replace("+", "%20")));
    answers.add(ward.get("/console/denied?decision=" + hostile));
    answers.add(export("csv", "code=" + hostile + "&since=" + hostile));
    answers.add(ward.get(LIST));
    answers.add(ward.get(LIST + "/ex_hostile"));
    answers.add(ward.get("/console/denied?decision=ex_hostile"));
    assertThat(answers.reversed().stream().limit(3))
        .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200))
        .allSatisfy(answer -> assertThat(answer.body()).contains("&lt;script"));
    for (Answer answer : answers) {
      assertThat(answer.status()).isLessThan(500);
      assertThat(answer.body()).doesNotContain("<script>", "<img").doesNotContain("=1\"'>");
    }
  }

  private static long sum(JsonNode counts) {
    return counts.valueStream().mapToLong(JsonNode::asLong).sum();
  }

  /** An entry as no Ward writes it, which an older or an altered one could have. */
  private void hostileEntry() {
    ward.server
        .room(Audit.class)
        .record(
            new Entry.Refuse(
                ward.clock.instant(),
                "ex_hostile",
                HOSTILE,
                Optional.of(new Entry.Who(HOSTILE, HOSTILE, List.of(HOSTILE), 1)),
                Optional.of(
                    new Entry.Basis(
                        Optional.of(HOSTILE),
                        Optional.of(HOSTILE),
                        Optional.of(HOSTILE),
                        Optional.of(HOSTILE),
                        Optional.of(HOSTILE),
                        Optional.of(HOSTILE),
                        "deny",
                        List.of(HOSTILE, "consent:" + HOSTILE))),
                HOSTILE,
                0));
    project();
  }

  private Answer export(String format, String filter) {
    return ward.send(
        "POST",
        LIST + "/export",
        "format=" + format + "&csrf=" + FakeViewers.CSRF + (filter.isEmpty() ? "" : "&" + filter),
        Map.of("Content-Type", "application/x-www-form-urlencoded"));
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
