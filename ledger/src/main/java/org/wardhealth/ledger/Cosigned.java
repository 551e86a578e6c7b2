package org.wardhealth.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The bytes that a cosignature signs (C2SP tlog-cosignature). Both forms begin with their own name,
 * so that no signature of one kind passes for another.
 */
final class Cosigned {
  private static final byte[] LABEL = "subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_NAME_BYTES = 255;

  private Cosigned() {}

  /** For Ed25519: the time, then the whole text of the checkpoint. */
  static byte[] message(long time, String text) {
    return ("cosignature/v1\ntime " + time + "\n" + text).getBytes(StandardCharsets.UTF_8);
  }

  /** For ML-DSA-44: the structure {@code cosigned_message}. It does not hold extension lines. */
  static byte[] message(String cosigner, long time, TreeHead head) throws Malformed {
    byte[] name = cosigner.getBytes(StandardCharsets.UTF_8);
    byte[] origin = head.origin().getBytes(StandardCharsets.UTF_8);
    if (origin.length > MAX_NAME_BYTES) {
      throw new Malformed("the origin has " + origin.length + " bytes; ML-DSA-44 signs up to 255");
    }
    return ByteBuffer.allocate(
            LABEL.length + 1 + name.length + 1 + origin.length + 3 * Long.BYTES + Hash.LENGTH)
        .put(LABEL)
        .put((byte) name.length)
        .put(name)
        .putLong(time)
        .put((byte) origin.length)
        .put(origin)
        .putLong(0)
        .putLong(head.size())
        .put(head.root().bytes())
        .array();
  }

  /** Whether the name has room in the structure. */
  static boolean fits(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
  }
}
