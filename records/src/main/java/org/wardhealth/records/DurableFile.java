package org.wardhealth.records;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Writes files so that a name stands for the whole file or for none, whatever stops the machine.
 */
final class DurableFile {
  private DurableFile() {}

  /** Makes {@code file} hold {@code bytes}. */
  static void write(Path file, byte[] bytes) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    move(part, file);
  }

  /** As {@link #write}, and its owner alone may read it. */
  static void writeOwn(Path file, byte[] bytes) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    own(Files.createFile(part));
    write(file, bytes);
  }

  /** Makes a file its owner's alone, where the system knows owners. */
  static void own(Path file) throws IOException {
    if (posix(file)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  /** Gives the file {@code part}, which is forced already, the name {@code file}. */
  static void move(Path part, Path file) throws IOException {
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system cannot rename a file in one step", e);
    }
    forceDirectory(parent(file));
  }

  /** Makes the names in a directory durable, where the system lets a directory be opened. */
  static void forceDirectory(Path directory) throws IOException {
    if (posix(directory)) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Makes a directory that its owner alone may read, or makes one so. */
  static void ownDirectory(Path directory) throws IOException {
    Files.createDirectories(directory);
    if (posix(directory)) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /** Makes the directory with all above it, each name durable. */
  static void directories(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Path parent = parent(directory);
      directories(parent);
      Files.createDirectories(directory);
      forceDirectory(parent);
    }
  }

  /** The folder that a file lies in. */
  static Path parent(Path file) {
    return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
  }

  private static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
