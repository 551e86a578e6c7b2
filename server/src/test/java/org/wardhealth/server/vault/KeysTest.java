package org.wardhealth.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig2026;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.KeyCare;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.testkit.ManualClock;

/**
 * Epochs: what is new is sealed by the newest, what is old stays open until its key is destroyed.
 */
class KeysTest {
  private static final byte[] SECRET = "Jane Doe".getBytes(StandardCharsets.UTF_8);
  private static final Duration WINDOW = Duration.ofDays(35);

  private final SecureRandom random = new SecureRandom();
  private final ManualClock clock = ManualClock.at("2026-03-10T08:00:00Z");
  @TempDir private Path home;
  private Database database;
  private Audit audit;

  @BeforeEach
  void open() {
    database = Database.open(DatabaseSettings.embedded(home));
    audit = Audit.open(home, "ward.test/ledger", clock, random);
  }

  @AfterEach
  void close() {
    audit.close();
    database.close();
  }

  private Path keys() {
    return home.resolve("keys");
  }

  private Vault vault() {
    return Vault.open(keys(), database, clock, random);
  }

  private KeyCare care(Vault vault) {
    return new KeyCare(vault, audit, clock, WINDOW);
  }

  @Test
  void whatOldEpochsSealedStaysOpenAndIsSealedAnew() {
    Vault vault = vault();
    Subject jane = vault.ensure("Patient/jane");
    byte[] box = jane.seal("t", "r", SECRET);
    String first = vault.keys().current().id();

    clock.advance(Duration.ofDays(31));
    care(vault).keep();

    String second = vault.keys().current().id();
    assertThat(second).startsWith("2026-04-").isNotEqualTo(first);
    assertThat(vault.sealedBy()).containsOnlyKeys(second);
    assertThat(vault.keys().keysets(first)).isZero();
    assertThat(vault.ensure("Patient/jane").open("t", "r", box)).isEqualTo(SECRET);
    assertThat(vault().ensure("Patient/jane").open("t", "r", box)).isEqualTo(SECRET);
  }

  @Test
  void turningAndSealingAnewAtOnceLosesNoKeyset() throws Exception {
    Vault vault = vault();
    byte[] hash = vault.keyedHash("d", "v");
    try (var threads = java.util.concurrent.Executors.newFixedThreadPool(3)) {
      List<java.util.concurrent.Future<?>> running = new java.util.ArrayList<>();
      for (int i = 0; i < 60; i++) {
        running.add(threads.submit(() -> vault.keys().rotate()));
        running.add(threads.submit(() -> vault.keys().rewrapKeysets()));
        running.add(threads.submit(() -> vault.keys().rewrapKeysets()));
      }
      for (var one : running) {
        one.get();
      }
    }
    assertThat(vault().keyedHash("d", "v")).isEqualTo(hash);
  }

  @Test
  void anEpochThatAnotherNodeBeganIsTakenUp() {
    Vault one = vault();
    Vault other = vault();
    clock.advance(Duration.ofMinutes(1));
    String begun = one.keys().rotate().id();
    var _ = other.ensure("Patient/jane");
    var _ = care(other).rewrap();
    assertThat(other.keys().current().id()).isEqualTo(begun);
    assertThat(one.sealedBy()).containsOnlyKeys(begun);
  }

  @Test
  void aMonthThatIsNotOverHasNoSecondEpoch() {
    Vault vault = vault();
    clock.advance(Duration.ofDays(20));
    care(vault).keep();
    assertThat(vault.keys().epochs()).hasSize(1);
  }

  @Test
  void theKeyOfAnEpochIsDestroyedAfterItsWindowAndAnOldCopyOfTheDatabaseOpensNothing()
      throws IOException {
    Vault vault = vault();
    Subject jane = vault.ensure("Patient/jane");
    byte[] box = jane.seal("t", "r", SECRET);
    Path old = Files.createDirectories(home.resolve("old"));
    database.scrub();
    Files.copy(home.resolve("state.db"), old.resolve("state.db"));
    String first = vault.keys().current().id();

    clock.advance(Duration.ofDays(31));
    care(vault).keep();
    assertThat(openable(old, box)).isTrue();

    clock.advance(WINDOW.minusDays(1));
    care(vault).keep();
    assertThat(openable(old, box)).isTrue();

    clock.advance(Duration.ofDays(1));
    care(vault).keep();
    assertThat(openable(old, box)).isFalse();
    assertThat(vault.keys().epochs()).noneMatch(epoch -> epoch.id().equals(first));
    assertThat(vault.ensure("Patient/jane").open("t", "r", box)).isEqualTo(SECRET);
  }

  private boolean openable(Path copy, byte[] box) {
    try (Database elsewhere = Database.open(DatabaseSettings.embedded(copy))) {
      return java.util.Arrays.equals(
          Vault.open(keys(), elsewhere, clock, random).ensure("Patient/jane").open("t", "r", box),
          SECRET);
    } catch (SealException e) {
      return false;
    }
  }

  @Test
  void anEpochThatStillSealsSomethingIsNotDestroyed() {
    Vault vault = vault();
    vault.ensure("Patient/jane");
    String first = vault.keys().current().id();
    clock.advance(Duration.ofDays(200));
    var _ = vault.keys().rotate();
    clock.advance(Duration.ofDays(200));
    assertThat(care(vault).destroyDue()).isEmpty();
    assertThat(vault.keys().epochs()).anyMatch(epoch -> epoch.id().equals(first));
    var _ = care(vault).rewrap();
    assertThat(care(vault).destroyDue()).containsExactly(first);
  }

  @Test
  void aDataKeyThatDoesNotOpenStopsNoOtherAndIsToldOnce() {
    Vault vault = vault();
    Subject broken = vault.ensure("Patient/a");
    byte[] box = vault.ensure("Patient/b").seal("t", "r", SECRET);
    database
        .jdbc()
        .sql("UPDATE vault_subject SET sealed_key = ? WHERE id = ?")
        .params(new byte[] {1, 2, 3}, broken.id())
        .update();
    String first = vault.keys().current().id();
    var _ = vault.keys().rotate();
    KeyCare care = care(vault);
    assertThat(care.rewrap().unopenable()).containsExactly(broken.pseudonym());
    assertThat(vault.sealedBy()).containsEntry(first, 1L);
    long entries = audit.state().durable();
    assertThatThrownBy(care::keep)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 data keys do not open", broken.pseudonym().value());
    assertThat(audit.state().durable()).as("no entry each hour").isEqualTo(entries);
    assertThat(vault().ensure("Patient/b").open("t", "r", box)).isEqualTo(SECRET);
  }

  @Test
  void withoutAnEntryNoKeyIsTurned() {
    Vault vault = vault();
    audit.close();
    assertThatThrownBy(() -> care(vault).rotate())
        .isInstanceOf(org.wardhealth.server.audit.AuditUnavailable.class);
    assertThat(vault.keys().epochs()).hasSize(1);
  }

  @Test
  void theLayoutBeforeEpochsIsReadAndSealedAnew() throws Exception {
    // As version 0.1.0 left it: a root keyset, a lookup keyset in clear, data keys under the root.
    Configuration aead = AeadConfig2026.get();
    KeyFiles files = new KeyFiles(keys());
    KeysetHandle root = files.load("root", PredefinedAeadParameters.AES256_GCM, aead);
    files.load("lookup", PredefinedPrfParameters.HMAC_SHA256_PRF, PrfConfig2026.get());
    KeysetHandle data = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, aead);
    Pseudonym pseudonym = Pseudonym.random(random);
    byte[] sealed =
        TinkProtoKeysetFormat.serializeEncryptedKeyset(
            data,
            root.getPrimitive(aead, com.google.crypto.tink.Aead.class),
            ("vault_subject|" + pseudonym.value()).getBytes(StandardCharsets.UTF_8),
            aead);
    database
        .jdbc()
        .sql(
            "INSERT INTO vault_subject (lookup, pseudonym, sealed_key, created_at)"
                + " VALUES (?, ?, ?, 0)")
        .params(new byte[] {1}, pseudonym.value(), sealed)
        .update();

    Vault vault = vault();
    byte[] box = vault.subject(pseudonym).orElseThrow().seal("t", "r", SECRET);
    assertThat(vault.sealedBy()).containsOnlyKeys("");
    care(vault).keep();
    assertThat(vault.sealedBy()).doesNotContainKey("");
    assertThat(vault().subject(pseudonym).orElseThrow().open("t", "r", box)).isEqualTo(SECRET);
    assertThat(Files.readString(keys().resolve("lookup.keyset"))).startsWith("{");
  }

  @Test
  void keysMoveToAPassphraseAndTheFileOpensNothingAnyMore() throws IOException {
    byte[] box = vault().ensure("Patient/jane").seal("t", "r", SECRET);
    Path words = Files.writeString(home.resolve("words"), "six words that somebody drew by dice\n");
    KeySettings passphrase = new KeySettings.Passphrase(words);
    assertThat(Keys.move(keys(), new KeySettings.File(), passphrase, clock, random)).isEqualTo(1);

    assertThatThrownBy(this::vault).hasMessageContaining("'ward key move'");
    Files.delete(keys().resolve("root.keyset"));
    Vault moved = Vault.open(keys(), passphrase, database, clock, random);
    assertThat(moved.ensure("Patient/jane").open("t", "r", box)).isEqualTo(SECRET);

    Files.writeString(words, "six other words that nobody drew\n");
    assertThatThrownBy(() -> Vault.open(keys(), passphrase, database, clock, random))
        .isInstanceOf(SealException.class)
        .hasMessageContaining("not the passphrase");
    Files.writeString(words, "short\n");
    assertThatThrownBy(() -> Vault.open(keys(), passphrase, database, clock, random))
        .hasMessageContaining("at least 16");
  }

  @Test
  void noExchangeAsksTheProvider() throws Exception {
    try (FakeTransit transit = FakeTransit.start()) {
      KeySettings settings = transit.settings(home);
      Vault vault = Vault.open(keys(), settings, database, clock, random);
      int asked = transit.asked();
      for (int i = 0; i < 50; i++) {
        vault.ensure("Patient/p" + i).seal("t", "r", SECRET);
      }
      assertThat(transit.asked()).isEqualTo(asked);
    }
  }

  @Test
  void aTransitEngineThatRefusesIsGoneOrLiesOpensNothingAndSaysWhy() throws Exception {
    FakeTransit transit = FakeTransit.start();
    KeySettings settings = transit.settings(home);
    byte[] box;
    try (transit) {
      box =
          Vault.open(keys(), settings, database, clock, random)
              .ensure("Patient/jane")
              .seal("t", "r", SECRET);
      assertThat(
              Vault.open(keys(), settings, database, clock, random)
                  .ensure("Patient/jane")
                  .open("t", "r", box))
          .isEqualTo(SECRET);
      for (int status : new int[] {400, 403, 500}) {
        transit.answerWith(status);
        assertThatThrownBy(() -> Vault.open(keys(), settings, database, clock, random))
            .isInstanceOf(SealException.class)
            .hasMessageContaining("answered " + status);
      }
      transit.answerWith(200);
      Files.writeString(home.resolve("token"), "another");
      assertThatThrownBy(() -> Vault.open(keys(), settings, database, clock, random))
          .hasMessageContaining("may the token use the key");
    }
    assertThatThrownBy(() -> Vault.open(keys(), settings, database, clock, random))
        .isInstanceOf(SealException.class)
        .hasMessageContaining("does not answer");
  }

  @Test
  void aKeyPutInThePlaceOfAnotherEpochsIsRefused() throws IOException {
    Vault vault = vault();
    String first = vault.keys().current().id();
    String second = vault.keys().rotate().id();
    Path epochs = keys().resolve("epochs");
    Files.copy(
        epochs.resolve(first + ".kek"),
        epochs.resolve(second + ".kek"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> vault().keys().kek(second)).isInstanceOf(SealException.class);
  }

  @Test
  void noKeyLiesInClearBesideTheProvidersOwn() throws Exception {
    try (FakeTransit transit = FakeTransit.start()) {
      var _ = Vault.open(keys(), transit.settings(home), database, clock, random);
      DataSetKeys.open(vaultKeys(transit));
      try (Stream<Path> files = Files.walk(keys())) {
        List<Path> clear =
            files
                .filter(Files::isRegularFile)
                .filter(file -> !file.getFileName().toString().matches("ledger(-\\d+)?\\.key"))
                .filter(file -> !startsWithBrace(file))
                .toList();
        assertThat(clear).isEmpty();
      }
    }
  }

  private Keys vaultKeys(FakeTransit transit) {
    return Keys.open(keys(), transit.settings(home), clock, random);
  }

  private static boolean startsWithBrace(Path file) {
    try {
      return Files.readAllBytes(file)[0] == '{';
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aKeysetInClearIsNoSecretToWhoCanReadIt() throws Exception {
    // The test of the test above: the form of version 0.1.0 would be seen.
    byte[] clear =
        TinkProtoKeysetFormat.serializeKeyset(
            KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get()),
            InsecureSecretKeyAccess.get(),
            AeadConfig2026.get());
    Path file = Files.write(home.resolve("x.keyset"), clear);
    assertThat(startsWithBrace(file)).isFalse();
  }
}
