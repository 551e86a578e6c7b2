package org.wardhealth.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Durable entries that no checkpoint covers yet, in memory. The writer adds, the publisher takes
 * away; when the publisher falls behind by too many bytes, the writer waits.
 */
final class Unpublished {
  /** Above this many bytes the publisher does not wait for its next turn. */
  static final long URGENT_BYTES = 32L << 20;

  private static final int OVERHEAD = 100; // bytes of objects for one entry, about

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayList<Submission> entries = new ArrayList<>();
  private long first;
  private long asked;
  private long bytes;
  private boolean stopped;

  Unpublished(long first) {
    this.first = first;
  }

  void add(List<Submission> batch) {
    lock.lock();
    try {
      boolean wake = entries.isEmpty();
      entries.addAll(batch);
      batch.forEach(submission -> bytes += submission.entry().length + OVERHEAD);
      if (wake || bytes > URGENT_BYTES) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is room for another batch, or until stopped. */
  void awaitRoom() {
    lock.lock();
    try {
      while (bytes > 2 * URGENT_BYTES && !stopped) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is something to publish and its time has come.
   *
   * @param interval the longest time that an entry should wait for its checkpoint; one half of it
   *     goes by before the next turn, the other is for the work. Zero: only when asked or when
   *     there is too much
   * @param spent what the last turn took of the half that is for waiting, by a clock that may have
   *     been set meanwhile
   * @return whether to go on; false once stopped
   */
  boolean awaitTurn(Duration interval, Duration spent) throws InterruptedException {
    lock.lock();
    try {
      Duration half = interval.dividedBy(2);
      long left = (spent.isNegative() ? half : half.minus(spent)).toNanos();
      while (!stopped && bytes <= URGENT_BYTES && first >= asked) {
        if (interval.isZero() || (left <= 0 && entries.isEmpty())) {
          changed.await();
        } else if (left > 0) {
          left = changed.awaitNanos(left);
        } else {
          break;
        }
      }
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Asks for all entries below this index, and waits until they are published, or until stopped.
   */
  void awaitPublished(long end) {
    lock.lock();
    try {
      asked = Math.max(asked, end);
      changed.signalAll();
      while (first < end && !stopped) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  List<Submission> all() {
    lock.lock();
    try {
      return List.copyOf(entries);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the oldest entries. */
  void published(int count) {
    lock.lock();
    try {
      List<Submission> gone = entries.subList(0, count);
      gone.forEach(submission -> bytes -= submission.entry().length + OVERHEAD);
      gone.clear();
      first += count;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The entry, if it is durable and not published yet. */
  Optional<byte[]> entry(long index) {
    lock.lock();
    try {
      long at = index - first;
      return at >= 0 && at < entries.size()
          ? Optional.of(entries.get((int) at).entry().clone())
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
