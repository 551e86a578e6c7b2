package org.wardhealth.server.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What was said, with the salt that its commitment is made with.
 *
 * <p>The ledger holds only {@link #commitment()}: HMAC-SHA-256 of the text under 256 random bits.
 * The salt is kept sealed with the text, so once the text is erased the commitment says nothing.
 */
public final class Content {
  private static final int SALT_BYTES = 32;

  private final byte[] salt;
  private final byte[] text;

  private Content(byte[] salt, byte[] text) {
    this.salt = salt;
    this.text = text;
  }

  /** Content with a fresh salt. The array is not copied. */
  public static Content of(byte[] text, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new Content(salt, text);
  }

  static Content parse(byte[] stored) {
    return new Content(
        Arrays.copyOf(stored, SALT_BYTES), Arrays.copyOfRange(stored, SALT_BYTES, stored.length));
  }

  byte[] toBytes() {
    byte[] stored = Arrays.copyOf(salt, SALT_BYTES + text.length);
    System.arraycopy(text, 0, stored, SALT_BYTES, text.length);
    return stored;
  }

  /** What the ledger says of this content: {@code hmac-sha256:} and 64 hexadecimal digits. */
  public String commitment() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(salt, "HmacSHA256"));
      return "hmac-sha256:" + HexFormat.of().formatHex(mac.doFinal(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no HmacSHA256.", e);
    }
  }

  /** The text, as it was stored. */
  public String text() {
    return new String(text, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Content[" + text.length + " bytes]";
  }
}
