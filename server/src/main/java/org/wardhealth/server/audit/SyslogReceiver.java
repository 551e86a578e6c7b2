package org.wardhealth.server.audit;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Syslog over TLS (RFC 5425): each message after its length in bytes, one connection a delivery.
 *
 * <p>Syslog has no answer by which a collector says what it took, so TLS and TCP are asked. A
 * delivery counts only if each write succeeded, the collector was still there a moment after the
 * last message, Ward then said {@code close_notify} (RFC 5425, 4.4), and the collector ended after
 * that, without a reset. The system of a collector that dies, or closes with something unread,
 * resets the connection; one that goes away before Ward is done is seen to.
 *
 * <p>Not guaranteed: that the collector kept what it read. Nor is an end seen that was under way to
 * Ward for longer than {@value #STILL_THERE_MILLIS} ms, while messages were under way to the
 * collector.
 */
final class SyslogReceiver implements Receiver {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int STILL_THERE_MILLIS = 200;
  private static final int LONGEST_SECONDS = 120;
  private static final int LONGEST_TALK = 1 << 10;
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final ExportSettings settings;

  SyslogReceiver(ExportSettings settings) {
    this.settings = settings;
  }

  @Override
  public void deliver(List<byte[]> messages) throws IOException, InterruptedException {
    try (Wire wire = new Wire()) {
      // A write to a collector that does not read has no time-out of its own.
      FutureTask<Boolean> delivery = new FutureTask<>(() -> deliver(messages, wire));
      var _ = Thread.ofVirtual().name("ward-export-" + settings.name()).start(delivery);
      var _ = delivery.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the collector did not read within " + LONGEST_SECONDS + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure
          ? failure
          : new IOException("the messages cannot be sent", e);
    }
  }

  private boolean deliver(List<byte[]> messages, Wire wire) throws IOException {
    URI target = settings.target();
    wire.connect(new InetSocketAddress(target.getHost(), target.getPort()), TIMEOUT_MILLIS);
    wire.setSoTimeout(TIMEOUT_MILLIS);
    try (SSLSocket socket =
        (SSLSocket)
            ReceiverTls.context(settings.trust())
                .getSocketFactory()
                .createSocket(wire, target.getHost(), target.getPort(), false)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setProtocols(PROTOCOLS);
      socket.setSSLParameters(parameters);
      socket.startHandshake(); // nothing is sent to whom Ward does not believe
      send(messages, socket.getOutputStream());
      requireStillThere(socket);
      socket.shutdownOutput();
      awaitEnd(socket.getInputStream());
      // Who closes with something unread resets the connection, perhaps behind its last words.
      wire.shutdownOutput();
      awaitEnd(wire.getInputStream());
      wire.requireNothingFailed();
      return true;
    }
  }

  private static void send(List<byte[]> messages, OutputStream stream) throws IOException {
    OutputStream out = new BufferedOutputStream(stream, 1 << 16);
    for (byte[] message : messages) {
      out.write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
      out.write(message);
    }
    out.flush();
  }

  /** An end that was under way when the last message was written is seen here. */
  private static void requireStillThere(SSLSocket socket) throws IOException {
    socket.setSoTimeout(STILL_THERE_MILLIS);
    try {
      InputStream in = socket.getInputStream();
      for (int said = 0; in.read() >= 0; said++) {
        requireSilence(said);
      }
      throw new IOException("the collector closed the connection before it had every message");
    } catch (SocketTimeoutException _) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
    }
  }

  private static void awaitEnd(InputStream in) throws IOException {
    for (int said = 0; in.read() >= 0; said++) {
      requireSilence(said);
    }
  }

  /** Collectors say nothing; if one does, it is not listened to for ever. */
  private static void requireSilence(int said) throws IOException {
    if (said == LONGEST_TALK) {
      throw new IOException("the collector talks; a syslog collector does not");
    }
  }

  /**
   * The connection below TLS. Java's TLS passes over a failure to write {@code close_notify}, and
   * after it the system no longer says that the connection was reset: so it is remembered here.
   */
  private static final class Wire extends Socket {
    private volatile Optional<IOException> failure = Optional.empty();

    void requireNothingFailed() throws IOException {
      if (failure.isPresent()) {
        throw failure.get();
      }
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          try {
            out.write(bytes, offset, length);
          } catch (IOException e) {
            failure = Optional.of(e);
            throw e;
          }
        }

        @Override
        public void write(int one) throws IOException {
          write(new byte[] {(byte) one}, 0, 1);
        }
      };
    }
  }
}
