package org.wardhealth.ledger;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One entry in a write-ahead segment.
 *
 * <p>32 bytes, big end first, then the body, padded with zeros to eight bytes: CRC-32C of the rest
 * of the frame begun with the segment's salt (4), length of the body (4), batch (8), index (8), how
 * many frames of the batch follow (4), zero (4). The salt is random and never leaves the machine,
 * so that nobody can hide a valid frame in the text of an entry.
 *
 * @param offset where the frame starts in its segment
 * @param length the length of the body
 * @param batch the number of the sync that made it durable
 * @param index the index of the entry
 * @param following how many frames of the same batch follow
 */
record Frame(int offset, int length, long batch, long index, int following) {
  static final int HEADER = 32;
  static final int MAX_BODY = 65_535;
  static final int MAX_BYTES = bytes(MAX_BODY);

  /** Bytes that a frame takes for a body of this length. */
  static int bytes(int length) {
    return HEADER + (length + 7 & ~7);
  }

  int end() {
    return offset + bytes(length);
  }

  static void put(ByteBuffer out, long salt, long batch, long index, int following, byte[] body) {
    int start = out.position();
    out.putInt(0).putInt(body.length).putLong(batch).putLong(index).putInt(following).putInt(0);
    out.put(body);
    while ((out.position() - start) % 8 != 0) {
      out.put((byte) 0);
    }
    out.putInt(start, crc(salt, out.slice(start + 4, out.position() - start - 4)));
  }

  /** The frame at this offset, if a whole and sound one is there. */
  static Optional<Frame> read(ByteBuffer segment, int offset, long salt) {
    if (offset + HEADER > segment.limit()) {
      return Optional.empty();
    }
    int length = segment.getInt(offset + 4);
    long batch = segment.getLong(offset + 8);
    long index = segment.getLong(offset + 16);
    int following = segment.getInt(offset + 24);
    if (length < 0 || length > MAX_BODY || batch <= 0 || index < 0 || following < 0) {
      return Optional.empty();
    }
    int bytes = bytes(length);
    if (bytes > segment.limit() - offset
        || crc(salt, segment.slice(offset + 4, bytes - 4)) != segment.getInt(offset)) {
      return Optional.empty();
    }
    return Optional.of(new Frame(offset, length, batch, index, following));
  }

  byte[] body(ByteBuffer segment) {
    byte[] body = new byte[length];
    segment.get(offset + HEADER, body);
    return body;
  }

  static int crc(long salt, ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    byte[] start = new byte[8];
    for (int i = 0; i < start.length; i++) {
      start[i] = (byte) (salt >>> (56 - 8 * i));
    }
    crc.update(start, 0, start.length);
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
