package org.wardhealth.ledger;

/** How a key signs a note: the signature types of C2SP signed-note that Ward makes and verifies. */
public enum KeyType {
  /** Ed25519 over the text of a note (0x01): how a log signs. */
  ED25519_NOTE(0x01, Ed25519.KEY_BYTES),
  /** Ed25519 over a time and a checkpoint (0x04): how a witness cosigns. */
  ED25519_COSIGNATURE(0x04, Ed25519.KEY_BYTES),
  /** ML-DSA-44 over name, time, origin, size and root (0x06): how both may sign. */
  ML_DSA_44(0x06, MlDsa44.KEY_BYTES);

  private final byte code;
  private final int keyBytes;

  KeyType(int code, int keyBytes) {
    this.code = (byte) code;
    this.keyBytes = keyBytes;
  }

  byte code() {
    return code;
  }

  int keyBytes() {
    return keyBytes;
  }

  /** Whether a log may sign its checkpoints with such a key. */
  public boolean forLogs() {
    return this != ED25519_COSIGNATURE;
  }

  /** Whether a witness may cosign with such a key. */
  public boolean forWitnesses() {
    return this != ED25519_NOTE;
  }

  static KeyType of(byte code, String what) {
    for (KeyType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            "the %s is of type 0x%02x; known are 0x01 and 0x04 (Ed25519) and 0x06 (ML-DSA-44)",
            what, code));
  }
}
