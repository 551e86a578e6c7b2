package org.wardhealth.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The cheapest model that answers: a fixed body of 657 bytes, or 20 server-sent events in a chunk
 * and a write each when the request says {@code "stream":true}. A process of its own, so that its
 * CPU is nobody else's.
 *
 * <p>Prints its port and serves until its standard input ends, which happens when the harness dies.
 */
final class MockUpstream {
  static final int ANSWER_BYTES = 657;
  static final int EVENTS = 20;
  private static final byte[] STREAM_TRUE = ascii("\"stream\":true");
  private static final byte[] STREAM_TRUE_SPACED = ascii("\"stream\": true");
  private static final byte[] ANSWER = answer();
  private static final List<byte[]> STREAM = stream();

  private MockUpstream() {}

  public static void main(String[] args) throws IOException {
    ServerSocket server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    System.out.println(server.getLocalPort());
    Thread.ofPlatform().daemon().start(() -> accept(server));
    while (System.in.read() >= 0) {
      // until the harness is gone
    }
  }

  private static void accept(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      }
    } catch (IOException e) {
      System.err.println("the mock upstream stopped: " + e.getMessage());
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 2048);
      HttpBuffer buffer = new HttpBuffer(in);
      while (true) {
        HttpBuffer.Head head = buffer.readHead();
        boolean stream = buffer.readBody(head, (bytes, from, to) -> contains(bytes, from, to));
        if (stream) {
          for (byte[] part : STREAM) {
            out.write(part);
            out.flush();
          }
        } else {
          out.write(ANSWER);
          out.flush();
        }
      }
    } catch (IOException e) {
      // this connection is over
    }
  }

  private static boolean contains(byte[] bytes, int from, int to) {
    return HttpBuffer.indexOf(bytes, from, to, STREAM_TRUE) >= 0
        || HttpBuffer.indexOf(bytes, from, to, STREAM_TRUE_SPACED) >= 0;
  }

  private static byte[] answer() {
    String start =
        "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"mock\","
            + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"";
    String end =
        "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":150,\"completion_tokens\":90,"
            + "\"total_tokens\":240}}";
    StringBuilder body = new StringBuilder(start);
    String words = "The troponin fell and the pain has not come back since the morning. ";
    for (int i = 0; body.length() + end.length() < ANSWER_BYTES; i++) {
      body.append(words.charAt(i % words.length()));
    }
    body.append(end);
    return ascii(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private static List<byte[]> stream() {
    List<byte[]> parts = new ArrayList<>();
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < EVENTS; i++) {
      String delta = i == EVENTS - 1 ? "{}" : "{\"content\":\"word" + i + " \"}";
      String finish = i == EVENTS - 1 ? "\"stop\"" : "null";
      String event =
          "data:"
              + " {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
              + "\"model\":\"mock\",\"choices\":[{\"index\":0,\"delta\":"
              + delta
              + ",\"finish_reason\":"
              + finish
              + "}]}\n\n";
      event += i == EVENTS - 1 ? "data: [DONE]\n\n" : "";
      String chunk = Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
      parts.add(ascii((i == 0 ? head : "") + chunk + (i == EVENTS - 1 ? "0\r\n\r\n" : "")));
    }
    return List.copyOf(parts);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
