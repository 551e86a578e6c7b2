package org.wardhealth.ledger;

import java.nio.charset.StandardCharsets;

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
    try {
      SignedNote parsed = SignedNote.parse(note);
      parsed.verify(key);
      TreeHead head = TreeHead.parse(parsed.text());
      if (!head.origin().equals(key.name())) {
        throw new Malformed("the origin is " + head.origin() + ", the key's is " + key.name());
      }
      return new Checkpoint(head, parsed);
    } catch (Malformed e) {
      throw new VerificationFailure.BadSignature("not a checkpoint: " + e.getMessage());
    }
  }

  static Checkpoint sign(TreeHead head, NoteSigner signer) {
    return new Checkpoint(head, signer.sign(head.text()));
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
