package org.wardhealth.ledger;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The keys that sign a log's checkpoints: Ed25519 (C2SP signed-note, type 0x01), which every reader
 * of such logs knows, and ML-DSA-44 (type 0x06), which also withstands a quantum computer. Both
 * carry the name of the log, its origin.
 *
 * <p>Whoever has them can sign another history; keep their text where only the log can read it.
 * {@link #toString} shows the public halves. A log made before the second key was known goes on
 * with the first alone, and signs with both after {@link #upgraded}.
 */
public final class NoteSigner {
  private final SigningKey first;
  private final List<SigningKey> keys;

  private NoteSigner(List<SigningKey> keys) {
    this.first = keys.getFirst();
    this.keys = List.copyOf(keys);
  }

  /**
   * New keys.
   *
   * @param name the keys' name: for a log, its origin, by convention its URL without scheme
   * @param random where the secrets come from
   * @throws IllegalArgumentException if the name is empty, longer than 255 bytes, or has a space or
   *     a plus
   */
  public static NoteSigner generate(String name, SecureRandom random) {
    return new NoteSigner(
        List.of(
            SigningKey.generate(KeyType.ED25519_NOTE, name, random),
            SigningKey.generate(KeyType.ML_DSA_44, name, random)));
  }

  /**
   * The keys in the text that {@link #secretText} gave: one a line, Ed25519 first.
   *
   * @throws IllegalArgumentException if it is not such a text; the message does not repeat it
   */
  public static NoteSigner parse(String secretText) {
    List<SigningKey> keys = new ArrayList<>();
    Set<KeyType> types = new HashSet<>();
    for (String line : secretText.strip().split("\\R")) {
      SigningKey key = SigningKey.parse(line.strip());
      VerificationKey half = key.verificationKey();
      if (keys.isEmpty() != (half.type() == KeyType.ED25519_NOTE)
          || !half.type().forLogs()
          || !types.add(half.type())) {
        throw new IllegalArgumentException(
            "the keys of a log are one of Ed25519 (0x01), then at most one of ML-DSA-44 (0x06)");
      }
      keys.add(key);
      if (!half.name().equals(keys.getFirst().verificationKey().name())) {
        throw new IllegalArgumentException(
            "the keys of a log have one name; here "
                + keys.getFirst().verificationKey().name()
                + " and "
                + half.name());
      }
    }
    return new NoteSigner(keys);
  }

  /** The secrets, one {@code PRIVATE+KEY+name+hash+base64} a line: for a protected file only. */
  public String secretText() {
    return String.join("\n", keys.stream().map(SigningKey::secretText).toList());
  }

  /** The public half of the Ed25519 key, which every log has. */
  public VerificationKey verificationKey() {
    return first.verificationKey();
  }

  /** The public halves of all keys, Ed25519 first: a checkpoint carries a signature by each. */
  public List<VerificationKey> verificationKeys() {
    return keys.stream().map(SigningKey::verificationKey).toList();
  }

  /** The same with a new ML-DSA-44 key, if there is none yet. */
  public NoteSigner upgraded(SecureRandom random) {
    return keys.size() > 1
        ? this
        : new NoteSigner(
            List.of(
                first, SigningKey.generate(KeyType.ML_DSA_44, verificationKey().name(), random)));
  }

  SignedNote sign(TreeHead head, long time) {
    String text = head.text();
    return new SignedNote(text, keys.stream().map(key -> key.sign(text, head, time)).toList());
  }

  /** Signs any text, with the Ed25519 key alone. */
  SignedNote sign(String text) {
    return new SignedNote(text, List.of(first.signText(text)));
  }

  @Override
  public String toString() {
    return "NoteSigner" + keys;
  }
}
