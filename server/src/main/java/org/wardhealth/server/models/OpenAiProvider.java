package org.wardhealth.server.models;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.wardhealth.server.models.ProviderException.Failure;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Any upstream that speaks OpenAI's API.
 *
 * <p>Guarantees: TLS is verified; a call is tried again only before the first byte of its answer
 * and only when the upstream cannot have begun to answer (no connection, 429, 502, 503, 504); every
 * call ends, by an answer or by one of three timeouts; nothing that the upstream says of an error
 * is repeated. An upstream that fails half of its last calls is left alone for a while.
 */
final class OpenAiProvider implements Provider {
  private static final Duration LONGEST_WAIT_TO_RETRY = Duration.ofSeconds(2);
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
  private static final Duration WAIT_FOR_A_PLACE = Duration.ofSeconds(1);

  private final ProviderSettings settings;
  private final LongSupplier nanos;
  private final RandomGenerator random;
  private final Pause pause;
  private final CloseableHttpClient http;
  private final Optional<String> authorization;
  private final Semaphore places;
  private final CircuitBreaker breaker;
  private final ScheduledThreadPoolExecutor deadlines =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("ward-deadlines").daemon(true).factory());

  OpenAiProvider(
      ProviderSettings settings, LongSupplier nanos, RandomGenerator random, Pause pause) {
    // Otherwise each request would be held, by its deadline, long after its answer.
    deadlines.setRemoveOnCancelPolicy(true);
    this.settings = settings;
    this.nanos = nanos;
    this.random = random;
    this.pause = pause;
    this.http = UpstreamHttp.client(settings);
    this.authorization = settings.key().map(UpstreamHttp::secret).map(key -> "Bearer " + key);
    this.places = new Semaphore(settings.maxConcurrent());
    this.breaker =
        CircuitBreaker.of(
            settings.name(),
            CircuitBreakerConfig.custom()
                .failureRateThreshold(50)
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .waitDurationInOpenState(Duration.ofSeconds(10))
                .permittedNumberOfCallsInHalfOpenState(3)
                .clock(new MonotonicClock(nanos))
                .currentTimestampFunction(_ -> nanos.getAsLong(), TimeUnit.NANOSECONDS)
                .build());
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public List<Model> models() {
    Set<Operation> operations = EnumSet.allOf(Operation.class);
    return settings.models().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .map(
            m ->
                new Model(
                    m.getKey(),
                    name(),
                    m.getValue(),
                    Optional.empty(),
                    operations,
                    settings.cards().getOrDefault(m.getKey(), Card.UNDECLARED)))
        .toList();
  }

  /** By a loopback address in the configuration; a name is not looked up. */
  @Override
  public boolean local() {
    String host = String.valueOf(settings.baseUrl().getHost());
    return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
  }

  @Override
  public Optional<String> problem() {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN ->
          Optional.of(
              "Half of the last calls to "
                  + settings.baseUrl().getHost()
                  + " failed; it is left alone for 10 s at a time.");
      case CLOSED, HALF_OPEN, DISABLED, METRICS_ONLY -> Optional.empty();
    };
  }

  @Override
  public Answer ask(Model model, Call call) throws ProviderException {
    ObjectNode request = call.request().objectNode();
    request.setAll(call.request());
    request.put("model", model.upstreamName());
    byte[] body = Json.MAPPER.writeValueAsBytes(request);
    if (!acquire()) {
      throw new ProviderException(
          Failure.BUSY,
          "All " + settings.maxConcurrent() + " places at '" + name() + "' are taken.",
          Optional.of(WAIT_FOR_A_PLACE));
    }
    Attempt attempt;
    try {
      attempt = firstAnswer(call, body);
    } catch (ProviderException | RuntimeException e) {
      places.release();
      throw e;
    }
    try {
      return new UpstreamAnswer(
          attempt.response(),
          call.stream(),
          settings,
          attempt::tooLate,
          attempt::cutOff,
          attempt::end);
    } catch (ProviderException | RuntimeException e) {
      attempt.end();
      throw e;
    }
  }

  private boolean acquire() throws ProviderException {
    try {
      return places.tryAcquire(WAIT_FOR_A_PLACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private Attempt firstAnswer(Call call, byte[] body) throws ProviderException {
    for (int attempt = 0; ; attempt++) {
      if (!breaker.tryAcquirePermission()) {
        throw new ProviderException(
            Failure.UNAVAILABLE,
            "'" + name() + "' has failed too often and is left alone for now.",
            Optional.of(Duration.ofSeconds(10)));
      }
      Retryable failure;
      try {
        return attempt(call, body);
      } catch (Retryable e) {
        failure = e;
      }
      if (attempt >= settings.retries()) {
        throw failure.problem;
      }
      pause(failure, attempt);
    }
  }

  private void pause(Retryable failure, int attempt) throws ProviderException {
    Duration backoff =
        FIRST_BACKOFF
            .multipliedBy(1L << attempt)
            .plusMillis(random.nextLong(FIRST_BACKOFF.toMillis()));
    Duration wait =
        failure.problem.retryAfter().filter(asked -> asked.compareTo(backoff) > 0).orElse(backoff);
    if (wait.compareTo(LONGEST_WAIT_TO_RETRY) > 0) {
      throw failure.problem; // the caller can wait better than a held connection
    }
    try {
      pause.sleep(wait);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** One try. Success and failure are told to the circuit breaker. */
  private Attempt attempt(Call call, byte[] body) throws ProviderException, Retryable {
    long started = nanos.getAsLong();
    HttpPost post = new HttpPost(settings.baseUrl() + call.operation().path());
    authorization.ifPresent(value -> post.setHeader("Authorization", value));
    post.setHeader("Accept", call.stream() ? "text/event-stream" : "application/json");
    post.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
    ScheduledFuture<?> deadline =
        deadlines.schedule(post::cancel, settings.totalTimeout().toMillis(), TimeUnit.MILLISECONDS);
    ClassicHttpResponse response;
    try {
      response = http.executeOpen(null, post, null);
    } catch (IOException e) {
      deadline.cancel(false);
      breaker.onError(nanos.getAsLong() - started, TimeUnit.NANOSECONDS, e);
      throw unreachable(e, post.isCancelled());
    } catch (RuntimeException e) {
      deadline.cancel(false);
      breaker.releasePermission();
      throw e;
    }
    int status = response.getCode();
    long took = nanos.getAsLong() - started;
    if (status == 200) {
      breaker.onSuccess(took, TimeUnit.NANOSECONDS);
      return new Attempt(post, response, deadline, places);
    }
    deadline.cancel(false);
    post.cancel(); // what it says of its error is never read, however long it goes on
    UpstreamHttp.discard(response);
    ProviderException problem = problem(status, response);
    if (status >= 500) {
      breaker.onError(took, TimeUnit.NANOSECONDS, problem);
    } else {
      breaker.onSuccess(took, TimeUnit.NANOSECONDS);
    }
    if (status == 429 || status == 502 || status == 503 || status == 504) {
      throw new Retryable(problem);
    }
    throw problem;
  }

  private ProviderException unreachable(IOException e, boolean cancelled) throws Retryable {
    if (cancelled || (e instanceof SocketTimeoutException && !UpstreamHttp.beforeRequest(e))) {
      return new ProviderException(
          Failure.TIMEOUT, "'" + name() + "' did not begin to answer in time.");
    }
    ProviderException problem =
        new ProviderException(
            Failure.UNAVAILABLE,
            "'" + name() + "' could not be reached (" + e.getClass().getSimpleName() + ").");
    if (UpstreamHttp.beforeRequest(e)) {
      throw new Retryable(problem);
    }
    return problem;
  }

  private ProviderException problem(int status, ClassicHttpResponse response) {
    String said = "'" + name() + "' answered with HTTP status " + status + ".";
    Optional<Duration> retryAfter =
        Optional.ofNullable(response.getFirstHeader("Retry-After"))
            .map(Header::getValue)
            .flatMap(UpstreamHttp::seconds);
    return switch (status) {
      case 401, 403 -> new ProviderException(Failure.CREDENTIALS, said);
      case 408, 504 -> new ProviderException(Failure.TIMEOUT, said);
      case 429 -> new ProviderException(Failure.BUSY, said, retryAfter);
      default ->
          status >= 400 && status < 500
              ? new ProviderException(Failure.REJECTED, said)
              : status >= 500
                  ? new ProviderException(Failure.UNAVAILABLE, said, retryAfter)
                  : new ProviderException(Failure.MALFORMED, said);
    };
  }

  private ProviderException interrupted() {
    Thread.currentThread().interrupt();
    return new ProviderException(Failure.UNAVAILABLE, "Ward is stopping.");
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    UpstreamHttp.close(http);
  }

  /** An open response, the deadline over it, and the place that it takes. */
  private record Attempt(
      HttpPost request,
      ClassicHttpResponse response,
      ScheduledFuture<?> deadline,
      Semaphore places) {
    boolean tooLate() {
      return request.isCancelled();
    }

    /** Ends the connection at once, whatever the upstream still sends. */
    void cutOff() {
      request.cancel();
    }

    void end() {
      deadline.cancel(false);
      places.release();
    }
  }

  /** A failure from before the first byte of an answer. */
  private static final class Retryable extends Exception {
    private final ProviderException problem;

    Retryable(ProviderException problem) {
      super(problem);
      this.problem = problem;
    }
  }
}
