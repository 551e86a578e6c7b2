package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.Hash;
import org.wardhealth.ledger.Receipt;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.Verification;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.testkit.ManualClock;

/** A ledger is verified as it grows, and a change on the disk is noticed. */
abstract class VerificationContract {
  private static final int BUNDLE = 256;

  private final ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
  private final SecureRandom random = new SecureRandom();
  @TempDir private Path home;
  private Database database;
  private Audit audit;
  private Verification verification;

  /** The settings of a database that holds nothing yet. */
  abstract DatabaseSettings emptyDatabase(Path directory);

  @BeforeEach
  void open() {
    database = Database.open(emptyDatabase(home));
    audit = Audit.open(home, "ward.one/ledger", clock, random);
    verification = new Verification(database, audit, clock);
  }

  @AfterEach
  void close() {
    audit.close();
    database.close();
  }

  private void fill(int entries) {
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      receipts.add(
          audit.submit(
              new Entry.Refuse(
                  clock.instant(),
                  "ex" + i,
                  "/v1/chat/completions",
                  Optional.empty(),
                  Optional.empty(),
                  "invalid_api_key",
                  0)));
    }
    receipts.forEach(CompletableFuture::join);
    var _ = audit.publish();
  }

  private Path tile(String name) {
    return home.resolve("ledger/tile").resolve(name);
  }

  /**
   * Changes a letter of the first entry that holds the text; the entry's bytes as they are then.
   */
  private static void flip(Path bundle, String text) throws IOException {
    byte[] bytes = Files.readAllBytes(bundle);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text) + 1;
    assertThat(at).isPositive();
    bytes[at] ^= 1;
    Files.write(bundle, bytes);
  }

  private String turn() {
    verification.turn();
    return verification.problem().orElse("");
  }

  @Test
  void entriesAreVerifiedAsTheyComeAndItIsSaidHowManyAndWhen() {
    assertThat(verification.state())
        .isEqualTo(new Verification.State(0, Optional.empty(), Optional.empty()));
    fill(3);
    assertThat(turn()).isEmpty();
    assertThat(verification.state().verified()).isEqualTo(audit.state().published());
    clock.advance(Duration.ofMinutes(3));
    fill(2 * BUNDLE + 7);
    assertThat(turn()).isEmpty();
    assertThat(verification.state())
        .isEqualTo(
            new Verification.State(
                audit.state().published(), Optional.of(clock.instant()), Optional.empty()));
    // another process goes on from there
    assertThat(new Verification(database, audit, clock).state()).isEqualTo(verification.state());
  }

  @Test
  void aByteFlippedInAnEntryIsNoticedAndTheEntryIsNamed() throws IOException {
    fill(BUNDLE + 5);
    flip(tile("entries/000"), "\"ex17\"");
    assertThat(turn())
        .contains("Entries 0 to 255 of ward.one/ledger do not verify", "entry 17 does not have");
    assertThat(verification.state().verified()).isZero();
    assertThat(verification.state().at()).isEmpty();
    // not passed by another process either
    Verification later = new Verification(database, audit, clock);
    later.turn();
    assertThat(later.problem()).get().asString().contains("entry 17 does not have");
    flip(tile("entries/000"), "\"dx17\"");
    assertThat(turn()).isEmpty();
    assertThat(verification.state().verified()).isEqualTo(BUNDLE + 5);
  }

  @Test
  void aByteFlippedAfterItsEntryWasVerifiedIsNoticedWhenTheRoundComesToIt() throws IOException {
    fill(BUNDLE + 5);
    assertThat(turn()).isEmpty();
    flip(tile("entries/000"), "\"ex17\"");
    assertThat(turn()).contains("Entries 0 to 255", "entry 17 does not have");
  }

  @Test
  void anEntryForgedTogetherWithItsLeafHashIsNoticed() throws IOException {
    fill(BUNDLE + 5);
    byte[] before = entry(17);
    flip(tile("entries/000"), "\"ex17\"");
    forgeLeaf(tile("0/000"), 17, before, "\"ex17\"");
    assertThat(turn()).contains("Entries 0 to 255", "do not lead to the root that was signed");
  }

  @Test
  void anEntryOfTheLastBundleForgedTogetherWithItsLeafHashIsNoticed() throws IOException {
    fill(BUNDLE + 5);
    byte[] before = entry(BUNDLE + 2);
    flip(tile("entries/001.p/5"), "\"ex258\"");
    forgeLeaf(tile("0/001.p/5"), 2, before, "\"ex258\"");
    // its hash is on the way of the first bundle too
    assertThat(turn()).contains("Entries 0 to 255", "do not lead to the root that was signed");
  }

  @Test
  void anEntryOfALogOfOneUnfinishedBundleForgedTogetherWithItsLeafHashIsNoticed()
      throws IOException {
    fill(5);
    byte[] before = entry(2);
    flip(tile("entries/000.p/5"), "\"ex2\"");
    forgeLeaf(tile("0/000.p/5"), 2, before, "\"ex2\"");
    assertThat(turn()).contains("Entries 0 to 4", "do not lead to the root that was signed");
  }

  @Test
  void aBundleThatIsGoneIsNoticed() throws IOException {
    fill(BUNDLE + 5);
    Files.delete(tile("entries/000"));
    assertThat(turn()).contains("Entries 0 to 255", "is not there");
  }

  @Test
  void logsThatHaveEndedAreVerifiedToo() throws IOException {
    fill(BUNDLE + 5);
    audit.turn("operator");
    fill(3);
    assertThat(turn()).isEmpty();
    assertThat(verification.state().verified()).isEqualTo(audit.state().published());
    flip(tile("entries/001.p/6"), "\"ex258\"");
    assertThat(turn()).contains("Entries 256 to 261 of ward.one/ledger", "entry 258 does not have");
  }

  @Test
  void aLedgerThatWasSetBackIsNoticed() {
    fill(3);
    assertThat(turn()).isEmpty();
    database.jdbc().sql("UPDATE audit_verified SET next_index = 4711").update();
    assertThat(turn())
        .contains("4711 entries of the ledger were verified before, and now it has 3");
  }

  private byte[] entry(long index) {
    return audit.prove(index).unauthenticatedExtra().orElseThrow();
  }

  /** Puts the leaf hash of the changed entry where that of the true one was. */
  private static void forgeLeaf(Path tile, int at, byte[] entry, String text) throws IOException {
    int name = new String(entry, StandardCharsets.ISO_8859_1).indexOf(text) + 1;
    byte[] forged = entry.clone();
    forged[name] ^= 1;
    byte[] hashes = Files.readAllBytes(tile);
    System.arraycopy(Hash.ofEntry(forged).bytes(), 0, hashes, at * Hash.LENGTH, Hash.LENGTH);
    Files.write(tile, hashes);
  }
}
