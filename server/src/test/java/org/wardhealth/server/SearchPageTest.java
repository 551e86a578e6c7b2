package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.identity.Role.ADMINISTRATOR;
import static org.wardhealth.server.identity.Role.CLINICIAN;
import static org.wardhealth.server.identity.Role.PRIVACY_OFFICER;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.console.Viewers;

/**
 * The search box finds what somebody may see anyway, and records looks that could tell of a
 * patient.
 */
final class SearchPageTest {
  private final FakeViewers viewers = new FakeViewers();
  @TempDir private Path home;
  private TestWard ward;

  @BeforeEach
  void start() {
    ward = TestWard.in(home).bean(Viewers.class, viewers).start();
    viewers.is(ADMINISTRATOR);
  }

  @AfterEach
  void stop() {
    ward.close();
  }

  private Answer search(String asked) {
    return Forms.send(ward, "/console/search", Map.of("q", asked));
  }

  private String main(String asked) {
    return search(asked).body().split("<main ")[1].split("</main>")[0];
  }

  @Test
  void peopleApplicationsAndModelsAreFoundByAPartOfTheirName() {
    assertThat(main("ADMINIS")).contains("href=\"/console/people/administrator\"");
    assertThat(main("mock")).contains("test/mock").doesNotContain("administrator");
    assertThat(main("tests")).contains("href=\"/console/applications\"");
    assertThat(main("four-ey")).contains("href=\"/console/rules#rule-four-eyes\"");
    assertThat(ward.get("/console/rules").body()).contains("id=\"rule-four-eyes\"");
    viewers.is(CLINICIAN);
    for (String asked : List.of("adminis", "mock", "tests", "four-ey")) {
      assertThat(main(asked)).as(asked).contains("Nothing was found");
    }
  }

  @Test
  void anExchangeIsFoundByItsIdAndTheLookIsRecorded() {
    ward.chat(TestWard.chat("x", false));
    ward.ledger.ledger().publish();
    ward.server.room(Projection.class).catchUp();
    String exchange = ward.entries().getLast().path("exchange").asString();
    long before = ward.durable();
    assertThat(main(exchange)).contains("href=\"/console/exchanges/" + exchange + "\"");
    assertThat(ward.entriesFrom(before).getFirst().path("type").asString())
        .isEqualTo("audit.searched");
    viewers.is(CLINICIAN);
    assertThat(main(exchange)).contains("Nothing was found");
  }

  @Test
  void aPatientIsFoundByTheirWholeIdByWhoMayAndNeverWithoutTheRecord() {
    assertThat(main(TestWard.PATIENT)).as("an administrator").contains("Nothing was found");
    viewers.is(PRIVACY_OFFICER);
    long before = ward.durable();
    String found = main(TestWard.PATIENT);
    assertThat(found).containsPattern("href=\"/console/consent/[0-9a-f]{32}\"");
    assertThat(ward.entriesFrom(before).getFirst().path("filters").toString())
        .isEqualTo("[\"patient\"]");
    assertThat(ward.entriesFrom(before).toString()).doesNotContain(TestWard.PATIENT + "\"");
    ward.ledger.breakDisk();
    assertThat(search(TestWard.PATIENT).status()).isEqualTo(503);
  }

  @Test
  void hostileWordsAreWordsAndAForeignFormFindsNothing() {
    assertThat(search("\"><script>alert(1)</script>").body()).doesNotContain("<script>");
    assertThat(search("").body()).contains("Nothing was found");
    assertThat(Forms.sendBare(ward, "/console/search", Map.of("q", "adminis")).status())
        .isEqualTo(403);
    assertThat(ward.get("/console/search").status()).isGreaterThanOrEqualTo(404);
  }

  @Test
  void anExchangeIsExplainedToThePatientInTheirLanguageWithoutContent() {
    viewers.is(PRIVACY_OFFICER);
    ward.chat(TestWard.chat(TestWard.NOTE, false));
    ward.ledger.ledger().publish();
    ward.server.room(Projection.class).catchUp();
    String exchange = ward.entries().getLast().path("exchange").asString();
    String path = "/console/exchanges/" + exchange + "/patient";
    long before = ward.durable();
    String english = ward.get(path + "?language=en").body();
    assertThat(english)
        .contains("treatment", "test/mock", "were replaced by made-up ones", exchange)
        .contains("as long as you do not refuse")
        .doesNotContain("Ostrander", "diabetes", "48213377");
    assertThat(ward.entriesFrom(before).getFirst().path("type").asString())
        .isEqualTo("audit.searched");
    assertThat(ward.get(path + "?language=es").body())
        .contains("<section class=\"card stack letter\" lang=\"es\">", "inteligencia artificial");
    assertThat(ward.get("/console/exchanges/" + exchange).body())
        .contains("href=\"" + path + "?language=en\"");
    viewers.is(CLINICIAN);
    assertThat(ward.get(path).status()).isEqualTo(403);
    viewers.is(PRIVACY_OFFICER);
    ward.ledger.breakDisk();
    assertThat(ward.get(path).status()).isEqualTo(503);
  }
}
