package org.wardhealth.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Pseudonym;
import org.wardhealth.server.vault.Subject;
import org.wardhealth.server.vault.Vault;

/**
 * The glasses that clinicians broke, on all nodes.
 *
 * <p>Guarantees: one is for one person and one patient, for 15 to 60 minutes, and only after level
 * 2 was proved no more than 15 minutes ago; it is in the ledger before it holds, and in the log
 * without a word of why. Every use reads the database: one whose time is over, whose person is
 * disabled or no clinician any more, or whose session somebody ended, is none from the next
 * exchange on. Why it was broken is sealed under the patient's key; the ledger has a keyed hash of
 * it. Nobody reviews their own, a review is not changed, and one that finds no emergency ends the
 * glass.
 *
 * <p>Does not decide what a broken glass is good for: consents and policies do.
 */
public final class Glasses {
  /** The shortest and the longest that a glass stays broken. */
  public static final Duration SHORTEST = Duration.ofMinutes(15);

  public static final Duration LONGEST = Duration.ofMinutes(60);

  /** How many characters must, and may, explain it. */
  public static final int LEAST_TEXT = 10;

  public static final int MOST_TEXT = 1_000;

  private static final Logger log = LoggerFactory.getLogger(Glasses.class);
  private static final Duration FRESH = Duration.ofMinutes(15);
  private static final String TABLE = "identity_glass";
  private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,63}");

  private final Database database;
  private final Vault vault;
  private final Audit audit;
  private final Accounts accounts;
  private final Clock clock;
  private final SecureRandom random;

  public Glasses(
      Database database,
      Vault vault,
      Audit audit,
      Accounts accounts,
      Clock clock,
      SecureRandom random) {
    this.database = database;
    this.vault = vault;
    this.audit = audit;
    this.accounts = accounts;
    this.clock = clock;
    this.random = random;
  }

  /** A broken glass, and the token by which software shows it, which can be seen only now. */
  public record Broken(Glass glass, Token token) {}

  /** Whether a review can refer to a file so: no words that could be a patient's. */
  public static boolean isReference(String text) {
    return REFERENCE.matcher(text).matches();
  }

  /**
   * Breaks it.
   *
   * @param text why, in words: 10 to 1,000 characters, without the space around them
   * @throws SignedIn.StepUpNeeded if level 2 was not proved within 15 minutes
   * @throws IllegalArgumentException if the person is no clinician, or text or time are out of
   *     bounds
   */
  public Broken breakFor(
      SignedIn by, Subject patient, Glass.Reason reason, String text, Duration holds) {
    by.require(2, FRESH);
    String words = text.strip();
    if (!by.roles().contains(Role.CLINICIAN)) {
      throw new IllegalArgumentException("Only a clinician breaks the glass.");
    }
    if (words.length() < LEAST_TEXT || words.length() > MOST_TEXT) {
      throw new IllegalArgumentException(
          "Why the glass is broken has " + LEAST_TEXT + " to " + MOST_TEXT + " characters.");
    }
    if (holds.compareTo(SHORTEST) < 0 || holds.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "A glass stays broken for "
              + SHORTEST.toMinutes()
              + " to "
              + LONGEST.toMinutes()
              + " minutes.");
    }
    byte[] bits = new byte[8];
    random.nextBytes(bits);
    Instant now = now();
    Glass glass =
        new Glass(
            "gl_" + HexFormat.of().formatHex(bits),
            by.person(),
            by.session(),
            patient.pseudonym(),
            reason,
            words.length(),
            by.phishingResistant(),
            by.age(),
            now,
            now.plus(holds),
            Optional.empty());
    Token token = Token.random(random);
    database.transaction(
        jdbc -> {
          int inserted =
              jdbc.sql(
                      "INSERT INTO identity_glass (id, token_hash, person, session, patient,"
                          + " reason, sealed_text, text_length, phishing_resistant, proof_age,"
                          + " broken_at, until_at, verdict, reference, reviewed_by, reviewed_at)"
                          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', 0)")
                  .params(
                      glass.id(),
                      hash(token),
                      glass.person().id(),
                      glass.session(),
                      glass.patient().value(),
                      reason.name(),
                      patient.seal(TABLE, glass.id(), words.getBytes(StandardCharsets.UTF_8)),
                      glass.textLength(),
                      glass.phishingResistant() ? 1 : 0,
                      glass.proofAge().toSeconds(),
                      glass.broken().toEpochMilli(),
                      glass.until().toEpochMilli())
                  .update();
          audit.record(
              new Entry.GlassBroken(
                  glass.id(),
                  glass.person().id(),
                  new Entry.Person(
                      glass.person().name(),
                      by.proofs().stream().map(proof -> proof.factor().code()).toList(),
                      by.aal()),
                  glass.session(),
                  glass.patient().value(),
                  reason.code(),
                  HexFormat.of().formatHex(vault.keyedHash("glass", words)),
                  glass.until(),
                  glass.due(),
                  now));
          return inserted;
        });
    log.warn(
        "the glass was broken: {} by {}, until {}; somebody else must review it by {}",
        glass.id(),
        glass.person().id(),
        glass.until(),
        glass.due());
    return new Broken(glass, token);
  }

  /** The glass that a token shows; nothing if there is none, or none any more. */
  public Optional<Glass> find(Token token) {
    return one("token_hash = ?", hash(token)).filter(glass -> glass.holds(now()));
  }

  /**
   * The glass that a person broke for a patient; nothing if there is none, or none any more.
   *
   * @param person their id, or the name that they sign in with
   */
  public Optional<Glass> find(String person, Pseudonym patient) {
    Instant now = now();
    return accounts
        .byId(person)
        .or(() -> accounts.named(person))
        .flatMap(
            known ->
                all(
                        "WHERE person = ? AND patient = ? AND until_at > ?"
                            + " ORDER BY until_at DESC, id LIMIT 1",
                        known.id(),
                        patient.value(),
                        now.toEpochMilli())
                    .stream()
                    .findFirst())
        .filter(glass -> glass.holds(now));
  }

  /** One of that id, whether it still holds or not. */
  public Optional<Glass> byId(String id) {
    return one("id = ?", id);
  }

  /** The latest ones, at most so many. */
  public List<Glass> latest(int most) {
    return all("ORDER BY broken_at DESC, id LIMIT ?", most);
  }

  /** Those of a person that hold now, the one that ends first before others. */
  public List<Glass> holding(String person) {
    Instant now = now();
    return all(
            "WHERE person = ? AND until_at > ? ORDER BY until_at, id", person, now.toEpochMilli())
        .stream()
        .filter(glass -> glass.holds(now))
        .toList();
  }

  /** Those that nobody has reviewed, the oldest first. */
  public List<Glass> unreviewed() {
    return all("WHERE verdict = '' ORDER BY broken_at, id");
  }

  /** Why it was broken, in words; nothing if the patient was erased since. */
  public Optional<String> words(Glass glass) {
    return vault
        .subject(glass.patient())
        .flatMap(
            patient ->
                database
                    .jdbc()
                    .sql("SELECT sealed_text FROM identity_glass WHERE id = ?")
                    .param(glass.id())
                    .query((row, _) -> row.getBytes("sealed_text"))
                    .optional()
                    .map(text -> patient.open(TABLE, glass.id(), text)))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Makes one whole before its time is over; false if it was so already. */
  public boolean end(Glass glass, By by) {
    return end("id = ?", glass.id(), "ended", by) == 1;
  }

  /** Makes those whole that were broken in a session. */
  void endIn(String session, String reason, String by) {
    var _ = end("session = ?", session, reason, new By(by, Optional.empty()));
  }

  /** Makes those whole that a person broke. */
  void endOf(Person person, String reason, String by) {
    var _ = end("person = ?", person.id(), reason, new By(by, Optional.empty()));
  }

  private int end(String where, String value, String reason, By by) {
    Instant now = now();
    return database.transaction(
        jdbc -> {
          int ended = 0;
          for (Open open : open(jdbc, where, value, now)) {
            int changed =
                jdbc.sql("UPDATE identity_glass SET until_at = ? WHERE id = ? AND until_at > ?")
                    .params(now.toEpochMilli(), open.glass(), now.toEpochMilli())
                    .update();
            if (changed == 1) {
              audit.record(
                  new Entry.GlassEnded(
                      open.glass(), open.patient(), reason, by.id(), by.person(), now));
              ended++;
            }
          }
          return ended;
        });
  }

  /** What is to be ended. */
  private record Open(String glass, String patient) {}

  private static List<Open> open(JdbcClient jdbc, String where, String value, Instant now) {
    return jdbc.sql("SELECT id, patient FROM identity_glass WHERE until_at > ? AND " + where)
        .params(now.toEpochMilli(), value)
        .query((row, _) -> new Open(row.getString("id"), row.getString("patient")))
        .list();
  }

  /**
   * Says what a review came to. One that finds no emergency makes the glass whole.
   *
   * @return false if it was reviewed already: then nothing is changed or recorded
   * @throws IllegalArgumentException if it is the reviewer's own, or the reference has another form
   */
  public boolean review(Glass glass, Glass.Verdict verdict, Optional<String> reference, By by) {
    if (by.id().equals(glass.person().id())) {
      throw new IllegalArgumentException("Nobody reviews a glass that they broke themselves.");
    }
    if (reference.filter(text -> !isReference(text)).isPresent()) {
      throw new IllegalArgumentException(
          "A reference has 1 to 64 letters, digits, '.', '_', '/' or '-': the number of a file, not"
              + " its words.");
    }
    Instant now = now();
    return database.transaction(
        jdbc -> {
          int changed =
              jdbc.sql(
                      "UPDATE identity_glass SET verdict = ?, reference = ?, reviewed_by = ?,"
                          + " reviewed_at = ? WHERE id = ? AND verdict = ''")
                  .params(
                      verdict.name(), reference.orElse(""), by.id(), now.toEpochMilli(), glass.id())
                  .update();
          if (changed == 1) {
            audit.record(
                new Entry.GlassReviewed(
                    glass.id(),
                    glass.patient().value(),
                    verdict.code(),
                    reference,
                    by.id(),
                    by.person(),
                    now));
            if (verdict == Glass.Verdict.NOT_JUSTIFIED) {
              var _ = end("id = ?", glass.id(), verdict.code(), by);
            }
          }
          return changed == 1;
        });
  }

  private Optional<Glass> one(String where, Object value) {
    return all("WHERE " + where, value).stream().findFirst();
  }

  /** Those that a query finds. Their people are looked up when it has given its connection back. */
  private List<Glass> all(String which, Object... values) {
    return database
        .jdbc()
        .sql("SELECT * FROM identity_glass " + which)
        .params(values)
        .query((row, _) -> kept(row))
        .list()
        .stream()
        .map(kept -> kept.by().apply(person(kept.person())))
        .toList();
  }

  private Person person(String id) {
    return accounts
        .byId(id)
        .orElseThrow(() -> new IllegalStateException("There is no person " + id + "."));
  }

  /** A row, of which the person is known by their id alone. */
  private record Kept(String person, Function<Person, Glass> by) {}

  private static Kept kept(ResultSet row) throws SQLException {
    String id = row.getString("id");
    String session = row.getString("session");
    Pseudonym patient = new Pseudonym(row.getString("patient"));
    Glass.Reason reason = Glass.Reason.valueOf(row.getString("reason"));
    int textLength = row.getInt("text_length");
    boolean phishingResistant = row.getInt("phishing_resistant") == 1;
    Duration proofAge = Duration.ofSeconds(row.getLong("proof_age"));
    Instant broken = Instant.ofEpochMilli(row.getLong("broken_at"));
    Instant until = Instant.ofEpochMilli(row.getLong("until_at"));
    Optional<Glass.Review> review = review(row);
    return new Kept(
        row.getString("person"),
        person ->
            new Glass(
                id,
                person,
                session,
                patient,
                reason,
                textLength,
                phishingResistant,
                proofAge,
                broken,
                until,
                review));
  }

  private static Optional<Glass.Review> review(ResultSet row) throws SQLException {
    String verdict = row.getString("verdict");
    if (verdict.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Glass.Review(
            Glass.Verdict.valueOf(verdict),
            Optional.of(row.getString("reference")).filter(text -> !text.isEmpty()),
            row.getString("reviewed_by"),
            Instant.ofEpochMilli(row.getLong("reviewed_at"))));
  }

  private byte[] hash(Token token) {
    return vault.keyedHash("glass-token", token.reveal());
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
