package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.LogVerifier;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.Erasure;
import org.wardhealth.server.audit.Erasures;
import org.wardhealth.server.audit.Exports;
import org.wardhealth.server.audit.Ground;
import org.wardhealth.server.audit.Pruning;
import org.wardhealth.server.identity.ApiKey;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.KeySettings;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import tools.jackson.databind.node.ObjectNode;

/** What was backed up comes back, and nothing else does. */
class BackupTest {
  private static final PatientId JANE = new PatientId("jane");

  /** A Ward with one patient that was backed up while it ran: tests have it as copies. */
  private static Path made;

  private static ApiKey key;

  @TempDir private Path directory;
  private Path home;
  private Path backup;

  @BeforeAll
  static void make(@TempDir Path directory) {
    made = directory;
    key = backedUp(directory.resolve("home"), directory.resolve("ward.backup"));
  }

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

  /** Answers its first key. */
  private static ApiKey backedUp(Path home, Path backup) {
    try (WardServer ward = WardServer.start(settings(home))) {
      ward.room(Patients.class).put(JANE, patient());
      var _ = take(ward, home, backup);
      return ward.firstKey().orElseThrow();
    }
  }

  /** The Ward and its backup are here. */
  private void backedUp() throws IOException {
    Files.copy(made.resolve("ward.backup"), backup);
    try (Stream<Path> files = Files.walk(made.resolve("home"))) {
      for (Path file : files.toList()) {
        Path copy = home.resolve(made.resolve("home").relativize(file));
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private Backup.Manifest take(WardServer ward) {
    return take(ward, home, backup);
  }

  private static Backup.Manifest take(WardServer ward, Path home, Path backup) {
    return Backup.take(
        settings(home),
        () -> ward.room(Audit.class).publish(),
        backup,
        Clock.systemUTC(),
        new SecureRandom());
  }

  private Restore.Order order(Optional<byte[]> since, boolean acceptOlder, List<Erasure> erased) {
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
    backedUp();
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
  void allLogsOfTheLedgerAreInTheBackupAndAnOlderOneIsKnownByACheckpointOfALaterLog()
      throws Exception {
    byte[] early;
    byte[] late;
    try (WardServer ward = WardServer.start(settings(home))) {
      Audit audit = ward.room(Audit.class);
      early = audit.publish().bytes();
      audit.turn("operator");
      Backup.Manifest taken = take(ward);
      assertThat(taken.origin()).isEqualTo("ward.local/ledger/2");
      assertThat(taken.files()).containsKeys("ledger/checkpoint", "ledger/2/checkpoint");
      audit.turn("operator");
      late = audit.publish().bytes();
    }
    assertThatThrownBy(
            () ->
                Restore.run(
                    order(Optional.of(late), false, List.of()),
                    Clock.systemUTC(),
                    new SecureRandom()))
        .isInstanceOf(Backup.Unusable.class)
        .hasMessageContaining("of ward.local/ledger/3")
        .hasMessageContaining("would be lost");
    Restore.Done done =
        Restore.run(
            order(Optional.of(early), false, List.of()), Clock.systemUTC(), new SecureRandom());
    assertThat(done.origin()).startsWith("ward.local/ledger/restored-");
    Path restored = directory.resolve("new");
    try (WardServer ward = WardServer.start(settings(restored))) {
      assertThat(Json.MAPPER.readTree(ward.evidence(0).entry()).path("origin").asString())
          .isEqualTo("ward.local/ledger/2");
      ward.room(Audit.class).turn("operator");
      assertThat(ward.room(Audit.class).logs().origin(2)).isEqualTo(done.origin() + "/2");
    }
  }

  @Test
  void aLogThatWasPrunedIsInTheBackupAsItIsAndComesBack() throws Exception {
    byte[] early;
    try (WardServer ward = WardServer.start(settings(home))) {
      Audit audit = ward.room(Audit.class);
      early = audit.publish().bytes();
      Stream.generate(() -> audit.submit(new Entry.KeyRotated("e", Instant.now(Clock.systemUTC()))))
          .limit(300)
          .toList()
          .forEach(receipt -> receipt.join());
      audit.turn("operator");
      Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(2_200));
      Pruning pruning =
          new Pruning(
              ward.room(Database.class),
              audit,
              ward.room(Exports.class),
              later,
              Duration.ofDays(2_192));
      assertThat(pruning.prune(LocalDate.now(Clock.systemUTC()).plusDays(2), "operator").entries())
          .isEqualTo(256);
      assertThat(take(ward).files())
          .containsKeys("ledger/pruned", "ledger/tile/0/000")
          .doesNotContainKey("ledger/tile/entries/000");
    }
    Restore.Done done =
        Restore.run(
            order(Optional.of(early), false, List.of()), Clock.systemUTC(), new SecureRandom());
    assertThat(done.lost()).isZero();
    try (WardServer ward = WardServer.start(settings(directory.resolve("new")))) {
      assertThat(ward.room(Audit.class).problem()).isEmpty();
    }
  }

  @Test
  void neitherNamesNorKeysLieInTheFile() throws Exception {
    Files.createDirectories(home.resolve("tls"));
    Files.writeString(home.resolve("tls/ward.key"), "PRIVATE KEY");
    var _ = backedUp(home, backup);
    var _ = restore();
    assertThat(Files.getPosixFilePermissions(directory.resolve("new/tls/ward.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
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
    try (WardServer ward = WardServer.start(settings(other))) {
      var _ = take(ward, other, directory.resolve("other.backup"));
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
  void whoWasErasedSinceIsErasedAgain() throws Exception {
    backedUp();
    List<Erasure> erased;
    try (WardServer ward = WardServer.start(settings(home))) {
      Erasures erasures = ward.room(Erasures.class);
      erasures.request(JANE, Ground.ART17, Optional.of("DSR-7"), "operator");
      erased = erasures.list();
    }
    var _ =
        Restore.run(order(Optional.empty(), false, erased), Clock.systemUTC(), new SecureRandom());
    try (WardServer ward = WardServer.start(settings(directory.resolve("new")))) {
      assertThat(ward.room(Patients.class).find(JANE)).isEmpty();
      assertThat(ward.room(Erasures.class).list())
          .singleElement()
          .satisfies(
              again -> {
                assertThat(again.id()).isEqualTo(erased.getFirst().id());
                assertThat(again.state()).isEqualTo(Erasure.State.DONE);
              });
      assertThat(types(ward)).startsWith("ward.restored", "patient.erased", "ward.started");
    }
  }

  /** The backup was taken between the decision and the deed, on a node with another name. */
  @Test
  void whatWasDecidedBeforeTheBackupIsDoneAfterTheRestore() {
    try (WardServer ward = WardServer.start(settings(home))) {
      ward.room(Patients.class).put(JANE, patient());
      String pseudonym = ward.room(Patients.class).subject(JANE).pseudonym().value();
      ward.room(Database.class)
          .jdbc()
          .sql(
              "INSERT INTO audit_erasure (id, pseudonym, ground, reference, requested_by,"
                  + " approved_by, state, contents, at, node) VALUES ('er_0123456789abcdef', ?,"
                  + " 'ART17', '', 'operator', '', 'DECIDED', 0, 1, 'ward.local/ledger')")
          .param(pseudonym)
          .update();
      var _ = take(ward);
    }
    var _ = restore();
    try (WardServer ward = WardServer.start(settings(directory.resolve("new")))) {
      assertThat(ward.room(Patients.class).find(JANE)).isEmpty();
      assertThat(ward.room(Erasures.class).unfinished()).isZero();
    }
  }

  private static List<String> types(WardServer ward) {
    List<String> types = new ArrayList<>();
    for (long i = 0; i < ward.room(Audit.class).state().durable(); i++) {
      types.add(Json.MAPPER.readTree(ward.evidence(i).entry()).path("type").asString());
    }
    return types;
  }

  @Test
  void aLedgerThatWasPutAsideIsInTheNextBackupAndItsNameIsNotTakenAgain() throws Exception {
    backedUp();
    Clock sameSecond = Clock.fixed(Clock.systemUTC().instant(), ZoneOffset.UTC);
    Restore.Done first =
        Restore.run(order(Optional.empty(), false, List.of()), sameSecond, new SecureRandom());
    Path restored = directory.resolve("new");
    assertThatThrownBy(
            () ->
                WardServer.start(
                    Settings.load(
                        restored,
                        Map.of(
                            "WARD_SERVER_PORT",
                            "0",
                            "WARD_SERVER_PLAIN_HTTP",
                            "true",
                            "WARD_LEDGER_ORIGIN",
                            first.manifest().origin()))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was put aside by a restore", "Remove WARD_LEDGER_ORIGIN");
    backup = directory.resolve("second.backup");
    try (WardServer ward = WardServer.start(settings(restored))) {
      var _ = take(ward, restored, backup);
    }
    Path third = Files.createDirectory(directory.resolve("third")); // as a mount point is there
    Files.createDirectory(third.resolve("lost+found"));
    var _ =
        Restore.run(
            new Restore.Order(
                backup,
                restored.resolve("keys"),
                new KeySettings.File(),
                third,
                Optional.empty(),
                false,
                List.of()),
            sameSecond,
            new SecureRandom());
    try (Stream<Path> ledgers = Files.list(third.resolve("ledger-archive"))) {
      List<Path> found = ledgers.sorted().toList();
      assertThat(found).hasSize(2);
      for (Path ledger : found) {
        var verified =
            LogVerifier.verify(
                ledger,
                VerificationKey.parse(Files.readString(ledger.resolve("ledger.vkey")).strip()),
                Optional.empty());
        assertThat(verified.checkpoint().size()).isPositive();
      }
    }
    WardServer.start(settings(third)).close();
  }

  @Test
  void whatAKilledBackupOrRestoreLeftIsRemovedOrRefused() throws Exception {
    backedUp();
    Path left = Files.createDirectories(home.resolve("run/backup/read"));
    Files.writeString(left.resolve("state.db"), "in clear");
    try (WardServer ward = WardServer.start(settings(home))) {
      assertThat(home.resolve("run/backup")).doesNotExist();
      try (Workshop taken = Workshop.open(home)) {
        Files.delete(backup);
        assertThatThrownBy(() -> take(ward)).hasMessageContaining("Another backup");
        Workshop.sweep(home);
        assertThat(taken.directory()).exists();
      }
      var _ = take(ward);
      assertThat(home.resolve("run/backup")).doesNotExist();
    }
    Path half = Files.createDirectories(directory.resolve("new/.restoring"));
    Files.writeString(half.resolve("state.db"), "in clear");
    assertThatThrownBy(() -> WardServer.start(settings(directory.resolve("new"))))
        .hasMessageContaining("did not end");
    Files.delete(directory.resolve("new/ward.yaml"));
    var _ = restore();
    assertThat(half).doesNotExist();
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
        .isEqualTo("ledger:\n  origin: b # old\nserver:\n  port: 1\n");
    assertThat(Restore.withOrigin("ledger: {}\n", "b")).isEqualTo("ledger: {origin: b}\n");
    assertThat(Restore.withOrigin("ledger: {policy: p, origin: 'a'} # 𝄞\n", "b"))
        .isEqualTo("ledger: {policy: p, origin: b} # 𝄞\n");
    assertThat(Restore.withOrigin("# 𝄞\nledger: {policy: p}\n", "b"))
        .isEqualTo("# 𝄞\nledger: {origin: b, policy: p}\n");
    assertThat(Restore.withOrigin("ledger: # a note\nserver:\n  port: 1\n", "b"))
        .isEqualTo("ledger: # a note\n  origin: b\nserver:\n  port: 1\n");
    assertThat(Restore.withOrigin("ledger: # a note\n    policy: p\n", "b"))
        .isEqualTo("ledger: # a note\n    origin: b\n    policy: p\n");
    assertThat(Restore.withOrigin("'ledger':", "b")).isEqualTo("'ledger':\n  origin: b\n");
    assertThatThrownBy(() -> Restore.withOrigin("{}\n", "b")).isInstanceOf(Backup.Unusable.class);
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
