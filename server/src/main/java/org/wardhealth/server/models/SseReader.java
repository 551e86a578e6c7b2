package org.wardhealth.server.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads server-sent events (WHATWG HTML, section 9.2) from bytes that may arrive cut anywhere.
 *
 * <p>Only the {@code data} of an event is of interest here. Linear time; an event longer than the
 * limit is an error, however slowly it grows.
 */
final class SseReader {
  private final InputStream in;
  private final int maxEventBytes;
  private final byte[] buffer = new byte[8_192];
  private int at;
  private int end;
  private byte[] line = new byte[1_024];
  private boolean skipLineFeed;
  private boolean first = true;

  SseReader(InputStream in, int maxEventBytes) {
    this.in = in;
    this.maxEventBytes = maxEventBytes;
  }

  /** The data of the next event; nothing at the end of the stream. */
  Optional<String> next() throws IOException, EventTooLong {
    StringBuilder data = null;
    while (true) {
      int length = readLine();
      if (first) {
        first = false;
        length = withoutMark(length);
      }
      if (length < 0) {
        return Optional.empty(); // an event that the stream cut off is not an event
      }
      if (length == 0) {
        if (data != null) {
          return Optional.of(data.toString());
        }
        continue;
      }
      if (isData(length)) {
        int from = length > 5 && line[5] == ' ' ? 6 : Math.min(5, length);
        String piece = new String(line, from, length - from, StandardCharsets.UTF_8);
        if (data == null) {
          data = new StringBuilder(piece);
        } else {
          data.append('\n').append(piece);
        }
        if (data.length() > maxEventBytes) {
          throw new EventTooLong();
        }
      }
    }
  }

  /** {@code data:} and a value, or {@code data} alone. */
  private boolean isData(int length) {
    return length >= 4
        && line[0] == 'd'
        && line[1] == 'a'
        && line[2] == 't'
        && line[3] == 'a'
        && (length == 4 || line[4] == ':');
  }

  /** A stream may begin with a byte order mark, which belongs to no line. */
  private int withoutMark(int length) {
    if (length < 3 || line[0] != (byte) 0xEF || line[1] != (byte) 0xBB || line[2] != (byte) 0xBF) {
      return length;
    }
    System.arraycopy(line, 3, line, 0, length - 3);
    return length - 3;
  }

  /** Reads a line into {@link #line}; its length, or -1 at the end of the stream. */
  private int readLine() throws IOException, EventTooLong {
    int length = 0;
    while (true) {
      if (at == end) {
        end = in.read(buffer, 0, buffer.length);
        at = 0;
        if (end <= 0) {
          end = 0;
          return -1;
        }
      }
      byte b = buffer[at++];
      if (b == '\n' && skipLineFeed) {
        skipLineFeed = false;
        continue;
      }
      skipLineFeed = b == '\r';
      if (b == '\n' || b == '\r') {
        return length;
      }
      if (length == line.length) {
        if (length >= maxEventBytes) {
          throw new EventTooLong();
        }
        line = Arrays.copyOf(line, Math.min(length * 2, maxEventBytes));
      }
      line[length++] = b;
    }
  }

  /** An event is longer than it may be. */
  static final class EventTooLong extends Exception {
    EventTooLong() {
      super("event too long");
    }
  }
}
