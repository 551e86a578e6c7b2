package org.wardhealth.deid;

import java.util.Locale;

/**
 * So many of so many, with the interval that the true rate lies in with 95 % confidence: Wilson's
 * (1927), and from 0 to 3/n where nothing was seen (the rule of three; Hanley and Lippman-Hand,
 * 1983).
 *
 * @param count how many had it
 * @param of how many were looked at
 */
public record Proportion(int count, int of) {
  private static final double Z = 1.959964;

  /** Checks that {@code 0 <= count <= of}. */
  public Proportion {
    if (count < 0 || count > of) {
      throw new IllegalArgumentException("a proportion needs 0 <= " + count + " <= " + of);
    }
  }

  /** The rate seen, 0 when nothing was looked at. */
  public double rate() {
    return of == 0 ? 0 : (double) count / of;
  }

  /** The lower bound. */
  public double low() {
    return of == 0 || count == 0 ? 0 : Math.max(0, middle() - half());
  }

  /** The upper bound; 1 when nothing was looked at. */
  public double high() {
    if (of == 0 || count == of) {
      return 1;
    }
    return Math.min(1, count == 0 ? 3.0 / of : middle() + half());
  }

  private double middle() {
    return (rate() + Z * Z / (2 * of)) / (1 + Z * Z / of);
  }

  private double half() {
    double p = rate();
    return Z * Math.sqrt(p * (1 - p) / of + Z * Z / (4.0 * of * of)) / (1 + Z * Z / of);
  }

  /** {@code 3 of 120 (2.5 %, 95 % interval 0.9 to 7.1 %)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d of %d (%.1f %%, 95 %% interval %.1f to %.1f %%)",
        count,
        of,
        100 * rate(),
        100 * low(),
        100 * high());
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"count\":%d,\"of\":%d,\"low\":%.6f,\"high\":%.6f}",
        count,
        of,
        low(),
        high());
  }
}
