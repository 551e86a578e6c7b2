package org.wardhealth.records;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The lines of a stream of bytes, ended by LF or CR LF. Memory is bounded by the limit on a line: of
 * a longer one no more than the limit and one byte is kept, the rest is passed over.
 */
final class Lines {
  private final InputStream in;
  private final int limit;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int end;
  private long number;
  private boolean tooLong;

  Lines(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /** Goes to the next line; false behind the last one. */
  boolean next(ByteArrayOutputStream line) throws IOException {
    line.reset();
    tooLong = false;
    boolean any = false;
    while (fill()) {
      any = true;
      int from = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      keep(line, from, at - from);
      if (at < end) {
        at++;
        number++;
        return true;
      }
    }
    if (any) {
      number++;
    }
    return any;
  }

  /** Number of the line, from 1. */
  long number() {
    return number;
  }

  /** Whether the line is longer than the limit, and so incomplete. */
  boolean tooLong() {
    return tooLong;
  }

  private void keep(ByteArrayOutputStream line, int from, int length) {
    int room = limit + 1 - line.size();
    line.write(buffer, from, Math.min(length, room));
    tooLong = tooLong || length > limit - (line.size() - Math.min(length, room));
  }

  private boolean fill() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, in.read(buffer, 0, buffer.length));
    }
    return at < end;
  }
}
