package org.wardhealth.testkit;

import java.util.concurrent.Semaphore;

/**
 * A gate between the pieces of an answer, which the test opens: the replacement for sleeping.
 *
 * <p>Closed when made. Each {@link #let} admits that many passages; {@link #open} admits all from
 * then on.
 */
public final class Gate {
  private static final int UNLIMITED = Integer.MAX_VALUE / 2;
  private final Semaphore passages = new Semaphore(0);

  /** Makes a gate that is closed. */
  public Gate() {}

  /** Makes a gate that never closes. */
  public static Gate opened() {
    Gate gate = new Gate();
    gate.open();
    return gate;
  }

  /** Lets this many more passages through. */
  public void let(int count) {
    passages.release(count);
  }

  /** Lets everything through from now on. */
  public void open() {
    passages.release(UNLIMITED);
  }

  /** Waits until the gate lets this passage through. */
  void pass() throws InterruptedException {
    passages.acquire();
  }
}
