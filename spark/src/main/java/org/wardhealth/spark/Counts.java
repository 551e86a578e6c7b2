package org.wardhealth.spark;

import java.io.Serial;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;
import org.wardhealth.records.Tally;

/**
 * What was done, added up over all executors: {@code records.Observation}, {@code replaced.NAME},
 * {@code removed.UNKNOWN_ELEMENT}, {@code malformed}. A task that Spark runs twice counts twice.
 */
final class Counts extends AccumulatorV2<Tally, Map<String, Long>> {
  /** Records that could not be read. */
  static final String MALFORMED = "malformed";

  @Serial private static final long serialVersionUID = 1;

  private final TreeMap<String, Long> counts = new TreeMap<>();

  @Override
  public synchronized boolean isZero() {
    return counts.isEmpty();
  }

  @Override
  public synchronized AccumulatorV2<Tally, Map<String, Long>> copy() {
    Counts copy = new Counts();
    copy.counts.putAll(counts);
    return copy;
  }

  @Override
  public synchronized void reset() {
    counts.clear();
  }

  @Override
  public synchronized void add(Tally tally) {
    tally.records().forEach((type, times) -> add("records." + type, times));
    tally.replaced().forEach((type, times) -> add("replaced." + type, times));
    tally.removed().forEach((reason, times) -> add("removed." + reason, times));
    if (tally.malformedCount() > 0) {
      add(MALFORMED, tally.malformedCount());
    }
  }

  @Override
  public synchronized void merge(AccumulatorV2<Tally, Map<String, Long>> other) {
    other.value().forEach(this::add);
  }

  @Override
  public synchronized Map<String, Long> value() {
    return new TreeMap<>(counts);
  }

  private void add(String name, long times) {
    counts.merge(name, times, Long::sum);
  }
}
