package org.wardhealth.server.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.wardhealth.ledger.LogDirectory;
import org.wardhealth.ledger.TreeHead;

/**
 * One of the logs of a node, as it lies below a {@code WARD_HOME}: the first in {@code ledger/},
 * the second in {@code ledger/2/}, and so on; the last one is written, the others have ended.
 *
 * <p>It is read by whoever looks from outside, while Ward runs or not; no signature is looked at.
 *
 * @param number from 1
 * @param first the number of its first entry: so many entries have the logs before it
 * @param head what its checkpoint says
 */
public record NodeLog(int number, Path directory, long first, TreeHead head) {
  /**
   * All logs, the oldest first.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if a checkpoint cannot be read
   */
  public static List<NodeLog> in(Path home) throws IOException {
    List<NodeLog> logs = new ArrayList<>();
    long first = 0;
    for (int number = 1; number == 1 || begun(home, number); number++) {
      Path directory = directory(home, number);
      NodeLog log = new NodeLog(number, directory, first, new LogDirectory(directory).head());
      logs.add(log);
      first += log.head().size();
    }
    return logs;
  }

  /** The log that is written. */
  public static NodeLog newest(Path home) throws IOException {
    return in(home).getLast();
  }

  /** Where the log with a number lies. */
  public static Path directory(Path home, int number) {
    Path first = home.resolve("ledger");
    return number == 1 ? first : first.resolve(Integer.toString(number));
  }

  /** The name of the log with a number: its origin. */
  public static String origin(String node, int number) {
    return number == 1 ? node : node + "/" + number;
  }

  /** The file of its signing keys, in a directory of keys. */
  public static Path key(Path keys, int number) {
    return keys.resolve(number == 1 ? "ledger.key" : "ledger-" + number + ".key");
  }

  private static boolean begun(Path home, int number) {
    return Files.exists(directory(home, number).resolve("checkpoint"));
  }
}
