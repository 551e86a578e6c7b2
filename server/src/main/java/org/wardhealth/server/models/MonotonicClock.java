package org.wardhealth.server.models;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * Time since some moment, for what wants a clock to measure how long things take: setting the
 * machine's clock does not move it.
 */
final class MonotonicClock extends Clock {
  private final LongSupplier nanos;
  private final ZoneId zone;

  MonotonicClock(LongSupplier nanos) {
    this(nanos, ZoneOffset.UTC);
  }

  private MonotonicClock(LongSupplier nanos, ZoneId zone) {
    this.nanos = nanos;
    this.zone = zone;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(nanos.getAsLong());
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new MonotonicClock(nanos, other);
  }
}
