package org.wardhealth.consent;

import java.time.Instant;

/**
 * A time from a first instant to a last one that no longer belongs to it, in milliseconds of the
 * epoch. Open ends are the least and the greatest long.
 *
 * @param from the first millisecond
 * @param until the first millisecond behind it
 */
public record Span(long from, long until) {
  /** All time. */
  public static final Span ALWAYS = new Span(Long.MIN_VALUE, Long.MAX_VALUE);

  /** One instant. */
  public static Span at(Instant instant) {
    return new Span(instant.toEpochMilli(), instant.toEpochMilli() + 1);
  }

  boolean contains(long instant) {
    return from <= instant && instant < until;
  }

  boolean contains(Span other) {
    return from <= other.from && other.until <= until;
  }

  boolean overlaps(Span other) {
    return from < other.until && other.from < until;
  }

  Span and(Span other) {
    return new Span(Math.max(from, other.from), Math.min(until, other.until));
  }

  boolean isEmpty() {
    return from >= until;
  }
}
