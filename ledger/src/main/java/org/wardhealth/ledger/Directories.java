package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The directories below a log, as far as this process has seen to their names. Not thread-safe.
 *
 * <p>One that is already there is not believed: the process that made it may have been stopped
 * before its sync, and a power loss would still take it, with everything in it.
 */
final class Directories {
  private final Storage storage;
  private final Path base;
  private final Set<Path> durable = new HashSet<>();

  /**
   * None seen yet.
   *
   * @param base a durable directory
   */
  Directories(Storage storage, Path base) {
    this.storage = storage;
    this.base = base;
  }

  /** Makes the directory below the base if need be; its name survives power loss. */
  void require(Path directory) throws IOException {
    if (directory.equals(base) || durable.contains(directory)) {
      return;
    }
    Path parent = directory.resolveSibling(".").normalize();
    require(parent);
    if (!storage.isDirectory(directory)) {
      storage.createDirectory(directory);
    }
    storage.syncDirectory(parent);
    durable.add(directory);
  }
}
