package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.wardhealth.consent.ConsentDefaults;
import org.wardhealth.consent.ConsentQuestion;
import org.wardhealth.consent.Ruling;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Source;
import org.wardhealth.policy.ConsentState;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.audit.Content;
import org.wardhealth.server.audit.Contents;
import org.wardhealth.server.audit.Contents.Part;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.Erasure;
import org.wardhealth.server.audit.ErasureRefused;
import org.wardhealth.server.audit.Erasures;
import org.wardhealth.server.audit.Ground;
import org.wardhealth.server.consent.Consents;
import org.wardhealth.server.consent.StaleConsent;
import org.wardhealth.server.identity.ApiKey;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.models.Card;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Operation;
import org.wardhealth.server.models.Suspension;
import org.wardhealth.server.models.Suspensions;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Subject;
import org.wardhealth.server.vault.Vault;
import org.wardhealth.testkit.ManualClock;
import org.wardhealth.testkit.SyntheticPatient;
import org.wardhealth.testkit.SyntheticPatients;
import tools.jackson.databind.node.ObjectNode;

/** What every room may expect of its tables, whichever database holds them. */
abstract class StoreContract {
  private static final Duration RETENTION = Duration.ofDays(30);
  private static final int AT_ONCE = 8;

  private final SecureRandom random = new SecureRandom();
  private final ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
  private final List<AutoCloseable> opened = new ArrayList<>();

  @TempDir private Path home;
  private DatabaseSettings settings;
  private Database database;
  private Vault vault;
  private Patients patients;
  private Clients clients;
  private Audit audit;
  private Contents contents;

  /** The settings of a database that holds nothing yet. */
  abstract DatabaseSettings emptyDatabase(Path directory);

  /** The database under test, open. */
  final Database database() {
    return database;
  }

  @BeforeEach
  void openRooms() {
    settings = emptyDatabase(home);
    open();
  }

  @AfterEach
  void closeRooms() throws Exception {
    for (AutoCloseable room : opened.reversed()) {
      room.close();
    }
    opened.clear();
  }

  private void open() {
    database = opened(Database.open(settings));
    vault = Vault.open(home.resolve("keys"), database, clock, random);
    patients = new Patients(vault, database, clock, random);
    audit = opened(Audit.open(home, "ward.test/ledger", clock, random));
    clients = new Clients(database, vault, audit, clock, random);
    contents = opened(new Contents(database, clock, RETENTION));
  }

  private <T extends AutoCloseable> T opened(T room) {
    opened.add(room);
    return room;
  }

  private static ObjectNode fhir(SyntheticPatient patient) {
    return (ObjectNode) Json.MAPPER.readTree(patient.fhir());
  }

  private static ObjectNode patient(PatientId id, String family) {
    ObjectNode patient = Json.MAPPER.createObjectNode();
    patient.put("resourceType", "Patient").put("id", id.value());
    patient.putArray("name").addObject().put("family", family);
    return patient;
  }

  private Content content(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8), random);
  }

  /** Runs the same task several times at the same moment. */
  private static <T> List<T> atOnce(Callable<T> task) throws Exception {
    CyclicBarrier start = new CyclicBarrier(AT_ONCE);
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<T>> running =
          IntStream.range(0, AT_ONCE)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            start.await();
                            return task.call();
                          }))
              .toList();
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      return results;
    }
  }

  private long count(String sql) {
    return database.jdbc().sql(sql).query(Long.class).single();
  }

  // migrations

  @Test
  void aDatabaseThatBeginsNoTransactionIsUnavailableAsAnyOther() {
    Database gone = Database.open(settings);
    gone.close();
    assertThatThrownBy(() -> gone.transaction(_ -> "done")).isInstanceOf(DataAccessException.class);
  }

  @Test
  void whatWasStoredIsThereAfterARestart() throws Exception {
    SyntheticPatient patient = SyntheticPatients.seeded(1).next();
    PatientId id = new PatientId(patient.id());
    patients.put(id, fhir(patient));
    String key =
        clients
            .add("app", Set.of(Purpose.TREAT), Set.of("*"), Set.of(), Limits.DEFAULT)
            .key()
            .revealOnce();
    contents.save("ex1", Part.PROMPT, patients.subject(id), content("as it was")).join();

    closeRooms();
    open();

    assertThat(patients.get(id).orElseThrow().patient()).isEqualTo(fhir(patient));
    assertThat(clients.list()).extracting(Client::name).containsExactly("app");
    assertThat(clients.authenticate(ApiKey.parse(key).orElseThrow())).isPresent();
    assertThat(contents.read("ex1", Part.PROMPT, patients.subject(id)).orElseThrow().text())
        .isEqualTo("as it was");
  }

  @Test
  void aSecondStartMigratesNothing() throws Exception {
    long migrations = count("SELECT count(*) FROM store_migration");
    closeRooms();
    open();
    assertThat(count("SELECT count(*) FROM store_migration")).isEqualTo(migrations);
  }

  @Test
  void aSchemaNewerThanWardIsRefused() {
    database
        .jdbc()
        .sql(
            "INSERT INTO store_migration (installed_rank, version, description, type, script,"
                + " checksum, installed_by, execution_time, success)"
                + " VALUES (1000, '2999.01.01.10', 'of the future', 'SQL', 'V2999.sql', 1, 'ward',"
                + " 1, ?)")
        .param(true)
        .update();
    assertThatThrownBy(() -> opened(Database.open(settings))).hasMessageContaining("2999");
  }

  @Test
  void aMigrationThatWasChangedAfterwardsIsRefused() {
    database
        .jdbc()
        .sql("UPDATE store_migration SET checksum = 1 WHERE script LIKE '%clients%'")
        .update();
    assertThatThrownBy(() -> opened(Database.open(settings))).hasMessageContaining("checksum");
  }

  // transactions

  @Test
  void aTransactionThatFailsLeavesNothing() {
    vault.application("before");
    long subjects = count("SELECT count(*) FROM vault_subject");
    assertThatThrownBy(
            () ->
                database.transaction(
                    jdbc -> {
                      vault.application("within");
                      throw new IllegalStateException("planted");
                    }))
        .hasMessage("planted");
    assertThat(count("SELECT count(*) FROM vault_subject")).isEqualTo(subjects);
  }

  @Test
  void whatATransactionWroteIsSeenByOthersOnlyWhenItHasEnded() throws Exception {
    Subject subject = vault.application("app");
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch looked = new CountDownLatch(1);
    String insert =
        "INSERT INTO vault_patient (subject_id, stamp, sealed_resource, updated_at)"
            + " VALUES (?, 1, ?, 1)";
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<Integer> writer =
          threads.submit(
              () ->
                  database.transaction(
                      jdbc -> {
                        int rows = jdbc.sql(insert).params(subject.id(), new byte[] {1}).update();
                        written.countDown();
                        await(looked);
                        return rows;
                      }));
      written.await();
      assertThat(count("SELECT count(*) FROM vault_patient")).isZero();
      looked.countDown();
      assertThat(writer.get()).isOne();
    }
    assertThat(count("SELECT count(*) FROM vault_patient")).isOne();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void noUpdateIsLostBetweenTransactionsAtTheSameTime() throws Exception {
    Subject subject = vault.application("app");
    contents.save("ex1", Part.PROMPT, subject, content("x")).join();
    database.jdbc().sql("UPDATE audit_content SET expires_at = 0").update();
    atOnce(
        () ->
            database.transaction(
                jdbc -> jdbc.sql("UPDATE audit_content SET expires_at = expires_at + 1").update()));
    assertThat(count("SELECT expires_at FROM audit_content")).isEqualTo(AT_ONCE);
  }

  @Test
  void aRowOfASubjectThatDoesNotExistIsRefused() {
    assertThatThrownBy(
            () ->
                database
                    .jdbc()
                    .sql(
                        "INSERT INTO vault_patient (subject_id, stamp, sealed_resource, updated_at)"
                            + " VALUES (4711, 1, ?, 1)")
                    .param(new byte[] {1})
                    .update())
        .isInstanceOf(DataAccessException.class);
  }

  // subjects

  @Test
  void oneNameIsOneSubjectHoweverManyAskAtOnce() throws Exception {
    PatientId id = new PatientId("p-1");
    List<Subject> subjects = atOnce(() -> patients.subject(id));
    assertThat(subjects).extracting(Subject::id).containsOnly(subjects.getFirst().id());
    assertThat(subjects)
        .extracting(Subject::pseudonym)
        .containsOnly(subjects.getFirst().pseudonym());
    byte[] box = subjects.getFirst().seal("t", "r", new byte[] {1, 2, 3});
    assertThat(subjects.getLast().open("t", "r", box)).containsExactly(1, 2, 3);
  }

  @Test
  void aPatientAndAnApplicationOfTheSameNameAreTwoSubjects() {
    assertThat(patients.subject(new PatientId("same")).pseudonym())
        .isNotEqualTo(vault.application("same").pseudonym());
  }

  // patients

  @Test
  void aPatientComesBackAsGivenUntilDeleted() {
    SyntheticPatient synthetic = SyntheticPatients.seeded(2).next();
    PatientId id = new PatientId(synthetic.id());
    ObjectNode patient = fhir(synthetic);
    patient.putArray("extension").addObject().put("valueString", "\uD83D\uDE00 Ünïcödé 𝄞");

    assertThat(patients.get(id)).isEmpty();
    assertThat(patients.known(id)).isEmpty();
    assertThat(patients.delete(id)).isFalse();
    assertThat(patients.put(id, patient)).isTrue();
    assertThat(patients.get(id).orElseThrow().patient()).isEqualTo(patient);
    assertThat(patients.put(id, patient)).isFalse();
    assertThat(patients.delete(id)).isTrue();
    assertThat(patients.get(id)).isEmpty();
    assertThat(patients.known(id)).isEmpty();
  }

  @Test
  void theIdentityOfAnExchangeIsThatOfTheLastWrite() {
    PatientId id = new PatientId("p-1");
    List<String> names = List.of("Quoxby", "Zentrell", "Quoxby", "Wrabness");
    for (String name : names) {
      patients.put(id, patient(id, name));
      for (String other : names) {
        boolean found =
            !Deid.english()
                .find("saw " + other + " again", patients.known(id).orElseThrow().identity())
                .stream()
                .filter(finding -> finding.source() == Source.KNOWN)
                .toList()
                .isEmpty();
        assertThat(found).as(other + " while " + name).isEqualTo(other.equals(name));
      }
      if (name.equals("Zentrell")) {
        patients.delete(id);
        assertThat(patients.known(id)).isEmpty();
      }
    }
  }

  @Test
  void firstWritesOfOnePatientAtOnceAllSucceed() throws Exception {
    PatientId id = new PatientId("p-1");
    atOnce(() -> patients.put(id, patient(id, "Doe")));
    assertThat(patients.get(id)).isPresent();
    assertThat(count("SELECT count(*) FROM vault_patient")).isOne();
  }

  @Test
  void aPatientOfAMegabyteIsKept() {
    PatientId id = new PatientId("p-1");
    ObjectNode patient = patient(id, "Doe");
    patient.putObject("text").put("div", "x".repeat(1 << 20));
    patients.put(id, patient);
    assertThat(patients.get(id).orElseThrow().patient()).isEqualTo(patient);
  }

  // applications

  @Test
  void anApplicationComesBackAsItWasAdded() {
    Set<String> models = Set.of("gpt-x", "ward/extractive");
    Clients.Issued issued =
        clients.add(
            "Ward round",
            EnumSet.of(Purpose.TREAT, Purpose.HRESCH),
            models,
            EnumSet.of(Right.METRICS),
            new Limits(7, 1_000_000_000L));
    assertThat(clients.authenticate(issued.key())).contains(issued.client());
    assertThat(clients.list()).containsExactly(issued.client());
    assertThat(clients.everAny()).isTrue();
  }

  @Test
  void aSuspensionHoldsOnEveryNodeAtOnceAndStaysUntilItIsResumed() {
    Model model =
        new Model("m/1", "p", "m", Optional.empty(), Set.of(Operation.CHAT), Card.UNDECLARED);
    Suspensions here = new Suspensions(database, audit, clock);
    Suspensions there = new Suspensions(database, audit, clock);
    By ada = new By("pe_1", Optional.of(new Entry.Person("ada", List.of("passkey"), 2)));
    assertThat(here.suspend(model, Suspension.Reason.PRIVACY, Optional.of("INC-7"), ada)).isTrue();
    assertThat(there.suspend(model, Suspension.Reason.BIAS, Optional.empty(), ada)).isFalse();
    Suspension suspension =
        new Suspension(
            "m/1",
            Suspension.Reason.PRIVACY,
            Optional.of("INC-7"),
            "ada",
            Instant.ofEpochMilli(clock.millis()));
    assertThat(there.of("m/1")).contains(suspension);
    assertThat(there.list()).containsExactly(suspension);
    assertThat(there.resume(model, By.OPERATOR)).isTrue();
    assertThat(here.of("m/1")).isEmpty();
    assertThat(here.resume(model, By.OPERATOR)).isFalse();
    assertThatThrownBy(
            () -> here.suspend(model, Suspension.Reason.BIAS, Optional.of("two words"), ada))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(here.list()).isEmpty();
  }

  @Test
  void aRevokedKeyIsRefusedAtOnceAndItsNameIsFree() {
    String longest = "n".repeat(100);
    Clients.Issued first = add(longest);
    assertThat(clients.revoke(longest, By.OPERATOR)).isTrue();
    assertThat(clients.authenticate(first.key())).isEmpty();
    assertThat(clients.list()).isEmpty();
    assertThat(clients.everAny()).isTrue();
    assertThat(clients.revoke(longest, By.OPERATOR)).isFalse();

    Clients.Issued second = add(longest);
    assertThat(clients.authenticate(second.key())).contains(second.client());
    assertThat(clients.authenticate(first.key())).isEmpty();
  }

  @Test
  void aNameThatIsTakenIsRefused() {
    add("app");
    assertThatThrownBy(() -> add("app"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'app' is there already");
  }

  @Test
  void ofApplicationsAddedUnderOneNameAtOnceOneIsAdded() throws Exception {
    List<Optional<Client>> added =
        atOnce(
            () -> {
              try {
                return Optional.of(add("app").client());
              } catch (IllegalArgumentException e) {
                return Optional.empty();
              }
            });
    assertThat(added.stream().flatMap(Optional::stream)).hasSize(1);
    assertThat(clients.list()).hasSize(1);
  }

  private Clients.Issued add(String name) {
    return clients.add(
        name, EnumSet.of(Purpose.TREAT), Set.of("*"), EnumSet.noneOf(Right.class), Limits.DEFAULT);
  }

  // erasure

  private Erasures erasures(Optional<Duration> duty, boolean twoPersons) {
    return new Erasures(
        database,
        vault,
        patients,
        audit,
        clock,
        random,
        new Erasures.Rules(duty, RETENTION, twoPersons),
        "ward.test/ledger");
  }

  private static Erasure erase(Erasures erasures, String patient) {
    return erasures.request(new PatientId(patient), Ground.ART17, Optional.of("DSR-7"), "operator");
  }

  @Test
  void ofAnErasedPatientNothingIsLeftAndOfOthersEverything() throws Exception {
    PatientId jane = new PatientId("jane");
    PatientId john = new PatientId("john");
    patients.put(jane, patient(jane, "Quennix"));
    patients.put(john, patient(john, "Zorblatt"));
    Subject before = patients.subject(jane);
    Subject other = patients.subject(john);
    contents.save("ex1", Part.PROMPT, before, content("asked")).join();
    contents.save("ex1", Part.ANSWER, before, content("answered")).join();
    contents.save("ex2", Part.PROMPT, other, content("kept")).join();
    byte[] key = sealedKey(before);

    Erasure erasure = erase(erasures(Optional.empty(), false), "jane");

    assertThat(erasure.state()).isEqualTo(Erasure.State.DONE);
    assertThat(erasure.contents()).isEqualTo(2);
    assertThat(patients.find(jane)).isEmpty();
    assertThat(patients.known(jane)).isEmpty();
    assertThat(patients.behind(before.pseudonym())).isEmpty();
    assertThat(contents.read("ex1", Part.PROMPT, before)).isEmpty();
    assertThat(patients.known(john)).isPresent();
    assertThat(contents.read("ex2", Part.PROMPT, other).orElseThrow().text()).isEqualTo("kept");
    assertThat(rows("vault_subject")).isEqualTo(1);
    assertThat(rows("audit_content")).isEqualTo(1);
    assertThat(filesWith(key)).isEmpty();
    assertThat(patients.subject(jane).pseudonym()).isNotEqualTo(before.pseudonym());
  }

  @Test
  void whoeverIsUnknownIsNotErased() {
    assertThatThrownBy(() -> erase(erasures(Optional.empty(), false), "nobody"))
        .isInstanceOf(ErasureRefused.class)
        .hasMessageContaining("holds nothing");
  }

  @Test
  void aDutyToKeepStandsBeforeAnErasureUntilItsTimeIsOver() {
    Subject jane = patients.subject(new PatientId("jane"));
    contents.save("ex1", Part.PROMPT, jane, content("asked")).join();
    Erasures erasures = erasures(Optional.of(Duration.ofDays(10)), false);
    assertThatThrownBy(() -> erase(erasures, "jane"))
        .isInstanceOf(ErasureRefused.class)
        .hasMessageContaining("until 2026-03-11T08:00:00Z");
    assertThat(contents.read("ex1", Part.PROMPT, jane)).isPresent();

    clock.advance(Duration.ofDays(10));
    assertThat(erase(erasures, "jane").state()).isEqualTo(Erasure.State.DONE);
  }

  @Test
  void whereTwoAreAskedForOneAloneErasesNothing() {
    Subject jane = patients.subject(new PatientId("jane"));
    contents.save("ex1", Part.PROMPT, jane, content("asked")).join();
    Erasures erasures = erasures(Optional.empty(), true);
    Erasure requested = erase(erasures, "jane");
    assertThat(requested.state()).isEqualTo(Erasure.State.REQUESTED);
    assertThat(erase(erasures, "jane").id()).isEqualTo(requested.id());
    assertThatThrownBy(() -> erasures.approve(requested.id(), "operator"))
        .isInstanceOf(ErasureRefused.class)
        .hasMessageContaining("second person");
    assertThat(contents.read("ex1", Part.PROMPT, jane)).isPresent();

    Erasure done = erasures.approve(requested.id(), "cl_2");
    assertThat(done.state()).isEqualTo(Erasure.State.DONE);
    assertThat(done.approvedBy()).contains("cl_2");
    assertThat(contents.read("ex1", Part.PROMPT, jane)).isEmpty();
    assertThat(erasures.list()).containsExactly(done);
    assertThatThrownBy(() -> erasures.approve(requested.id(), "cl_2"))
        .isInstanceOf(ErasureRefused.class);
  }

  @Test
  void whatWasDecidedIsFinishedAtTheNextStart() {
    Subject jane = patients.subject(new PatientId("jane"));
    contents.save("ex1", Part.PROMPT, jane, content("asked")).join();
    Erasures erasures = erasures(Optional.empty(), true);
    Erasure requested = erase(erasures, "jane");
    database
        .jdbc()
        .sql("UPDATE audit_erasure SET state = 'DECIDED' WHERE id = ?")
        .param(requested.id())
        .update();

    erasures.resume();

    assertThat(erasures.list().getFirst().state()).isEqualTo(Erasure.State.DONE);
    assertThat(patients.find(new PatientId("jane"))).isEmpty();
  }

  @Test
  void whatCannotBeFinishedStopsNothingAndIsTriedAgain() {
    Subject jane = patients.subject(new PatientId("jane"));
    contents.save("ex1", Part.PROMPT, jane, content("asked")).join();
    Erasure requested = erase(erasures(Optional.empty(), true), "jane");
    database
        .jdbc()
        .sql("UPDATE audit_erasure SET state = 'DECIDED' WHERE id = ?")
        .param(requested.id())
        .update();
    audit.close();
    Erasures erasures = erasures(Optional.empty(), true);
    erasures.resume();
    assertThat(erasures.unfinished()).isEqualTo(1);
    assertThat(contents.read("ex1", Part.PROMPT, jane)).isPresent();

    audit = opened(Audit.open(home, "ward.test/ledger", clock, random));
    Erasures again = erasures(Optional.empty(), true);
    again.resume();
    assertThat(again.unfinished()).isZero();
    assertThat(contents.read("ex1", Part.PROMPT, jane)).isEmpty();
  }

  /** Whether an erasure waits for somebody else's transaction now; what cannot be seen is so. */
  boolean someoneWaits() {
    return true;
  }

  @Test
  void aContentThatComesInAsItsPatientIsErasedGoesWithTheOthers() throws Exception {
    Subject jane = patients.subject(new PatientId("jane"));
    contents.save("ex1", Part.PROMPT, jane, content("asked")).join();
    CountDownLatch inserted = new CountDownLatch(1);
    Erasures erasures = erasures(Optional.empty(), false);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<Erasure> erasing =
          threads.submit(
              () -> {
                inserted.await();
                return erase(erasures, "jane");
              });
      var _ =
          database.transaction(
              jdbc -> {
                int rows =
                    jdbc.sql(
                            "INSERT INTO audit_content (exchange, part, subject_id, sealed,"
                                + " saved_at, expires_at) VALUES ('ex2', 'PROMPT', ?, ?, 1, 9)")
                        .params(jane.id(), new byte[] {1})
                        .update();
                inserted.countDown();
                while (!erasing.isDone() && !someoneWaits()) {
                  Thread.onSpinWait();
                }
                return rows;
              });
      assertThat(erasing.get().contents()).isEqualTo(2);
    }
    assertThat(rows("audit_content")).isZero();
    assertThat(rows("vault_subject")).isZero();
  }

  @Test
  void ofTwoWhoApproveAtTheSameMomentOneErases() throws Exception {
    patients.subject(new PatientId("jane"));
    Erasure requested = erase(erasures(Optional.empty(), true), "jane");
    List<String> said =
        atOnce(
            () -> {
              try {
                return erasures(Optional.empty(), true)
                    .approve(requested.id(), "cl_2")
                    .state()
                    .name();
              } catch (ErasureRefused e) {
                return "refused";
              }
            });
    assertThat(said).containsOnlyOnce("DONE");
    assertThat(entries("patient.erased")).isEqualTo(1);
  }

  private long entries(String type) {
    long found = 0;
    for (long index = 0; index < audit.state().durable(); index++) {
      if (Json.MAPPER
          .readTree(audit.evidence(index).entry())
          .path("type")
          .asString()
          .equals(type)) {
        found++;
      }
    }
    return found;
  }

  @Test
  void anotherNodeThatRememberedAPatientKnowsNothingAfterTheErasure() {
    PatientId jane = new PatientId("jane");
    patients.put(jane, patient(jane, "Quennix"));
    Vault otherVault = Vault.open(home.resolve("keys"), database, clock, random);
    Patients other = new Patients(otherVault, database, clock, random);
    assertThat(other.known(jane)).isPresent();
    assertThat(patients.known(jane)).isPresent();

    Erasure erased = erase(erasures(Optional.empty(), false), "jane");

    assertThat(patients.remembered()).isZero();
    assertThat(other.known(jane)).isEmpty();
    assertThat(other.behind(erased.pseudonym())).isEmpty();
    assertThat(otherVault.subject(erased.pseudonym())).isEmpty();
    assertThat(other.remembered()).isEqualTo(1);
    other.forgetGone();
    assertThat(other.remembered()).isZero();
  }

  @Test
  void aDutyIsReckonedFromTheTimeOfSavingWhateverTheRetentionIsNow() {
    Subject jane = patients.subject(new PatientId("jane"));
    contents.save("ex1", Part.PROMPT, jane, content("asked")).join();
    clock.advance(Duration.ofDays(9));
    Erasures longer =
        new Erasures(
            database,
            vault,
            patients,
            audit,
            clock,
            random,
            new Erasures.Rules(Optional.of(Duration.ofDays(10)), Duration.ofDays(90), false),
            "ward.test/ledger");
    assertThatThrownBy(() -> erase(longer, "jane"))
        .isInstanceOf(ErasureRefused.class)
        .hasMessageContaining("until 2026-03-11T08:00:00Z");
  }

  @Test
  void whatWasErasedAfterABackupIsErasedFromItAndSaidAgain() {
    Subject jane = patients.subject(new PatientId("jane"));
    Subject john = patients.subject(new PatientId("john"));
    contents.save("ex1", Part.PROMPT, jane, content("asked")).join();
    Erasure waiting = erase(erasures(Optional.empty(), true), "john");
    database
        .jdbc()
        .sql("UPDATE audit_erasure SET state = 'DECIDED', node = 'before' WHERE id = ?")
        .param(waiting.id())
        .update();
    Erasure since =
        new Erasure(
            "er_0123456789abcdef",
            jane.pseudonym(),
            Ground.ART17,
            Optional.of("DSR-9"),
            "operator",
            Optional.empty(),
            Erasure.State.DONE,
            1,
            clock.instant());
    assertThat(Erasure.parse(since.toJson())).contains(since);

    Erasures erasures = erasures(Optional.empty(), false);
    erasures.takeOver("before", List.of(since));
    assertThat(patients.find(new PatientId("jane"))).isEmpty();
    erasures.takeOver("before", List.of(since)); // a start that was cut short
    erasures.resume();

    assertThat(patients.find(new PatientId("john"))).isEmpty();
    assertThat(vault.subject(john.pseudonym())).isEmpty();
    assertThat(erasures.list()).extracting(Erasure::state).containsOnly(Erasure.State.DONE);
    assertThat(erasures.list()).extracting(Erasure::contents).contains(1);
    assertThat(entries("patient.erased")).isEqualTo(2);
  }

  @Test
  void withoutAnEntryNothingIsErased() {
    Subject jane = patients.subject(new PatientId("jane"));
    contents.save("ex1", Part.PROMPT, jane, content("asked")).join();
    audit.close();
    Erasures erasures = erasures(Optional.empty(), false);
    assertThatThrownBy(() -> erase(erasures, "jane")).isInstanceOf(AuditUnavailable.class);
    assertThat(contents.read("ex1", Part.PROMPT, jane)).isPresent();
    erasures.resume();
    assertThat(contents.read("ex1", Part.PROMPT, jane)).isPresent();
    assertThat(erasures.list()).isEmpty();
  }

  @Test
  void aContentOfAnErasedPatientFailsAloneAndNotItsBatch() {
    Subject jane = patients.subject(new PatientId("jane"));
    Subject john = patients.subject(new PatientId("john"));
    erase(erasures(Optional.empty(), false), "jane");
    CompletableFuture<Void> gone = contents.save("ex1", Part.PROMPT, jane, content("asked"));
    CompletableFuture<Void> kept = contents.save("ex2", Part.PROMPT, john, content("kept"));
    kept.join();
    assertThatThrownBy(gone::join).hasCauseInstanceOf(AuditUnavailable.class);
  }

  private byte[] sealedKey(Subject subject) {
    return database
        .jdbc()
        .sql("SELECT sealed_key FROM vault_subject WHERE id = ?")
        .param(subject.id())
        .query((row, _) -> row.getBytes(1))
        .single();
  }

  private long rows(String table) {
    return database.jdbc().sql("SELECT count(*) FROM " + table).query(Long.class).single();
  }

  /** The files of the database, as far as they lie here, in which these bytes can be found. */
  private List<Path> filesWith(byte[] bytes) throws IOException {
    String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(wanted)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  // contents

  @Test
  void whatWasSaidIsReadBackByPartAndOnlyForItsSubject() {
    Subject jane = patients.subject(new PatientId("jane"));
    Subject john = patients.subject(new PatientId("john"));
    contents.save("ex1", Part.PROMPT, jane, content("asked")).join();
    contents.save("ex1", Part.ANSWER, jane, content("answered")).join();

    assertThat(contents.read("ex1", Part.PROMPT, jane).orElseThrow().text()).isEqualTo("asked");
    assertThat(contents.read("ex1", Part.ANSWER, jane).orElseThrow().text()).isEqualTo("answered");
    assertThat(contents.read("ex1", Part.PROMPT, john)).isEmpty();
    assertThat(contents.read("ex2", Part.PROMPT, jane)).isEmpty();
  }

  @Test
  void contentsPastTheirRetentionAreNotReadAndThenPurged() {
    Subject jane = patients.subject(new PatientId("jane"));
    contents.save("old", Part.PROMPT, jane, content("old")).join();
    clock.advance(Duration.ofDays(1));
    contents.save("new", Part.PROMPT, jane, content("new")).join();

    clock.advance(RETENTION.minus(Duration.ofDays(1)).minusMillis(1));
    assertThat(contents.purge()).isZero();
    assertThat(contents.read("old", Part.PROMPT, jane)).isPresent();

    clock.advance(Duration.ofMillis(1));
    assertThat(contents.keeps("old", Part.PROMPT, jane)).isFalse();
    assertThat(contents.keeps("new", Part.PROMPT, jane)).isTrue();
    assertThat(contents.keeps("new", Part.ANSWER, jane)).isFalse();
    assertThat(contents.read("old", Part.PROMPT, jane)).isEmpty();
    assertThat(contents.purge()).isOne();
    assertThat(count("SELECT count(*) FROM audit_content")).isOne();
    assertThat(contents.read("new", Part.PROMPT, jane)).isPresent();
  }

  @Test
  void manyContentsAtOnceAreAllKept() {
    Subject subject = vault.application("app");
    List<CompletableFuture<Void>> saves =
        IntStream.range(0, 1_500)
            .mapToObj(i -> contents.save("ex" + i, Part.ANSWER, subject, content("answer " + i)))
            .toList();
    saves.forEach(CompletableFuture::join);
    assertThat(count("SELECT count(*) FROM audit_content")).isEqualTo(1_500);
    assertThat(contents.read("ex1499", Part.ANSWER, subject).orElseThrow().text())
        .isEqualTo("answer 1499");
  }

  @Test
  void closingWritesWhatWasAcceptedAndRefusesTheRest() {
    Subject subject = vault.application("app");
    List<CompletableFuture<Void>> saves =
        IntStream.range(0, 600)
            .mapToObj(i -> contents.save("ex" + i, Part.PROMPT, subject, content("x")))
            .toList();
    contents.close();
    saves.forEach(CompletableFuture::join);
    assertThat(count("SELECT count(*) FROM audit_content")).isEqualTo(600);
    assertThatThrownBy(() -> contents.save("late", Part.PROMPT, subject, content("x")))
        .isInstanceOf(AuditUnavailable.class)
        .hasMessageContaining("stopping");
  }

  @Test
  void aContentThatTheDatabaseRefusesFailsItsExchange() {
    Subject subject = vault.application("app");
    contents.save("ex1", Part.PROMPT, subject, content("first")).join();
    CompletableFuture<Void> again = contents.save("ex1", Part.PROMPT, subject, content("second"));
    assertThatThrownBy(again::join).hasCauseInstanceOf(AuditUnavailable.class);
    assertThat(contents.read("ex1", Part.PROMPT, subject).orElseThrow().text()).isEqualTo("first");
  }

  @Test
  final void aConsentHoldsAndFallsOnEveryNodeAtOnceAndGoesWithItsPatient() throws Exception {
    PatientId id = PatientId.parse("consenting").orElseThrow();
    patients.put(id, patient(id, "Roe"));
    Subject subject = patients.get(id).orElseThrow().subject();
    Consents here =
        new Consents(
            vault, patients, database, audit, clock, random, ConsentDefaults.BUILT_IN, 1 << 20);
    Consents there =
        new Consents(
            vault, patients, database, audit, clock, random, ConsentDefaults.BUILT_IN, 1 << 20);
    Entry.Who who = new Entry.Who("cl_1", "tests", List.of("key"), 1);
    ConsentQuestion question = ConsentQuestion.of("TREAT", "use", clock.instant());
    byte[] refusal =
        """
        {"resourceType":"Consent","status":"active","scope":{},"category":[{"text":"privacy"}],
         "patient":{"reference":"Patient/consenting"},"policyRule":{"text":"ours"},
         "provision":{"type":"deny"}}
        """
            .replace(
                "\"scope\":{}",
                "\"scope\":{\"coding\":[{\"system\":"
                    + "\"http://terminology.hl7.org/CodeSystem/consentscope\","
                    + "\"code\":\"patient-privacy\"}]}")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(there.standing(subject).evaluate(question).decision()).isEqualTo(Ruling.NONE);
    Consents.Stored stored = here.create(refusal, who);
    assertThat(there.standing(subject).evaluate(question).decision()).isEqualTo(Ruling.DENY);
    assertThat(Consents.state(there.standing(subject), question).purpose())
        .isEqualTo(ConsentState.Word.DENY);
    assertThat(here.withdraw(stored.id(), OptionalInt.of(1), who)).isTrue();
    assertThat(there.standing(subject).evaluate(question).decision()).isEqualTo(Ruling.NONE);

    Consents.Stored again = here.create(refusal, who);
    var _ = there.update(again.id(), OptionalInt.of(1), refusal, who);
    assertThatThrownBy(() -> here.update(again.id(), OptionalInt.of(1), refusal, who))
        .isInstanceOf(StaleConsent.class);
    vault.destroy(vault.lock(subject.pseudonym()).orElseThrow());
    assertThat(here.get(again.id())).isEmpty();
    assertThat(here.of(id)).isEmpty();
  }
}
