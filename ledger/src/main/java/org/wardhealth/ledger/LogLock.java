package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write one log: a file lock that the operating system frees when the process ends.
 *
 * <p>Locks are held per process, and closing any channel on the file drops them; so the paths held
 * by this process are remembered, and a second ledger inside it never opens the file.
 */
final class LogLock implements Storage.Lock {
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private LogLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param file a file in an existing directory, made if it is not there
   */
  static LogLock take(Path file) throws IOException {
    Path parent = file.resolveSibling(".").normalize().toRealPath();
    Path real = parent.resolve(file.getFileName());
    if (!HELD.add(real)) {
      throw refused(real, "another ledger of this process");
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(real, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw refused(real, "another process");
      }
      return new LogLock(real, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      HELD.remove(real);
      throw e;
    }
  }

  private static LedgerException.Refused refused(Path file, String who) {
    return new LedgerException.Refused(
        LedgerException.Reason.LOCKED, who + " holds " + file + "; stop it first");
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD.remove(file);
  }
}
