package org.wardhealth.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;

/**
 * One secret key of one type, held in memory as its seed of 32 bytes. {@link #toString} shows the
 * public half.
 */
final class SigningKey {
  private static final String SECRET_START = "PRIVATE+KEY+";
  private static final int SEED_BYTES = 32;

  private final byte[] seed;
  private final PrivateKey key;
  private final VerificationKey verificationKey;

  private SigningKey(KeyType type, String name, byte[] seed) {
    this.seed = seed.clone();
    try {
      if (type == KeyType.ML_DSA_44) {
        KeyPair pair = MlDsa44.pair(seed);
        this.key = pair.getPrivate();
        this.verificationKey = VerificationKey.of(type, name, MlDsa44.raw(pair.getPublic()));
      } else {
        this.key = Ed25519.privateKey(seed);
        this.verificationKey = VerificationKey.of(type, name, Ed25519.publicKeyOf(seed));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot use " + type, e);
    }
  }

  static SigningKey generate(KeyType type, String name, SecureRandom random) {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    return new SigningKey(type, name, seed);
  }

  /**
   * The key in the text that {@link #secretText} gave.
   *
   * @throws IllegalArgumentException if it is not such a text; the message does not repeat it
   */
  static SigningKey parse(String secretText) {
    String[] parts = secretText.split("\\+", 5);
    if (parts.length != 5 || !secretText.startsWith(SECRET_START)) {
      throw new IllegalArgumentException("a signing key is PRIVATE+KEY+name+hash+base64");
    }
    byte[] typed = VerificationKey.typed(parts[4], "signing key");
    KeyType type = KeyType.of(typed[0], "signing key");
    SigningKey key =
        new SigningKey(type, parts[2], VerificationKey.material(type, typed, SEED_BYTES));
    VerificationKey.requireKeyId(key.verificationKey, parts[3]);
    return key;
  }

  String secretText() {
    return SECRET_START
        + verificationKey.name()
        + "+"
        + verificationKey.keyIdHex()
        + "+"
        + Base64Text.encode(VerificationKey.typed(verificationKey.type(), seed));
  }

  VerificationKey verificationKey() {
    return verificationKey;
  }

  /** Signs a text as a note, without a time. */
  SignedNote.NoteSignature signText(String text) {
    try {
      return line(Ed25519.sign(key, text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key " + verificationKey + " cannot sign", e);
    }
  }

  /**
   * Signs a tree head in the text of its checkpoint, which may hold extension lines.
   *
   * @param time POSIX seconds, above zero; an Ed25519 note signature does not say it
   */
  SignedNote.NoteSignature sign(String text, TreeHead head, long time) {
    if (verificationKey.type() == KeyType.ED25519_NOTE) {
      return signText(text);
    }
    if (time <= 0) {
      throw new IllegalStateException(
          "the clock says " + time + " seconds since 1970: set it, nothing is signed before");
    }
    try {
      byte[] signature =
          verificationKey.type() == KeyType.ML_DSA_44
              ? MlDsa44.sign(key, Cosigned.message(verificationKey.name(), time, head))
              : Ed25519.sign(key, Cosigned.message(time, text));
      return line(
          ByteBuffer.allocate(Long.BYTES + signature.length).putLong(time).put(signature).array());
    } catch (GeneralSecurityException | Malformed e) {
      throw new IllegalStateException("the key " + verificationKey + " cannot sign", e);
    }
  }

  private SignedNote.NoteSignature line(byte[] bytes) {
    return new SignedNote.NoteSignature(verificationKey.name(), verificationKey.keyId(), bytes);
  }

  @Override
  public String toString() {
    return "SigningKey[" + verificationKey.shortText() + "]";
  }
}
