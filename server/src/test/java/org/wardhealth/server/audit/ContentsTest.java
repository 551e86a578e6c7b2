package org.wardhealth.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.Contents.Part;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.vault.SealException;
import org.wardhealth.server.vault.Subject;
import org.wardhealth.server.vault.Vault;
import org.wardhealth.testkit.ManualClock;

class ContentsTest {
  private final SecureRandom random = new SecureRandom();
  private final ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
  @TempDir private Path home;
  private Database database;
  private Vault vault;
  private Contents contents;

  @BeforeEach
  void open() {
    database = Database.open(DatabaseSettings.embedded(home));
    vault = Vault.open(home.resolve("keys"), database, clock, random);
    contents = new Contents(database, clock, Duration.ofDays(30));
  }

  @AfterEach
  void close() {
    contents.close();
    database.close();
  }

  private Content content(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8), random);
  }

  @Test
  void aDatabaseThatIsGoneFailsTheExchangeAndNotTheWriter() {
    Subject subject = vault.application("app");
    database.jdbc().sql("ALTER TABLE audit_content RENAME TO elsewhere").update();
    CompletableFuture<Void> lost = contents.save("ex1", Part.PROMPT, subject, content("secret"));
    assertThatThrownBy(lost::join)
        .hasCauseInstanceOf(AuditUnavailable.class)
        .hasMessageNotContaining("secret");
    database.jdbc().sql("ALTER TABLE elsewhere RENAME TO audit_content").update();
    contents.save("ex1", Part.PROMPT, subject, content("kept")).join();
    assertThat(contents.read("ex1", Part.PROMPT, subject)).isPresent();
  }

  @Test
  void aClosedDatabaseFailsTheExchange() {
    Subject subject = vault.application("app");
    database.close();
    CompletableFuture<Void> lost = contents.save("ex1", Part.PROMPT, subject, content("x"));
    assertThatThrownBy(lost::join).hasCauseInstanceOf(AuditUnavailable.class);
  }

  /** SQLite lets one write at a time: whoever holds its lock holds the writer up. */
  @Test
  void whenTooManyWaitTheNextIsRefusedAndNoneIsLost() {
    Subject subject = vault.application("app");
    List<CompletableFuture<Void>> accepted = new ArrayList<>();
    String refusal =
        database.transaction(
            jdbc -> {
              try {
                for (int i = 0; i < 20_000; i++) {
                  accepted.add(contents.save("ex" + i, Part.PROMPT, subject, content("x")));
                }
                return "all were taken";
              } catch (AuditUnavailable e) {
                return String.valueOf(e.getMessage());
              }
            });
    assertThat(refusal).contains("8192 contents are waiting");
    accepted.forEach(CompletableFuture::join);
    assertThat(database.jdbc().sql("SELECT count(*) FROM audit_content").query(Long.class).single())
        .isEqualTo(accepted.size());
  }

  /** After many at once the writer waits a little for as many again, and not for ever. */
  @Test
  void aSingleOneBehindManyIsKeptToo() {
    Subject subject = vault.application("app");
    List<CompletableFuture<Void>> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add(contents.save("ex" + i, Part.PROMPT, subject, content("x")));
    }
    many.forEach(CompletableFuture::join);
    assertThat(contents.save("alone", Part.PROMPT, subject, content("x")))
        .succeedsWithin(Duration.ofSeconds(30));
    assertThat(contents.keeps("alone", Part.PROMPT, subject)).isTrue();
  }

  @Test
  void aContentMovedToAnotherExchangeOrPartDoesNotOpen() {
    Subject subject = vault.application("app");
    contents.save("ex1", Part.PROMPT, subject, content("asked")).join();
    database.jdbc().sql("UPDATE audit_content SET part = 'ANSWER'").update();
    assertThatThrownBy(() -> contents.read("ex1", Part.ANSWER, subject))
        .isInstanceOf(SealException.class);
    database.jdbc().sql("UPDATE audit_content SET part = 'PROMPT', exchange = 'ex2'").update();
    assertThatThrownBy(() -> contents.read("ex2", Part.PROMPT, subject))
        .isInstanceOf(SealException.class);
  }

  @Test
  void aCommitmentIsOfTheTextUnderASaltThatIsKeptWithIt() {
    Subject subject = vault.application("app");
    Content said = content("said");
    assertThat(said.commitment()).matches("hmac-sha256:[0-9a-f]{64}");
    assertThat(content("said").commitment()).as("another salt").isNotEqualTo(said.commitment());
    contents.save("ex1", Part.PROMPT, subject, said).join();
    assertThat(contents.read("ex1", Part.PROMPT, subject).orElseThrow().commitment())
        .isEqualTo(said.commitment());
    assertThat(said.toString()).doesNotContain("said");
  }
}
