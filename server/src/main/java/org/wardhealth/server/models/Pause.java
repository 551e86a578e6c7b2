package org.wardhealth.server.models;

import java.time.Duration;

/** How a provider waits before it tries again: {@code Thread::sleep}, or a test's own. */
@FunctionalInterface
public interface Pause {
  /**
   * Returns after about this long.
   *
   * @throws InterruptedException when Ward stops meanwhile
   */
  void sleep(Duration time) throws InterruptedException;
}
