package org.wardhealth.server.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.server.models.ProviderException.Failure;
import org.wardhealth.server.models.ProviderSettings.SecretSource;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.Fault;
import org.wardhealth.testkit.Gate;
import org.wardhealth.testkit.MockCertificate;
import org.wardhealth.testkit.MockModel;
import org.wardhealth.testkit.Script;
import org.wardhealth.testkit.Speech;
import tools.jackson.databind.node.ObjectNode;

class OpenAiProviderTest {
  private static final Speech HELLO = Speech.say("hello");

  private final AtomicLong nanos = new AtomicLong();
  private final List<AutoCloseable> opened = new ArrayList<>();
  @TempDir private Path directory;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  private MockModel mock(Script script) {
    MockModel mock = MockModel.start(script);
    opened.add(mock);
    return mock;
  }

  private OpenAiProvider provider(ProviderSettings settings) {
    OpenAiProvider provider = new OpenAiProvider(settings, nanos::get, new Random(1), _ -> {});
    opened.add(provider);
    return provider;
  }

  private OpenAiProvider provider(MockModel mock, int concurrent, int retries) {
    return provider(settings(mock.baseUrl(), concurrent, retries));
  }

  private static ProviderSettings settings(URI url, int concurrent, int retries) {
    return settings(url, Optional.empty(), Optional.empty(), concurrent, retries);
  }

  private static ProviderSettings settings(
      URI url, Optional<SecretSource> key, Optional<Path> caFile, int concurrent, int retries) {
    return new ProviderSettings(
        "up",
        url,
        key,
        Map.of("theirs", "their-model"),
        caFile,
        Set.of(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        concurrent,
        retries,
        1 << 20);
  }

  private static Answer ask(OpenAiProvider provider, boolean stream) throws ProviderException {
    ObjectNode request = Json.MAPPER.createObjectNode();
    request.put("model", "theirs");
    request.putArray("messages").addObject().put("role", "user").put("content", "hi");
    if (stream) {
      request.put("stream", true);
    }
    return provider.ask(provider.models().getFirst(), new Call(Operation.CHAT, request, stream));
  }

  private static String said(OpenAiProvider provider) throws ProviderException {
    try (Answer answer = ask(provider, false)) {
      return answer
          .next()
          .orElseThrow()
          .path("choices")
          .path(0)
          .path("message")
          .path("content")
          .asString();
    }
  }

  private static void assertFails(OpenAiProvider provider, Failure failure) {
    assertThatThrownBy(() -> said(provider))
        .isInstanceOfSatisfying(
            ProviderException.class, e -> assertThat(e.failure()).isEqualTo(failure));
  }

  // what is sent

  @Test
  void theModelIsAskedByItsOwnNameAndTheRequestIsNotChanged() throws ProviderException {
    MockModel mock = mock(HELLO);
    assertThat(said(provider(mock, 4, 0))).isEqualTo("hello");
    assertThat(mock.lastReceived().json().path("model").asString()).isEqualTo("their-model");
    assertThat(mock.lastReceived().target()).isEqualTo("/v1/chat/completions");
    assertThat(mock.lastReceived().header("authorization")).isEmpty();
  }

  @Test
  void theKeyComesFromItsFile() throws Exception {
    MockModel mock = mock(HELLO);
    Path file = directory.resolve("key");
    Files.writeString(file, "sk-upstream\n");
    Optional<SecretSource> key = Optional.of(new SecretSource.File(file));
    said(provider(settings(mock.baseUrl(), key, Optional.empty(), 4, 0)));
    assertThat(mock.lastReceived().header("Authorization")).contains("Bearer sk-upstream");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "two\nlines"})
  void aFileThatHoldsNoKeyIsRefusedByItsName(String content) throws IOException {
    Path file = directory.resolve("key");
    Files.writeString(file, content);
    URI url = URI.create("http://127.0.0.1:1/v1");
    Optional<SecretSource> key = Optional.of(new SecretSource.File(file));
    assertThatThrownBy(() -> provider(settings(url, key, Optional.empty(), 4, 0)))
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("two");
  }

  @Test
  void aKeyThatIsNotThereIsRefusedBySayingWhere() {
    URI url = URI.create("http://127.0.0.1:1/v1");
    Path gone = directory.resolve("gone");
    assertThatThrownBy(
            () ->
                provider(
                    settings(
                        url, Optional.of(new SecretSource.File(gone)), Optional.empty(), 4, 0)))
        .hasMessageContaining(gone.toString());
    assertThatThrownBy(
            () ->
                provider(
                    settings(
                        url,
                        Optional.of(new SecretSource.Environment("WARD_NO_SUCH_VARIABLE")),
                        Optional.empty(),
                        4,
                        0)))
        .hasMessageContaining("WARD_NO_SUCH_VARIABLE");
  }

  // retries

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void whatMayGoBetterIsTriedAgain(int status) throws ProviderException {
    MockModel mock = mock(Fault.raw(status, "application/json", "{}").times(2, HELLO));
    assertThat(said(provider(mock, 4, 2))).isEqualTo("hello");
    assertThat(mock.received()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 408, 500, 501})
  void whatWillNotGoBetterOrMayHaveHappenedIsNotTriedAgain(int status) {
    MockModel mock = mock(Fault.raw(status, "application/json", "{}"));
    assertThatThrownBy(() -> said(provider(mock, 4, 5))).isInstanceOf(ProviderException.class);
    assertThat(mock.received()).hasSize(1);
  }

  @Test
  void retriesAreBounded() {
    MockModel mock = mock(Fault.raw(503, "application/json", "{}"));
    assertFails(provider(mock, 4, 1), Failure.UNAVAILABLE);
    assertThat(mock.received()).hasSize(2);
  }

  @Test
  void aRequestThatMayHaveArrivedIsNotSentAgain() {
    MockModel mock = mock(Fault.resetBeforeAnswer());
    assertFails(provider(mock, 4, 5), Failure.UNAVAILABLE);
    assertThat(mock.received()).hasSize(1);
  }

  @Test
  void anAnswerThatBreaksOffIsNotAskedForAgain() {
    MockModel mock = mock(Fault.resetAfter(HELLO, 10));
    assertFails(provider(mock, 4, 5), Failure.MALFORMED);
    assertThat(mock.received()).hasSize(1);
  }

  @Test
  void aStreamThatBreaksOffSaysSoAfterWhatItSaid() throws ProviderException {
    MockModel mock = mock(Fault.resetAfter(Speech.say("hello there"), 200));
    OpenAiProvider provider = provider(mock, 4, 5);
    try (Answer answer = ask(provider, true)) {
      assertThatThrownBy(
              () -> {
                while (answer.next().isPresent()) {
                  // until it breaks
                }
              })
          .isInstanceOfSatisfying(
              ProviderException.class, e -> assertThat(e.failure()).isEqualTo(Failure.MALFORMED));
    }
    assertThat(mock.received()).hasSize(1);
  }

  @Test
  void aLongRetryAfterIsHandedToTheCallerAtOnce() {
    MockModel mock = mock(Fault.tooManyRequests(Duration.ofSeconds(40)));
    assertThatThrownBy(() -> said(provider(mock, 4, 5)))
        .isInstanceOfSatisfying(
            ProviderException.class,
            e -> {
              assertThat(e.failure()).isEqualTo(Failure.BUSY);
              assertThat(e.retryAfter()).contains(Duration.ofSeconds(40));
            });
    assertThat(mock.received()).hasSize(1);
  }

  // circuit breaker

  @Test
  void anUpstreamThatFailsIsLeftAloneAndTriedAgainLater() throws ProviderException {
    MockModel mock = mock(Fault.htmlError());
    OpenAiProvider provider = provider(mock, 4, 0);
    assertThat(provider.problem()).isEmpty();
    for (int i = 0; i < 10; i++) {
      assertFails(provider, Failure.UNAVAILABLE);
    }
    assertThat(provider.problem().orElseThrow()).contains("127.0.0.1");
    assertThatThrownBy(() -> said(provider))
        .isInstanceOfSatisfying(
            ProviderException.class,
            e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(10)));
    assertThat(mock.received()).as("left alone").hasSize(10);

    mock.script(HELLO);
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    for (int i = 0; i < 3; i++) {
      assertThat(said(provider)).isEqualTo("hello");
    }
    assertThat(provider.problem()).isEmpty();
  }

  @Test
  void anUpstreamThatIsStillIllIsLeftAloneAgain() {
    MockModel mock = mock(Fault.htmlError());
    OpenAiProvider provider = provider(mock, 4, 0);
    for (int i = 0; i < 10; i++) {
      assertFails(provider, Failure.UNAVAILABLE);
    }
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    for (int i = 0; i < 3; i++) {
      assertFails(provider, Failure.UNAVAILABLE);
    }
    assertThat(provider.problem()).isPresent();
    assertFails(provider, Failure.UNAVAILABLE);
    assertThat(mock.received()).hasSize(13);
  }

  @Test
  void refusalsOfRequestsDoNotOpenTheCircuit() throws ProviderException {
    MockModel mock = mock(Fault.raw(400, "application/json", "{}").times(20, HELLO));
    OpenAiProvider provider = provider(mock, 4, 0);
    for (int i = 0; i < 20; i++) {
      assertFails(provider, Failure.REJECTED);
    }
    assertThat(said(provider)).isEqualTo("hello");
  }

  // places

  @Test
  void noMoreCallsThanPlacesAreMadeAtOnceAndAPlaceIsGivenBack() throws Exception {
    Gate gate = new Gate();
    MockModel mock = mock(HELLO.gatedBy(gate));
    OpenAiProvider provider = provider(mock, 1, 0);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> first = threads.submit(() -> said(provider));
      mock.awaitReceived(1);
      assertThatThrownBy(() -> said(provider))
          .isInstanceOfSatisfying(
              ProviderException.class,
              e -> {
                assertThat(e.failure()).isEqualTo(Failure.BUSY);
                assertThat(e.retryAfter()).isPresent();
              });
      assertThat(mock.received()).hasSize(1);
      gate.open();
      assertThat(first.get()).isEqualTo("hello");
    }
    assertThat(said(provider)).isEqualTo("hello");
  }

  @Test
  void failuresOfAllKindsGiveTheirPlaceBack() throws ProviderException {
    MockModel mock = mock(HELLO);
    OpenAiProvider provider = provider(mock, 1, 0);
    for (Script fault :
        new Script[] {
          Fault.raw(400, "application/json", "{}"),
          Fault.resetBeforeAnswer(),
          Fault.contentType(HELLO, "text/html"),
          Fault.gzipped(HELLO),
          Fault.truncatedJson(HELLO, 5),
          Fault.duplicateKeys(HELLO, HELLO)
        }) {
      mock.script(fault);
      assertThatThrownBy(() -> said(provider)).isInstanceOf(ProviderException.class);
      mock.script(HELLO);
      assertThat(said(provider)).isEqualTo("hello");
    }
  }

  @Test
  void anAnswerClosedBeforeItsEndHangsUp() throws ProviderException {
    Gate gate = new Gate();
    MockModel mock = mock(Speech.say("one two three four five six").gatedBy(gate));
    OpenAiProvider provider = provider(mock, 1, 0);
    try (Answer answer = ask(provider, true)) {
      gate.let(2);
      assertThat(answer.next()).isPresent();
    }
    gate.open();
    mock.script(HELLO);
    assertThat(said(provider)).as("the place is free").isEqualTo("hello");
  }

  @Test
  void connectionsAreKept() throws ProviderException {
    MockModel mock = mock(HELLO);
    OpenAiProvider provider = provider(mock, 4, 0);
    for (int i = 0; i < 5; i++) {
      said(provider);
      try (Answer answer = ask(provider, true)) {
        while (answer.next().isPresent()) {
          // to the end
        }
      }
    }
    assertThat(mock.connections()).isOne();
  }

  // what comes back

  @Test
  void anAnswerBeyondTheLimitIsCutOff() {
    MockModel mock = mock(Speech.say("x".repeat(2 << 20)));
    assertFails(provider(mock, 4, 0), Failure.TOO_LARGE);
  }

  @Test
  void aStreamThatEndsWithoutDoneIsNoWholeAnswer() throws ProviderException {
    MockModel mock = mock(Fault.stream("data: {\"choices\":[]}\n\n"));
    try (Answer answer = ask(provider(mock, 4, 0), true)) {
      assertThat(answer.next()).isPresent();
      assertThatThrownBy(answer::next)
          .isInstanceOfSatisfying(
              ProviderException.class, e -> assertThat(e.failure()).isEqualTo(Failure.MALFORMED));
    }
  }

  @Test
  void nothingThatTheUpstreamSaidOfAnErrorIsRepeated() {
    MockModel mock = mock(Fault.raw(400, "application/json", "{\"error\":\"Quoxby\"}"));
    assertThatThrownBy(() -> said(provider(mock, 4, 0))).hasMessageNotContaining("Quoxby");
    mock.script(Fault.raw(200, "application/json", "{\"error\":{\"message\":\"Quoxby\"}}"));
    assertThatThrownBy(() -> said(provider(mock, 4, 0))).hasMessageNotContaining("Quoxby");
  }

  // TLS

  @Test
  void aCertificateThatNobodySignedIsRefusedUnlessItsFileIsGiven() throws Exception {
    MockCertificate certificate = MockCertificate.create(directory);
    MockModel mock = MockModel.startTls(HELLO, certificate.serverSockets());
    opened.add(mock);
    assertFails(provider(mock, 4, 0), Failure.UNAVAILABLE);
    assertThat(mock.received()).isEmpty();

    Path file = directory.resolve("ca.pem");
    Files.writeString(file, certificate.pem());
    OpenAiProvider trusting =
        provider(settings(mock.baseUrl(), Optional.empty(), Optional.of(file), 4, 0));
    assertThat(said(trusting)).isEqualTo("hello");
  }

  @Test
  void aTrustedCertificateWithAnotherKeyThanThePinnedIsRefused() throws Exception {
    MockCertificate certificate = MockCertificate.create(directory);
    MockModel mock = MockModel.startTls(HELLO, certificate.serverSockets());
    opened.add(mock);
    Path file = directory.resolve("ca.pem");
    Files.writeString(file, certificate.pem());
    String other = "sha256/" + "A".repeat(43) + "=";
    ProviderSettings trusting = settings(mock.baseUrl(), Optional.empty(), Optional.of(file), 4, 0);

    assertFails(provider(pinned(trusting, Set.of(other))), Failure.UNAVAILABLE);
    assertThat(mock.received()).isEmpty();
    assertThat(said(provider(pinned(trusting, Set.of(other, PinnedTrust.pin(certificate.x509()))))))
        .isEqualTo("hello");
  }

  private static ProviderSettings pinned(ProviderSettings p, Set<String> pins) {
    return new ProviderSettings(
        p.name(),
        p.baseUrl(),
        p.key(),
        p.models(),
        p.caFile(),
        pins,
        p.connectTimeout(),
        p.readTimeout(),
        p.totalTimeout(),
        p.maxConcurrent(),
        p.retries(),
        p.maxAnswerBytes());
  }

  @Test
  void aCertificateForAnotherHostIsRefused() throws Exception {
    MockCertificate certificate = MockCertificate.create(directory);
    MockModel mock = MockModel.startTls(HELLO, certificate.serverSockets());
    opened.add(mock);
    Path file = directory.resolve("ca.pem");
    Files.writeString(file, certificate.pem());
    URI other = URI.create("https://127.0.0.2:" + mock.baseUrl().getPort() + "/v1");
    assertFails(
        provider(settings(other, Optional.empty(), Optional.of(file), 4, 0)), Failure.UNAVAILABLE);
    assertThat(mock.received()).isEmpty();
  }

  @Test
  void aFileWithoutCertificatesIsRefusedByItsName() throws IOException {
    Path file = directory.resolve("ca.pem");
    Files.writeString(file, "nothing\n");
    URI url = URI.create("https://127.0.0.1:1/v1");
    assertThatThrownBy(() -> provider(settings(url, Optional.empty(), Optional.of(file), 4, 0)))
        .hasMessageContaining(file.toString());
  }
}
