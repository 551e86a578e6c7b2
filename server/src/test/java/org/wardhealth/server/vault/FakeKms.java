package org.wardhealth.server.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the fakes of two clouds share: a server on loopback that keeps what it sealed, and fails.
 */
abstract class FakeKms implements AutoCloseable {
  /** How the next answers are wrong. */
  enum Fault {
    NONE,
    REFUSES,
    THROTTLES,
    FAILS,
    NO_JSON,
    CUT,
    STALLS,
    ANOTHER_KEY,
    WRONG_SUM,
    NOTHING
  }

  /** What was sealed, with what, for which place. */
  record Kept(String plaintext, String place) {}

  final Map<String, Kept> sealed = new ConcurrentHashMap<>();
  final AtomicInteger asked = new AtomicInteger();
  volatile Fault fault = Fault.NONE;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);

  /** How long who asks may wait: longer than a busy machine pauses, where an answer comes. */
  Duration patience() {
    return fault == Fault.STALLS ? Duration.ofMillis(200) : Duration.ofSeconds(5);
  }

  FakeKms() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Answers a request. */
  abstract void answer(HttpExchange exchange, byte[] body) throws IOException;

  /** How this cloud writes an error. */
  abstract ObjectNode error(String kind);

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      answer(exchange, exchange.getRequestBody().readAllBytes());
    }
  }

  /** Keeps what was given; answers a ciphertext. */
  byte[] seal(byte[] plaintext, String place) {
    String ciphertext = "sealed-" + sealed.size();
    sealed.put(ciphertext, new Kept(HexFormat.of().formatHex(plaintext), place));
    return ciphertext.getBytes(StandardCharsets.US_ASCII);
  }

  /** What was sealed for this place; nothing if none was. */
  byte[] open(byte[] ciphertext, String place) {
    Kept kept = sealed.get(new String(ciphertext, StandardCharsets.US_ASCII));
    return kept != null && kept.place().equals(place)
        ? HexFormat.of().parseHex(kept.plaintext())
        : new byte[0];
  }

  void send(HttpExchange exchange, int status, ObjectNode answer) throws IOException {
    send(exchange, status, Json.MAPPER.writeValueAsBytes(answer));
  }

  private void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    switch (fault) {
      case CUT -> {
        exchange.sendResponseHeaders(status, bytes.length + 10L);
        exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
        exchange.getResponseBody().flush();
      }
      case STALLS -> {
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes, 0, 1);
        exchange.getResponseBody().flush();
        try {
          closing.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      case NO_JSON -> {
        byte[] html = "<html>quennix</html>".getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(status, html.length);
        exchange.getResponseBody().write(html);
      }
      default -> {
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.close();
  }
}
