package org.wardhealth.cli;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A message for a log collector (RFC 5424), sent by UDP (RFC 5426) or by TCP with its length before
 * it (RFC 6587, 3.4.1). Facility 13, log audit; severity 5, notice.
 */
final class SyslogMessage {
  private static final int PRIORITY = 13 * 8 + 5;
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final String TCP = "tcp:";

  private final String text;

  private SyslogMessage(String text) {
    this.text = text;
  }

  static SyslogMessage of(String message, Instant at, String host) {
    String name = host.replaceAll("[^!-~]", "");
    return new SyslogMessage(
        "<"
            + PRIORITY
            + ">1 "
            + at.truncatedTo(ChronoUnit.MILLIS)
            + " "
            + (name.isEmpty() ? "-" : name.substring(0, Math.min(255, name.length())))
            + " ward - checkpoint - "
            + message);
  }

  /** Sends to {@code HOST:PORT}, or {@code tcp:HOST:PORT}. UDP does not say whether it arrived. */
  void send(String to) throws IOException {
    boolean tcp = to.startsWith(TCP);
    InetSocketAddress address = address(tcp ? to.substring(TCP.length()) : to);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (tcp) {
      try (Socket socket = new Socket()) {
        socket.connect(address, TIMEOUT_MILLIS);
        socket.getOutputStream().write((bytes.length + " ").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
      }
    } else {
      try (DatagramSocket socket = new DatagramSocket()) {
        socket.send(new DatagramPacket(bytes, bytes.length, address));
      }
    }
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new Failure(Failure.USAGE, "--syslog is HOST:PORT or tcp:HOST:PORT; got: " + text);
    }
    InetSocketAddress address =
        new InetSocketAddress(text.substring(0, colon), Integer.parseInt(port));
    if (address.isUnresolved()) {
      throw new Failure(Failure.UNAVAILABLE, "there is no host " + text.substring(0, colon) + ".");
    }
    return address;
  }

  @Override
  public String toString() {
    return text;
  }
}
