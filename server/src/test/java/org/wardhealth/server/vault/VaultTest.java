package org.wardhealth.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.ManualClock;
import tools.jackson.databind.node.ObjectNode;

class VaultTest {
  private static final byte[] SECRET = "Jane Doe".getBytes(StandardCharsets.UTF_8);

  private final SecureRandom random = new SecureRandom();
  private final ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
  @TempDir private Path home;
  private Database database;

  @BeforeEach
  void open() {
    database = Database.open(DatabaseSettings.embedded(home));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Vault vault() {
    return Vault.open(home.resolve("keys"), database, clock, random);
  }

  private Path key(String name) {
    return home.resolve("keys").resolve(name + ".keyset");
  }

  @Test
  void theKeysItMakesAreForTheirOwnerOnly() throws IOException {
    vault();
    assertThat(Files.getPosixFilePermissions(home.resolve("keys")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    for (String name : new String[] {"root", "lookup"}) {
      assertThat(Files.getPosixFilePermissions(key(name)))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx"})
  void aKeyThatOthersCanReachIsRefusedByName(String permissions) throws IOException {
    vault();
    Files.setPosixFilePermissions(key("root"), PosixFilePermissions.fromString(permissions));
    assertThatThrownBy(this::vault)
        .hasMessageContaining(key("root").toString())
        .hasMessageContaining("chmod 600");
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "lookup"})
  void aKeyThatIsGoneWhileSubjectsAreThereIsNotMadeAnew(String name) throws IOException {
    vault().application("app");
    Files.delete(key(name));
    assertThatThrownBy(this::vault)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(key(name).toString())
        .hasMessageContaining("1 subject")
        .hasMessageContaining("backup");
    assertThat(key(name)).doesNotExist();
  }

  @Test
  void aKeyThatIsGoneBeforeAnythingWasSealedIsMadeAnew() throws IOException {
    vault();
    Files.delete(key("lookup"));
    assertThatCode(this::vault).doesNotThrowAnyException();
  }

  @Test
  void aRootThatIsGoneWhileKeysAreSealedWithItIsNotMadeAnew() throws IOException {
    vault();
    Files.delete(key("root"));
    assertThatThrownBy(this::vault)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(key("root").toString());
  }

  @Test
  void aRunningVaultSaysThatAKeyFileIsGoneAndGoesOn() throws IOException {
    Vault vault = vault();
    Subject subject = vault.application("app");
    byte[] box = subject.seal("t", "r", SECRET);
    assertThat(vault.problem()).isEmpty();
    Files.delete(key("root"));
    assertThat(vault.problem().orElseThrow()).contains(key("root").toString());
    assertThat(vault.application("app").open("t", "r", box)).isEqualTo(SECRET);
  }

  @Test
  void aFileThatIsNoKeysetIsRefused() throws IOException {
    vault();
    Files.write(key("root"), new byte[] {1, 2, 3});
    assertThatThrownBy(this::vault).hasMessageContaining("Tink keyset");
  }

  @Test
  void keysOfAnotherWardOpenNothing() throws IOException {
    vault().application("app");
    Path other = home.resolve("other");
    try (Database elsewhere =
        Database.open(DatabaseSettings.embedded(Files.createDirectory(other)))) {
      Vault.open(other.resolve("keys"), elsewhere, clock, random);
    }
    Files.copy(
        other.resolve("keys/root.keyset"),
        key("root"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> vault().application("app"))
        .isInstanceOf(SealException.class)
        .hasMessageContaining("another Ward");
  }

  @Test
  void aSealedValueOpensInItsOwnPlaceOnly() {
    Vault vault = vault();
    Subject jane = vault.ensure("Patient/jane");
    Subject john = vault.ensure("Patient/john");
    byte[] box = jane.seal("vault_patient", "1", SECRET);

    assertThat(jane.open("vault_patient", "1", box)).isEqualTo(SECRET);
    assertDoesNotOpen(jane, "vault_patient", "2", box);
    assertDoesNotOpen(jane, "audit_content", "1", box);
    assertDoesNotOpen(john, "vault_patient", "1", box);
    for (int bit = 0; bit < box.length * 8; bit += 7) {
      byte[] altered = box.clone();
      altered[bit / 8] ^= (byte) (1 << (bit % 8));
      assertDoesNotOpen(jane, "vault_patient", "1", altered);
    }
    assertDoesNotOpen(jane, "vault_patient", "1", new byte[0]);
  }

  private static void assertDoesNotOpen(Subject subject, String table, String row, byte[] box) {
    assertThatThrownBy(() -> subject.open(table, row, box))
        .isInstanceOf(SealException.class)
        .hasMessageNotContaining("Jane");
  }

  @Test
  void aDataKeyMovedToAnotherSubjectDoesNotOpen() {
    Vault vault = vault();
    Subject jane = vault.ensure("Patient/jane");
    Subject john = vault.ensure("Patient/john");
    database
        .jdbc()
        .sql(
            "UPDATE vault_subject SET sealed_key ="
                + " (SELECT sealed_key FROM vault_subject WHERE id = ?) WHERE id = ?")
        .params(john.id(), jane.id())
        .update();
    assertThatThrownBy(() -> vault.ensure("Patient/jane")).isInstanceOf(SealException.class);
  }

  @Test
  void aPatientMovedToAnotherRowDoesNotOpen() {
    Vault vault = vault();
    Patients patients = new Patients(vault, database, clock, random);
    PatientId jane = put(patients, "jane");
    PatientId john = put(patients, "john");
    database
        .jdbc()
        .sql(
            "UPDATE vault_patient SET sealed_resource = (SELECT sealed_resource FROM vault_patient"
                + " WHERE subject_id = ?) WHERE subject_id = ?")
        .params(patients.subject(john).id(), patients.subject(jane).id())
        .update();
    assertThatThrownBy(() -> patients.get(jane)).isInstanceOf(SealException.class);
    assertThat(patients.get(john)).isPresent();
  }

  private static PatientId put(Patients patients, String id) {
    ObjectNode patient = Json.MAPPER.createObjectNode();
    patient.put("resourceType", "Patient").put("id", id);
    patients.put(new PatientId(id), patient);
    return new PatientId(id);
  }

  @Test
  void sealingTheSameTwiceLooksDifferent() {
    Subject subject = vault().application("app");
    assertThat(subject.seal("t", "r", SECRET)).isNotEqualTo(subject.seal("t", "r", SECRET));
  }

  @Test
  void pseudonymsAre128BitsThatComeFromNothing() {
    Vault vault = vault();
    Set<String> seen = new HashSet<>();
    IntStream.range(0, 50)
        .mapToObj(i -> vault.ensure("Patient/" + i).pseudonym().value())
        .forEach(value -> assertThat(seen.add(value) && value.matches("[0-9a-f]{32}")).isTrue());
    Path other = home.resolve("other");
    assertThatCode(() -> Files.createDirectory(other)).doesNotThrowAnyException();
    try (Database elsewhere = Database.open(DatabaseSettings.embedded(other))) {
      Vault sameKeys = Vault.open(home.resolve("keys"), elsewhere, clock, random);
      assertThat(sameKeys.ensure("Patient/0").pseudonym())
          .as("the same patient, the same keys, another database")
          .isNotEqualTo(vault.ensure("Patient/0").pseudonym());
    }
  }

  @Test
  void anIdentityWrittenByAnotherNodeIsNotServedStale() {
    Vault vault = vault();
    Patients here = new Patients(vault, database, clock, random);
    Patients there = new Patients(vault(), database, clock, random);
    PatientId id = put(here, "jane");
    var first = here.known(id).orElseThrow().identity();
    assertThat(here.known(id).orElseThrow().identity()).as("compiled once").isSameAs(first);

    put(there, "jane");
    assertThat(here.known(id).orElseThrow().identity()).isNotSameAs(first);
    there.delete(id);
    assertThat(here.known(id)).isEmpty();
    put(there, "jane");
    assertThat(here.known(id)).isPresent();
  }

  @Test
  void neitherNamesNorPatientsLieInTheDatabaseInClear() throws IOException {
    Patients patients = new Patients(vault(), database, clock, random);
    ObjectNode patient = Json.MAPPER.createObjectNode();
    patient.put("resourceType", "Patient").put("id", "zq-4711-canary");
    patient.putArray("name").addObject().put("family", "Quoxbyzentrell");
    patients.put(new PatientId("zq-4711-canary"), patient);
    database.close();
    try (var files = Files.list(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes.contains("zq-4711-canary") || bytes.contains("Quoxbyzentrell"))
            .as(file.getFileName().toString())
            .isFalse();
      }
    }
  }

  @Test
  void keyedHashesOfDifferentThingsNeverMeet() {
    Vault vault = vault();
    assertThat(vault.keyedHash("a", "x")).hasSize(32).isEqualTo(vault.keyedHash("a", "x"));
    assertThat(vault.keyedHash("a", "x")).isNotEqualTo(vault.keyedHash("b", "x"));
  }

  @Test
  void whatNamesAPatientIsNotPrinted() {
    assertThat(new PatientId("4711")).hasToString("Patient/***");
    Vault vault = vault();
    assertThat(vault.ensure("Patient/4711").toString()).doesNotContain("4711");
    Patients patients = new Patients(vault, database, clock, random);
    PatientId id = put(patients, "zq-4711");
    assertThat(patients.known(id).orElseThrow().toString()).doesNotContain("4711");
    assertThat(patients.get(id).orElseThrow().toString()).doesNotContain("4711");
  }
}
