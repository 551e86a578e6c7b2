package org.wardhealth.server.identity;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Vault;

/**
 * The sessions of people, on all nodes.
 *
 * <p>Guarantees: the cookie's value is stored only as a keyed hash and changes with every proof; a
 * session that was ended, that nobody used for the idle time, that is older than the absolute time,
 * or whose person is disabled, is none from the next request on, because every request reads the
 * database. Beginning, stepping up and ending are in the ledger before they hold. A glass that was
 * broken in a session is whole again when somebody ends the session, but not when its time is over:
 * its person works elsewhere then.
 */
public final class Sessions {
  /** How precisely it is kept when a session was last used. */
  private static final Duration GRAIN = Duration.ofMinutes(1);

  private final Database database;
  private final Vault vault;
  private final Audit audit;
  private final Accounts accounts;
  private final Glasses glasses;
  private final PeopleSettings settings;
  private final Clock clock;
  private final SecureRandom random;

  public Sessions(
      Database database,
      Vault vault,
      Audit audit,
      Accounts accounts,
      Glasses glasses,
      PeopleSettings settings,
      Clock clock,
      SecureRandom random) {
    this.database = database;
    this.vault = vault;
    this.audit = audit;
    this.accounts = accounts;
    this.glasses = glasses;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  /** A session and the cookie's value, which can be seen only now. */
  public record Opened(SignedIn signedIn, Token token) {}

  /** A session as it is listed. */
  public record Listed(String id, String person, List<Proof> proofs, Instant began, Instant seen) {}

  /** Begins a session with a first proof. */
  Opened begin(Person person, List<Proof> proofs) {
    return begin(person, proofs, now());
  }

  /** Begins a session whose absolute time counts from {@code since}. */
  Opened begin(Person person, List<Proof> proofs, Instant since) {
    sweep();
    byte[] bits = new byte[8];
    random.nextBytes(bits);
    Instant now = now();
    SignedIn signedIn =
        new SignedIn("se_" + HexFormat.of().formatHex(bits), person, proofs, since, now);
    Token token = Token.random(random);
    return database.transaction(
        jdbc -> {
          jdbc.sql(
                  "INSERT INTO identity_session"
                      + " (id, token_hash, person, proofs, began_at, seen_at)"
                      + " VALUES (?, ?, ?, ?, ?, ?)")
              .params(
                  signedIn.session(),
                  hash(token),
                  person.id(),
                  Proof.write(proofs),
                  since.toEpochMilli(),
                  now.toEpochMilli())
              .update();
          audit.record(
              new Entry.SessionBegan(
                  signedIn.session(),
                  person.id(),
                  proofs.stream().map(proof -> proof.factor().code()).toList(),
                  signedIn.aal(),
                  now));
          return new Opened(signedIn, token);
        });
  }

  /**
   * Adds a proof; the cookie's value changes and the old one is none.
   *
   * @throws SignInRefused if the session ended meanwhile
   */
  Opened stepUp(SignedIn before, Proof proof) {
    SignedIn after =
        new SignedIn(
            before.session(), before.person(), before.with(proof), before.began(), proof.at());
    Token token = Token.random(random);
    return database.transaction(
        jdbc -> {
          int changed =
              jdbc.sql(
                      "UPDATE identity_session SET token_hash = ?, proofs = ?, seen_at = ?"
                          + " WHERE id = ? AND proofs = ?")
                  .params(
                      hash(token),
                      Proof.write(after.proofs()),
                      proof.at().toEpochMilli(),
                      before.session(),
                      Proof.write(before.proofs()))
                  .update();
          if (changed == 0) {
            throw new SignInRefused(
                SignInRefused.Reason.WRONG, "This session has ended: sign in again.");
          }
          audit.record(
              new Entry.SessionSteppedUp(
                  before.session(),
                  before.person().id(),
                  proof.factor().code(),
                  after.aal(),
                  clock.instant()));
          return new Opened(after, token);
        });
  }

  /** Who holds this cookie now; nothing if the session is none, or none any more. */
  public Optional<SignedIn> find(Token token) {
    return find(token, true);
  }

  /**
   * Who holds this cookie now, where a page may have asked by itself.
   *
   * @param used whether a person did something: what a page does by itself keeps no session alive
   */
  Optional<SignedIn> find(Token token, boolean used) {
    Instant now = now();
    Optional<Listed> found =
        database
            .jdbc()
            .sql(
                "SELECT s.id, s.person, s.proofs, s.began_at, s.seen_at FROM identity_session s"
                    + " JOIN identity_person p ON p.id = s.person"
                    + " WHERE s.token_hash = ? AND p.active = 1")
            .param(hash(token))
            .query((row, _) -> listed(row))
            .optional();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Listed session = found.get();
    Optional<String> over = over(session, now);
    if (over.isPresent()) {
      end(session.id(), session.person(), over.get(), "ward");
      return Optional.empty();
    }
    if (used && Duration.between(session.seen(), now).compareTo(GRAIN) >= 0) {
      database
          .jdbc()
          .sql("UPDATE identity_session SET seen_at = ? WHERE id = ?")
          .params(now.toEpochMilli(), session.id())
          .update();
    }
    return accounts
        .byId(session.person())
        .map(person -> new SignedIn(session.id(), person, session.proofs(), session.began(), now));
  }

  /**
   * When a session that somebody has used just now ends, if they do nothing more; never later than
   * it really does.
   */
  Instant ends(SignedIn signedIn) {
    Instant idle = signedIn.at().plus(settings.idle()).minus(GRAIN);
    Instant absolute = signedIn.began().plus(settings.absolute());
    return idle.isBefore(absolute) ? idle : absolute;
  }

  private Optional<String> over(Listed session, Instant now) {
    if (Duration.between(session.began(), now).compareTo(settings.absolute()) >= 0) {
      return Optional.of("old");
    }
    return Duration.between(session.seen(), now).compareTo(settings.idle()) >= 0
        ? Optional.of("idle")
        : Optional.empty();
  }

  /** The sessions that hold, of one person or of all. */
  public List<Listed> list(Optional<Person> person) {
    Instant now = now();
    return all().stream()
        .filter(session -> person.isEmpty() || session.person().equals(person.get().id()))
        .filter(session -> over(session, now).isEmpty())
        .toList();
  }

  private List<Listed> all() {
    return database
        .jdbc()
        .sql(
            "SELECT s.id, s.person, s.proofs, s.began_at, s.seen_at FROM identity_session s"
                + " JOIN identity_person p ON p.id = s.person WHERE p.active = 1"
                + " ORDER BY s.began_at, s.id")
        .query((row, _) -> listed(row))
        .list();
  }

  private static Listed listed(java.sql.ResultSet row) throws java.sql.SQLException {
    return new Listed(
        row.getString("id"),
        row.getString("person"),
        Proof.read(row.getString("proofs")),
        Instant.ofEpochMilli(row.getLong("began_at")),
        Instant.ofEpochMilli(row.getLong("seen_at")));
  }

  /** Ends the session of somebody who signs out. */
  public void signOut(SignedIn signedIn) {
    var _ = end(signedIn.session(), signedIn.person().id(), "signed-out", signedIn.person().id());
  }

  /** Ends a session in whose place another began; nothing if there is none of that id. */
  void replaced(String id) {
    list(Optional.empty()).stream()
        .filter(session -> session.id().equals(id))
        .findFirst()
        .ifPresent(session -> end(id, session.person(), "signed-out", session.person()));
  }

  /** Ends a session; false if there is none of that id, or another person's. */
  public boolean revoke(String id, Optional<Person> owner, String by) {
    return list(owner).stream()
        .filter(session -> session.id().equals(id))
        .findFirst()
        .map(session -> end(id, session.person(), "revoked", by))
        .orElse(false);
  }

  /** Ends all sessions of a person, and what they broke in sessions that are over already. */
  public void revokeAll(Person person, String by) {
    database
        .jdbc()
        .sql("SELECT id FROM identity_session WHERE person = ?")
        .param(person.id())
        .query(String.class)
        .list()
        .forEach(id -> end(id, person.id(), "revoked", by));
    glasses.endOf(person, "revoked", by);
  }

  private boolean end(String id, String person, String reason, String by) {
    return database.transaction(
        jdbc -> {
          boolean ended =
              jdbc.sql("DELETE FROM identity_session WHERE id = ?").param(id).update() == 1;
          if (ended) {
            if (!reason.equals("idle") && !reason.equals("old")) {
              glasses.endIn(id, reason, by);
            }
            audit.record(new Entry.SessionEnded(id, person, reason, by, clock.instant()));
          }
          return ended;
        });
  }

  /** Ends what is over and nobody came back to. */
  private void sweep() {
    Instant now = now();
    all()
        .forEach(
            session ->
                over(session, now)
                    .ifPresent(reason -> end(session.id(), session.person(), reason, "ward")));
  }

  private byte[] hash(Token token) {
    return vault.keyedHash("session", token.reveal());
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
