package org.wardhealth.server.identity;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Vault;
import tools.jackson.databind.node.ObjectNode;

/**
 * How people get their factors.
 *
 * <p>The first come by a link: it holds for a time, once, and only for a person who has none. Later
 * ones are added in a session of level 2, or a moment after a recovery code; a password alone can
 * never add one.
 */
public final class Enrolment {
  private static final String TABLE = "identity_link";

  private final Database database;
  private final Vault vault;
  private final Audit audit;
  private final Accounts accounts;
  private final Factors factors;
  private final Passkeys passkeys;
  private final Passwords passwords;
  private final Sessions sessions;
  private final PeopleSettings settings;
  private final Clock clock;
  private final SecureRandom random;

  public Enrolment(
      Database database,
      Vault vault,
      Audit audit,
      Accounts accounts,
      Factors factors,
      Passkeys passkeys,
      Passwords passwords,
      Sessions sessions,
      PeopleSettings settings,
      Clock clock,
      SecureRandom random) {
    this.database = database;
    this.vault = vault;
    this.audit = audit;
    this.accounts = accounts;
    this.factors = factors;
    this.passkeys = passkeys;
    this.passwords = passwords;
    this.sessions = sessions;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  /** A link that was made: its token can be seen only now. */
  public record Link(Token token, Instant until) {}

  /** Whom a link is for, and the secret that it offers for their authenticator. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Offer(Person person, byte[] secret) {
    /** What an authenticator is given, as text. */
    public String key() {
      return Totp.base32(secret);
    }

    /** What an authenticator is given, as a QR code says it. */
    public String uri(Site site) {
      return Totp.uri(person.name(), site.relyingParty(), secret);
    }

    @Override
    public String toString() {
      return "Offer[" + person.name() + "]";
    }
  }

  /** A person is enrolled and signed in; the codes can be seen only now. */
  public record Enrolled(Sessions.Opened session, List<String> recoveryCodes) {
    @Override
    public String toString() {
      return "Enrolled[***]";
    }
  }

  /**
   * Makes the link of a person who has no factors; an older one is none from now on.
   *
   * @throws IllegalArgumentException if the person has factors, or is disabled
   */
  public Link link(Person person, String by) {
    if (!factors.list(person).isEmpty()) {
      throw new IllegalArgumentException(
          "'"
              + person.name()
              + "' is enrolled already and can add factors alone. If all are lost, make the link"
              + " with --reset HOW: it removes them and ends all sessions.");
    }
    return link(person, Optional.empty(), by);
  }

  /**
   * Removes all factors of a person who lost them, ends their sessions and makes their link; an
   * older one is none from now on.
   *
   * @param proofing how whoever makes it made sure that it is they
   * @throws IllegalArgumentException if the person is disabled
   */
  public Link reset(Person person, Proofing proofing, String by) {
    return link(person, Optional.of(proofing), by);
  }

  private Link link(Person person, Optional<Proofing> reset, String by) {
    if (!person.active()) {
      throw new IllegalArgumentException("'" + person.name() + "' is disabled: enable them first.");
    }
    if (accounts.byProvider(person)) {
      throw new IllegalArgumentException(
          "'"
              + person.name()
              + "' signs in at an identity provider, which keeps their factors: there is nothing to"
              + " enrol here.");
    }
    Token token = Token.random(random);
    Instant until = Instant.ofEpochMilli(clock.millis()).plus(settings.link());
    return database.transaction(
        jdbc -> {
          if (reset.isPresent()) {
            factors.removeAll(person, by);
            sessions.revokeAll(person, by);
          }
          jdbc.sql("DELETE FROM identity_link WHERE person = ?").param(person.id()).update();
          jdbc.sql(
                  "INSERT INTO identity_link (person, token_hash, sealed_totp, until_at)"
                      + " VALUES (?, ?, ?, ?)")
              .params(
                  person.id(),
                  hash(token),
                  vault.person(person.id()).seal(TABLE, person.id(), Totp.secret(random)),
                  until.toEpochMilli())
              .update();
          audit.record(
              new Entry.PersonLinked(
                  person.id(),
                  reset.isPresent(),
                  reset.map(Proofing::code),
                  until,
                  by,
                  clock.instant()));
          return new Link(token, until);
        });
  }

  /**
   * Whom a link is for. Looking does not use it up.
   *
   * @throws SignInRefused if it is used, old, or none
   */
  public Offer look(Token token) {
    return database
        .jdbc()
        .sql("SELECT person, sealed_totp FROM identity_link WHERE token_hash = ? AND until_at > ?")
        .params(hash(token), clock.millis())
        .query(
            (row, _) ->
                accounts
                    .byId(row.getString("person"))
                    .filter(Person::active)
                    .map(
                        person ->
                            new Offer(
                                person,
                                vault.person(person.id()).open(TABLE, person.id(), bytes(row)))))
        .optional()
        .flatMap(found -> found)
        .orElseThrow(SignInRefused::link);
  }

  private static byte[] bytes(java.sql.ResultSet row) {
    try {
      return row.getBytes("sealed_totp");
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException("A link cannot be read.", e);
    }
  }

  /** What a browser makes the first passkey with. */
  public ObjectNode passkeyOptions(Token token, Site site) {
    return passkeys.enrolOptions(site, look(token).person());
  }

  /** Uses the link for a passkey. */
  public Enrolled passkey(Token token, Site site, String answer) {
    Person person = look(token).person();
    return database.transaction(
        _ -> {
          use(token);
          passkeys.enrol(site, person, answer);
          return enrolled(person, List.of(new Proof(Factor.PASSKEY, now())));
        });
  }

  /** Uses the link for a password and the authenticator that was given the link's secret. */
  public Enrolled password(Token token, String password, String code) {
    Offer offer = look(token);
    passwords.requireFit(password, offer.person().name());
    OptionalLong step = Totp.step(offer.secret(), code, clock.instant());
    if (step.isEmpty()) {
      throw new SignInRefused(
          SignInRefused.Reason.WRONG,
          "This is not the code that the authenticator shows now. Is its clock right?");
    }
    String hash = passwords.hash(password);
    return database.transaction(
        _ -> {
          use(token);
          factors.setPassword(offer.person(), hash);
          factors.setTotp(offer.person(), offer.secret(), step.getAsLong());
          return enrolled(
              offer.person(),
              List.of(new Proof(Factor.PASSWORD, now()), new Proof(Factor.TOTP, now())));
        });
  }

  private Enrolled enrolled(Person person, List<Proof> proofs) {
    List<String> codes = factors.newRecoveryCodes(person);
    audit.record(
        new Entry.PersonEnrolled(
            person.id(),
            proofs.stream().map(proof -> proof.factor().code()).toList(),
            clock.instant()));
    return new Enrolled(sessions.begin(person, proofs), codes);
  }

  private void use(Token token) {
    int used =
        database
            .jdbc()
            .sql("DELETE FROM identity_link WHERE token_hash = ? AND until_at > ?")
            .params(hash(token), clock.millis())
            .update();
    if (used != 1) {
      throw SignInRefused.link();
    }
  }

  /** What a browser makes another passkey with. */
  public ObjectNode anotherOptions(SignedIn signedIn, Site site) {
    requireMayChange(signedIn);
    return passkeys.enrolOptions(site, signedIn.person());
  }

  /** Adds another passkey. */
  public void another(SignedIn signedIn, Site site, String answer) {
    requireMayChange(signedIn);
    var _ =
        database.transaction(
            _ -> {
              passkeys.enrol(site, signedIn.person(), answer);
              return true;
            });
  }

  /** New recovery codes, in place of the old ones. */
  public List<String> newRecoveryCodes(SignedIn signedIn) {
    requireMayChange(signedIn);
    return factors.newRecoveryCodes(signedIn.person());
  }

  /**
   * Removes a factor; nothing if the person has none of that id, or no longer.
   *
   * @throws SignInRefused if what is left could not sign in at level 2
   */
  public void remove(SignedIn signedIn, String factor) {
    requireMayChange(signedIn);
    List<Factors.Listed> all = factors.list(signedIn.person());
    List<Factors.Listed> left = all.stream().filter(one -> !one.id().equals(factor)).toList();
    if (left.size() == all.size()) {
      return;
    }
    boolean enough =
        has(left, Factor.PASSKEY) || (has(left, Factor.PASSWORD) && has(left, Factor.TOTP));
    if (!enough) {
      throw new SignInRefused(
          SignInRefused.Reason.FORBIDDEN,
          "Without this factor you could not sign in any more: add another one first.");
    }
    factors.remove(signedIn.person(), factor, signedIn.person().id());
  }

  private static boolean has(List<Factors.Listed> left, Factor factor) {
    return left.stream().anyMatch(one -> one.factor() == factor);
  }

  static void requireMayChange(SignedIn signedIn) {
    if (!signedIn.mayChangeFactors()) {
      throw new SignInRefused(
          SignInRefused.Reason.FORBIDDEN,
          "A password alone cannot change factors: show a passkey or a code first.");
    }
  }

  /** Adds the first administrator and makes their link, if nobody was ever added. */
  public Optional<Link> first() {
    if (accounts.everAny()) {
      return Optional.empty();
    }
    Person first = accounts.add("administrator", java.util.Set.of(Role.ADMINISTRATOR), "ward");
    return Optional.of(link(first, "ward"));
  }

  private byte[] hash(Token token) {
    return vault.keyedHash("link", token.reveal());
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
