package org.wardhealth.server.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.wardhealth.consent.Cohort;
import org.wardhealth.consent.ConsentAnswer;
import org.wardhealth.consent.ConsentDefaults;
import org.wardhealth.consent.ConsentPage;
import org.wardhealth.consent.ConsentQuestion;
import org.wardhealth.consent.ResearchTerm;
import org.wardhealth.consent.Ruling;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Subject;
import org.wardhealth.server.vault.Vault;
import org.wardhealth.testkit.ManualClock;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is held in memory of a population never answers otherwise than each patient's consents do,
 * read from the database, whichever node wrote them.
 */
abstract class PopulationContract {
  private static final int PATIENTS = 150;
  private static final long PLENTY = 1 << 28;
  private static final List<String> PURPOSES = List.of("TREAT", "HRESCH", "HPAYMT");
  private static final List<String> TERMS = List.of("DUO:0000006", "DUO:0000042");
  private static final Entry.Who WHO = new Entry.Who("cl_1", "tests", List.of("key"), 1);

  private final SecureRandom secure = new SecureRandom();
  private final Random random = new Random(20_261_129);
  private final ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
  private final List<AutoCloseable> opened = new ArrayList<>();

  @TempDir private Path home;
  private DatabaseSettings settings;
  private Audit audit;
  private Node one;
  private Node other;

  /** One Ward of several on one database. */
  private record Node(Database database, Vault vault, Patients patients, Consents consents) {}

  abstract DatabaseSettings emptyDatabase(Path directory);

  @BeforeEach
  void open() {
    settings = emptyDatabase(home);
    audit = opened(Audit.open(home, "ward.test/ledger", clock, secure));
    one = node(PLENTY);
    other = node(PLENTY);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable room : opened.reversed()) {
      room.close();
    }
  }

  private Node node(long most) {
    Database database = opened(Database.open(settings));
    Vault vault = Vault.open(home.resolve("keys"), database, clock, secure);
    Patients patients = new Patients(vault, database, clock, secure);
    return new Node(
        database,
        vault,
        patients,
        new Consents(
            vault, patients, database, audit, clock, secure, ConsentDefaults.BUILT_IN, most));
  }

  private <T extends AutoCloseable> T opened(T room) {
    opened.add(room);
    return room;
  }

  // what is done to patients

  private static PatientId id(int number) {
    return new PatientId("p-" + number);
  }

  private static void known(Node node, int number) {
    ObjectNode patient = Json.MAPPER.createObjectNode();
    patient.put("resourceType", "Patient").put("id", id(number).value());
    var _ = node.patients.put(id(number), patient);
  }

  private static byte[] consent(int number, String type, String period, String... purposes) {
    return """
    {"resourceType":"Consent","status":"active",
     "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
     "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
     "patient":{"reference":"Patient/p-%d"},"policy":[{"uri":"https://hospital.example/policy"}],
     "provision":{"type":"%s",%s"purpose":[%s]}}
    """
        .formatted(
            number,
            type,
            period,
            Arrays.stream(purposes)
                .map(
                    code ->
                        "{\"system\":\"%s\",\"code\":\"%s\"}"
                            .formatted(
                                code.startsWith("DUO")
                                    ? "http://purl.obolibrary.org/obo/duo.owl"
                                    : "http://terminology.hl7.org/CodeSystem/v3-ActReason",
                                code))
                .collect(Collectors.joining(",")))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] any(int number, Random random) {
    String period =
        switch (random.nextInt(4)) {
          case 0 -> "\"period\":{\"start\":\"2020-01-01\",\"end\":\"2021-01-01\"},";
          case 1 -> "\"period\":{\"start\":\"2020-01-01\",\"end\":\"2031-01-01\"},";
          default -> "";
        };
    String said =
        random.nextInt(3) == 0
            ? TERMS.get(random.nextInt(TERMS.size()))
            : PURPOSES.get(random.nextInt(PURPOSES.size()));
    return consent(number, random.nextInt(3) == 0 ? "deny" : "permit", period, said);
  }

  private static void erase(Node node, int number) {
    Subject subject = node.patients.subject(id(number));
    var _ =
        node.database.transaction(
            _ -> {
              node.vault.lock(subject.pseudonym()).ifPresent(node.vault::destroy);
              return number;
            });
    node.patients.forget(subject.id());
  }

  private static void something(Node node, Random random) throws Exception {
    int number = random.nextInt(PATIENTS);
    List<Consents.Stored> said = node.consents.of(id(number));
    switch (random.nextInt(10)) {
      case 0 -> node.patients.delete(id(number));
      case 1 -> erase(node, number);
      case 2 -> known(node, number);
      case 3, 4 -> {
        if (!said.isEmpty()) {
          node.consents.withdraw(said.getFirst().id(), OptionalInt.empty(), WHO);
        }
      }
      case 5, 6 -> {
        if (!said.isEmpty() && node.patients.get(id(number)).isPresent()) {
          var _ =
              node.consents.update(
                  said.getFirst().id(), OptionalInt.empty(), any(number, random), WHO);
        }
      }
      default -> {
        if (node.patients.get(id(number)).isEmpty()) {
          known(node, number);
        }
        var _ = node.consents.create(any(number, random), WHO);
      }
    }
  }

  // what is true

  private static boolean permits(
      Node node, Subject subject, ConsentQuestion question, Set<ResearchTerm> terms) {
    ConsentAnswer answer = node.consents.standing(subject).evaluate(question);
    return switch (answer.decision()) {
      case DENY -> false;
      case NONE ->
          terms.isEmpty()
              && ConsentDefaults.BUILT_IN.of(question.purpose().code()) == Ruling.PERMIT;
      case PERMIT -> terms.stream().allMatch(term -> term.coveredBy(answer.researchTerms()));
    };
  }

  private List<String> truth(Node node, String purpose, Set<ResearchTerm> terms) {
    ConsentQuestion question = ConsentQuestion.of(purpose, "use", clock.instant());
    List<String> members = new ArrayList<>();
    for (int i = 0; i < PATIENTS; i++) {
      if (node.patients.get(id(i)).isPresent()
          && permits(node, node.patients.subject(id(i)), question, terms)) {
        members.add(id(i).value());
      }
    }
    return members;
  }

  private static List<String> cohort(Node node, String purpose, Set<ResearchTerm> terms) {
    return node
        .patients
        .named(Arrays.stream(node.consents.cohort(purpose, terms)).boxed().toList())
        .stream()
        .map(found -> found.patient().path("id").asString())
        .toList();
  }

  private void agrees(Node asked, Node truth) {
    for (String purpose : PURPOSES) {
      assertThat(cohort(asked, purpose, Set.of()))
          .as(purpose)
          .containsExactlyInAnyOrderElementsOf(truth(truth, purpose, Set.of()));
    }
    Set<ResearchTerm> terms = EnumSet.of(ResearchTerm.HMB);
    assertThat(cohort(asked, "HRESCH", terms))
        .containsExactlyInAnyOrderElementsOf(truth(truth, "HRESCH", terms));
    assertThat(asked.consents.counted(PURPOSES))
        .extracting(Consents.Counted::permit)
        .containsExactlyElementsOf(
            PURPOSES.stream().map(purpose -> truth(truth, purpose, Set.of()).size()).toList());
  }

  @Test
  void eachCohortIsWhatEachPatientSaysAloneWhateverWasWrittenOnWhichNode() throws Exception {
    Node reading = node(0);
    for (int i = 0; i < PATIENTS; i++) {
      known(one, i);
      var _ = other.consents.create(any(i, random), WHO);
    }
    for (int round = 0; round < 60; round++) {
      // Few writes between two questions: another one would have the same block read.
      something(random.nextBoolean() ? one : other, random);
      String purpose = PURPOSES.get(random.nextInt(PURPOSES.size()));
      assertThat(cohort(random.nextBoolean() ? one : other, purpose, Set.of()))
          .as(purpose + " in round " + round)
          .containsExactlyInAnyOrderElementsOf(truth(reading, purpose, Set.of()));
      if (round % 30 == 0) {
        agrees(one, reading);
        agrees(reading, other);
      }
    }
    assertThat(truth(one, "HRESCH", Set.of())).isNotEmpty();
    assertThat(reading.consents.population()).as("without room nothing is held").isZero();
    assertThat(one.consents.population()).isGreaterThan(30);
  }

  @Test
  void whatIsWithdrawnWhileACohortIsReadIsNotInTheNextOne() throws Exception {
    for (int i = 0; i < PATIENTS; i++) {
      known(one, i);
    }
    Consents.Stored last = one.consents.create(consent(PATIENTS - 1, "permit", "", "HRESCH"), WHO);
    Population population = new Population(other.vault, other.patients, other.database, PLENTY);
    List<ConsentPage> pages = new ArrayList<>();
    population.each(
        () ->
            page -> {
              pages.add(page);
              // The rows of the last block are read, and its page is not held yet.
              if (pages.size() == 1) {
                assertThat(one.consents.withdraw(last.id(), OptionalInt.of(1), WHO)).isTrue();
              }
            });
    assertThat(members(pages)).as("it was there when the cohort began").isEqualTo(1);
    pages.clear();
    population.each(() -> pages::add);
    assertThat(members(pages)).isZero();
  }

  private int members(List<ConsentPage> pages) {
    Cohort cohort =
        new Cohort(
            ConsentQuestion.of("HRESCH", "use", clock.instant()),
            Set.of(),
            ConsentDefaults.BUILT_IN);
    int[] members = {0};
    pages.forEach(page -> cohort.members(page, _ -> members[0]++));
    return members[0];
  }

  @Test
  void whatAnotherNodeWithdrewHoldsForTheNextCohort() throws Exception {
    known(one, 1);
    Consents.Stored stored = one.consents.create(consent(1, "permit", "", "HRESCH"), WHO);
    assertThat(cohort(one, "HRESCH", Set.of())).containsExactly("p-1");
    assertThat(cohort(other, "HRESCH", Set.of())).containsExactly("p-1");
    assertThat(other.consents.withdraw(stored.id(), OptionalInt.of(1), WHO)).isTrue();
    assertThat(cohort(one, "HRESCH", Set.of())).isEmpty();
    assertThat(cohort(other, "HRESCH", Set.of())).isEmpty();
  }

  @Test
  void whoseKeyIsDestroyedIsInNoCohortAndGoesFromTheMemoryOfEveryNode() throws Exception {
    known(one, 1);
    known(one, 100);
    var _ = one.consents.create(consent(1, "permit", "", "HRESCH"), WHO);
    agrees(one, other);
    agrees(other, one);
    assertThat(one.consents.population()).isEqualTo(2);
    erase(other, 1);
    one.consents.forgetGone();
    other.consents.forgetGone();
    assertThat(one.consents.remembered()).isZero();
    assertThat(other.consents.remembered()).isZero();
    assertThat(cohort(one, "HRESCH", Set.of())).isEmpty();
    assertThat(cohort(one, "TREAT", Set.of())).containsExactly("p-100");
  }

  @Test
  void atTheEndOfManyWritesAtOnceNothingOldIsHeld() throws Exception {
    for (int round = 0; round < 3; round++) {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> writing = new ArrayList<>();
        for (Node node : List.of(one, other)) {
          Random own = new Random(random.nextLong());
          writing.add(
              threads.submit(
                  () -> {
                    for (int i = 0; i < 40; i++) {
                      try {
                        something(node, own);
                      } catch (UnknownPatient | StaleConsent | DataAccessException e) {
                        // The other node was faster.
                      }
                    }
                    return node;
                  }));
        }
        while (!writing.stream().allMatch(Future::isDone)) {
          var _ = one.consents.cohort("HRESCH", Set.of());
        }
        for (Future<?> each : writing) {
          finished(each);
        }
      }
      agrees(one, other);
    }
  }

  private static void finished(Future<?> writer) throws InterruptedException {
    try {
      var _ = writer.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  @Test
  void aMemoryThatIsTooSmallHoldsPartAndAnswersTheSame() throws Exception {
    Node small = node(4_000);
    for (int i = 0; i < PATIENTS; i++) {
      known(one, i);
      var _ = one.consents.create(any(i, random), WHO);
    }
    for (int i = 0; i < 3; i++) {
      agrees(small, one);
      assertThat(small.consents.population()).isBetween(1, PATIENTS - 1);
      something(one, random);
    }
  }

  /** Whoever writes of patients in another place would have to touch their block, and be named. */
  @Test
  void onlyThreeClassesWriteAboutPatientsAndTheirConsents() throws IOException {
    Set<String> writers = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String code = Files.readString(file);
        for (String table : List.of("vault_patient", "vault_subject", "consent_resource")) {
          for (String verb : List.of("INSERT INTO ", "UPDATE ", "DELETE FROM ")) {
            if (code.contains(verb + table)) {
              writers.add(file.getFileName().toString());
            }
          }
        }
      }
    }
    assertThat(writers).isEqualTo(Set.of("Consents.java", "Patients.java", "Vault.java"));
  }
}
