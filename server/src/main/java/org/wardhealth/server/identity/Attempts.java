package org.wardhealth.server.identity;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Vault;

/**
 * Counts guesses, on all nodes together, before they are looked at.
 *
 * <p>Nobody can lock another person out: a browser from which a person has signed in fully before
 * carries a sealed mark, and is counted for itself; all browsers without one are counted together
 * for each name. So a stranger who guesses shuts out strangers. Passkeys are not counted: there is
 * nothing to guess.
 */
public final class Attempts {
  static final Duration WINDOW = Duration.ofMinutes(15);

  private final Database database;
  private final Vault vault;
  private final Clock clock;
  private final SecureRandom random;

  public Attempts(Database database, Vault vault, Clock clock, SecureRandom random) {
    this.database = database;
    this.vault = vault;
    this.clock = clock;
    this.random = random;
  }

  /** How many guesses a quarter of an hour allows. */
  static int allowed(Factor factor) {
    return factor == Factor.PASSWORD ? 10 : 5;
  }

  /**
   * Takes one guess at a factor of {@code name}.
   *
   * @throws SignInRefused when there is none left
   */
  void take(Factor factor, String name, Optional<String> device) {
    byte[] key = key(factor, name, device);
    long now = clock.millis();
    long since = now - WINDOW.toMillis();
    Count count =
        database.transaction(
            jdbc ->
                jdbc.sql(
                        "INSERT INTO identity_attempt (key_hash, began_at, tries) VALUES (?, ?, 1)"
                            + " ON CONFLICT (key_hash) DO UPDATE SET tries = CASE WHEN"
                            + " identity_attempt.began_at < ? THEN 1 ELSE identity_attempt.tries + 1"
                            + " END, began_at = CASE WHEN identity_attempt.began_at < ? THEN"
                            + " excluded.began_at ELSE identity_attempt.began_at END"
                            + " RETURNING tries, began_at")
                    .params(key, now, since, since)
                    .query((row, _) -> new Count(row.getLong("tries"), row.getLong("began_at")))
                    .single());
    if (count.tries() > allowed(factor)) {
      throw new SignInRefused(
          SignInRefused.Reason.TOO_MANY,
          "Too many tries. Wait a quarter of an hour, or use a passkey.",
          Optional.of(Duration.ofMillis(count.beganAt() + WINDOW.toMillis() - now)));
    }
  }

  private record Count(long tries, long beganAt) {}

  /** Forgets the guesses, because the last one was right. */
  void forget(Factor factor, String name, Optional<String> device) {
    database
        .jdbc()
        .sql("DELETE FROM identity_attempt WHERE key_hash = ? OR began_at < ?")
        .params(key(factor, name, device), clock.millis() - Duration.ofDays(1).toMillis())
        .update();
  }

  /** The mark for a browser from which a person signed in fully. */
  public String mark(Person person) {
    String nonce = Token.random(random).reveal();
    return nonce + '.' + seal(person.name(), nonce);
  }

  private byte[] key(Factor factor, String name, Optional<String> device) {
    String who =
        device.filter(mark -> marks(mark, name)).map(mark -> "device|" + mark).orElse("strangers");
    return vault.keyedHash("attempt", factor.name() + '|' + name + '|' + who);
  }

  private boolean marks(String mark, String name) {
    int dot = mark.indexOf('.');
    return dot > 0
        && mark.length() < 200
        && MessageDigest.isEqual(
            seal(name, mark.substring(0, dot)).getBytes(java.nio.charset.StandardCharsets.UTF_8),
            mark.substring(dot + 1).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private String seal(String name, String nonce) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(vault.keyedHash("device", name + '|' + nonce));
  }
}
