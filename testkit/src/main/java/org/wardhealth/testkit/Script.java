package org.wardhealth.testkit;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a {@link MockModel} does with a request: a {@link Speech} answers as a model would, a {@link
 * Fault} misbehaves, and a lambda does whatever a test needs.
 */
@FunctionalInterface
public interface Script {
  /**
   * Answers one request on the wire. Returning normally keeps the connection open for the next
   * request.
   *
   * @throws IOException when the peer is gone; the connection then ends
   * @throws InterruptedException when the mock is being closed
   */
  void play(Received request, Wire wire) throws IOException, InterruptedException;

  /** Plays this script for the first {@code times} requests and the other one from then on. */
  default Script times(int times, Script then) {
    AtomicInteger played = new AtomicInteger();
    return (request, wire) -> {
      Script script = played.getAndIncrement() < times ? this : then;
      script.play(request, wire);
    };
  }
}
