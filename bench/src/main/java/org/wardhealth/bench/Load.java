package org.wardhealth.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A closed-loop load generator: each connection sends its next request when the answer to the last
 * one is read.
 *
 * <p>Blocking sockets on one platform thread each, keep-alive, TCP_NODELAY; over TLS any
 * certificate is believed, because everything is on loopback. Latency is from the write of a
 * request to the last byte of its answer, first-token delay to the first byte of the part of a
 * stream that holds content.
 */
final class Load {
  private static final int PATIENCE_MS = 30_000;
  private static final long ERROR_PAUSE_NANOS = 1_000_000;
  private static final byte[] TOKEN = "\"content\":\"".getBytes(StandardCharsets.US_ASCII);

  /**
   * What was measured; times in nanoseconds, sorted. First tokens are those of answers that had
   * any.
   */
  record Result(long requests, long errors, double seconds, Times latencies, Times firstTokens) {
    double perSecond() {
      return requests / seconds;
    }
  }

  private final Target target;
  private final byte[] request;

  /** Posts the body to the target. */
  Load(Target target, byte[] body) {
    this.target = target;
    URI uri = target.endpoint();
    StringBuilder head = new StringBuilder();
    head.append("POST ").append(uri.getRawPath()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(uri.getAuthority()).append("\r\n");
    head.append("Content-Type: application/json\r\n");
    head.append("Content-Length: ").append(body.length).append("\r\n");
    target.headers().forEach((k, v) -> head.append(k).append(": ").append(v).append("\r\n"));
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    request = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, request, start.length, body.length);
  }

  /** Asks once; true when the answer has status 200. */
  boolean answers() {
    try (Connection connection = new Connection()) {
      return connection.exchange(new Times(), new Times());
    } catch (IOException e) {
      return false;
    }
  }

  /** Asks over so many connections for so long. */
  Result run(int connections, double seconds) throws InterruptedException {
    long begin = System.nanoTime();
    long end = begin + (long) (seconds * 1e9);
    List<Callable<Worker>> workers = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      workers.add(() -> new Worker().until(end));
    }
    Times latencies = new Times();
    Times firstTokens = new Times();
    long errors = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      for (Future<Worker> future : threads.invokeAll(workers)) {
        Worker worker = future.get();
        latencies.addAll(worker.latencies);
        firstTokens.addAll(worker.firstTokens);
        errors += worker.errors;
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the load generator broke", e);
    }
    double took = (System.nanoTime() - begin) / 1e9;
    return new Result(latencies.size(), errors, took, latencies, firstTokens);
  }

  private final class Worker {
    final Times latencies = new Times();
    final Times firstTokens = new Times();
    long errors;

    Worker until(long end) {
      while (System.nanoTime() < end) {
        try (Connection connection = new Connection()) {
          while (System.nanoTime() < end && !connection.finished) {
            errors += connection.exchange(latencies, firstTokens) ? 0 : 1;
          }
        } catch (IOException e) {
          errors++;
          LockSupport.parkNanos(ERROR_PAUSE_NANOS);
        }
      }
      return this;
    }
  }

  private final class Connection implements Closeable {
    private final Socket socket;
    private final OutputStream out;
    private final HttpBuffer in;
    private long firstToken;
    boolean finished;

    Connection() throws IOException {
      URI uri = target.endpoint();
      boolean tls = uri.getScheme().equals("https");
      Socket plain = new Socket();
      plain.setTcpNoDelay(true);
      plain.setSoTimeout(PATIENCE_MS);
      int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
      plain.connect(new InetSocketAddress(uri.getHost(), port), PATIENCE_MS);
      socket =
          tls
              ? Trusting.ALL.getSocketFactory().createSocket(plain, uri.getHost(), port, true)
              : plain;
      out = socket.getOutputStream();
      in = new HttpBuffer(socket.getInputStream());
    }

    /** One request and its answer; true when its status was 200, and only then is it counted. */
    boolean exchange(Times latencies, Times firstTokens) throws IOException {
      long begin = System.nanoTime();
      out.write(request);
      HttpBuffer.Head head = in.readHead();
      firstToken = 0;
      in.readBody(head, this::watch);
      finished = head.close() || head.length() < -1;
      if (head.status() != 200) {
        return false;
      }
      latencies.add(System.nanoTime() - begin);
      if (firstToken > 0) {
        firstTokens.add(firstToken - begin);
      }
      return true;
    }

    private boolean watch(byte[] bytes, int from, int to) {
      if (firstToken == 0) {
        int at = HttpBuffer.indexOf(bytes, from, to, TOKEN) + TOKEN.length;
        boolean token = at >= TOKEN.length && at < to && bytes[at] != '"';
        firstToken = token ? System.nanoTime() : 0;
      }
      return false;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Believes every certificate; nothing but loopback is ever reached with it. */
  private static final class Trusting implements X509TrustManager {
    static final SSLContext ALL = context();

    private static SSLContext context() {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        return context;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JDK has no TLS", e);
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
