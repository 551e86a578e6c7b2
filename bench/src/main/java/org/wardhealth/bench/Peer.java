package org.wardhealth.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Something to measure: prepares its files and says how to start it, or that it is not there. */
@FunctionalInterface
public interface Peer {
  /**
   * Where a peer is to run.
   *
   * @param upstream base URL of the mock model, ending in {@code /v1}
   * @param port a loopback port that was free a moment ago
   * @param directory an empty directory of its own, deleted afterwards
   */
  record Place(URI upstream, int port, Path directory) {}

  /**
   * Prepares the peer in its place.
   *
   * @return empty when it is not installed on this machine
   */
  Optional<Target> prepare(Place place) throws IOException, InterruptedException;
}
