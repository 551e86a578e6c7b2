package org.wardhealth.records;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream of lines into chunks that end with a line. Where a chunk ends hangs only on where
 * it begins, so that whoever goes on at the end of a chunk gets the same chunks.
 *
 * <p>Of a line longer than {@value #LONGEST_LINE} bytes the middle is left out: longer than any
 * format's limit it stays.
 */
final class Chunks {
  /** More than any format's limit on a line. */
  static final int LONGEST_LINE = 65 * 1024 * 1024;

  private final InputStream in;
  private final int size;
  private byte[] carried = new byte[0];
  private long offset;

  /**
   * Chunks of about {@code size} bytes.
   *
   * @param offset what was taken from {@code in} before
   */
  Chunks(InputStream in, int size, long offset) {
    this.in = in;
    this.size = size;
    this.offset = offset;
  }

  /** The next chunk; empty at the end. */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream(size);
    chunk.write(carried);
    offset += carried.length;
    int wanted = size - carried.length;
    carried = new byte[0];
    while (true) {
      byte[] block = in.readNBytes(wanted);
      wanted = size;
      if (block.length == 0) {
        return chunk.size() == 0 ? Optional.empty() : Optional.of(chunk.toByteArray());
      }
      int last = block.length - 1;
      while (last >= 0 && block[last] != '\n') {
        last--;
      }
      if (last >= 0) {
        chunk.write(block, 0, last + 1);
        offset += last + 1;
        carried = Arrays.copyOfRange(block, last + 1, block.length);
        return Optional.of(chunk.toByteArray());
      }
      if (chunk.size() < LONGEST_LINE) {
        chunk.write(block, 0, block.length);
      }
      offset += block.length;
    }
  }

  /** The end of the last chunk in the stream. */
  long offset() {
    return offset;
  }

  /** How many lines a chunk has. */
  static long lines(byte[] chunk) {
    long lines = chunk.length > 0 && chunk[chunk.length - 1] != '\n' ? 1 : 0;
    for (byte b : chunk) {
      if (b == '\n') {
        lines++;
      }
    }
    return lines;
  }
}
