package org.wardhealth.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardhealth.ledger.Witness;

/**
 * A {@link Witness} behind HTTP: {@code POST /add-checkpoint} and {@code GET /<origin
 * hash>/checkpoint}. Nobody is identified; what counts is the signature on the checkpoint.
 */
final class WitnessServer implements AutoCloseable {
  private static final Pattern CHECKPOINT = Pattern.compile("/([0-9a-f]{64})/checkpoint");
  private static final int STOP_SECONDS = 5;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Witness witness;

  private WitnessServer(HttpServer server, Witness witness) {
    this.server = server;
    this.witness = witness;
  }

  /** Listens, and answers for the witness, which its owner closes afterwards. */
  static WitnessServer start(Witness witness, InetSocketAddress address) throws IOException {
    WitnessServer server = new WitnessServer(HttpServer.create(address, 64), witness);
    server.server.setExecutor(server.threads);
    server.server.createContext("/", server::handle);
    server.server.start();
    return server;
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return server.getAddress();
  }

  /** Ends after the answers that are under way. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Witness.Answer answer = answer(exchange);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Witness.Answer answer(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getRawPath();
    if (path.equals("/add-checkpoint")) {
      if (!method.equals("POST")) {
        exchange.getResponseHeaders().set("Allow", "POST");
        return plain(405, "add-checkpoint is asked by POST\n");
      }
      try (InputStream in = exchange.getRequestBody()) {
        return witness.addCheckpoint(in.readNBytes(Witness.MAX_REQUEST_BYTES + 1));
      }
    }
    Matcher checkpoint = CHECKPOINT.matcher(path);
    if (!checkpoint.matches()) {
      return plain(404, "there is nothing here\n");
    }
    if (!method.equals("GET")) {
      exchange.getResponseHeaders().set("Allow", "GET");
      return plain(405, "a checkpoint is asked by GET\n");
    }
    return witness.checkpoint(checkpoint.group(1));
  }

  private static Witness.Answer plain(int status, String body) {
    return new Witness.Answer(status, "text/plain; charset=utf-8", body);
  }
}
