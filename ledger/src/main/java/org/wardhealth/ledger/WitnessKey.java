package org.wardhealth.ledger;

import java.security.SecureRandom;

/**
 * The key by which a witness cosigns: one of one type for one witness, since an Ed25519 cosignature
 * does not say whose it is.
 */
public final class WitnessKey {
  private final SigningKey key;

  private WitnessKey(SigningKey key) {
    this.key = key;
  }

  /**
   * A new key.
   *
   * @param type ML-DSA-44, or Ed25519 for clients that know no other
   * @param name the witness's name, by convention a URL without scheme
   */
  public static WitnessKey generate(KeyType type, String name, SecureRandom random) {
    if (!type.forWitnesses()) {
      throw new IllegalArgumentException("a witness does not cosign with " + type);
    }
    return new WitnessKey(SigningKey.generate(type, name, random));
  }

  /**
   * The key in the text that {@link #secretText} gave.
   *
   * @throws IllegalArgumentException if it is not such a text; the message does not repeat it
   */
  public static WitnessKey parse(String secretText) {
    SigningKey key = SigningKey.parse(secretText.strip());
    if (!key.verificationKey().type().forWitnesses()) {
      throw new IllegalArgumentException(
          "this is the key of a log; make one with `witness --new-key NAME`");
    }
    return new WitnessKey(key);
  }

  /** The secret as {@code PRIVATE+KEY+name+hash+base64}: for a protected file only. */
  public String secretText() {
    return key.secretText();
  }

  /** The public half. */
  public VerificationKey verificationKey() {
    return key.verificationKey();
  }

  SignedNote.NoteSignature cosign(String text, TreeHead head, long time) {
    return key.sign(text, head, time);
  }

  @Override
  public String toString() {
    return "WitnessKey[" + verificationKey().shortText() + "]";
  }
}
