package org.wardhealth.server.identity;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;

/**
 * Codes by time (RFC 6238): SHA-1, six digits, thirty seconds, as every authenticator knows them.
 *
 * <p>A code holds in its own thirty seconds, and {@value #TYPING_SECONDS} s more for who was still
 * typing it; never before them. So the clocks of authenticator and node must agree to a few
 * seconds.
 */
final class Totp {
  static final int SECRET_BYTES = 20;
  static final long STEP_SECONDS = 30;

  /** How long after its step a code is still taken. */
  static final long TYPING_SECONDS = 5;

  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final TimeBasedOneTimePasswordGenerator GENERATOR =
      new TimeBasedOneTimePasswordGenerator(Duration.ofSeconds(STEP_SECONDS), 6);

  private Totp() {}

  static byte[] secret(SecureRandom random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return secret;
  }

  /** The step of which this is the code: that of now, or a moment ago. */
  static OptionalLong step(byte[] secret, String code, Instant now) {
    String digits = code.replace(" ", "");
    if (!digits.matches("[0-9]{6}")) {
      return OptionalLong.empty();
    }
    long current = Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
    long before = Math.floorDiv(now.getEpochSecond() - TYPING_SECONDS, STEP_SECONDS);
    for (long step = before; step <= current; step++) {
      if (MessageDigest.isEqual(
          code(secret, step).getBytes(StandardCharsets.US_ASCII),
          digits.getBytes(StandardCharsets.US_ASCII))) {
        return OptionalLong.of(step);
      }
    }
    return OptionalLong.empty();
  }

  static String code(byte[] secret, long step) {
    try {
      return GENERATOR.generateOneTimePasswordString(
          new SecretKeySpec(secret, "RAW"), Instant.ofEpochSecond(step * STEP_SECONDS));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("A secret of an authenticator is no key.", e);
    }
  }

  /** RFC 4648, without padding. */
  static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte one : bytes) {
      held = (held << 8) | (one & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt((held >>> bits) & 31));
      }
      held &= (1 << bits) - 1;
    }
    if (bits > 0) {
      text.append(BASE32.charAt((held << (5 - bits)) & 31));
    }
    return text.toString();
  }

  /** What a QR code of it says (Key Uri Format). */
  static String uri(String name, String host, byte[] secret) {
    return "otpauth://totp/Ward%20"
        + host
        + ":"
        + name.replace("@", "%40")
        + "?secret="
        + base32(secret)
        + "&issuer=Ward%20"
        + host;
  }
}
