package org.wardhealth.ledger;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A checkpoint as one line of text, short enough to be printed, dictated, photographed as a QR code
 * or sent to a log collector: {@code ward-checkpoint ORIGIN SIZE ROOT SIGNATURE}.
 *
 * <p>The signature is the one by the log's Ed25519 key, as in the signed note, which the line can
 * be turned back into; the longer ML-DSA-44 one is left out.
 */
public final class CheckpointLine {
  private static final String START = "ward-checkpoint";

  private CheckpointLine() {}

  /**
   * The line of a signed note, without a newline.
   *
   * @throws VerificationFailure.BadSignature if it is no checkpoint or has no such signature
   */
  public static String of(byte[] note) throws VerificationFailure.BadSignature {
    try {
      SignedNote signed = SignedNote.parse(note);
      TreeHead head = TreeHead.parse(signed.text());
      if (!SignedNote.validKeyName(head.origin()) || !head.text().equals(signed.text())) {
        throw new Malformed("the origin has a space, or there are extension lines");
      }
      for (SignedNote.NoteSignature signature : signed.signatures()) {
        if (signature.isBy(head.origin()) && signature.length() == Ed25519.SIGNATURE_BYTES) {
          return String.join(
              " ",
              START,
              head.origin(),
              Long.toString(head.size()),
              head.root().toString(),
              signature.base64());
        }
      }
      throw new Malformed("it carries no Ed25519 signature by its log");
    } catch (Malformed e) {
      throw new VerificationFailure.BadSignature("not a checkpoint: " + e.getMessage());
    }
  }

  /** The note that the bytes are, or that their line stands for; nothing is verified. */
  public static byte[] toNote(byte[] noteOrLine) {
    String text = new String(noteOrLine, StandardCharsets.UTF_8).strip();
    List<String> words = List.of(text.split(" +"));
    if (!words.getFirst().equals(START) || words.size() != 5 || text.contains("\n")) {
      return noteOrLine;
    }
    String origin = words.get(1);
    return (origin
            + "\n"
            + words.get(2)
            + "\n"
            + words.get(3)
            + "\n\n\u2014 "
            + origin
            + " "
            + words.get(4)
            + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
