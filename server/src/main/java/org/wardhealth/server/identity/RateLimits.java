package org.wardhealth.server.identity;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Holds every application to its limits, on this node. Limits are refilled steadily; after a quiet
 * minute the whole of them can be used at once.
 */
public final class RateLimits {
  private final Map<String, Buckets> buckets = new ConcurrentHashMap<>();
  private final TimeMeter time;

  public RateLimits(Clock clock) {
    this.time = new Elapsed(clock);
  }

  /**
   * Takes one request. How long to wait when there is none left, or when the tokens are used up.
   */
  public Optional<Duration> take(Client client) {
    Buckets own = of(client);
    ConsumptionProbe request = own.requests().tryConsumeAndReturnRemaining(1);
    if (!request.isConsumed()) {
      return Optional.of(Duration.ofNanos(request.getNanosToWaitForRefill()));
    }
    long tokensLeft = own.tokens().getAvailableTokens();
    if (tokensLeft <= 0) {
      return Optional.of(
          Duration.ofNanos(own.tokens().estimateAbilityToConsume(1).getNanosToWaitForRefill()));
    }
    return Optional.empty();
  }

  /** Charges the tokens of a finished exchange; what is more than is left delays the next one. */
  public void charge(Client client, long tokens) {
    if (tokens > 0) {
      of(client).tokens().consumeIgnoringRateLimits(tokens);
    }
  }

  private Buckets of(Client client) {
    return buckets.compute(
        client.id(),
        (id, old) ->
            old != null && old.limits().equals(client.limits()) ? old : fresh(client.limits()));
  }

  private Buckets fresh(Limits limits) {
    return new Buckets(
        limits, bucket(limits.requestsPerMinute()), bucket(limits.tokensPerMinute()));
  }

  private Bucket bucket(long perMinute) {
    return Bucket.builder()
        .withCustomTimePrecision(time)
        .addLimit(
            Bandwidth.builder()
                .capacity(perMinute)
                .refillGreedy(perMinute, Duration.ofMinutes(1))
                .build())
        .build();
  }

  /** Time that passed, by a clock that may be set back: then it stands still for a moment. */
  private static final class Elapsed implements TimeMeter {
    private final Clock clock;
    private long last;
    private long millis;

    Elapsed(Clock clock) {
      this.clock = clock;
      this.last = clock.millis();
    }

    @Override
    public synchronized long currentTimeNanos() {
      long now = clock.millis();
      millis += Math.max(0, now - last);
      last = now;
      return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  private record Buckets(Limits limits, Bucket requests, Bucket tokens) {}
}
