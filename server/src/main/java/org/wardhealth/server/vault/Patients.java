package org.wardhealth.server.vault;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.wardhealth.deid.CompiledIdentity;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the hospital already knows of its patients, so that it is always found in their notes.
 *
 * <p>Guarantees: a FHIR Patient is stored only under the patient's own key; what was written or
 * deleted holds for the next exchange, because every exchange reads the stamp: random, new with
 * each write. A compiled identity is reused only while that stamp stands.
 */
public final class Patients {
  private static final String TABLE = "vault_patient";
  private static final int CACHED_IDENTITIES = 4_096;

  private final Vault vault;
  private final Database database;
  private final Clock clock;
  private final SecureRandom random;
  private final Map<Long, Compiled> compiled = new ConcurrentHashMap<>();

  public Patients(Vault vault, Database database, Clock clock, SecureRandom random) {
    this.vault = vault;
    this.database = database;
    this.clock = clock;
    this.random = random;
  }

  /** A patient that Ward knows, ready to be found in text. */
  public record Known(Subject subject, CompiledIdentity identity) {}

  /** A FHIR Patient, and the stamp that its last write gave it. */
  public record Resource(Subject subject, long stamp, ObjectNode patient) {
    /** Never shows the patient. */
    @Override
    public String toString() {
      return "Resource[" + subject + "]";
    }
  }

  /**
   * Checks what {@link #put} would store, before anything is recorded of it.
   *
   * @throws InvalidPatient if the resource is no FHIR Patient with this id, saying where
   */
  public static void check(PatientId id, ObjectNode patient) {
    FhirPatient.check(id, patient);
  }

  /**
   * The patient's subject, made when first asked, so that the ledger can name it before a write.
   */
  public Subject subject(PatientId id) {
    return vault.ensure(name(id));
  }

  /**
   * Stores what is known of a patient.
   *
   * @return whether nothing was known before
   * @throws InvalidPatient if the resource is no FHIR Patient with this id, saying where
   */
  public boolean put(PatientId id, ObjectNode patient) {
    check(id, patient);
    Subject subject = subject(id);
    byte[] sealed = subject.seal(TABLE, row(subject), Json.MAPPER.writeValueAsBytes(patient));
    long stamp = random.nextLong();
    return database.transaction(
        jdbc -> {
          boolean known =
              jdbc.sql("SELECT count(*) FROM vault_patient WHERE subject_id = ?")
                      .param(subject.id())
                      .query(Long.class)
                      .single()
                  > 0;
          jdbc.sql(
                  "INSERT INTO vault_patient (subject_id, stamp, sealed_resource, updated_at)"
                      + " VALUES (?, ?, ?, ?) ON CONFLICT (subject_id) DO UPDATE SET"
                      + " stamp = excluded.stamp, sealed_resource = excluded.sealed_resource,"
                      + " updated_at = excluded.updated_at")
              .params(subject.id(), stamp, sealed, clock.millis())
              .update();
          vault.touch(subject.id());
          return !known;
        });
  }

  /** The patient's subject; nothing if Ward holds nothing of them. */
  public Optional<Subject> find(PatientId id) {
    return vault.find(hash(id));
  }

  /** The numbers of the subjects of patients that Ward knows, from one number to another. */
  public List<Long> numbers(long first, long last) {
    return database
        .jdbc()
        .sql("SELECT subject_id FROM vault_patient WHERE subject_id BETWEEN ? AND ?")
        .params(first, last)
        .query(Long.class)
        .list();
  }

  /** What is stored of some of very many patients, by the numbers of their subjects. */
  public List<Resource> named(List<Long> numbers) {
    if (numbers.isEmpty()) {
      return List.of();
    }
    return database
        .jdbc()
        .sql(
            "SELECT s.id, s.pseudonym, s.sealed_key, s.epoch, p.stamp, p.sealed_resource"
                + " FROM vault_subject s JOIN vault_patient p ON p.subject_id = s.id"
                + " WHERE s.id IN (:numbers) ORDER BY s.id")
        .param("numbers", numbers)
        .query((row, _) -> resource(vault.passing(row), row))
        .list();
  }

  /** Whom a pseudonym stands for; nothing if Ward does not know, or no longer. */
  public Optional<Resource> behind(Pseudonym pseudonym) {
    return vault.subject(pseudonym).flatMap(this::resource);
  }

  /** What is stored of a patient; nothing if Ward does not know them. */
  public Optional<Resource> get(PatientId id) {
    return vault.find(hash(id)).flatMap(this::resource);
  }

  /** Forgets what is known of a patient; false if nothing was. Contents of exchanges remain. */
  public boolean delete(PatientId id) {
    return vault.find(hash(id)).map(this::delete).orElse(false);
  }

  private boolean delete(Subject subject) {
    return database.transaction(
        jdbc -> {
          int deleted =
              jdbc.sql("DELETE FROM vault_patient WHERE subject_id = ?")
                  .param(subject.id())
                  .update();
          vault.touch(subject.id());
          return deleted > 0;
        });
  }

  /** The patient for an exchange; nothing if Ward does not know them. */
  public Optional<Known> known(PatientId id) {
    return database
        .jdbc()
        .sql(
            "SELECT s.id, s.pseudonym, s.sealed_key, s.epoch, p.stamp FROM vault_subject s"
                + " JOIN vault_patient p ON p.subject_id = s.id WHERE s.lookup = ?")
        .param(hash(id))
        .query((row, _) -> new Stamped(vault.subject(row), row.getLong("stamp")))
        .optional()
        .flatMap(this::compiled);
  }

  /** Drops what is held in memory of a subject that is gone: after the commit. */
  public void forget(long id) {
    compiled.remove(id);
    vault.forget(id);
  }

  /**
   * Drops what is held in memory of patients who are gone. Nothing of it can be used any more, on
   * this node or another, because every exchange reads the row; this takes it out of memory.
   */
  public void forgetGone() {
    compiled.keySet().retainAll(vault.known(compiled.keySet()));
    vault.forgetGone();
  }

  /** Of how many patients something is in memory. */
  public int remembered() {
    return Math.max(compiled.size(), vault.remembered());
  }

  private Optional<Known> compiled(Stamped stamped) {
    Subject subject = stamped.subject();
    Compiled cached = compiled.get(subject.id());
    if (cached != null && cached.stamp() == stamped.stamp()) {
      return Optional.of(new Known(subject, cached.identity()));
    }
    return resource(subject)
        .map(
            resource -> {
              CompiledIdentity identity = FhirPatient.identity(resource.patient()).compile();
              if (compiled.size() >= CACHED_IDENTITIES) {
                compiled.clear();
              }
              compiled.put(subject.id(), new Compiled(resource.stamp(), identity));
              return new Known(subject, identity);
            });
  }

  private Optional<Resource> resource(Subject subject) {
    return database
        .jdbc()
        .sql("SELECT stamp, sealed_resource FROM vault_patient WHERE subject_id = ?")
        .param(subject.id())
        .query((row, _) -> resource(subject, row))
        .optional();
  }

  private static Resource resource(Subject subject, ResultSet row) throws SQLException {
    return new Resource(
        subject,
        row.getLong("stamp"),
        (ObjectNode)
            Json.MAPPER.readTree(
                subject.open(TABLE, row(subject), row.getBytes("sealed_resource"))));
  }

  private byte[] hash(PatientId id) {
    return vault.keyedHash("subject", name(id));
  }

  private static String name(PatientId id) {
    return "Patient/" + id.value();
  }

  private static String row(Subject subject) {
    return Long.toString(subject.id());
  }

  private record Stamped(Subject subject, long stamp) {}

  private record Compiled(long stamp, CompiledIdentity identity) {}
}
