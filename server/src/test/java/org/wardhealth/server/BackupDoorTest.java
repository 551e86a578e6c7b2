package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.identity.Role.ADMINISTRATOR;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.console.Viewers;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;

/** That a backup was taken is in the record, and the console says when. */
final class BackupDoorTest {
  private static final String TAKEN =
      """
      {"origin": "ward.test/ledger", "entries": 7, "root": "cm9vdA==", "database": true,
       "taken": "2026-03-01T07:59:00Z"}
      """;

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

  @Test
  void theOperatorsWordIsRecordedAndShown() throws IOException {
    assertThat(ward.get("/console/keys").body()).contains("none recorded");
    long before = ward.durable();
    assertThat(ward.send("POST", "/audit/backups", TAKEN, operator()).status()).isEqualTo(200);
    JsonNode entry = ward.entriesFrom(before).getFirst();
    assertThat(entry.path("type").asString()).isEqualTo("backup.taken");
    assertThat(entry.path("entries").asLong()).isEqualTo(7);
    ward.ledger.ledger().publish();
    ward.server.room(Projection.class).catchUp();
    assertThat(ward.get("/console/keys").body())
        .contains("taken and read back whole")
        .doesNotContain("none recorded");
  }

  @Test
  void nobodyElsesWordAndNothingOddIs() throws IOException {
    long before = ward.durable();
    assertThat(ward.send("POST", "/audit/backups", TAKEN, Map.of()).status()).isEqualTo(403);
    for (String odd :
        new String[] {
          "{}",
          TAKEN.replace("\"entries\": 7", "\"entries\": \"seven\""),
          TAKEN.replace("\"entries\": 7", "\"entries\": 1.5"),
          TAKEN.replace("\"entries\": 7", "\"entries\": -7"),
          TAKEN.replace("2026-03-01T07:59:00Z", "yesterday"),
          TAKEN.replace("\"root\"", "\"note\"")
        }) {
      assertThat(ward.send("POST", "/audit/backups", odd, operator()).status())
          .as(odd)
          .isEqualTo(400);
    }
    assertThat(ward.entriesFrom(before))
        .noneMatch(entry -> entry.path("type").asString().equals("backup.taken"));
  }

  private Map<String, String> operator() throws IOException {
    JsonNode run = Json.MAPPER.readTree(Files.readString(WardServer.runFile(home)));
    return Map.of("Authorization", "Bearer " + run.path("operator").asString());
  }
}
