package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stream as bytes, ended by LF or CR LF; a byte order mark at the head is passed
 * over. A line longer than 64 MB is passed over too, and says so.
 */
final class Lines {
  private static final int LONGEST = 64 << 20;

  /** A buffer larger than this is not kept for the next line. */
  private static final int KEPT = 1 << 20;

  private final InputStream in;
  private final byte[] chunk = new byte[1 << 16];
  private int at;
  private int filled;
  private byte[] line = new byte[1 << 14];
  private int length;
  private long number;
  private boolean tooLong;

  Lines(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line; answers false behind the last. */
  boolean next() throws IOException {
    if (line.length > KEPT) {
      line = new byte[1 << 14];
    }
    length = 0;
    tooLong = false;
    boolean any = false;
    while (at < filled || fill()) {
      any = true;
      int end = at;
      while (end < filled && chunk[end] != '\n') {
        end++;
      }
      append(end - at);
      at = end;
      if (end < filled) {
        at++;
        break;
      }
    }
    if (any) {
      number++;
      if (length > 0 && line[length - 1] == '\r') {
        length--;
      }
      if (number == 1) {
        withoutMark();
      }
    }
    return any;
  }

  /** The bytes of the line; good until the next one. */
  byte[] bytes() {
    return line;
  }

  /** How many of {@link #bytes} are the line. */
  int length() {
    return length;
  }

  /** From 1. */
  long number() {
    return number;
  }

  boolean tooLong() {
    return tooLong;
  }

  boolean blank() {
    for (int i = 0; i < length; i++) {
      if (line[i] > ' ' || line[i] < 0) {
        return false;
      }
    }
    return !tooLong;
  }

  private boolean fill() throws IOException {
    at = 0;
    filled = Math.max(0, in.read(chunk));
    return filled > 0;
  }

  private void append(int count) {
    if (tooLong || length + count > LONGEST) {
      tooLong = true;
      length = 0;
      return;
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, line.length * 2));
    }
    System.arraycopy(chunk, at, line, length, count);
    length += count;
  }

  private void withoutMark() {
    boolean mark =
        length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF;
    if (mark) {
      length -= 3;
      System.arraycopy(line, 3, line, 0, length);
    }
  }
}
