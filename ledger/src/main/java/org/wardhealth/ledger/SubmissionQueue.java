package org.wardhealth.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Entries that wait for the writer: bounded, closed once, halted once. */
final class SubmissionQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Submission> waiting = new ArrayDeque<>();
  private final int limit;
  private boolean closed;
  private volatile LedgerException.@Nullable Halted halted;

  SubmissionQueue(int limit) {
    this.limit = limit;
  }

  /** Takes the entry, or fails its receipt at once. */
  void offer(Submission submission) {
    LedgerException refusal;
    lock.lock();
    try {
      if (halted != null) {
        refusal = halted;
      } else if (closed) {
        refusal = new LedgerException.Halted("the log is closed");
      } else if (waiting.size() >= limit) {
        refusal = new LedgerException.Full(limit);
      } else {
        waiting.add(submission);
        if (waiting.size() == 1) {
          changed.signal();
        }
        return;
      }
    } finally {
      lock.unlock();
    }
    submission.failed(refusal);
  }

  /**
   * Waits for entries; at most so many bytes of frames. Empty once closed and drained, or halted.
   */
  List<Submission> take(int maxBytes) {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed && halted == null) {
        changed.awaitUninterruptibly();
      }
      List<Submission> batch = new ArrayList<>(waiting.size());
      long bytes = 0;
      for (Submission next = waiting.peek(); next != null; next = waiting.peek()) {
        bytes += Frame.bytes(next.entry().length);
        if (bytes > maxBytes) {
          break;
        }
        batch.add(waiting.remove());
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Refuses all that wait and all that come; the reason that holds, which is the first given. */
  LedgerException.Halted halt(LedgerException.Halted reason) {
    LedgerException.Halted first;
    List<Submission> refused;
    lock.lock();
    try {
      first = halted == null ? reason : halted;
      halted = first;
      refused = List.copyOf(waiting);
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    refused.forEach(submission -> submission.failed(first));
    return first;
  }

  /** Why nothing is taken any more, if that is so. */
  Optional<LedgerException.Halted> halted() {
    return Optional.ofNullable(halted);
  }
}
