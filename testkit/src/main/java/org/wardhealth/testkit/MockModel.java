package org.wardhealth.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import javax.net.ServerSocketFactory;

/**
 * An OpenAI-compatible model on a loopback port, which does what its {@link Script} says and
 * remembers what it was sent.
 *
 * <p>It speaks HTTP/1.1 with keep-alive over plain sockets, one virtual thread for each connection,
 * with {@code TCP_NODELAY}, because tests need what a web server would not do: reset inside a
 * chunk, hang, lie about lengths.
 *
 * <pre>{@code
 * try (MockModel model = MockModel.start(Speech.echo().inPiecesOf(1))) {
 *   ask(model.baseUrl());
 *   assertThat(model.received().getFirst().text()).doesNotContain("Jane");
 * }
 * }</pre>
 *
 * <p>Closing it ends its connections and threads, also those that wait at a {@link Gate}.
 */
public final class MockModel implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ServerSocket server;
  private final String scheme;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong sent = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Received> received = new ArrayList<>();
  private int connections;
  private int hangUps;
  private volatile Script script;

  private MockModel(ServerSocket server, String scheme, Script script) {
    this.server = server;
    this.scheme = scheme;
    this.script = script;
  }

  /** Starts on a free port of the loopback interface, in clear. */
  public static MockModel start(Script script) {
    return start(script, "http", ServerSocketFactory.getDefault());
  }

  /**
   * Starts on a free port of the loopback interface, over TLS when the factory makes such sockets.
   */
  public static MockModel startTls(Script script, ServerSocketFactory tls) {
    return start(script, "https", tls);
  }

  private static MockModel start(Script script, String scheme, ServerSocketFactory sockets) {
    try {
      ServerSocket server = sockets.createServerSocket();
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
      MockModel model = new MockModel(server, scheme, script);
      model.threads.execute(model::accept);
      return model;
    } catch (IOException e) {
      throw new UncheckedIOException("the mock model found no loopback port", e);
    }
  }

  /** The base URL as clients of OpenAI want it, ending in {@code /v1}. */
  public URI baseUrl() {
    return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort() + "/v1");
  }

  /** Does this from the next request on. */
  public void script(Script next) {
    script = next;
  }

  /** All requests so far, in order of arrival. */
  public List<Received> received() {
    lock.lock();
    try {
      return List.copyOf(received);
    } finally {
      lock.unlock();
    }
  }

  /** The last request; an error when there was none. */
  public Received lastReceived() {
    return received().getLast();
  }

  /** How many connections were accepted: how well the client pools them. */
  public int connections() {
    return read(() -> connections);
  }

  /** How many bytes of answers, heads included, the operating system took. */
  public long bytesSent() {
    return sent.get();
  }

  /** Waits until so many requests have arrived; an {@link AssertionError} after 20 s. */
  public void awaitReceived(int count) {
    await(received::size, count, "requests");
  }

  /**
   * Waits until the peer hung up on so many answers that were not finished; an {@link
   * AssertionError} after 20 s.
   */
  public void awaitHangUps(int count) {
    await(() -> hangUps, count, "hang-ups");
  }

  private int read(IntSupplier value) {
    lock.lock();
    try {
      return value.getAsInt();
    } finally {
      lock.unlock();
    }
  }

  private void await(IntSupplier value, int count, String what) {
    lock.lock();
    try {
      long left = PATIENCE.toNanos();
      while (value.getAsInt() < count) {
        if (left <= 0) {
          throw new AssertionError(
              "waited for " + count + " " + what + ", saw " + value.getAsInt());
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + what, e);
    } finally {
      lock.unlock();
    }
  }

  private void note(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        note(() -> connections++);
        open.add(socket);
        threads.execute(() -> converse(socket));
      } catch (IOException | RejectedExecutionException e) {
        return; // closed
      }
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        Wire wire = new Wire(socket, in, socket.getOutputStream(), sent);
        Received request = read(in, wire);
        note(() -> received.add(request));
        answer(request, wire);
      }
    } catch (IOException e) {
      // this connection is over; the others are not
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  private void answer(Received request, Wire wire) throws IOException, InterruptedException {
    try {
      script.play(request, wire);
    } catch (Wire.Ended e) {
      throw e;
    } catch (IOException e) {
      note(() -> hangUps++);
      throw e;
    }
  }

  private static Received read(InputStream in, Wire wire) throws IOException {
    String[] start = line(in).split(" ", 3);
    if (start.length != 3) {
      throw new IOException("not a request line of HTTP");
    }
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new IOException("not a header of HTTP");
      }
      headers
          .computeIfAbsent(Wire.lower(line.substring(0, colon)), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    if (first(headers, "expect").equalsIgnoreCase("100-continue")) {
      wire.head(100);
    }
    return new Received(start[0], start[1], headers, body(in, headers));
  }

  private static byte[] body(InputStream in, Map<String, List<String>> headers) throws IOException {
    if (!first(headers, "transfer-encoding").equalsIgnoreCase("chunked")) {
      String length = first(headers, "content-length");
      return exactly(in, length.isEmpty() ? 0 : Integer.parseInt(length));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
      if (size == 0) {
        while (!line(in).isEmpty()) {
          // trailers are of no interest
        }
        return body.toByteArray();
      }
      body.writeBytes(exactly(in, size));
      line(in);
    }
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the peer hung up inside a request");
    }
    return bytes;
  }

  private static String first(Map<String, List<String>> headers, String name) {
    return headers.getOrDefault(name, List.of("")).getFirst();
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** Ends all connections and waits for all threads. */
  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
      threads.shutdownNow();
      if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("a thread of the mock model did not end: does its script wait?");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the mock model could not be closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
