package org.wardhealth.server.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passwords that others know: the common and stolen ones that come with Ward, and those of the
 * hospital's own list.
 *
 * <p>Those that come with Ward are kept as the first eight bytes of the SHA-256 of each, folded to
 * lower case and NFKC, in order: a password that is none of them is taken for one with a chance of
 * one in 10^15. Nothing is asked over the network. What is on neither list may be known all the
 * same.
 */
final class KnownPasswords {
  private static final Logger log = LoggerFactory.getLogger(KnownPasswords.class);
  private static final String LIST = "known-passwords.bin";

  private final long[] common;
  private final Optional<StolenPasswords> own;

  private KnownPasswords(long[] common, Optional<StolenPasswords> own) {
    this.common = common;
    this.own = own;
  }

  /** Those that come with Ward, and those of a file, if there is one. */
  static KnownPasswords and(Optional<Path> own) {
    try (InputStream in = KnownPasswords.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IllegalStateException(LIST + " is not on the class path.");
      }
      byte[] bytes = in.readAllBytes();
      long[] common = new long[bytes.length / Long.BYTES];
      ByteBuffer.wrap(bytes).asLongBuffer().get(common);
      return new KnownPasswords(common, own.map(StolenPasswords::new));
    } catch (IOException e) {
      throw new UncheckedIOException(LIST + " cannot be read", e);
    }
  }

  /** How many come with Ward. */
  int size() {
    return common.length;
  }

  /**
   * Says that a password is none of them.
   *
   * @throws SignInRefused if it is one, or the hospital's own list cannot be read
   */
  void requireNone(String password) {
    if (isCommon(password) || isStolen(password)) {
      throw new SignInRefused(
          SignInRefused.Reason.KNOWN,
          "This password is on a list of those that guessers try first or that were stolen"
              + " somewhere: others know it, however long it is. Choose another one; four words"
              + " that have nothing to do with each other are good.");
    }
  }

  private boolean isCommon(String password) {
    String folded = Normalizer.normalize(password, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    long wanted = ByteBuffer.wrap(sha256(folded)).getLong();
    int low = 0;
    int high = common.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compareUnsigned(common[middle], wanted);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }

  private boolean isStolen(String password) {
    if (own.isEmpty()) {
      return false;
    }
    try {
      return own.get().has(password);
    } catch (IOException e) {
      log.error("nobody can choose a password: people.stolen-passwords: {}", e.getMessage());
      throw new SignInRefused(
          SignInRefused.Reason.UNCHECKED,
          "Whether others know this password cannot be found out now: tell whoever runs Ward that"
              + " the list of stolen passwords cannot be read.");
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
