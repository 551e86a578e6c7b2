package org.wardhealth.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The public half of a key that signs a log's checkpoints, or that cosigns them: all that an
 * auditor must be given by a way that the log's keepers do not control.
 *
 * <p>Its text is the C2SP vkey {@code name+hash+base64}.
 */
public final class VerificationKey {
  private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{8}");

  private final KeyType type;
  private final String name;
  private final int keyId;
  private final byte[] raw;
  private final PublicKey key;

  private VerificationKey(KeyType type, String name, byte[] raw, PublicKey key) {
    this.type = type;
    this.name = name;
    this.raw = raw;
    this.key = key;
    this.keyId = keyId(name, typed(type, raw));
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
    byte[] typed = typed(parts[2], "verifier key");
    KeyType type = KeyType.of(typed[0], "verifier key");
    VerificationKey key = of(type, parts[0], material(type, typed, type.keyBytes()));
    requireKeyId(key, parts[1]);
    return key;
  }

  static VerificationKey of(KeyType type, String name, byte[] raw) {
    if (!SignedNote.validKeyName(name)) {
      throw new IllegalArgumentException(
          "a key name is not empty and has no space and no plus; got: \"" + name + "\"");
    }
    if (type == KeyType.ML_DSA_44 && !Cosigned.fits(name)) {
      throw new IllegalArgumentException(
          "the name of an ML-DSA-44 key has at most 255 bytes; got: \"" + name + "\"");
    }
    try {
      PublicKey key = type == KeyType.ML_DSA_44 ? MlDsa44.publicKey(raw) : Ed25519.publicKey(raw);
      return new VerificationKey(type, name, raw, key);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key " + name + " is not a public key: " + type, e);
    }
  }

  /** The bytes of a key's text: its type, then the rest. */
  static byte[] typed(String base64, String what) {
    try {
      byte[] typed = Base64Text.decode(base64);
      if (typed.length > 0) {
        return typed;
      }
    } catch (Malformed e) {
      throw new IllegalArgumentException("the " + what + " is " + e.getMessage());
    }
    throw new IllegalArgumentException("the " + what + " is empty behind its key id");
  }

  /** The bytes behind the type. */
  static byte[] material(KeyType type, byte[] typed, int length) {
    if (typed.length != 1 + length) {
      throw new IllegalArgumentException(
          "a key of the type " + type + " has " + length + " bytes, not " + (typed.length - 1));
    }
    return Arrays.copyOfRange(typed, 1, typed.length);
  }

  static void requireKeyId(VerificationKey key, String hex) {
    if (!KEY_ID.matcher(hex).matches() || HexFormat.fromHexDigits(hex) != key.keyId) {
      throw new IllegalArgumentException(
          "the key id " + hex + " is not that of the key, " + key.keyIdHex());
    }
  }

  static byte[] typed(KeyType type, byte[] raw) {
    return ByteBuffer.allocate(1 + raw.length).put(type.code()).put(raw).array();
  }

  /** How the key signs. */
  public KeyType type() {
    return type;
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

  /** Name and key id, which is how a signature line says whose it is. */
  String shortText() {
    return name + "+" + keyIdHex();
  }

  /** Whether both wrap the same public key, whatever their names. */
  boolean sameKey(VerificationKey other) {
    return Arrays.equals(raw, other.raw);
  }

  /**
   * Verifies what a signature line holds behind the key id.
   *
   * @return the time of the signature in POSIX seconds, 0 if it says none; nothing if it is wrong
   */
  OptionalLong verify(String text, byte[] signature) {
    if (type == KeyType.ED25519_NOTE) {
      return Ed25519.verifies(key, text.getBytes(StandardCharsets.UTF_8), signature)
          ? OptionalLong.of(0)
          : OptionalLong.empty();
    }
    int length = type == KeyType.ML_DSA_44 ? MlDsa44.SIGNATURE_BYTES : Ed25519.SIGNATURE_BYTES;
    if (signature.length != Long.BYTES + length) {
      return OptionalLong.empty();
    }
    long time = ByteBuffer.wrap(signature).getLong();
    byte[] bytes = Arrays.copyOfRange(signature, Long.BYTES, signature.length);
    if (time < 0) {
      return OptionalLong.empty();
    }
    try {
      boolean right =
          type == KeyType.ML_DSA_44
              ? MlDsa44.verifies(key, Cosigned.message(name, time, TreeHead.parse(text)), bytes)
              : Ed25519.verifies(key, Cosigned.message(time, text), bytes);
      return right ? OptionalLong.of(time) : OptionalLong.empty();
    } catch (Malformed _) {
      return OptionalLong.empty();
    }
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
    return name + "+" + keyIdHex() + "+" + Base64Text.encode(typed(type, raw));
  }

  private static int keyId(String name, byte[] typed) {
    byte[] start = (name + "\n").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(Hasher.sha256(Ed25519.concat(start, typed))).getInt();
  }
}
