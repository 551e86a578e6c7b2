package org.wardhealth.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process and those that descend from it: their CPU and memory from /proc, and their end. Linux
 * only.
 */
final class ProcessTree implements AutoCloseable {
  /** USER_HZ, in which /proc/PID/stat counts on every architecture that Ward runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private final Process root;

  ProcessTree(Process root) {
    this.root = root;
  }

  boolean isAlive() {
    return root.isAlive();
  }

  private Stream<Path> directories() {
    return Stream.concat(Stream.of(root.toHandle()), root.descendants())
        .map(handle -> Path.of("/proc", Long.toString(handle.pid())));
  }

  /** User and system time of all of them so far; one tick is 10 ms. */
  double cpuSeconds() {
    return directories().mapToDouble(ProcessTree::cpuSeconds).sum();
  }

  private static double cpuSeconds(Path directory) {
    String stat = read(directory.resolve("stat"));
    int end = stat.lastIndexOf(')'); // the name before it may hold anything
    if (end < 0) {
      return 0;
    }
    String[] fields = stat.substring(end + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Resident memory of all of them, pages that they share counted for each. */
  double residentMegabytes() {
    return directories().mapToDouble(ProcessTree::residentMegabytes).sum();
  }

  private static double residentMegabytes(Path directory) {
    return read(directory.resolve("status"))
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0)
        .sum();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has ended meanwhile
    }
  }

  /** Asks the root to end and, after ten seconds, ends what is left. */
  @Override
  public void close() {
    var descendants = root.descendants().toList();
    root.destroy();
    try {
      if (!root.waitFor(10, TimeUnit.SECONDS)) {
        root.destroyForcibly();
      }
    } catch (InterruptedException e) {
      root.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    descendants.forEach(ProcessHandle::destroyForcibly);
  }
}
