package org.wardhealth.server.identity;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How people prove who they are: a passkey; or a password and then a code; or a recovery code.
 *
 * <p>Guarantees: a refusal does not tell whether there is such a person, in words or in time;
 * guesses are counted before they are looked at ({@link Attempts}); a code is good once, on all
 * nodes together. What is proved in a session joins what was proved before in it.
 *
 * <p>{@code device} is the mark of the browser ({@link Attempts#mark}), where it shows one.
 */
public final class SignIn {
  private final Accounts accounts;
  private final Factors factors;
  private final Passkeys passkeys;
  private final Passwords passwords;
  private final Attempts attempts;
  private final Sessions sessions;
  private final Failures failures;
  private final Clock clock;

  public SignIn(
      Accounts accounts,
      Factors factors,
      Passkeys passkeys,
      Passwords passwords,
      Attempts attempts,
      Sessions sessions,
      Failures failures,
      Clock clock) {
    this.accounts = accounts;
    this.factors = factors;
    this.passkeys = passkeys;
    this.passwords = passwords;
    this.attempts = attempts;
    this.sessions = sessions;
    this.failures = failures;
    this.clock = clock;
  }

  /**
   * A password: begins a session of level 1, which reaches nothing but the next step.
   *
   * @throws SignInRefused if it does not fit
   */
  public Sessions.Opened password(String name, String password, Optional<String> device) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    Optional<Person> person = active(wanted);
    try {
      attempts.take(Factor.PASSWORD, key(person, wanted), device);
      Optional<Factors.Stored> stored =
          person.flatMap(one -> factors.stored(one, Factor.PASSWORD).stream().findFirst());
      boolean right =
          passwords.matches(
              password,
              stored
                  .map(one -> new String(one.secret(), StandardCharsets.UTF_8))
                  .orElseGet(passwords::nobodys));
      if (!right || stored.isEmpty()) {
        throw wrong();
      }
    } catch (SignInRefused e) {
      throw failures.record(person, Factor.PASSWORD, e);
    }
    attempts.forget(Factor.PASSWORD, key(person, wanted), device);
    return sessions.begin(person.orElseThrow(), List.of(new Proof(Factor.PASSWORD, now())));
  }

  /**
   * The password again, in a session: for a step that wants it fresh.
   *
   * @throws SignInRefused if it does not fit
   */
  public Sessions.Opened passwordAgain(
      SignedIn signedIn, String password, Optional<String> device) {
    Person person = signedIn.person();
    try {
      attempts.take(Factor.PASSWORD, person.name(), device);
      boolean right =
          factors.stored(person, Factor.PASSWORD).stream()
              .anyMatch(
                  one ->
                      passwords.matches(
                          password, new String(one.secret(), StandardCharsets.UTF_8)));
      if (!right) {
        throw wrong();
      }
    } catch (SignInRefused e) {
      throw failures.record(Optional.of(person), Factor.PASSWORD, e);
    }
    attempts.forget(Factor.PASSWORD, person.name(), device);
    return sessions.stepUp(signedIn, new Proof(Factor.PASSWORD, now()));
  }

  /**
   * Another password in place of the one there is, which is shown again; all other sessions of the
   * person end.
   *
   * @throws SignInRefused if the one there is does not fit, the other may not be chosen, or what
   *     was proved is not enough to change factors
   */
  public Sessions.Opened changePassword(
      SignedIn signedIn, String present, String chosen, Optional<String> device) {
    Enrolment.requireMayChange(signedIn);
    Person person = signedIn.person();
    passwords.requireFit(chosen, person.name());
    Sessions.Opened again = passwordAgain(signedIn, present, device);
    factors.setPassword(person, passwords.hash(chosen));
    sessions.list(Optional.of(person)).stream()
        .map(Sessions.Listed::id)
        .filter(id -> !id.equals(signedIn.session()))
        .forEach(id -> sessions.revoke(id, Optional.of(person), person.id()));
    return again;
  }

  /**
   * A code of the person's authenticator, in a session.
   *
   * @throws SignInRefused if it is not the code of now, or was used
   */
  public Sessions.Opened code(SignedIn signedIn, String code, Optional<String> device) {
    Person person = signedIn.person();
    try {
      attempts.take(Factor.TOTP, person.name(), device);
      boolean right =
          factors.stored(person, Factor.TOTP).stream()
              .anyMatch(
                  one -> {
                    OptionalLong step = Totp.step(one.secret(), code, clock.instant());
                    return step.isPresent() && factors.advance(one, step.getAsLong());
                  });
      if (!right) {
        throw new SignInRefused(
            SignInRefused.Reason.WRONG,
            "This is not the code of now, or it was used already: wait for the next one.");
      }
    } catch (SignInRefused e) {
      throw failures.record(Optional.of(person), Factor.TOTP, e);
    }
    attempts.forget(Factor.TOTP, person.name(), device);
    return sessions.stepUp(signedIn, new Proof(Factor.TOTP, now()));
  }

  /**
   * A recovery code: in a session that a password began it is the second factor; alone it begins
   * one in which nothing is possible but to enrol another factor.
   *
   * @param session the one that a password began, if it did
   * @throws SignInRefused if it is none, or was used
   */
  public Sessions.Opened recovery(
      Optional<SignedIn> session, String name, String code, Optional<String> device) {
    String wanted =
        session
            .map(signedIn -> signedIn.person().name())
            .orElseGet(() -> name.strip().toLowerCase(Locale.ROOT));
    Optional<Person> person = active(wanted);
    try {
      attempts.take(Factor.RECOVERY, key(person, wanted), device);
      if (person.isEmpty() || !factors.useRecovery(person.get(), code)) {
        throw wrong();
      }
    } catch (SignInRefused e) {
      throw failures.record(person, Factor.RECOVERY, e);
    }
    attempts.forget(Factor.RECOVERY, key(person, wanted), device);
    Proof proof = new Proof(Factor.RECOVERY, now());
    return session
        .map(signedIn -> sessions.stepUp(signedIn, proof))
        .orElseGet(() -> sessions.begin(person.orElseThrow(), List.of(proof)));
  }

  /**
   * A passkey: begins a session, or joins the one there is if it is the same person's.
   *
   * @throws SignInRefused if it proves nobody, or somebody else
   */
  public Sessions.Opened passkey(Optional<SignedIn> session, Site site, String answer) {
    Optional<Person> person = Optional.empty();
    try {
      person = accounts.byId(passkeys.prove(site, answer)).filter(Person::active);
      if (person.isEmpty()
          || (session.isPresent() && !session.get().person().id().equals(person.get().id()))) {
        throw wrong();
      }
    } catch (SignInRefused e) {
      throw failures.record(person, Factor.PASSKEY, e);
    }
    Proof proof = new Proof(Factor.PASSKEY, now());
    Person proved = person.get();
    return session
        .map(signedIn -> sessions.stepUp(signedIn, proof))
        .orElseGet(() -> sessions.begin(proved, List.of(proof)));
  }

  private Optional<Person> active(String name) {
    return accounts.named(name).filter(Person::active);
  }

  /** Names that nobody has are counted as if somebody had them. */
  private static String key(Optional<Person> person, String name) {
    return person.map(Person::name).orElse(name.substring(0, Math.min(64, name.length())));
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }

  private static SignInRefused wrong() {
    return new SignInRefused(
        SignInRefused.Reason.WRONG, "Name, password or code do not fit. Try again.");
  }
}
