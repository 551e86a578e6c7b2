package org.wardhealth.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The server's end of one connection, close enough to the socket to misbehave on it.
 *
 * <p>Every {@link #send} is one write to the socket, with Nagle's algorithm off; nothing is
 * buffered. The number of body bytes can be limited, which is how a script written without faults
 * is cut at any byte.
 */
public final class Wire {
  /** What happens when the limit of a cut wire is reached. */
  enum Cut {
    RESET,
    HANG,
    CLOSE
  }

  /** Ends the connection without an error: the script has done with it. */
  static final class Ended extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final AtomicLong sent;
  private final long limit;
  private final Cut cut;
  private long bodyBytes;

  Wire(Socket socket, InputStream in, OutputStream out, AtomicLong sent) {
    this(socket, in, out, sent, Long.MAX_VALUE, Cut.CLOSE);
  }

  private Wire(
      Socket socket, InputStream in, OutputStream out, AtomicLong sent, long limit, Cut cut) {
    this.socket = socket;
    this.in = in;
    this.out = out;
    this.sent = sent;
    this.limit = limit;
    this.cut = cut;
  }

  /**
   * The same connection, which meets its end after that many bytes of body (framing of chunks
   * included).
   */
  Wire cutAfter(long bytes, Cut how) {
    return new Wire(socket, in, out, sent, bytes, how);
  }

  /** Sends status line and headers, given as {@code Name: value} lines without line ends. */
  public void head(int status, String... headers) throws IOException {
    StringBuilder head =
        new StringBuilder(128).append("HTTP/1.1 ").append(status).append(" Mock\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a whole answer with its length. */
  public void answer(int status, String contentType, byte[] body, String... headers)
      throws IOException, InterruptedException {
    String[] all = new String[headers.length + 2];
    all[0] = "Content-Type: " + contentType;
    all[1] = "Content-Length: " + body.length;
    System.arraycopy(headers, 0, all, 2, headers.length);
    head(status, all);
    send(body);
  }

  /** Sends bytes of the body as they are, in one write. */
  public void send(byte[] bytes) throws IOException, InterruptedException {
    long room = limit - bodyBytes;
    if (bytes.length < room) {
      bodyBytes += bytes.length;
      write(bytes);
      return;
    }
    bodyBytes = limit;
    byte[] rest = new byte[(int) room];
    System.arraycopy(bytes, 0, rest, 0, rest.length);
    write(rest);
    switch (cut) {
      case RESET -> reset();
      case HANG -> hang();
      case CLOSE -> end();
    }
  }

  /** Sends text of the body as UTF-8, in one write. */
  public void send(String text) throws IOException, InterruptedException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends one chunk of an answer with {@code Transfer-Encoding: chunked}; an empty one ends the
   * answer.
   */
  public void chunk(byte[] bytes) throws IOException, InterruptedException {
    byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] framed = new byte[size.length + bytes.length + 2];
    System.arraycopy(size, 0, framed, 0, size.length);
    System.arraycopy(bytes, 0, framed, size.length, bytes.length);
    framed[framed.length - 2] = '\r';
    framed[framed.length - 1] = '\n';
    send(framed);
  }

  /** Waits, silently, until the peer hangs up or the mock is closed; never returns normally. */
  public void hang() throws IOException {
    while (in.read() >= 0) {
      // whatever the peer still says is of no interest
    }
    throw new IOException("the peer hung up");
  }

  /**
   * Resets the connection (RST): the peer loses also what it has not read yet. Never returns
   * normally.
   */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    end();
  }

  /** Closes the connection in order (FIN). Never returns normally. */
  public void end() throws IOException {
    socket.close();
    throw new Ended();
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    sent.addAndGet(bytes.length);
  }

  static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
