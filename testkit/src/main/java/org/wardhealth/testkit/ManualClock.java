package org.wardhealth.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock whose time stands still until the test moves it, forwards or backwards.
 *
 * <p>Safe for use by several threads. Clocks made by {@link #withZone} share the time of the clock
 * that made them.
 */
public final class ManualClock extends Clock {
  private static final class Time {
    private Instant now;

    Time(Instant start) {
      now = start;
    }

    synchronized Instant get() {
      return now;
    }

    synchronized Instant advance(Duration amount) {
      now = now.plus(amount);
      return now;
    }

    synchronized void set(Instant instant) {
      now = instant;
    }
  }

  private final Time time;
  private final ZoneId zone;

  /** Starts at the given instant, in UTC. */
  public ManualClock(Instant start) {
    this(new Time(start), ZoneOffset.UTC);
  }

  private ManualClock(Time time, ZoneId zone) {
    this.time = time;
    this.zone = zone;
  }

  /** Starts at the given instant in ISO-8601 form, such as {@code 2026-03-01T08:00:00Z}. */
  public static ManualClock at(String instant) {
    return new ManualClock(Instant.parse(instant));
  }

  /** Moves the time by the given amount, which may be negative, and returns the new time. */
  public Instant advance(Duration amount) {
    return time.advance(amount);
  }

  /** Jumps to the given instant. */
  public void set(Instant instant) {
    time.set(instant);
  }

  @Override
  public Instant instant() {
    return time.get();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new ManualClock(time, other);
  }
}
