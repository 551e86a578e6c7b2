package org.wardhealth.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessingTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration RETRY = Duration.ofMillis(20);
  private static final List<VerificationKey> LOG = TestLog.SIGNER.verificationKeys();

  @TempDir private Path root;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Semaphore grown = new Semaphore(0);
  private TestLog log;
  private Ledger ledger;

  @FunctionalInterface
  private interface Handler {
    void handle(HttpExchange exchange) throws IOException, InterruptedException;
  }

  @BeforeEach
  void openLog() {
    log = new TestLog(root);
    ledger = log.open();
    open.push(ledger);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private WitnessEndpoint witness(int seed) throws IOException {
    WitnessKey key =
        TrustPolicyTest.witness(
            seed, seed % 2 == 0 ? KeyType.ML_DSA_44 : KeyType.ED25519_COSIGNATURE);
    Witness witness = Witness.open(key, LOG, root.resolve("w" + seed), TestLog.CLOCK);
    open.push(witness);
    return new WitnessEndpoint(
        answering(
            exchange -> {
              Witness.Answer answer =
                  witness.addCheckpoint(exchange.getRequestBody().readAllBytes());
              exchange.getResponseHeaders().set("Content-Type", answer.type());
              says(answer.status(), answer.body()).handle(exchange);
            }),
        key.verificationKey());
  }

  /** A witness that answers what the test wants. */
  private WitnessEndpoint liar(int seed, Handler handler) throws IOException {
    return new WitnessEndpoint(
        answering(
            exchange -> {
              exchange.getRequestBody().readAllBytes();
              handler.handle(exchange);
            }),
        TrustPolicyTest.witness(seed, KeyType.ML_DSA_44).verificationKey());
  }

  private URI answering(Handler handler) throws IOException {
    HttpServer server = HttpServer.create(loopback(), 16);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            handler.handle(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    open.push(threads::shutdownNow);
    open.push(() -> server.stop(0));
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private static Handler says(int status, String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  private static WitnessEndpoint endpoint(int port, WitnessKey key) {
    return new WitnessEndpoint(URI.create("http://127.0.0.1:" + port + "/"), key.verificationKey());
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private Witnessing start(Optional<TrustPolicy> policy, WitnessEndpoint... endpoints) {
    return start(SHORT, policy, endpoints);
  }

  private Witnessing start(
      Duration timeout, Optional<TrustPolicy> policy, WitnessEndpoint... endpoints) {
    Witnessing witnessing =
        Witnessing.start(ledger, policy, List.of(endpoints), timeout, RETRY, System::nanoTime);
    open.push(witnessing);
    return witnessing;
  }

  private static Optional<TrustPolicy> any(WitnessEndpoint... endpoints) {
    StringBuilder text = new StringBuilder();
    StringBuilder group = new StringBuilder("group g any");
    for (int i = 0; i < endpoints.length; i++) {
      text.append("witness w").append(i).append(' ').append(endpoints[i].key()).append('\n');
      group.append(" w").append(i);
    }
    return Optional.of(TrustPolicy.parse((text + "" + group + "\nquorum g\n").getBytes(UTF_8)));
  }

  private Receipt append(int i) {
    Receipt receipt = ledger.append(TestLog.entry(i));
    ledger.publish();
    return receipt;
  }

  @Test
  void readersOfTheCheckpointGetTheSignaturesOfTheLogAndOfAllWitnesses() throws Exception {
    WitnessEndpoint one = witness(30);
    WitnessEndpoint two = witness(31);
    Witnessing witnessing = start(LONG, Optional.empty(), one, two);
    for (int i = 0; i < 5; i++) {
      Witnessing.CosignedReceipt receipt = witnessing.cosigned(append(i), LONG).join();
      assertThat(receipt.checkpoint().checkpoint().size()).isEqualTo(i + 1);
      assertThat(receipt.checkpoint().witnesses()).hasSize(2);
    }
    TrustPolicy policy = TrustPolicy.of(LOG, List.of(one.key(), two.key()));
    for (String file : List.of("checkpoint", "checkpoint.cosigned")) {
      byte[] note = Files.readAllBytes(log.directory.resolve(file));
      assertThat(policy.verify(note).checkpoint().size()).isEqualTo(5);
    }
    assertThat(LogVerifier.verify(log.directory, policy, Optional.empty()).size()).isEqualTo(5);
    assertThat(witnessing.state().problems()).isEmpty();
    assertThat(witnessing.state().cosigned().orElseThrow().checkpoint().size()).isEqualTo(5);
    witnessing.close();
    ledger.close();
    ledger = log.open(); // a checkpoint with cosignatures is read again at the start
    open.push(ledger);
    assertThat(ledger.checkpoint().size()).isEqualTo(5);
    assertThat(
            start(LONG, Optional.empty(), one, two)
                .cosigned(append(5), LONG)
                .join()
                .checkpoint()
                .checkpoint()
                .size())
        .isEqualTo(6);
  }

  @Test
  void witnessesThatAreDownSlowLyingOrTalkRubbishHoldUpNobody() throws Exception {
    WitnessEndpoint good = witness(30);
    CountDownLatch never = new CountDownLatch(1);
    open.push(never::countDown);
    WitnessKey foreign = TrustPolicyTest.witness(41, KeyType.ML_DSA_44);
    TreeHead other = new TreeHead("ward.example/log", 1, Hash.OF_NOTHING);
    WitnessEndpoint[] all = {
      good,
      endpoint(9, TrustPolicyTest.witness(42, KeyType.ML_DSA_44)), // nobody listens there
      liar(44, exchange -> never.await()),
      liar(
          46,
          exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("\u2014 w".getBytes(UTF_8));
            exchange.getResponseBody().flush();
            never.await();
          }),
      liar(48, says(200, "")),
      liar(50, says(200, foreign.cosign(other.text(), other, 5).toString())),
      liar(
          52,
          says(
              200,
              TrustPolicyTest.witness(52, KeyType.ML_DSA_44)
                  .cosign(other.text(), other, 5)
                  .toString())),
      liar(54, says(200, "x".repeat(1 << 20))),
      liar(56, says(409, "nonsense\n")),
      liar(58, says(409, "0\n")),
      liar(60, says(500, "oh")),
      liar(62, says(302, "elsewhere")),
    };
    Witnessing witnessing = start(any(all), all);
    for (int i = 0; i < 10; i++) {
      Witnessing.CosignedReceipt receipt = witnessing.cosigned(append(i), LONG).join();
      assertThat(receipt.checkpoint().witnesses()).containsOnlyKeys("w0");
    }
    assertThat(ledger.state().halted()).isEmpty();
    while (witnessing.state().problems().size() < all.length - 1) {
      Thread.onSpinWait();
    }
    assertThat(witnessing.state().problems())
        .doesNotContainKey(good.key().shortText())
        .allSatisfy((name, problem) -> assertThat(problem).doesNotContain("nonsense", "oh"));
  }

  @Test
  void aWitnessThatKnowsMoreIsReportedAsARollback() throws Exception {
    WitnessEndpoint ahead = liar(40, says(409, "1000\n"));
    Witnessing witnessing = start(Optional.empty(), ahead);
    append(0);
    while (!witnessing
        .state()
        .problems()
        .getOrDefault(ahead.key().shortText(), "")
        .contains("rollback")) {
      Thread.onSpinWait();
    }
    assertThat(ledger.append(TestLog.entry(1)).index()).isEqualTo(1);
  }

  @Test
  void aReceiptWaitsForTheQuorumAndNoLongerThanItIsTold() throws Exception {
    WitnessEndpoint good = witness(30);
    WitnessEndpoint down = liar(40, says(500, ""));
    Witnessing witnessing = start(Optional.empty(), good, down);
    Receipt receipt = append(0);
    assertThatThrownBy(() -> witnessing.cosigned(receipt, SHORT).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(witnessing.state().cosigned()).isEmpty();
    assertThat(log.directory.resolve("checkpoint.cosigned")).doesNotExist();
    var waiting = witnessing.cosigned(receipt, LONG);
    witnessing.close();
    assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(LedgerException.Halted.class);
  }

  @Test
  void slowWitnessesMeetOnOneCheckpointWhileTheLogGoesOn() throws Exception {
    WitnessEndpoint one = slow(witness(30), 40);
    WitnessEndpoint two = slow(witness(31), 41);
    Witnessing witnessing = start(LONG, Optional.empty(), one, two);
    Receipt receipt = append(0);
    var cosigned = witnessing.cosigned(receipt, LONG);
    int i = 1;
    while (!cosigned.isDone()) {
      append(i++);
      grown.release();
    }
    assertThat(cosigned.join().checkpoint().witnesses()).hasSize(2);
  }

  /** Passes requests on to a witness once the log has grown by some more entries. */
  private WitnessEndpoint slow(WitnessEndpoint behind, int port) throws IOException {
    HttpServer server = HttpServer.create(loopback(), 16);
    ExecutorService threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    HttpClient http = HttpClient.newHttpClient();
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            grown.acquire(1 + port % 3);
            var answer =
                http.send(
                    HttpRequest.newBuilder(behind.addCheckpoint())
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                    BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    open.push(http);
    open.push(threads::shutdownNow);
    open.push(() -> server.stop(0));
    return new WitnessEndpoint(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()), behind.key());
  }

  @Test
  void aPolicyThatCannotBeMetIsRefusedAtTheStart() throws Exception {
    WitnessEndpoint one = witness(30);
    WitnessEndpoint two = witness(31);
    assertThatThrownBy(() -> start(any(two), one)).hasMessageContaining("does not know");
    TrustPolicy both = TrustPolicy.of(List.of(), List.of(one.key(), two.key()));
    assertThatThrownBy(() -> start(Optional.of(both), one)).hasMessageContaining("cannot be met");
    NoteSigner other = TestLog.signer("other.example/log", 9);
    TrustPolicy foreign = TrustPolicy.of(other.verificationKeys(), List.of(one.key()));
    assertThatThrownBy(() -> start(Optional.of(foreign), one))
        .hasMessageContaining("does not list the keys");
  }

  @Test
  void aQuorumOfNobodyIsMetAtOnce() throws Exception {
    Witnessing witnessing = start(Optional.of(TrustPolicy.of(LOG)));
    assertThat(witnessing.cosigned(append(0), LONG).join().checkpoint().witnesses()).isEmpty();
  }

  @Test
  void cosignaturesNeverPutAnOlderCheckpointInThePlaceOfANewerOne() throws Exception {
    Checkpoint first = ledger.checkpoint();
    append(0);
    ledger.cosigned(first, true);
    byte[] shown = Files.readAllBytes(log.directory.resolve("checkpoint"));
    assertThat(Checkpoint.verify(shown, LOG).size()).isEqualTo(1);
  }
}
