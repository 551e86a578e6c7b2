package org.wardhealth.server.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The two calls of a transit engine that Ward makes, on loopback: it remembers what it sealed. */
final class FakeTransit implements AutoCloseable {
  private static final String TOKEN = "s.token";

  private record Kept(String plaintext, String place) {}

  private final HttpServer server;
  private final Map<String, Kept> sealed = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int status = 200;

  private FakeTransit(HttpServer server) {
    this.server = server;
  }

  static FakeTransit start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FakeTransit fake = new FakeTransit(server);
    server.createContext("/v1/transit/encrypt/ward", fake::encrypt);
    server.createContext("/v1/transit/decrypt/ward", fake::decrypt);
    server.start();
    return fake;
  }

  KeySettings settings(Path home) {
    try {
      Path token = Files.writeString(home.resolve("token"), TOKEN + "\n");
      return new KeySettings.Transit(
          URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
          "transit",
          "ward",
          token,
          Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int asked() {
    return asked.get();
  }

  void answerWith(int wanted) {
    status = wanted;
  }

  private void encrypt(HttpExchange exchange) throws IOException {
    JsonNode body = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
    String ciphertext =
        "vault:v1:"
            + Base64.getEncoder()
                .encodeToString(
                    Integer.toString(sealed.size()).getBytes(StandardCharsets.US_ASCII));
    sealed.put(
        ciphertext,
        new Kept(body.path("plaintext").asString(), body.path("associated_data").asString()));
    answer(exchange, "ciphertext", Optional.of(ciphertext));
  }

  private void decrypt(HttpExchange exchange) throws IOException {
    JsonNode body = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
    Optional<Kept> kept =
        Optional.ofNullable(sealed.get(body.path("ciphertext").asString()))
            .filter(k -> k.place().equals(body.path("associated_data").asString()));
    answer(exchange, "plaintext", kept.map(Kept::plaintext));
  }

  private void answer(HttpExchange exchange, String field, Optional<String> value)
      throws IOException {
    asked.incrementAndGet();
    ObjectNode answer = Json.MAPPER.createObjectNode();
    value.ifPresent(found -> answer.putObject("data").put(field, found));
    int code =
        !TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))
            ? 403
            : value.isEmpty() ? 400 : status;
    byte[] bytes = Json.MAPPER.writeValueAsBytes(answer);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
