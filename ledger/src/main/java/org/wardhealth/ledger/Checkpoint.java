package org.wardhealth.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A signed statement that a log had this size and this root (C2SP tlog-checkpoint).
 *
 * <p>Guarantee: a value of this type was signed or verified with the key of the log; there is no
 * other way to get one. Not guaranteed: that the log shows the same checkpoint to others; for that,
 * checkpoints are compared outside the log's building.
 */
public final class Checkpoint {
  private final TreeHead head;
  private final SignedNote note;

  private Checkpoint(TreeHead head, SignedNote note) {
    this.head = head;
    this.note = note;
  }

  /**
   * The checkpoint in these bytes, if the key signed it and the origin is the name of the key.
   *
   * @throws VerificationFailure.BadSignature if it is malformed, not signed by the key, wrongly
   *     signed by the key, or of another origin
   */
  public static Checkpoint verify(byte[] note, VerificationKey key)
      throws VerificationFailure.BadSignature {
    return verify(note, List.of(key));
  }

  /**
   * As {@link #verify(byte[], VerificationKey)}, for a log that signs with several keys: each of
   * them must have signed.
   */
  public static Checkpoint verify(byte[] note, Collection<VerificationKey> keys)
      throws VerificationFailure.BadSignature {
    return verify(note, keys, keys);
  }

  /**
   * The checkpoint in these bytes if at least one of the keys signed it and none signed it wrongly:
   * for checkpoints kept from a time when the log had fewer keys.
   */
  public static Checkpoint verifyAny(byte[] note, Collection<VerificationKey> keys)
      throws VerificationFailure.BadSignature {
    return verify(note, List.of(), keys);
  }

  private static Checkpoint verify(
      byte[] note, Collection<VerificationKey> required, Collection<VerificationKey> known)
      throws VerificationFailure.BadSignature {
    try {
      SignedNote parsed = SignedNote.parse(note);
      Map<VerificationKey, Long> signed = parsed.verify(required, known);
      if (signed.isEmpty()) {
        throw new VerificationFailure.BadSignature("none of the known keys signed the note");
      }
      TreeHead head = TreeHead.parse(parsed.text());
      for (VerificationKey key : signed.keySet()) {
        if (!head.origin().equals(key.name())) {
          throw new Malformed("the origin is " + head.origin() + ", the key's is " + key.name());
        }
      }
      return new Checkpoint(head, parsed);
    } catch (Malformed e) {
      throw new VerificationFailure.BadSignature("not a checkpoint: " + e.getMessage());
    }
  }

  static Checkpoint sign(TreeHead head, NoteSigner signer, Instant time) {
    return new Checkpoint(head, signer.sign(head, time.getEpochSecond()));
  }

  /** The same with cosignatures, which the caller has verified. */
  Checkpoint with(List<SignedNote.NoteSignature> cosignatures) {
    return new Checkpoint(head, note.with(cosignatures));
  }

  boolean signedBy(VerificationKey key) {
    return note.signatures().stream().anyMatch(signature -> signature.claims(key));
  }

  SignedNote note() {
    return note;
  }

  /** The identity of the log. */
  public String origin() {
    return head.origin();
  }

  /** The number of entries. */
  public long size() {
    return head.size();
  }

  /** The root hash over all entries. */
  public Hash root() {
    return head.root();
  }

  /** The signed note, as it is published. */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** The signed note, as it is published. */
  public byte[] bytes() {
    return note.bytes();
  }

  TreeHead head() {
    return head;
  }

  @Override
  public String toString() {
    return text();
  }
}
