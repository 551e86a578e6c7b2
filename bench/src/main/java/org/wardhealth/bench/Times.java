package org.wardhealth.bench;

import java.util.Arrays;

/**
 * A growing list of durations in nanoseconds, of which percentiles are asked. Not safe for use by
 * several threads.
 */
final class Times {
  private long[] nanos = new long[1024];
  private int size;
  private boolean sorted = true;

  void add(long duration) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * size);
    }
    nanos[size++] = duration;
    sorted = false;
  }

  void addAll(Times other) {
    for (int i = 0; i < other.size; i++) {
      add(other.nanos[i]);
    }
  }

  int size() {
    return size;
  }

  /** The percentile in milliseconds, 0 to 100; NaN when there is none. */
  double millis(double percentile) {
    if (size == 0) {
      return Double.NaN;
    }
    if (!sorted) {
      Arrays.sort(nanos, 0, size);
      sorted = true;
    }
    return nanos[(int) Math.min(size - 1, Math.floor(size * percentile / 100))] / 1e6;
  }
}
