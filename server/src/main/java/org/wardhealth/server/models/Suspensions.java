package org.wardhealth.server.models;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.store.Database;

/**
 * The models that may not be asked now.
 *
 * <p>Guarantees: who suspends a model, and why, is in the ledger before it holds; then it holds for
 * the next exchange on every node, because every exchange reads the row. What was admitted before
 * is answered to its end. It stays until somebody resumes it, through restarts too.
 */
public final class Suspensions {
  private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,63}");

  private final Database database;
  private final Audit audit;
  private final Clock clock;

  public Suspensions(Database database, Audit audit, Clock clock) {
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  /** Whether somebody's file can be called so: no words that could be a patient's. */
  public static boolean isReference(String text) {
    return REFERENCE.matcher(text).matches();
  }

  /**
   * Suspends a model.
   *
   * @return false if it is suspended already: then nothing is changed or recorded
   * @throws IllegalArgumentException if the reference has another form
   */
  public boolean suspend(Model model, Suspension.Reason reason, Optional<String> reference, By by) {
    if (reference.filter(text -> !isReference(text)).isPresent()) {
      throw new IllegalArgumentException(
          "A reference has 1 to 64 letters, digits, '.', '_', '/' or '-': the number of a file, not"
              + " its words.");
    }
    Instant now = clock.instant();
    return database.transaction(
        jdbc -> {
          int inserted =
              jdbc.sql(
                      "INSERT INTO models_suspension (model, reason, reference, suspended_by,"
                          + " suspended_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (model) DO NOTHING")
                  .params(
                      model.id(),
                      reason.name(),
                      reference.orElse(""),
                      by.person().map(Entry.Person::name).orElseGet(by::id),
                      now.toEpochMilli())
                  .update();
          if (inserted == 1) {
            audit.record(
                new Entry.ModelSwitched(
                    model.id(),
                    true,
                    Optional.of(reason.name()),
                    reference,
                    by.id(),
                    by.person(),
                    now));
          }
          return inserted == 1;
        });
  }

  /**
   * Lets a model be asked again.
   *
   * @return false if it is not suspended: then nothing is changed or recorded
   */
  public boolean resume(Model model, By by) {
    return database.transaction(
        jdbc -> {
          int deleted =
              jdbc.sql("DELETE FROM models_suspension WHERE model = ?").param(model.id()).update();
          if (deleted == 1) {
            audit.record(
                new Entry.ModelSwitched(
                    model.id(),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    by.id(),
                    by.person(),
                    clock.instant()));
          }
          return deleted == 1;
        });
  }

  /** Why a model may not be asked now; nothing if it may. */
  public Optional<Suspension> of(String model) {
    return database
        .jdbc()
        .sql("SELECT * FROM models_suspension WHERE model = ?")
        .param(model)
        .query((row, _) -> suspension(row))
        .optional();
  }

  /** All, by the model's name. */
  public List<Suspension> list() {
    return database
        .jdbc()
        .sql("SELECT * FROM models_suspension ORDER BY model")
        .query((row, _) -> suspension(row))
        .list();
  }

  private static Suspension suspension(ResultSet row) throws SQLException {
    return new Suspension(
        row.getString("model"),
        Suspension.Reason.valueOf(row.getString("reason")),
        Optional.of(row.getString("reference")).filter(text -> !text.isEmpty()),
        row.getString("suspended_by"),
        Instant.ofEpochMilli(row.getLong("suspended_at")));
  }
}
