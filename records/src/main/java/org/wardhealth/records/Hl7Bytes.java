package org.wardhealth.records;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * The lines of a file of HL7 v2: segments without their terminators and without the bytes of MLLP
 * frames. Whatever terminates the header of a message terminates its segments; a line feed inside a
 * message of carriage returns is content, unless a header follows it.
 */
final class Hl7Bytes {
  /** Start of an MLLP frame. */
  static final int VT = 0x0B;

  /** End of an MLLP frame; a carriage return follows. */
  static final int FS = 0x1C;

  private static final int END = -1;

  /** Bytes that are seen before they are read. */
  private static final int AHEAD = 4;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int filled;
  private boolean ended;

  /**
   * A line.
   *
   * @param latin its bytes, each as one character; none when the line was longer than asked for
   * @param terminator empty at the end of the file or frame
   * @param opensFrame whether an MLLP frame begins before it
   * @param endsFrame whether an MLLP frame ends behind it
   * @param tooLong whether it was left out for its length
   */
  record Line(
      String latin, String terminator, boolean opensFrame, boolean endsFrame, boolean tooLong) {
    /** The first three bytes. */
    String name() {
      return latin.substring(0, Math.min(3, latin.length()));
    }

    byte[] bytes() {
      return latin.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  Hl7Bytes(InputStream in) {
    this.in = in;
  }

  /**
   * The next line that is not empty; nothing at the end.
   *
   * @param mode the terminator of this message; empty where a header is expected
   * @param limit in bytes
   * @param names what lines begin with that end a message
   */
  Optional<Line> next(String mode, int limit, Set<String> names) throws IOException {
    boolean opens = false;
    int c = peek(0);
    while (c == '\r' || c == '\n' || c == VT || c == FS || c == ' ' || (c == 0xEF && bom())) {
      opens |= c == VT;
      at += c == 0xEF ? 3 : 1;
      c = peek(0);
    }
    if (c == END) {
      return Optional.empty();
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    boolean tooLong = false;
    while (c != END && c != '\r' && c != FS && !(c == '\n' && ends(mode, names))) {
      if (line.size() < limit) {
        line.write(c);
      } else {
        tooLong = true;
      }
      at++;
      c = peek(0);
    }
    String terminator = "";
    if (c == '\n') {
      terminator = "\n";
      at++;
    } else if (c == '\r') {
      at++;
      terminator = peek(0) == '\n' ? "\r\n" : "\r";
      at += terminator.length() - 1;
    }
    int behind = peek(0);
    boolean endsFrame = c == FS || behind == FS;
    String latin = tooLong ? "" : line.toString(StandardCharsets.ISO_8859_1);
    return Optional.of(new Line(latin, terminator, opens, endsFrame, tooLong));
  }

  private boolean ends(String mode, Set<String> names) throws IOException {
    if (!mode.startsWith("\r")) {
      return true;
    }
    int behind = peek(AHEAD);
    if (Character.isLetterOrDigit(behind)) {
      return false;
    }
    if (peek(1) == END || peek(1) == FS || peek(1) == VT) {
      return true;
    }
    StringBuilder name = new StringBuilder();
    for (int i = 1; i < AHEAD; i++) {
      name.append((char) Math.max(0, peek(i)));
    }
    return names.contains(name.toString());
  }

  private boolean bom() throws IOException {
    return peek(1) == 0xBB && peek(2) == 0xBF;
  }

  /** The byte {@code ahead} of the next one, 0 for that itself; -1 behind the end. */
  private int peek(int ahead) throws IOException {
    while (at + ahead >= filled && !ended) {
      System.arraycopy(buffer, at, buffer, 0, filled - at);
      filled -= at;
      at = 0;
      int read = in.read(buffer, filled, buffer.length - filled);
      ended = read < 0;
      filled += Math.max(0, read);
    }
    return at + ahead < filled ? buffer[at + ahead] & 0xFF : END;
  }
}
