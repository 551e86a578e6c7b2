package org.wardhealth.ledger;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.List;

/**
 * The key that signs a log's checkpoints: Ed25519 (C2SP signed-note, type 0x01), held in memory.
 *
 * <p>Whoever has it can sign another history; keep its text where only the log can read it. {@link
 * #toString} shows the public half.
 */
public final class NoteSigner {
  private static final String SECRET_START = "PRIVATE+KEY+";

  private final byte[] seed;
  private final PrivateKey key;
  private final VerificationKey verificationKey;

  private NoteSigner(String name, byte[] seed) {
    try {
      this.seed = seed.clone();
      this.key = Ed25519.privateKey(seed);
      this.verificationKey = VerificationKey.of(name, Ed25519.publicKeyOf(seed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot use Ed25519", e);
    }
  }

  /**
   * A new key.
   *
   * @param name the key's name: for a log, its origin, by convention its URL without scheme
   * @param random where the secret comes from
   * @throws IllegalArgumentException if the name is empty or has a space or a plus
   */
  public static NoteSigner generate(String name, SecureRandom random) {
    byte[] seed = new byte[Ed25519.KEY_BYTES];
    random.nextBytes(seed);
    return new NoteSigner(name, seed);
  }

  /**
   * The key in the text that {@link #secretText} gave.
   *
   * @throws IllegalArgumentException if it is not such a text; the message does not repeat it
   */
  public static NoteSigner parse(String secretText) {
    String[] parts = secretText.split("\\+", 5);
    if (parts.length != 5 || !secretText.startsWith(SECRET_START)) {
      throw new IllegalArgumentException("a signing key is PRIVATE+KEY+name+hash+base64");
    }
    NoteSigner signer =
        new NoteSigner(parts[2], VerificationKey.keyMaterial(parts[4], "signing key"));
    VerificationKey.requireKeyId(signer.verificationKey, parts[3]);
    return signer;
  }

  /** The secret as {@code PRIVATE+KEY+name+hash+base64}: to be written to a protected file only. */
  public String secretText() {
    return SECRET_START
        + verificationKey.name()
        + "+"
        + verificationKey.keyIdHex()
        + "+"
        + Base64Text.encode(VerificationKey.typed(seed));
  }

  /** The public half. */
  public VerificationKey verificationKey() {
    return verificationKey;
  }

  SignedNote sign(String text) {
    try {
      byte[] signature = Ed25519.sign(key, text.getBytes(StandardCharsets.UTF_8));
      return new SignedNote(
          text,
          List.of(
              new SignedNote.NoteSignature(
                  verificationKey.name(), verificationKey.keyId(), signature)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key " + verificationKey + " cannot sign", e);
    }
  }

  @Override
  public String toString() {
    return "NoteSigner[" + verificationKey + "]";
  }
}
