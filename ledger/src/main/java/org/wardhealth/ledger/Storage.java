package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * All that a log asks of the place where it lies: every read, write, rename, removal, sync and lock
 * goes through here, so that a test can put a disk in its place that loses power at any step.
 *
 * <p>What a power loss leaves is what the steps promise, and nothing else: content after {@link
 * Writing#sync}, names after {@link #syncDirectory} of the directory that they stand in. A rename
 * happens or does not; everything else that was not synced may be there in part, in any order.
 */
interface Storage {
  /** A file open for writing. */
  interface Writing extends AutoCloseable {
    /** Writes the rest of the buffer at this position. */
    void write(ByteBuffer bytes, long position) throws IOException;

    /**
     * Returns once the content survives power loss. After an exception it is never to be retried.
     */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** The content of a file, for as long as it is open. Confined to the thread that opened it. */
  interface Reading extends AutoCloseable {
    ByteBuffer bytes();

    @Override
    void close();
  }

  /** The right to write one log; freed at the end of the process at the latest. */
  interface Lock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** Makes the file, or empties it. */
  Writing create(Path file) throws IOException;

  /** Opens a file that is there, as it is. */
  Writing open(Path file) throws IOException;

  /**
   * The whole content.
   *
   * @throws NoSuchFileException if it is not there
   */
  byte[] read(Path file) throws IOException;

  /** The content of a large file, at most 2 GiB, without a copy. */
  Reading map(Path file) throws IOException;

  /** Whether a file or directory is there. */
  boolean exists(Path path);

  boolean isDirectory(Path path);

  /**
   * Bytes in the file.
   *
   * @throws NoSuchFileException if it is not there
   */
  long size(Path file) throws IOException;

  /** What stands in the directory, in the order of names. */
  List<Path> list(Path directory) throws IOException;

  /** Puts a file in the place of another in one step. Both stand in one directory. */
  void rename(Path from, Path to) throws IOException;

  /** Removes a file or an empty directory. */
  void delete(Path path) throws IOException;

  /** Makes a directory in one that is there. */
  void createDirectory(Path directory) throws IOException;

  /** Returns once the names in the directory survive power loss. */
  void syncDirectory(Path directory) throws IOException;

  /**
   * Takes the right to write.
   *
   * @param file a file in an existing directory, made if it is not there
   * @throws LedgerException.Refused if somebody holds it
   */
  Lock lock(Path file) throws IOException;

  /**
   * Makes the directory and its parents; their names survive power loss.
   *
   * <p>What is there already may have been made by a process that was stopped before it could sync,
   * so the name of each directory on the way is synced; not where this process may not open the one
   * above, and so has hardly made it.
   */
  default void createDirectories(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    if (parent == null) {
      return;
    }
    boolean there = isDirectory(parent);
    try {
      createDirectories(parent);
    } catch (AccessDeniedException e) {
      if (!there) {
        throw e;
      }
    }
    if (!isDirectory(directory)) {
      createDirectory(directory);
    }
    syncDirectory(parent);
  }
}
