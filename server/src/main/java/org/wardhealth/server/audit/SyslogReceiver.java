package org.wardhealth.server.audit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Syslog over TLS (RFC 5425): each message after its length in bytes.
 *
 * <p>Syslog has no answer by which a collector says what it took. What TLS and TCP say is used in
 * its place: Ward ends each delivery with {@code close_notify} and waits for the end from the other
 * side (RFC 5425, 4.4), of TLS and of TCP. The system of a collector that dies, or closes while it
 * has not read everything, resets the connection instead, and nothing of the delivery counts. What
 * a collector read and then lost by itself is not seen.
 */
final class SyslogReceiver implements Receiver {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final ExportSettings settings;

  SyslogReceiver(ExportSettings settings) {
    this.settings = settings;
  }

  @Override
  public void deliver(List<byte[]> messages) throws IOException {
    URI target = settings.target();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(target.getHost(), target.getPort()), TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      try (SSLSocket socket =
          (SSLSocket)
              ReceiverTls.context(settings.trust())
                  .getSocketFactory()
                  .createSocket(plain, target.getHost(), target.getPort(), false)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(PROTOCOLS);
        socket.setSSLParameters(parameters);
        socket.startHandshake(); // nothing is sent to whom Ward does not believe
        send(messages, socket.getOutputStream());
        socket.shutdownOutput();
        awaitEnd(socket.getInputStream());
        // Who closes with something unread resets the connection, perhaps behind its last words.
        plain.shutdownOutput();
        awaitEnd(plain.getInputStream());
      }
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

  /** Collectors say nothing; if one does, it is not listened to for ever. */
  private static void awaitEnd(InputStream in) throws IOException {
    for (int said = 0; in.read() >= 0; said++) {
      if (said == 1 << 10) {
        throw new IOException("the collector talks; a syslog collector does not");
      }
    }
  }
}
