package org.wardhealth.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads the messages of HTTP/1.1 from a stream with as little work as will do: one buffer, no
 * objects for bodies.
 *
 * <p>For both ends of the bench; it believes its peer and checks only what it needs.
 */
final class HttpBuffer {
  /**
   * What the head of a message says of its body; {@code length} is -1 for chunks and -2 for "until
   * the end".
   */
  record Head(int status, long length, boolean close) {}

  /** Looks at parts of a body as they come; true when it has seen what it looks for. */
  @FunctionalInterface
  interface Watch {
    boolean seen(byte[] bytes, int from, int to);
  }

  private static final int CHUNKED = -1;
  private static final int UNTIL_END = -2;
  private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
  private static final byte[] LINE_END = {'\r', '\n'};

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int from;
  private int to;

  HttpBuffer(InputStream in) {
    this.in = in;
  }

  Head readHead() throws IOException {
    int end;
    while ((end = indexOf(buffer, from, to, HEAD_END)) < 0) {
      fill();
    }
    String head =
        new String(buffer, from, end - from, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    from = end + HEAD_END.length;
    boolean response = head.startsWith("http/1.");
    int status = response ? Integer.parseInt(head.substring(9, 12)) : 0;
    return new Head(status, length(head, response), head.contains("\nconnection: close"));
  }

  private static long length(String head, boolean response) {
    String length = header(head, "\ncontent-length:");
    if (!length.isEmpty()) {
      return Long.parseLong(length);
    }
    if (header(head, "\ntransfer-encoding:").contains("chunked")) {
      return CHUNKED;
    }
    return response ? UNTIL_END : 0;
  }

  private static String header(String head, String name) {
    int at = head.indexOf(name);
    if (at < 0) {
      return "";
    }
    int end = head.indexOf('\r', at);
    return head.substring(at + name.length(), end < 0 ? head.length() : end).strip();
  }

  /** Reads a body to its end; says whether the watch saw in any part of it what it looks for. */
  boolean readBody(Head head, Watch watch) throws IOException {
    if (head.length() >= 0) {
      return read(head.length(), watch);
    }
    if (head.length() == UNTIL_END) {
      return readToEnd(watch);
    }
    boolean seen = false;
    while (true) {
      int end;
      while ((end = indexOf(buffer, from, to, LINE_END)) < 0) {
        fill();
      }
      String line = new String(buffer, from, end - from, StandardCharsets.ISO_8859_1);
      from = end + LINE_END.length;
      int size = Integer.parseInt(line.split(";", 2)[0].strip(), 16);
      seen |= read(size, watch);
      read(LINE_END.length, (bytes, start, stop) -> false);
      if (size == 0) {
        return seen;
      }
    }
  }

  private boolean readToEnd(Watch watch) throws IOException {
    boolean seen = false;
    try {
      while (true) {
        seen |= read(Math.max(1, to - from), watch);
      }
    } catch (EOFException e) {
      return seen;
    }
  }

  private boolean read(long count, Watch watch) throws IOException {
    boolean seen = false;
    for (long left = count; left > 0; ) {
      if (from == to) {
        fill();
      }
      int part = (int) Math.min(left, to - from);
      seen |= watch.seen(buffer, from, from + part);
      from += part;
      left -= part;
    }
    return seen;
  }

  private void fill() throws IOException {
    if (from == to) {
      from = 0;
      to = 0;
    } else if (to == buffer.length) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
    }
    int read = in.read(buffer, to, buffer.length - to);
    if (read <= 0) {
      throw new EOFException("the peer hung up, or its head is too long");
    }
    to += read;
  }

  static int indexOf(byte[] bytes, int from, int to, byte[] sought) {
    outer:
    for (int i = from; i <= to - sought.length; i++) {
      for (int j = 0; j < sought.length; j++) {
        if (bytes[i + j] != sought[j]) {
          continue outer;
        }
      }
      return i;
    }
    return -1;
  }
}
