package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.identity.Role.ADMINISTRATOR;
import static org.wardhealth.server.identity.Role.AUDITOR;
import static org.wardhealth.server.identity.Role.PRIVACY_OFFICER;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.console.Language;
import org.wardhealth.server.console.Viewers;
import tools.jackson.databind.JsonNode;

/** The consents of a patient on pages: each look and act recorded first, by who does it. */
final class ConsentPageTest {
  private static final String HOSTILE =
      """
      {"resourceType":"Consent","status":"active",
       "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
       "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
       "patient":{"reference":"Patient/p-1"},"policy":[{"uri":"https://hospital.example/policy"}],
       "provision":{"type":"permit","purpose":[{"system":"x","code":"<script>alert(1)</script>"}]}}
      """;

  private static final String ANOTHER =
      """
      {"resourceType":"Patient","id":"p-2","name":[{"family":"Quennell","given":["Ida"]}]}
      """;

  private final FakeViewers viewers = new FakeViewers();
  @TempDir private Path home;
  private TestWard ward;

  @BeforeEach
  void start() {
    ward = TestWard.in(home).bean(Viewers.class, viewers).start();
    viewers.is(PRIVACY_OFFICER);
  }

  @AfterEach
  void stop() {
    ward.close();
  }

  private String patient() {
    Answer found = Forms.send(ward, "/console/consent", Map.of("patient", TestWard.PATIENT));
    assertThat(found.status()).isEqualTo(303);
    return found.header("location").orElseThrow();
  }

  private Stream<String> types(long from) {
    return ward.entriesFrom(from).stream().map(entry -> entry.path("type").asString());
  }

  private int ask() {
    return ward.chat(TestWard.chat("The ward round begins at eight.", false)).status();
  }

  @Test
  void whatAPatientRefusesHoldsForTheNextExchangeAndIsWithdrawn() {
    String path = patient();
    assertThat(ward.get(path).body()).contains("No consent is recorded");
    assertThat(ask()).isEqualTo(200);
    Answer recorded =
        Forms.send(ward, path + "/record", Map.of("said", "NO_AI", "purpose", "TREAT"));
    assertThat(recorded.status()).as(recorded.body()).isEqualTo(200);
    JsonNode entry = ward.entries().getLast();
    assertThat(entry.path("type").asString()).isEqualTo("consent.recorded");
    assertThat(entry.path("who").path("client").asString()).isEqualTo("pe_looks");
    assertThat(entry.path("who").path("person").asString()).isEqualTo("Ada Marsh");
    assertThat(ask()).isEqualTo(403);

    String page = ward.get(path).body();
    assertThat(page)
        .contains(
            "I do not permit the use of my data: for treatment", "denies", "processing by AI");
    String id = Forms.found("consent=(cs-[0-9a-f]+)", page).getFirst();
    assertThat(ward.get(path + "/withdraw?consent=" + id).body()).contains(id);
    assertThat(Forms.send(ward, path + "/withdraw", Map.of("consent", id, "version", "7")).body())
        .contains("changed meanwhile");
    assertThat(Forms.send(ward, path + "/withdraw", Map.of("consent", id, "version", "1")).status())
        .isEqualTo(200);
    assertThat(ward.entries().getLast().path("type").asString()).isEqualTo("consent.withdrawn");
    assertThat(ask()).isEqualTo(200);

    ward.ledger.ledger().publish();
    ward.server.room(Projection.class).catchUp();
    assertThat(ward.get(path).body()).contains("withdrawn", "recorded", "console");
  }

  @Test
  void everySentenceIsAConsentThatSaysIt() {
    String path = patient();
    for (String said : List.of("NO_AI", "NO_AI_OUTSIDE", "USE", "USE_NO_AI_OUTSIDE")) {
      assertThat(
              Forms.send(ward, path + "/record", Map.of("said", said, "purpose", "HRESCH"))
                  .status())
          .as(said)
          .isEqualTo(200);
    }
    String page = ward.get(path).body();
    assertThat(page)
        .contains(
            "I permit the use of my data: for research.",
            "Except:",
            "passing them to a company of artificial intelligence outside");
    String id = Forms.found("consent=(cs-[0-9a-f]+)", page).getFirst();
    viewers.is("Ana", Language.ES, AUDITOR);
    assertThat(ward.get(path).body()).contains("la investigación", "permite");
    assertThat(ward.get(path + "/print?consent=" + id + "&language=en").body())
        .contains("<pre class=\"agreed\" lang=\"en\">What was agreed about");
    assertThat(ward.get(path + "/print?consent=" + id + "&language=es").body())
        .contains("lang=\"es\">Lo que se acordó");
  }

  @Test
  void eachLookIsInTheRecordBeforeItAndWithoutItNothingIsShown() {
    long before = ward.durable();
    String path = patient();
    assertThat(path).matches("/console/consent/[0-9a-f]{32}");
    assertThat(types(before)).containsExactly("audit.searched");
    String page = ward.get(path).body();
    assertThat(types(before)).containsExactly("audit.searched", "patient.read");
    assertThat(page).doesNotContain(TestWard.PATIENT + "<", "Ostrander", "Wilhelmina");
    ward.ledger.breakDisk();
    assertThat(ward.get(path).status()).isEqualTo(503);
    assertThat(Forms.send(ward, "/console/consent", Map.of("patient", TestWard.PATIENT)).status())
        .isEqualTo(503);
    assertThat(
            Forms.send(ward, path + "/record", Map.of("said", "NO_AI", "purpose", "TREAT"))
                .status())
        .isEqualTo(503);
  }

  @Test
  void whoMayNotSeesNothingAndWhoOnlyReadsChangesNothing() {
    String path = patient();
    viewers.is(ADMINISTRATOR);
    assertThat(ward.get(path).status()).isEqualTo(403);
    viewers.is(AUDITOR);
    assertThat(ward.get(path).body()).doesNotContain("/record\"");
    Map<String, String> fields = Map.of("said", "NO_AI", "purpose", "TREAT");
    assertThat(Forms.send(ward, path + "/record", fields).status()).isEqualTo(403);
    viewers.is(PRIVACY_OFFICER);
    assertThat(Forms.sendBare(ward, path + "/record", fields).status()).isEqualTo(403);
    viewers.sure(false);
    assertThat(Forms.send(ward, path + "/record", fields).status()).isEqualTo(303);
    viewers.sure(true);
    Answer wrong = Forms.send(ward, path + "/record", Map.of());
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(Forms.found("<li><a href=\"#([a-z]+)\">", wrong.body()))
        .containsExactly("said", "purpose");
    assertThat(ward.get(path).body()).contains("No consent is recorded");
  }

  @Test
  void whoIsUnknownIsSaidToBeAndHostileCodesAreShownAsWords() {
    Answer unknown =
        Forms.send(ward, "/console/consent", Map.of("patient", "\"><script>alert(1)</script>"));
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body()).contains("does not know this patient").doesNotContain("<script>");
    assertThat(ward.get("/console/consent/" + "0".repeat(32)).status()).isEqualTo(404);
    assertThat(ward.send("POST", "/fhir/Consent", HOSTILE, Map.of()).status()).isEqualTo(201);
    assertThat(ward.get(patient()).body()).contains("&lt;script&gt;").doesNotContain("<script>");
  }

  /** The numbers of a row of the table. */
  private static List<String> row(String page, String head) {
    String cells = page.substring(page.indexOf(head), page.indexOf("</tr>", page.indexOf(head)));
    return Forms.found("<td class=\"number\">\\s*([^<]*?)\\s*</td>", cells);
  }

  @Test
  void howManyPermitWhatIsCountedByPurposeAndRecordedBeforeItIsShown() {
    String consents = "/console/consent/cohorts";
    assertThat(ward.get(consents).body()).contains("Count now").doesNotContain("id=\"counted\"");
    assertThat(ward.send("PUT", "/fhir/Patient/p-2", ANOTHER, Map.of()).status()).isEqualTo(201);
    var _ = Forms.send(ward, patient() + "/record", Map.of("said", "NO_AI", "purpose", "HQUALIMP"));
    var _ = Forms.send(ward, patient() + "/record", Map.of("said", "USE", "purpose", "HRESCH"));
    long before = ward.durable();
    String counted = Forms.send(ward, consents, Map.of()).body();
    List<JsonNode> entries = ward.entriesFrom(before);
    assertThat(entries)
        .allSatisfy(
            entry -> {
              assertThat(entry.path("type").asString()).isEqualTo("consent.cohort");
              assertThat(entry.path("by").asString()).isEqualTo("pe_looks");
              assertThat(entry.path("members").asBoolean()).isFalse();
            });
    assertThat(
            entries.stream()
                .collect(
                    Collectors.toMap(
                        entry -> entry.path("purpose").asString(),
                        entry -> entry.path("found").asInt())))
        .isEqualTo(
            Map.of(
                "TREAT",
                2,
                "CAREMGT",
                2,
                "HPAYMT",
                2,
                "HOPERAT",
                2,
                "HQUALIMP",
                2,
                "HRESCH",
                1,
                "PUBHLTH",
                2));
    assertThat(counted).contains("2 patients", "healthcare research");
    assertThat(row(counted, "healthcare research")).containsExactly("1", "50 %", "1", "50 %");
    assertThat(row(counted, "quality improvement")).containsExactly("2", "100 %", "1", "50 %");
    viewers.is(ADMINISTRATOR);
    assertThat(Forms.send(ward, consents, Map.of()).status()).isEqualTo(403);
    viewers.is(AUDITOR);
    assertThat(Forms.sendBare(ward, consents, Map.of()).status()).isEqualTo(403);
    ward.ledger.breakDisk();
    assertThat(Forms.send(ward, consents, Map.of()).body()).doesNotContain("id=\"counted\"");
  }
}
