package org.wardhealth.server.console;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * The exchanges of this node's last hour, by minute, model and how they ended, counted off Ward's
 * own meters.
 *
 * <p>Guarantees: what a meter counted appears once, in the minute in which it was looked at, at
 * most ten seconds late. Does not know what was before this process began.
 */
final class Traffic implements DisposableBean {
  static final int MINUTES = 60;

  private static final Duration EVERY = Duration.ofSeconds(10);

  private final MeterRegistry registry;
  private final Clock clock;
  private final Instant since;
  private final Map<Kind, Long> before = new HashMap<>();
  private final Map<String, Effort> beforeOf = new HashMap<>();
  private final TreeMap<Instant, Map<Kind, Long>> minutes = new TreeMap<>();
  private final TreeMap<Instant, Map<String, Effort>> efforts = new TreeMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ward-traffic").daemon(true).factory());

  Traffic(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
    this.since = clock.instant();
  }

  /**
   * What is counted together.
   *
   * @param model empty for what was refused before a model was looked at
   * @param outcome {@code answered}, or the code of a refusal or failure
   */
  record Kind(String model, String outcome) {
    boolean answered() {
      return outcome.equals("answered");
    }

    boolean refused() {
      return model.isEmpty();
    }
  }

  /**
   * What a model's answers took.
   *
   * @param answered how many
   * @param nanos from the request to the end of the answer, all of them together
   * @param in tokens that it read, as it counted them
   * @param out tokens that it wrote, likewise
   */
  record Effort(long answered, long nanos, long in, long out) {
    static final Effort NONE = new Effort(0, 0, 0, 0);

    long tokens() {
      return in + out;
    }

    Effort plus(Effort other) {
      return new Effort(
          answered + other.answered, nanos + other.nanos, in + other.in, out + other.out);
    }

    private Effort minus(Effort other) {
      return new Effort(
          answered - other.answered, nanos - other.nanos, in - other.in, out - other.out);
    }

    /** How long an answer took on average, in milliseconds; nothing if there was none. */
    OptionalLong millis() {
      return answered == 0 ? OptionalLong.empty() : OptionalLong.of(nanos / answered / 1_000_000);
    }
  }

  /** What happened in one minute. */
  record Minute(Instant at, Map<Kind, Long> counts) {
    long answered() {
      return counts.entrySet().stream()
          .filter(one -> one.getKey().answered())
          .mapToLong(Map.Entry::getValue)
          .sum();
    }

    long others() {
      return counts.values().stream().mapToLong(Long::longValue).sum() - answered();
    }
  }

  /**
   * The last hour.
   *
   * @param since when counting began, if that is less than an hour ago
   * @param minutes the last sixty, the oldest first, empty ones included
   */
  record Hour(Instant since, List<Minute> minutes) {
    /** All of it by kind. */
    Map<Kind, Long> counts() {
      Map<Kind, Long> all = new HashMap<>();
      minutes.forEach(
          minute -> minute.counts().forEach((kind, count) -> all.merge(kind, count, Long::sum)));
      return all;
    }

    long total() {
      return counts().values().stream().mapToLong(Long::longValue).sum();
    }
  }

  @EventListener
  void begin(ApplicationReadyEvent ready) {
    var _ =
        timer.scheduleWithFixedDelay(
            this::look, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
  }

  /** The last hour as it is now. */
  synchronized Hour hour() {
    look();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    List<Minute> all = new ArrayList<>();
    for (int i = MINUTES - 1; i >= 0; i--) {
      Instant at = now.minus(i, ChronoUnit.MINUTES);
      all.add(new Minute(at, Map.copyOf(minutes.getOrDefault(at, Map.of()))));
    }
    Instant hourAgo = clock.instant().minus(MINUTES, ChronoUnit.MINUTES);
    return new Hour(since.isAfter(hourAgo) ? since : hourAgo, all);
  }

  /** What the answers of the last hour took, by model. */
  synchronized Map<String, Effort> efforts() {
    look();
    Map<String, Effort> all = new HashMap<>();
    efforts
        .values()
        .forEach(minute -> minute.forEach((model, one) -> all.merge(model, one, Effort::plus)));
    return all;
  }

  private synchronized void look() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    Map<Kind, Long> minute = minutes.computeIfAbsent(now, _ -> new HashMap<>());
    totals()
        .forEach(
            (kind, total) -> {
              long more = total - Objects.requireNonNullElse(before.put(kind, total), 0L);
              if (more > 0) {
                minute.merge(kind, more, Long::sum);
              }
            });
    minutes.headMap(now.minus(MINUTES, ChronoUnit.MINUTES)).clear();
    Map<String, Effort> effort = efforts.computeIfAbsent(now, _ -> new HashMap<>());
    totalEfforts()
        .forEach(
            (model, total) -> {
              Effort last = beforeOf.put(model, total);
              effort.merge(model, total.minus(last == null ? Effort.NONE : last), Effort::plus);
            });
    efforts.headMap(now.minus(MINUTES - 1L, ChronoUnit.MINUTES)).clear();
  }

  private Map<Kind, Long> totals() {
    Map<Kind, Long> totals = new HashMap<>();
    for (Timer one : registry.find("ward.exchange").timers()) {
      totals.merge(
          new Kind(tag(one.getId().getTag("model")), tag(one.getId().getTag("outcome"))),
          one.count(),
          Long::sum);
    }
    for (Counter one : registry.find("ward.refused").counters()) {
      totals.merge(new Kind("", tag(one.getId().getTag("code"))), (long) one.count(), Long::sum);
    }
    return totals;
  }

  private Map<String, Effort> totalEfforts() {
    Map<String, Effort> totals = new HashMap<>();
    for (Timer one : registry.find("ward.exchange").tag("outcome", "answered").timers()) {
      totals.merge(
          tag(one.getId().getTag("model")),
          new Effort(one.count(), (long) one.totalTime(TimeUnit.NANOSECONDS), 0, 0),
          Effort::plus);
    }
    for (Counter one : registry.find("ward.tokens").counters()) {
      String kind = tag(one.getId().getTag("kind"));
      if (!kind.equals("total")) {
        long count = (long) one.count();
        totals.merge(
            tag(one.getId().getTag("model")),
            kind.equals("prompt") ? new Effort(0, 0, count, 0) : new Effort(0, 0, 0, count),
            Effort::plus);
      }
    }
    return totals;
  }

  private static String tag(@org.jspecify.annotations.Nullable String value) {
    return value == null ? "" : value;
  }

  @Override
  public void destroy() {
    timer.shutdownNow();
  }
}
