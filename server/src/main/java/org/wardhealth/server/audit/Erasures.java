package org.wardhealth.server.audit;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.wardhealth.server.audit.Erasure.State;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Pseudonym;
import org.wardhealth.server.vault.Subject;
import org.wardhealth.server.vault.Vault;

/**
 * The erasure of patients, by the destruction of their keys.
 *
 * <p>Guarantees: {@code patient.erased} is in the ledger before anything is destroyed; what was
 * decided is finished at the next start when Ward ends in between, and tried again by the hour when
 * the database or the ledger fails; when {@link #request} or {@link #approve} returns an erasure
 * that is {@link State#DONE}, the patient's data key, what was known of the patient and what was
 * said about them are in no table of the live database; with SQLite they are in no free page and in
 * no write-ahead log of it either, with PostgreSQL their place is free to be written over. Entries
 * of the ledger stay, and their proofs hold: they have a pseudonym that nothing leads back from,
 * and commitments to texts that are gone.
 *
 * <p>Not guaranteed: anything about copies. A backup holds the data key, sealed under the key of an
 * epoch, until that key is destroyed (docs/keys.md); models, releases and the hospital's own
 * systems are beyond Ward. A key that an exchange holds in memory ends with that exchange.
 */
public final class Erasures {
  private static final Logger log = LoggerFactory.getLogger(Erasures.class);
  private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,63}");

  private final Database database;
  private final Vault vault;
  private final Patients patients;
  private final Audit audit;
  private final Clock clock;
  private final SecureRandom random;
  private final Rules rules;
  private final String node;

  /**
   * What the hospital asks for.
   *
   * @param duty how long what was said must be kept by law; nothing if no law says so
   * @param retention how long it is kept at all; what was stored by a Ward that did not store the
   *     time is reckoned from it
   * @param twoPersons whether a second person must approve
   */
  public record Rules(Optional<Duration> duty, Duration retention, boolean twoPersons) {}

  /**
   * Erasures of one node.
   *
   * @param node the origin of its ledger
   */
  public Erasures(
      Database database,
      Vault vault,
      Patients patients,
      Audit audit,
      Clock clock,
      SecureRandom random,
      Rules rules,
      String node) {
    this.database = database;
    this.vault = vault;
    this.patients = patients;
    this.audit = audit;
    this.clock = clock;
    this.random = random;
    this.rules = rules;
    this.node = node;
  }

  /**
   * Finishes what this node had decided and could not finish; another node finishes its own. What
   * cannot be finished now stays decided, for the next time: {@link #unfinished} says how much that
   * is.
   */
  public synchronized void resume() {
    try {
      patients.forgetGone();
      for (Erasure erasure : decided()) {
        try {
          finish(erasure);
        } catch (DataAccessException | AuditUnavailable e) {
          log.error("{} is decided and not finished; trying again: {}", erasure.id(), e.toString());
        }
      }
    } catch (DataAccessException e) {
      log.error("decided erasures could not be looked for; trying again: {}", e.toString());
    }
  }

  /** How many erasures this node decided and has not finished. */
  public int unfinished() {
    return decided().size();
  }

  private List<Erasure> decided() {
    return database
        .jdbc()
        .sql("SELECT * FROM audit_erasure WHERE state = ? AND node = ? ORDER BY at")
        .params(State.DECIDED.name(), node)
        .query((row, _) -> erasure(row))
        .list();
  }

  /**
   * Takes over what was decided before a restore. When this returns, who was erased after the
   * backup has no key and no data in the database any more; {@link #resume} does the rest.
   *
   * @param former the name that this node's ledger had
   * @param since erasures of any state, as they stood after the backup
   */
  public synchronized void takeOver(String former, List<Erasure> since) {
    var _ =
        database.transaction(
            jdbc ->
                jdbc.sql("UPDATE audit_erasure SET node = ? WHERE node = ? AND state = ?")
                    .params(node, former, State.DECIDED.name())
                    .update());
    Map<String, Erasure> known =
        list().stream().collect(Collectors.toMap(Erasure::id, Function.identity()));
    for (Erasure erasure : since) {
      Erasure here = known.getOrDefault(erasure.id(), in(erasure, State.REQUESTED, 0));
      if (erasure.state() != State.REQUESTED && here.state() != State.DONE) {
        var _ =
            removed(
                erasure.pseudonym(),
                contents -> {
                  delete(erasure);
                  insert(
                      new Erasure(
                          erasure.id(),
                          erasure.pseudonym(),
                          erasure.ground(),
                          erasure.reference(),
                          erasure.requestedBy(),
                          erasure.approvedBy(),
                          State.DECIDED,
                          here.contents() + contents,
                          erasure.at()));
                });
      }
    }
  }

  /**
   * Erases a patient, or asks a second person to approve it.
   *
   * @param by an application's id, or {@code operator}
   * @param reference of the hospital's file: 1 to 64 letters, digits and . _ / -
   * @throws ErasureRefused if Ward holds nothing of the patient, or has a duty to keep it; a
   *     refusal for a duty is in the ledger
   * @throws IllegalArgumentException if the reference has another form
   * @throws AuditUnavailable if the ledger takes no entry; nothing is destroyed then
   */
  public synchronized Erasure request(
      PatientId patient, Ground ground, Optional<String> reference, String by) {
    reference.ifPresent(Erasures::checkReference);
    Subject subject =
        patients
            .find(patient)
            .orElseThrow(() -> new ErasureRefused("Ward holds nothing of this patient."));
    Optional<Erasure> waiting =
        in(State.REQUESTED).stream()
            .filter(erasure -> erasure.pseudonym().equals(subject.pseudonym()))
            .findFirst();
    if (waiting.isPresent()) {
      return waiting.get();
    }
    Erasure erasure =
        new Erasure(
            id(),
            subject.pseudonym(),
            ground,
            reference,
            by,
            Optional.empty(),
            State.REQUESTED,
            0,
            clock.instant());
    checkDuty(erasure);
    if (!rules.twoPersons()) {
      return decide(erasure, true);
    }
    audit.record(entry(erasure));
    insert(erasure);
    return erasure;
  }

  /**
   * Approves what another one requested, and erases.
   *
   * @throws ErasureRefused if nothing by this id waits, if {@code by} is who requested it, if
   *     another one approved it meanwhile, or if a duty to keep the data stands now
   * @throws AuditUnavailable if the ledger takes no entry; nothing is destroyed then
   */
  public synchronized Erasure approve(String id, String by) {
    Erasure waiting =
        in(State.REQUESTED).stream()
            .filter(erasure -> erasure.id().equals(id))
            .findFirst()
            .orElseThrow(
                () -> new ErasureRefused("No erasure by this id waits: see 'ward erase list'."));
    if (waiting.requestedBy().equals(by)) {
      throw new ErasureRefused(
          "Who requested an erasure cannot approve it: that is for a second person.");
    }
    checkDuty(waiting);
    return decide(
        new Erasure(
            waiting.id(),
            waiting.pseudonym(),
            waiting.ground(),
            waiting.reference(),
            waiting.requestedBy(),
            Optional.of(by),
            State.REQUESTED,
            0,
            clock.instant()),
        false);
  }

  /** All erasures, the newest first. */
  public List<Erasure> list() {
    return database
        .jdbc()
        .sql("SELECT * FROM audit_erasure ORDER BY at DESC, id DESC")
        .query((row, _) -> erasure(row))
        .list();
  }

  private Erasure decide(Erasure requested, boolean fresh) {
    Erasure decided = in(requested, State.DECIDED, 0);
    if (fresh) {
      insert(decided);
    } else if (!approved(decided)) {
      throw new ErasureRefused("Somebody has approved it already: see 'ward erase list'.");
    }
    try {
      audit.record(entry(decided));
    } catch (AuditUnavailable e) {
      if (fresh) {
        delete(decided);
      } else {
        update(in(requested, State.REQUESTED, 0));
      }
      throw e;
    }
    return destroy(decided);
  }

  /** After a crash nobody knows whether the entry was written: twice is better than never. */
  private void finish(Erasure decided) {
    audit.record(entry(decided));
    var _ = destroy(decided);
  }

  /** Done is what cannot be read any more, in no page and no log: until then it is decided. */
  private Erasure destroy(Erasure decided) {
    int contents = decided.contents() + removed(decided.pseudonym(), _ -> {});
    database.scrub("audit_content", "consent_resource", "vault_patient", "vault_subject");
    Erasure done = in(decided, State.DONE, contents);
    update(done);
    return done;
  }

  /** Removes keys and data in one transaction; {@code also} is part of it. */
  private int removed(Pseudonym pseudonym, IntConsumer also) {
    Removed removed =
        database.transaction(
            jdbc -> {
              Optional<Long> subject = vault.lock(pseudonym);
              int contents = 0;
              if (subject.isPresent()) {
                contents =
                    jdbc.sql("DELETE FROM audit_content WHERE subject_id = ?")
                        .param(subject.get())
                        .update();
                vault.destroy(subject.get());
              }
              also.accept(contents);
              return new Removed(subject, contents);
            });
    // Not before the commit: an exchange in between would put it back.
    removed.subject().ifPresent(patients::forget);
    return removed.contents();
  }

  private record Removed(Optional<Long> subject, int contents) {}

  private void checkDuty(Erasure erasure) {
    if (rules.duty().isEmpty()) {
      return;
    }
    Optional<Long> youngest =
        database
            .jdbc()
            .sql(
                "SELECT max(CASE WHEN c.saved_at > 0 THEN c.saved_at ELSE c.expires_at - ? END)"
                    + " AS youngest FROM audit_content c"
                    + " JOIN vault_subject s ON s.id = c.subject_id WHERE s.pseudonym = ?")
            .params(rules.retention().toMillis(), erasure.pseudonym().value())
            .query((row, _) -> Optional.ofNullable(row.getObject("youngest", Long.class)))
            .single();
    if (youngest.isEmpty()) {
      return;
    }
    Instant until = Instant.ofEpochMilli(youngest.get()).plus(rules.duty().get());
    if (clock.instant().isBefore(until)) {
      audit.record(
          new Entry.ErasureRefused(
              erasure.id(),
              erasure.pseudonym().value(),
              erasure.ground().code(),
              erasure.reference(),
              erasure.requestedBy(),
              "erasure.duty",
              until,
              clock.instant()));
      throw new ErasureRefused(
          "What was said about this patient must be kept until "
              + until
              + " (erasure.duty in ward.yaml). Ask again then.");
    }
  }

  private static Entry entry(Erasure erasure) {
    return switch (erasure.state()) {
      case REQUESTED ->
          new Entry.ErasureRequested(
              erasure.id(),
              erasure.pseudonym().value(),
              erasure.ground().code(),
              erasure.reference(),
              erasure.requestedBy(),
              erasure.at());
      case DECIDED, DONE ->
          new Entry.PatientErased(
              erasure.id(),
              erasure.pseudonym().value(),
              erasure.ground().code(),
              erasure.reference(),
              erasure.requestedBy(),
              erasure.approvedBy(),
              erasure.at());
    };
  }

  private Erasure in(Erasure erasure, State state, int contents) {
    return new Erasure(
        erasure.id(),
        erasure.pseudonym(),
        erasure.ground(),
        erasure.reference(),
        erasure.requestedBy(),
        erasure.approvedBy(),
        state,
        contents,
        clock.instant());
  }

  private List<Erasure> in(State state) {
    return database
        .jdbc()
        .sql("SELECT * FROM audit_erasure WHERE state = ? ORDER BY at")
        .param(state.name())
        .query((row, _) -> erasure(row))
        .list();
  }

  private void insert(Erasure erasure) {
    database
        .jdbc()
        .sql(
            "INSERT INTO audit_erasure (id, pseudonym, ground, reference, requested_by,"
                + " approved_by, state, contents, at, node) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .params(
            erasure.id(),
            erasure.pseudonym().value(),
            erasure.ground().name(),
            erasure.reference().orElse(""),
            erasure.requestedBy(),
            erasure.approvedBy().orElse(""),
            erasure.state().name(),
            erasure.contents(),
            erasure.at().toEpochMilli(),
            node)
        .update();
  }

  /** Whether it still waited: another node may have been asked at the same moment. */
  private boolean approved(Erasure decided) {
    return database
            .jdbc()
            .sql(
                "UPDATE audit_erasure SET approved_by = ?, state = ?, at = ?, node = ?"
                    + " WHERE id = ? AND state = ?")
            .params(
                decided.approvedBy().orElse(""),
                decided.state().name(),
                decided.at().toEpochMilli(),
                node,
                decided.id(),
                State.REQUESTED.name())
            .update()
        == 1;
  }

  private void update(Erasure erasure) {
    database
        .jdbc()
        .sql(
            "UPDATE audit_erasure SET approved_by = ?, state = ?, contents = ?, at = ?,"
                + " node = ? WHERE id = ?")
        .params(
            erasure.approvedBy().orElse(""),
            erasure.state().name(),
            erasure.contents(),
            erasure.at().toEpochMilli(),
            node,
            erasure.id())
        .update();
  }

  private void delete(Erasure erasure) {
    database.jdbc().sql("DELETE FROM audit_erasure WHERE id = ?").param(erasure.id()).update();
  }

  private static Erasure erasure(ResultSet row) throws SQLException {
    return new Erasure(
        row.getString("id"),
        new Pseudonym(row.getString("pseudonym")),
        Ground.valueOf(row.getString("ground")),
        present(row.getString("reference")),
        row.getString("requested_by"),
        present(row.getString("approved_by")),
        State.valueOf(row.getString("state")),
        row.getInt("contents"),
        Instant.ofEpochMilli(row.getLong("at")));
  }

  private static Optional<String> present(String stored) {
    return stored.isEmpty() ? Optional.empty() : Optional.of(stored);
  }

  /** Refuses a reference of another form. */
  public static void checkReference(String reference) {
    if (!REFERENCE.matcher(reference).matches()) {
      throw new IllegalArgumentException(
          "A reference is the number of the hospital's own file on it: 1 to 64 letters, digits,"
              + " '.', '_', '/' or '-', and nothing of the patient.");
    }
  }

  private String id() {
    byte[] bits = new byte[8];
    random.nextBytes(bits);
    return "er_" + HexFormat.of().formatHex(bits);
  }
}
