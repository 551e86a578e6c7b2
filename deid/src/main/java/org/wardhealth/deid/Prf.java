package org.wardhealth.deid;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A keyed function, HMAC-SHA-256: what it gives for a label and a value cannot be told from chance
 * without the key (NIST SP 800-108 uses it the same way), and is the same in every process with the
 * key. Not thread-safe.
 */
final class Prf {
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac mac;

  private Prf(Mac mac) {
    this.mac = mac;
  }

  static Prf of(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return new Prf(mac);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java lacks " + ALGORITHM, e);
    }
  }

  /** The function of a narrower purpose: without its key, as foreign to this one as any other. */
  Prf child(String label, String value) {
    return of(bytes(label, value));
  }

  /** 32 bytes for {@code label}, which holds no NUL, and {@code value}. */
  byte[] bytes(String label, String value) {
    mac.update(label.getBytes(StandardCharsets.UTF_8));
    mac.update((byte) 0);
    return mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
  }

  /** The numbers for the {@code attempt}-th draw: another attempt is another draw. */
  Draw draw(String label, String value, int attempt) {
    return new Draw(bytes(label + '#' + attempt, value));
  }

  /** Numbers from one draw, as many as are asked for. */
  final class Draw {
    private static final int STEP = 6;

    private byte[] block;
    private int at;

    private Draw(byte[] block) {
      this.block = block;
    }

    /** From 0 (inclusive) to {@code bound}, at most 10,000,000: uneven by less than 2^-24. */
    int below(int bound) {
      if (at + STEP > block.length) {
        block = mac.doFinal(Arrays.copyOf(block, block.length + 1));
        at = 0;
      }
      long value = 0;
      for (int i = 0; i < STEP; i++) {
        value = value << 8 | (block[at++] & 0xFF);
      }
      return (int) (value % bound);
    }

    char of(String letters) {
      return letters.charAt(below(letters.length()));
    }

    <T> T of(List<T> list) {
      return list.get(below(list.size()));
    }
  }
}
