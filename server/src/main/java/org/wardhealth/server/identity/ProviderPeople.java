package org.wardhealth.server.identity;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.wardhealth.server.identity.IdTokens.Identified;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Vault;

/**
 * People whom an identity provider names.
 *
 * <p>Guarantees: they are known again by issuer and subject alone, never by a name or an address,
 * so nobody becomes somebody of another provider, or a local account. Their roles are those of
 * their groups at the last sign-in, and end with the longest session; without any they are not let
 * in, and what they had is gone at once.
 */
final class ProviderPeople {
  private static final int LONGEST_NAME = 24;
  private static final int LONGEST_ISSUER = 24;

  private final Database database;
  private final Vault vault;
  private final Accounts accounts;
  private final PeopleSettings settings;
  private final ReentrantLock admitting = new ReentrantLock();

  ProviderPeople(Database database, Vault vault, Accounts accounts, PeopleSettings settings) {
    this.database = database;
    this.vault = vault;
    this.accounts = accounts;
    this.settings = settings;
  }

  /**
   * The person, with the roles of now; made at the first sign-in.
   *
   * @throws SignInRefused if they are disabled, or have no role
   */
  Person admit(IssuerSettings issuer, Identified who) {
    byte[] hash =
        vault.keyedHash("provider-person", issuer.issuer().toString() + '|' + who.subject());
    String by = "provider:" + issuer.name();
    Optional<Person> person;
    // Two browsers of somebody who was never here make one person.
    admitting.lock();
    try {
      Optional<Person> known = find(hash);
      if (known.filter(one -> !one.active()).isPresent()) {
        throw new SignInRefused(
            SignInRefused.Reason.FORBIDDEN, "This person is disabled here: ask who runs Ward.");
      }
      person =
          known.isEmpty() && !who.roles().isEmpty()
              ? Optional.of(add(issuer, who, hash, by))
              : known.map(one -> accounts.follow(one, who.roles(), settings.absolute(), by));
    } finally {
      admitting.unlock();
    }
    return person
        .filter(_ -> !who.roles().isEmpty())
        .orElseThrow(
            () ->
                new SignInRefused(
                    SignInRefused.Reason.NO_ROLE,
                    "None of your groups at '" + issuer.name() + "' has a role at Ward."));
  }

  private Optional<Person> find(byte[] hash) {
    return database
        .jdbc()
        .sql("SELECT person FROM identity_provider_person WHERE subject_hash = ?")
        .param(hash)
        .query(String.class)
        .optional()
        .flatMap(accounts::byId);
  }

  private Person add(IssuerSettings issuer, Identified who, byte[] hash, String by) {
    return database.transaction(
        jdbc -> {
          String wanted = name(issuer, who);
          String name =
              accounts.named(wanted).isEmpty()
                  ? wanted
                  : wanted + '-' + HexFormat.of().formatHex(hash, 0, 4);
          Person person = accounts.add(name, who.roles(), settings.absolute(), by);
          jdbc.sql(
                  "INSERT INTO identity_provider_person (person, issuer, subject_hash)"
                      + " VALUES (?, ?, ?)")
              .params(person.id(), issuer.name(), hash)
              .update();
          return person;
        });
  }

  /** What they are called here: {@code name@issuer}, as far as letters allow. */
  private static String name(IssuerSettings issuer, Identified who) {
    String own =
        who.name()
            .orElse("")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._-]+", "-")
            .replaceAll("^[^a-z0-9]+", "");
    String issuerName = issuer.name().toLowerCase(Locale.ROOT);
    return (own.isEmpty() ? "person" : own.substring(0, Math.min(LONGEST_NAME, own.length())))
        + '@'
        + issuerName.substring(0, Math.min(LONGEST_ISSUER, issuerName.length()));
  }
}
