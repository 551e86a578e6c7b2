package org.wardhealth.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The public half of the key that signs a log: all that an auditor must be given by a way that the
 * log's keepers do not control.
 *
 * <p>Its text is the C2SP vkey {@code name+hash+base64}. Only Ed25519 notes (type 0x01) are known.
 */
public final class VerificationKey {
  static final byte ED25519_NOTE = 1;

  private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{8}");

  private final String name;
  private final int keyId;
  private final byte[] raw;
  private final PublicKey key;

  private VerificationKey(String name, byte[] raw, PublicKey key) {
    this.name = name;
    this.raw = raw;
    this.key = key;
    this.keyId = keyId(name, raw);
  }

  /**
   * The key that this vkey text names.
   *
   * @throws IllegalArgumentException if the text is malformed, of another type, or its key id is
   *     not that of its name and key
   */
  public static VerificationKey parse(String text) {
    String[] parts = text.split("\\+", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("a verifier key is name+hash+base64; got: " + text);
    }
    VerificationKey key = of(parts[0], keyMaterial(parts[2], "verifier key"));
    requireKeyId(key, parts[1]);
    return key;
  }

  static VerificationKey of(String name, byte[] raw) {
    if (!SignedNote.validKeyName(name)) {
      throw new IllegalArgumentException(
          "a key name is not empty and has no space and no plus; got: \"" + name + "\"");
    }
    try {
      return new VerificationKey(name, raw, Ed25519.publicKey(raw));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key " + name + " is not an Ed25519 public key", e);
    }
  }

  /** The 32 bytes behind the type byte. */
  static byte[] keyMaterial(String base64, String what) {
    byte[] typed;
    try {
      typed = Base64Text.decode(base64);
    } catch (Malformed e) {
      throw new IllegalArgumentException("the " + what + " is " + e.getMessage());
    }
    if (typed.length != 1 + Ed25519.KEY_BYTES || typed[0] != ED25519_NOTE) {
      throw new IllegalArgumentException(
          "the " + what + " is not of type 0x01 (Ed25519) with 32 bytes");
    }
    byte[] raw = new byte[Ed25519.KEY_BYTES];
    System.arraycopy(typed, 1, raw, 0, raw.length);
    return raw;
  }

  static void requireKeyId(VerificationKey key, String hex) {
    if (!KEY_ID.matcher(hex).matches() || HexFormat.fromHexDigits(hex) != key.keyId) {
      throw new IllegalArgumentException(
          "the key id " + hex + " is not that of the key, " + key.keyIdHex());
    }
  }

  static byte[] typed(byte[] raw) {
    return ByteBuffer.allocate(1 + raw.length).put(ED25519_NOTE).put(raw).array();
  }

  /** The name of the key: for a log, its origin. */
  public String name() {
    return name;
  }

  /**
   * The first four bytes of SHA-256(name, newline, type, key). It identifies, it proves nothing.
   */
  public int keyId() {
    return keyId;
  }

  String keyIdHex() {
    return HexFormat.of().toHexDigits(keyId);
  }

  boolean verifies(byte[] message, byte[] signature) {
    return Ed25519.verifies(key, message, signature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerificationKey that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** The vkey text, which {@link #parse} reads. */
  @Override
  public String toString() {
    return name + "+" + keyIdHex() + "+" + Base64Text.encode(typed(raw));
  }

  private static int keyId(String name, byte[] raw) {
    byte[] start = (name + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] hashed =
        ByteBuffer.allocate(start.length + 1 + raw.length).put(start).put(typed(raw)).array();
    return ByteBuffer.wrap(Hasher.sha256(hashed)).getInt();
  }
}
