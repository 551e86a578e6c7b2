package org.wardhealth.server.consent;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wardhealth.consent.Coding;
import org.wardhealth.consent.Cohort;
import org.wardhealth.consent.Consent;
import org.wardhealth.consent.ConsentAnswer;
import org.wardhealth.consent.ConsentDefaults;
import org.wardhealth.consent.ConsentPage;
import org.wardhealth.consent.ConsentQuestion;
import org.wardhealth.consent.InvalidConsent;
import org.wardhealth.consent.PatientConsents;
import org.wardhealth.consent.ResearchTerm;
import org.wardhealth.consent.Ruling;
import org.wardhealth.policy.ConsentState;
import org.wardhealth.policy.ConsentState.Word;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Pseudonym;
import org.wardhealth.server.vault.Subject;
import org.wardhealth.server.vault.Vault;
import tools.jackson.databind.node.ObjectNode;

/**
 * The consents of patients.
 *
 * <p>Guarantees: a consent is stored only under its patient's own key, and goes with that key; what
 * was recorded, changed or withdrawn is in the ledger before it is done, and holds for the next
 * question on every node, because every question reads the stamps: random, new with each write.
 * What is compiled is reused only while they stand.
 */
public final class Consents {
  static final String TABLE = "consent_resource";
  private static final int CACHED_PATIENTS = 4_096;

  private final Vault vault;
  private final Patients patients;
  private final Database database;
  private final Audit audit;
  private final Clock clock;
  private final SecureRandom random;
  private final ConsentDefaults defaults;
  private final Population population;
  private final Map<Long, Compiled> compiled = new ConcurrentHashMap<>();

  /**
   * @param defaults what holds where no consent speaks
   * @param most how many bytes, about, may be held of all patients for questions about all of them
   */
  public Consents(
      Vault vault,
      Patients patients,
      Database database,
      Audit audit,
      Clock clock,
      SecureRandom random,
      ConsentDefaults defaults,
      long most) {
    this.vault = vault;
    this.patients = patients;
    this.database = database;
    this.audit = audit;
    this.clock = clock;
    this.random = random;
    this.defaults = defaults;
    this.population = new Population(vault, patients, database, most);
  }

  /** What holds where no consent speaks. */
  public ConsentDefaults defaults() {
    return defaults;
  }

  /**
   * A consent as it is kept.
   *
   * @param version counts its changes, from 1
   * @param resource with its id and version in it
   */
  public record Stored(String id, int version, Subject subject, ObjectNode resource) {
    /** Whether it is active. */
    public boolean active() {
      return resource.path("status").asString().equals("active");
    }

    /** Never shows the consent. */
    @Override
    public String toString() {
      return "Stored[" + id + ", " + version + "]";
    }
  }

  /**
   * Records a new consent, under an id of Ward's own.
   *
   * @throws InvalidConsent with every problem of it
   * @throws UnknownPatient if Ward does not know whose it is
   */
  public Stored create(byte[] json, Entry.Who who) throws InvalidConsent {
    Consent consent = Consent.parse(json);
    Subject subject = subject(consent);
    Stored stored = stamped(id(), 1, subject, json);
    record(stored, !consent.status().equals("inactive"), who);
    var _ =
        written(
            subject,
            jdbc ->
                jdbc.sql(
                        "INSERT INTO consent_resource (id, subject_id, version, stamp,"
                            + " sealed_resource, updated_at) VALUES (?, ?, ?, ?, ?, ?)")
                    .params(
                        stored.id(),
                        subject.id(),
                        1,
                        random.nextLong(),
                        sealed(stored),
                        clock.millis())
                    .update());
    return stored;
  }

  /**
   * Replaces a consent; one that is no longer active is withdrawn.
   *
   * @param expected the version that is to be replaced; empty for any
   * @return nothing if there is none by this id
   * @throws InvalidConsent with every problem of it, also if it is about another patient
   * @throws StaleConsent if it has another version than expected
   */
  public Optional<Stored> update(String id, OptionalInt expected, byte[] json, Entry.Who who)
      throws InvalidConsent {
    Consent consent = Consent.parse(json);
    Optional<Stored> found = get(id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Stored before = found.get();
    expect(before, expected);
    if (subject(consent).id() != before.subject().id()) {
      throw new UnknownPatient();
    }
    Stored after = stamped(id, before.version() + 1, before.subject(), json);
    record(after, consent.status().equals("active") || !before.active(), who);
    int changed =
        written(
            before.subject(),
            jdbc ->
                jdbc.sql(
                        "UPDATE consent_resource SET version = ?, stamp = ?, sealed_resource = ?,"
                            + " updated_at = ? WHERE id = ? AND version = ?")
                    .params(
                        after.version(),
                        random.nextLong(),
                        sealed(after),
                        clock.millis(),
                        id,
                        before.version())
                    .update());
    if (changed == 0) {
      throw new StaleConsent(before.version() + 1);
    }
    return Optional.of(after);
  }

  /**
   * Withdraws a consent, and forgets it.
   *
   * @return whether there was one
   * @throws StaleConsent if it has another version than expected
   */
  public boolean withdraw(String id, OptionalInt expected, Entry.Who who) {
    Optional<Stored> found = get(id);
    if (found.isEmpty()) {
      return false;
    }
    expect(found.get(), expected);
    record(found.get(), false, who);
    return written(
            found.get().subject(),
            jdbc -> jdbc.sql("DELETE FROM consent_resource WHERE id = ?").param(id).update())
        > 0;
  }

  /** Whoever holds something made of the consents of many learns of it in the same transaction. */
  private int written(Subject subject, ToIntFunction<JdbcClient> write) {
    return database.transaction(
        jdbc -> {
          int rows = write.applyAsInt(jdbc);
          vault.touch(subject.id());
          return rows;
        });
  }

  /** The consent by this id. */
  public Optional<Stored> get(String id) {
    return database
        .jdbc()
        .sql(
            "SELECT s.pseudonym FROM consent_resource c"
                + " JOIN vault_subject s ON s.id = c.subject_id WHERE c.id = ?")
        .param(id)
        .query(String.class)
        .optional()
        .flatMap(pseudonym -> vault.subject(new Pseudonym(pseudonym)))
        .flatMap(
            subject -> of(subject).stream().filter(stored -> stored.id().equals(id)).findFirst());
  }

  /** The subject of a patient; nothing if Ward holds nothing of them. */
  public Optional<Subject> subject(PatientId patient) {
    return patients.find(patient);
  }

  /** All consents of a patient, the oldest first; none of one that Ward does not know. */
  public List<Stored> of(PatientId patient) {
    return patients.find(patient).map(this::of).orElse(List.of());
  }

  /** All consents of a subject, the oldest first. */
  public List<Stored> of(Subject subject) {
    return database
        .jdbc()
        .sql(
            "SELECT id AS consent, version, sealed_resource FROM consent_resource"
                + " WHERE subject_id = ? ORDER BY updated_at, id")
        .param(subject.id())
        .query((row, _) -> stored(subject, row))
        .list();
  }

  /**
   * Who of the patients that Ward knows permits that their data are used so, now: the numbers of
   * their subjects, in order. Whoever says nothing is in it where the default permits the purpose
   * and no term is asked for.
   *
   * <p>What a consent leaves out of its permit must still be left out of the data. The first
   * question reads every consent there is.
   *
   * @param terms of GA4GH DUO that each consent must cover
   */
  public long[] cohort(String purpose, Set<ResearchTerm> terms) {
    ConsentQuestion question = use(purpose);
    LongStream.Builder members = LongStream.builder();
    population.each(
        () -> {
          Cohort cohort = new Cohort(question, terms, defaults);
          return page -> cohort.members(page, members::add);
        });
    return members.build().toArray();
  }

  /** How many patients a {@link #cohort} for each of some purposes has, and of how many. */
  public List<Counted> counted(Collection<String> purposes) {
    List<Counting> counting = purposes.stream().map(one -> new Counting(use(one))).toList();
    int[] known = {0};
    population.each(
        () -> {
          List<Consumer<ConsentPage>> each = counting.stream().map(this::counter).toList();
          return page -> {
            known[0] += page.size();
            each.forEach(one -> one.accept(page));
          };
        });
    return counting.stream()
        .map(one -> new Counted(one.use.purpose().code(), known[0], one.permit, one.permitAi))
        .toList();
  }

  private Consumer<ConsentPage> counter(Counting one) {
    Cohort use = new Cohort(one.use, Set.of(), defaults);
    Cohort byAi = new Cohort(one.byAi, Set.of(), defaults);
    return page -> {
      use.members(page, _ -> one.permit++);
      byAi.members(page, _ -> one.permitAi++);
    };
  }

  /**
   * Drops what is held in memory of patients who are gone. It is used no more on any node, because
   * every question reads the stamps; this takes it out of memory.
   */
  public void forgetGone() {
    compiled.keySet().retainAll(vault.known(compiled.keySet()));
    population.forgetGone();
  }

  /** Of how many patients something is in memory. */
  public int remembered() {
    return Math.max(compiled.size(), population());
  }

  /** Of how many patients something is held for questions about all. */
  int population() {
    return population.remembered();
  }

  /**
   * How many permit a purpose.
   *
   * @param patients that Ward knows
   * @param permit how many of them permit that their data are used
   * @param permitAi how many permit that AI processes them
   */
  public record Counted(String purpose, int patients, int permit, int permitAi) {}

  private static final class Counting {
    private final ConsentQuestion use;
    private final ConsentQuestion byAi;
    private int permit;
    private int permitAi;

    Counting(ConsentQuestion use) {
      this.use = use;
      this.byAi = use.to(Coding.ai("ai-processing"));
    }
  }

  private ConsentQuestion use(String purpose) {
    return ConsentQuestion.of(purpose, "use", clock.instant());
  }

  /** The consents of a patient as they stand now. */
  public PatientConsents standing(Subject subject) {
    return compiled(subject);
  }

  /** What a policy is told of the consents of a patient. */
  public static ConsentState state(PatientConsents consents, ConsentQuestion question) {
    ConsentAnswer use = consents.evaluate(question.to(Coding.action("use")));
    ConsentAnswer ai = consents.evaluate(question.to(Coding.ai("ai-processing")));
    return new ConsentState(
        word(ai.aiUse() == Ruling.PERMIT ? Ruling.PERMIT : use.decision()),
        word(ai.aiUse()),
        word(ai.externalDisclosure()),
        ai.labelsWithheld(),
        ai.researchTerms(),
        ai.version());
  }

  private static Word word(Ruling ruling) {
    return switch (ruling) {
      case PERMIT -> Word.PERMIT;
      case DENY -> Word.DENY;
      case NONE -> Word.NONE;
    };
  }

  private PatientConsents compiled(Subject subject) {
    List<Long> stamps = stamps(subject);
    if (stamps.isEmpty()) {
      return PatientConsents.NONE;
    }
    Compiled cached = compiled.get(subject.id());
    if (cached != null && cached.stamps().equals(stamps)) {
      return cached.consents();
    }
    PatientConsents fresh = PatientConsents.compile(read(subject), stamps.hashCode());
    // A write in between leaves the older stamps beside what is newer: the next question compiles.
    if (compiled.size() >= CACHED_PATIENTS) {
      compiled.clear();
    }
    compiled.put(subject.id(), new Compiled(stamps, fresh));
    return fresh;
  }

  private List<Consent> read(Subject subject) {
    return of(subject).stream().map(stored -> parsed(bytes(stored.resource()))).toList();
  }

  /** A consent that was checked before it was kept. */
  static Consent parsed(byte[] json) {
    try {
      return Consent.parse(json);
    } catch (InvalidConsent e) {
      throw new IllegalStateException("A consent that was kept cannot be read.", e);
    }
  }

  private List<Long> stamps(Subject subject) {
    return database
        .jdbc()
        .sql("SELECT stamp FROM consent_resource WHERE subject_id = ? ORDER BY id")
        .param(subject.id())
        .query(Long.class)
        .list();
  }

  private Subject subject(Consent consent) {
    return Optional.of(consent.patient())
        .filter(reference -> reference.startsWith("Patient/"))
        .flatMap(reference -> PatientId.parse(reference.substring("Patient/".length())))
        .flatMap(patients::get)
        .map(Patients.Resource::subject)
        .orElseThrow(UnknownPatient::new);
  }

  private static void expect(Stored stored, OptionalInt expected) {
    if (expected.isPresent() && expected.getAsInt() != stored.version()) {
      throw new StaleConsent(stored.version());
    }
  }

  private void record(Stored stored, boolean given, Entry.Who who) {
    audit.record(
        new Entry.ConsentTouched(
            given ? "recorded" : "withdrawn",
            stored.subject().pseudonym().value(),
            stored.id(),
            stored.version(),
            HexFormat.of()
                .formatHex(
                    vault.keyedHash(
                        "consent", new String(bytes(stored.resource()), StandardCharsets.UTF_8))),
            who,
            clock.instant()));
  }

  private Stored stamped(String id, int version, Subject subject, byte[] json) {
    ObjectNode resource = (ObjectNode) Json.MAPPER.readTree(json);
    resource.put("id", id);
    ObjectNode meta =
        resource.path("meta").isObject()
            ? (ObjectNode) resource.path("meta")
            : resource.putObject("meta");
    meta.put("versionId", Integer.toString(version));
    meta.put("lastUpdated", Instant.ofEpochMilli(clock.millis()).toString());
    return new Stored(id, version, subject, resource);
  }

  private byte[] sealed(Stored stored) {
    return stored.subject().seal(TABLE, stored.id(), bytes(stored.resource()));
  }

  private static Stored stored(Subject subject, ResultSet row) throws SQLException {
    String id = row.getString("consent");
    return new Stored(
        id,
        row.getInt("version"),
        subject,
        (ObjectNode)
            Json.MAPPER.readTree(subject.open(TABLE, id, row.getBytes("sealed_resource"))));
  }

  private static byte[] bytes(ObjectNode resource) {
    return Json.MAPPER.writeValueAsBytes(resource);
  }

  private String id() {
    byte[] bits = new byte[12];
    random.nextBytes(bits);
    return "cs-" + HexFormat.of().formatHex(bits);
  }

  private record Compiled(List<Long> stamps, PatientConsents consents) {}
}
