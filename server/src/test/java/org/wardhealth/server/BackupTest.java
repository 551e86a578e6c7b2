package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.identity.ApiKey;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.KeySettings;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Pseudonym;
import tools.jackson.databind.node.ObjectNode;

/** What was backed up comes back, and nothing else does. */
class BackupTest {
  private static final PatientId JANE = new PatientId("jane");

  @TempDir private Path directory;
  private Path home;
  private Path backup;

  @BeforeEach
  void places() {
    home = directory.resolve("home");
    backup = directory.resolve("ward.backup");
  }

  private static Settings settings(Path home) {
    return Settings.load(home, Map.of("WARD_SERVER_PORT", "0", "WARD_SERVER_PLAIN_HTTP", "true"));
  }

  private static ObjectNode patient() {
    ObjectNode patient = Json.MAPPER.createObjectNode();
    patient.put("resourceType", "Patient").put("id", JANE.value());
    patient.putArray("name").addObject().put("family", "Quennix");
    return patient;
  }

  /** A Ward with one patient, backed up while it runs; answers its first key. */
  private ApiKey backedUp() {
    try (WardServer ward = WardServer.start(settings(home))) {
      ward.room(Patients.class).put(JANE, patient());
      var _ = take(ward);
      return ward.firstKey().orElseThrow();
    }
  }

  private Backup.Manifest take(WardServer ward) {
    return Backup.take(
        settings(home),
        () -> ward.room(Audit.class).publish(),
        backup,
        Clock.systemUTC(),
        new SecureRandom());
  }

  private Restore.Order order(Optional<byte[]> since, boolean acceptOlder, List<Pseudonym> erased) {
    return new Restore.Order(
        backup,
        home.resolve("keys"),
        new KeySettings.File(),
        directory.resolve("new"),
        since,
        acceptOlder,
        erased);
  }

  private Restore.Done restore() {
    return Restore.run(
        order(Optional.empty(), false, List.of()), Clock.systemUTC(), new SecureRandom());
  }

  @Test
  void whatWasBackedUpWhileRunningComesBackAndANewLedgerNamesTheOld() throws Exception {
    ApiKey key = backedUp();
    Restore.Done done = restore();
    Path restored = directory.resolve("new");
    assertThat(done.lost()).isZero();
    try (WardServer ward = WardServer.start(settings(restored))) {
      assertThat(ward.room(Patients.class).get(JANE).orElseThrow().patient()).isEqualTo(patient());
      assertThat(ward.room(Clients.class).authenticate(key)).isPresent();
      assertThat(ward.firstKey()).isEmpty();
      var first = Json.MAPPER.readTree(ward.evidence(0).entry());
      assertThat(first.path("type").asString()).isEqualTo("ward.restored");
      assertThat(first.path("origin").asString()).isEqualTo(done.manifest().origin());
      assertThat(first.path("entries").asLong()).isEqualTo(done.manifest().entries());
      assertThat(ward.evidence(0).checkpoint().origin()).isEqualTo(done.origin());
    }
    // Once, not at each start.
    try (WardServer ward = WardServer.start(settings(restored))) {
      assertThat(new String(ward.evidence(1).entry(), StandardCharsets.UTF_8))
          .contains("ward.started");
    }
    assertThat(restored.resolve("ledger-archive")).isDirectory();
  }

  @Test
  void neitherNamesNorKeysLieInTheFile() throws Exception {
    backedUp();
    String bytes = Files.readString(backup, StandardCharsets.ISO_8859_1);
    assertThat(bytes).doesNotContain("Quennix", "SQLite format", "PRIVATE KEY", "ward.yaml");
  }

  @Test
  void anAlteredByteACutAndOtherKeysAreRefusedAndNothingIsThere() throws Exception {
    backedUp();
    byte[] whole = Files.readAllBytes(backup);
    for (int at : new int[] {60, whole.length / 2, whole.length - 1}) {
      byte[] altered = whole.clone();
      altered[at] ^= 1;
      Files.write(backup, altered);
      assertThatThrownBy(this::restore).isInstanceOf(Backup.Unusable.class);
    }
    Files.write(backup, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(this::restore).isInstanceOf(Backup.Unusable.class);
    Files.write(backup, whole);
    Path other = directory.resolve("other");
    WardServer.start(settings(other)).close();
    try (WardServer ward = WardServer.start(settings(other))) {
      var _ =
          Backup.take(
              settings(other),
              () -> ward.room(Audit.class).publish(),
              directory.resolve("other.backup"),
              Clock.systemUTC(),
              new SecureRandom());
    }
    assertThatThrownBy(
            () ->
                Restore.run(
                    new Restore.Order(
                        backup,
                        other.resolve("keys"),
                        new KeySettings.File(),
                        directory.resolve("new"),
                        Optional.empty(),
                        false,
                        List.of()),
                    Clock.systemUTC(),
                    new SecureRandom()))
        .isInstanceOf(Backup.Unusable.class)
        .hasMessageContaining("these keys are not those");
    assertThat(directory.resolve("new")).doesNotExist();
    assertThat(names()).noneMatch(name -> name.contains("restoring") || name.contains(".part"));
  }

  @Test
  void aLedgerOlderThanWhatSomebodySawIsRefusedUnlessAccepted() throws Exception {
    backedUp();
    WardServer.start(settings(home)).close(); // two more entries, seen outside
    byte[] seen = Files.readAllBytes(home.resolve("ledger/checkpoint"));
    assertThatThrownBy(
            () ->
                Restore.run(
                    order(Optional.of(seen), false, List.of()),
                    Clock.systemUTC(),
                    new SecureRandom()))
        .isInstanceOf(Backup.Unusable.class)
        .hasMessageContaining("would be lost");
    Restore.Done done =
        Restore.run(
            order(Optional.of(seen), true, List.of()), Clock.systemUTC(), new SecureRandom());
    assertThat(done.lost()).isPositive();
    try (WardServer ward = WardServer.start(settings(directory.resolve("new")))) {
      assertThat(Json.MAPPER.readTree(ward.evidence(0).entry()).path("lost").asLong())
          .isEqualTo(done.lost());
    }
  }

  @Test
  void whoWasErasedSinceIsErasedAgain() {
    backedUp();
    String pseudonym;
    try (WardServer ward = WardServer.start(settings(home))) {
      pseudonym = ward.room(Patients.class).subject(JANE).pseudonym().value();
    }
    var _ =
        Restore.run(
            order(Optional.empty(), false, List.of(Pseudonym.parse(pseudonym).orElseThrow())),
            Clock.systemUTC(),
            new SecureRandom());
    try (WardServer ward = WardServer.start(settings(directory.resolve("new")))) {
      assertThat(ward.room(Patients.class).find(JANE)).isEmpty();
    }
  }

  @Test
  void aBackupTakesNoOtherFilesPlaceAndAHomeIsNotOverwritten() throws Exception {
    backedUp();
    try (WardServer ward = WardServer.start(settings(home))) {
      assertThatThrownBy(() -> take(ward))
          .isInstanceOf(Backup.Unusable.class)
          .hasMessageContaining("is there already");
    }
    Files.createDirectories(directory.resolve("new/keys"));
    assertThatThrownBy(this::restore).hasMessageContaining("is not empty");
  }

  @Test
  void theNameOfTheLedgerIsChangedInTheSettingsAndNothingElse() {
    assertThat(Restore.withOrigin("# all defaults\n", "b"))
        .isEqualTo("# all defaults\n\nledger:\n  origin: b\n");
    assertThat(Restore.withOrigin("ledger:\n  origin: a # old\nserver:\n  port: 1\n", "b"))
        .isEqualTo("ledger:\n  origin: b\nserver:\n  port: 1\n");
    assertThat(Restore.withOrigin("ledger:\n  policy: p\nserver:\n  port: 1\n", "b"))
        .isEqualTo("ledger:\n  origin: b\n  policy: p\nserver:\n  port: 1\n");
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
