package org.wardhealth.server.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How long the steps of one exchange took, in microseconds. Not thread-safe. */
final class Timings {
  private final LongSupplier nanos;
  private final Map<String, Long> micros = new LinkedHashMap<>();
  private final long started;
  private long last;

  Timings(LongSupplier nanos) {
    this.nanos = nanos;
    this.started = nanos.getAsLong();
    this.last = started;
  }

  /** The step that ended now; a step that comes again adds up. */
  void mark(String step) {
    long now = nanos.getAsLong();
    micros.merge(step, (now - last) / 1_000, Long::sum);
    last = now;
  }

  /** The steps so far, in their order. */
  Map<String, Long> micros() {
    return new LinkedHashMap<>(micros);
  }

  /** Since the exchange arrived. */
  long totalNanos() {
    return nanos.getAsLong() - started;
  }
}
