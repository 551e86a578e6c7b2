package org.wardhealth.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with Argon2id (RFC 9106; 19 MiB, two passes, one lane, as OWASP advises).
 *
 * <p>Guarantees: no more hashes at a time than half the processors, on threads of their own, so
 * that a crowd of guesses leaves the rest of Ward responsive; a queue that is full refuses. Any
 * length up to {@value #LONGEST} characters counts whole.
 */
public final class Passwords implements AutoCloseable {
  static final int SHORTEST = 12;
  static final int LONGEST = 256;
  private static final int MEMORY_KIB = 19 << 10;
  private static final int PASSES = 2;
  static final int WAITING = 32;

  /** What guessers try first; a longer word stands before one that it begins with. */
  private static final Pattern EASY =
      Pattern.compile(
          "wardhealth|ward|hospital|clinician|clinica|clinic|patient|doctor|nurse|health|medical"
              + "|researcher|scientist|billing|quality|governance|auditor|privacy|security|officer"
              + "|engineer|administrator|admin|operator|password|passwort|contrase(?:ñ|n)a|passw0rd"
              + "|welcome|letmein|changeme|secret|login|iloveyou|qwertyuiop|qwerty|qwertz|azerty"
              + "|asdfghjkl|asdf|zxcvbnm|abcdef|12345678(?:90?)?|123456|12345|1234|1q2w3e4r5t?");

  private final SecureRandom random;
  private final KnownPasswords known;
  private final ThreadPoolExecutor workers;
  private final String nobodys;

  Passwords(SecureRandom random, int processors, KnownPasswords known) {
    this.random = random;
    this.known = known;
    int threads = Math.max(1, processors / 2);
    this.workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("ward-passwords-", 0).daemon(true).factory());
    this.workers.allowCoreThreadTimeOut(true);
    byte[] salt = new byte[16];
    byte[] hash = new byte[32];
    random.nextBytes(salt);
    random.nextBytes(hash);
    this.nobodys = write(salt, hash);
  }

  /** A hash that no password has: checked where there is no person, so that time tells nothing. */
  String nobodys() {
    return nobodys;
  }

  /**
   * Says whether a password may be chosen.
   *
   * @throws SignInRefused if it is too short, too long, repeats itself, has too little beside the
   *     person's name and the words that guessers try first, or is one that others know; or if that
   *     cannot be found out
   */
  void requireFit(String password, String name) {
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST || length > LONGEST) {
      throw new SignInRefused(
          SignInRefused.Reason.UNFIT,
          "A password has " + SHORTEST + " to " + LONGEST + " characters; better four words.");
    }
    String lower = password.toLowerCase(Locale.ROOT);
    long different = password.codePoints().distinct().count();
    if (different < 5
        || EASY.matcher(lower.replace(name, "")).replaceAll("").length() < SHORTEST / 2) {
      throw new SignInRefused(
          SignInRefused.Reason.UNFIT,
          "This password is too easy to guess: it repeats itself, or is made of the name or of"
              + " words that everybody tries.");
    }
    known.requireNone(password);
  }

  /**
   * Hashes a password; waits for its turn.
   *
   * @throws SignInRefused if too many wait
   */
  String hash(String password) {
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    return inTurn(() -> write(salt, argon2(password, salt)));
  }

  /**
   * Whether a password is the one that was hashed; waits for its turn.
   *
   * @throws SignInRefused if too many wait
   */
  boolean matches(String password, String stored) {
    if (password.length() > 2 * LONGEST) {
      return false;
    }
    String[] parts = stored.split("\\$", -1);
    byte[] salt = Base64.getDecoder().decode(parts[4]);
    byte[] wanted = Base64.getDecoder().decode(parts[5]);
    return inTurn(() -> MessageDigest.isEqual(argon2(password, salt), wanted));
  }

  private <T> T inTurn(Supplier<T> work) {
    try {
      Future<T> done = workers.submit(work::get);
      return done.get();
    } catch (RejectedExecutionException e) {
      throw new SignInRefused(
          SignInRefused.Reason.BUSY,
          "Ward checks as many passwords as it can. Try again in a moment, or use a passkey.",
          java.util.Optional.of(java.time.Duration.ofSeconds(10)));
    } catch (ExecutionException e) {
      throw new IllegalStateException("A password could not be hashed.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Ward stops.", e);
    }
  }

  private static byte[] argon2(String password, byte[] salt) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(MEMORY_KIB)
            .withIterations(PASSES)
            .withParallelism(1)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[32];
    generator.generateBytes(
        Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8),
        hash);
    return hash;
  }

  /** The PHC form. */
  private static String write(byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m="
        + MEMORY_KIB
        + ",t="
        + PASSES
        + ",p=1$"
        + base64.encodeToString(salt)
        + '$'
        + base64.encodeToString(hash);
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
