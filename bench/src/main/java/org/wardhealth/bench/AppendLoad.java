package org.wardhealth.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Virtual threads that append one entry after the other, each waiting for its own.
 *
 * @param writers how many threads
 * @param entryBytes how long each entry is
 */
record AppendLoad(int writers, int entryBytes) {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** Where the entries go; returns once one is durable. */
  @FunctionalInterface
  interface Target {
    void append(byte[] entry);
  }

  /** What one run saw. */
  static final class Result {
    private final double seconds;
    private final double cpuSeconds;
    private final long[] sortedNanos;

    Result(double seconds, double cpuSeconds, long[] nanos) {
      this.seconds = seconds;
      this.cpuSeconds = cpuSeconds;
      this.sortedNanos = nanos;
      Arrays.sort(sortedNanos);
    }

    double perSecond() {
      return sortedNanos.length / seconds;
    }

    /** Processor time of the whole process for one append, in microseconds. */
    double cpuMicros() {
      return cpuSeconds * 1e6 / sortedNanos.length;
    }

    double millis(double quantile) {
      return sortedNanos[(int) (quantile * (sortedNanos.length - 1))] / 1e6;
    }
  }

  Result run(Target target, Duration duration) {
    ConcurrentLinkedQueue<long[]> latencies = new ConcurrentLinkedQueue<>();
    long cpu = PROCESS.getProcessCpuTime();
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < writers; writer++) {
        int seed = writer;
        threads.execute(() -> latencies.add(append(target, seed, end)));
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (PROCESS.getProcessCpuTime() - cpu) / 1e9;
    return new Result(
        seconds, cpuSeconds, latencies.stream().flatMapToLong(Arrays::stream).toArray());
  }

  private long[] append(Target target, int seed, long end) {
    byte[] entry = new byte[entryBytes];
    new Random(seed).nextBytes(entry);
    long[] nanos = new long[1024];
    int count = 0;
    for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
      target.append(entry);
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, count * 2);
      }
      nanos[count++] = System.nanoTime() - begin;
    }
    return Arrays.copyOf(nanos, count);
  }
}
