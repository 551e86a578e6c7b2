package org.wardhealth.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Time that only goes forward, and only when a test moves it. */
final class ManualNanos implements LongSupplier {
  private final AtomicLong now = new AtomicLong(1);
  private final AtomicLong step = new AtomicLong();

  /** From now on every look at the clock takes this long. */
  void everyLookTakes(Duration amount) {
    step.set(amount.toNanos());
  }

  void advance(Duration amount) {
    now.addAndGet(amount.toNanos());
  }

  @Override
  public long getAsLong() {
    return now.addAndGet(step.get());
  }
}
