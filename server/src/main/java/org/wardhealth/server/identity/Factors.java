package org.wardhealth.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Vault;

/**
 * What people prove themselves with, as it is stored: sealed under a key of each person's own, or
 * as a keyed hash. Whoever adds or removes a factor has checked that they may.
 */
public final class Factors {
  static final int RECOVERY_CODES = 10;
  private static final String TABLE = "identity_factor";

  private final Database database;
  private final Vault vault;
  private final Audit audit;
  private final Clock clock;
  private final SecureRandom random;

  public Factors(Database database, Vault vault, Audit audit, Clock clock, SecureRandom random) {
    this.database = database;
    this.vault = vault;
    this.audit = audit;
    this.clock = clock;
    this.random = random;
  }

  /** A factor as its owner sees it in a list. */
  public record Listed(String id, Factor factor, Instant added, Instant used) {}

  /** A factor as it is checked. */
  @SuppressWarnings("ArrayRecordComponent")
  record Stored(String id, String person, byte[] secret, long counter) {}

  /** The factors of a person; the recovery codes that are left, one each. */
  public List<Listed> list(Person person) {
    return database
        .jdbc()
        .sql(
            "SELECT id, kind, created_at, used_at FROM identity_factor WHERE person = ?"
                + " ORDER BY created_at, id")
        .param(person.id())
        .query(
            (row, _) ->
                new Listed(
                    row.getString("id"),
                    Factor.valueOf(row.getString("kind")),
                    Instant.ofEpochMilli(row.getLong("created_at")),
                    Instant.ofEpochMilli(row.getLong("used_at"))))
        .list();
  }

  boolean has(Person person, Factor factor) {
    return list(person).stream().anyMatch(one -> one.factor() == factor);
  }

  List<Stored> stored(Person person, Factor factor) {
    return database
        .jdbc()
        .sql(
            "SELECT id, person, sealed, counter FROM identity_factor WHERE person = ? AND kind = ?")
        .params(person.id(), factor.name())
        .query(
            (row, _) ->
                opened(
                    row.getString("id"),
                    row.getString("person"),
                    row.getBytes("sealed"),
                    row.getLong("counter")))
        .list();
  }

  Optional<Stored> passkey(String credential) {
    return database
        .jdbc()
        .sql(
            "SELECT id, person, sealed, counter FROM identity_factor"
                + " WHERE lookup = ? AND kind = 'PASSKEY'")
        .param(vault.keyedHash("passkey", credential))
        .query(
            (row, _) ->
                opened(
                    row.getString("id"),
                    row.getString("person"),
                    row.getBytes("sealed"),
                    row.getLong("counter")))
        .optional();
  }

  private Stored opened(String id, String person, byte[] sealed, long counter) {
    return new Stored(id, person, vault.person(person).open(TABLE, id, sealed), counter);
  }

  /** Sets the password, in place of an older one. */
  void setPassword(Person person, String hash) {
    replace(person, Factor.PASSWORD, hash.getBytes(StandardCharsets.UTF_8), -1);
  }

  /** Sets the secret of the authenticator; the code of {@code step} was used to prove it. */
  void setTotp(Person person, byte[] secret, long step) {
    replace(person, Factor.TOTP, secret, step);
  }

  private void replace(Person person, Factor factor, byte[] secret, long counter) {
    var _ =
        database.transaction(
            jdbc -> {
              jdbc.sql("DELETE FROM identity_factor WHERE person = ? AND kind = ?")
                  .params(person.id(), factor.name())
                  .update();
              String id = id();
              insert(jdbc, person, factor, id, vault.keyedHash("factor", id), secret, counter);
              return id;
            });
  }

  /**
   * Adds a passkey.
   *
   * @throws SignInRefused if somebody has it already
   */
  void addPasskey(Person person, String credential, byte[] record, long counter) {
    var _ =
        database.transaction(
            jdbc -> {
              if (passkey(credential).isPresent()) {
                throw new SignInRefused(
                    SignInRefused.Reason.FORBIDDEN, "This passkey is enrolled already.");
              }
              byte[] lookup = vault.keyedHash("passkey", credential);
              insert(jdbc, person, Factor.PASSKEY, id(), lookup, record, counter);
              return true;
            });
  }

  private void insert(
      JdbcClient jdbc,
      Person person,
      Factor factor,
      String id,
      byte[] lookup,
      byte[] secret,
      long counter) {
    jdbc.sql(
            "INSERT INTO identity_factor"
                + " (id, person, kind, lookup, sealed, counter, created_at, used_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .params(
            id,
            person.id(),
            factor.name(),
            lookup,
            vault.person(person.id()).seal(TABLE, id, secret),
            counter,
            clock.millis(),
            clock.millis())
        .update();
    if (factor != Factor.RECOVERY) {
      audit.record(new Entry.FactorAdded(person.id(), id, factor.code(), clock.instant()));
    }
  }

  /**
   * Makes ten new recovery codes, in place of the older ones. They can be seen only now: 120 random
   * bits each, stored as keyed hashes.
   */
  List<String> newRecoveryCodes(Person person) {
    return database.transaction(
        jdbc -> {
          jdbc.sql("DELETE FROM identity_factor WHERE person = ? AND kind = 'RECOVERY'")
              .param(person.id())
              .update();
          List<String> codes = new ArrayList<>();
          for (int i = 0; i < RECOVERY_CODES; i++) {
            byte[] bits = new byte[15];
            random.nextBytes(bits);
            String code = Totp.base32(bits);
            insert(jdbc, person, Factor.RECOVERY, id(), recovery(person, code), new byte[0], 0);
            codes.add(code.toLowerCase(Locale.ROOT).replaceAll("(.{6})(?=.)", "$1-"));
          }
          audit.record(
              new Entry.FactorAdded(person.id(), "all", Factor.RECOVERY.code(), clock.instant()));
          return codes;
        });
  }

  /** Uses a recovery code up; false if it is none, or was used. */
  boolean useRecovery(Person person, String code) {
    String letters = code.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    return letters.length() == 24
        && database
                .jdbc()
                .sql("DELETE FROM identity_factor WHERE lookup = ? AND kind = 'RECOVERY'")
                .param(recovery(person, letters))
                .update()
            == 1;
  }

  private byte[] recovery(Person person, String code) {
    return vault.keyedHash("recovery", person.id() + '|' + code);
  }

  /** Moves the counter of a factor on; false if it is there or past it already, on any node. */
  boolean advance(Stored factor, long counter) {
    return database
            .jdbc()
            .sql(
                "UPDATE identity_factor SET counter = ?, used_at = ? WHERE id = ?"
                    + " AND (counter < ? OR (counter = 0 AND ? = 0))")
            .params(counter, clock.millis(), factor.id(), counter, counter)
            .update()
        == 1;
  }

  /**
   * Removes a factor.
   *
   * @throws IllegalArgumentException if the person has none of that id
   */
  void remove(Person person, String id, String by) {
    var _ =
        database.transaction(
            jdbc -> {
              Listed factor =
                  list(person).stream()
                      .filter(one -> one.id().equals(id))
                      .findFirst()
                      .orElseThrow(() -> new IllegalArgumentException("There is no such factor."));
              jdbc.sql("DELETE FROM identity_factor WHERE id = ?").param(id).update();
              audit.record(
                  new Entry.FactorRemoved(
                      person.id(), id, factor.factor().code(), by, clock.instant()));
              return true;
            });
  }

  /** Removes everything that a person proves themselves with. */
  void removeAll(Person person, String by) {
    var _ =
        database.transaction(
            jdbc -> {
              list(person).stream()
                  .filter(one -> one.factor() != Factor.RECOVERY)
                  .forEach(one -> remove(person, one.id(), by));
              return jdbc.sql("DELETE FROM identity_factor WHERE person = ?")
                  .param(person.id())
                  .update();
            });
  }

  private String id() {
    byte[] bits = new byte[8];
    random.nextBytes(bits);
    return "fa_" + HexFormat.of().formatHex(bits);
  }
}
