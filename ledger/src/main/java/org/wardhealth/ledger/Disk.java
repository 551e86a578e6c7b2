package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The steps on which durability rests, and nothing else: a test puts a failing or counting one in
 * its place.
 */
interface Disk {
  /** The file system. */
  Disk FILES = new Disk() {};

  /** Writes the rest of the buffer at this position. */
  default void write(FileChannel file, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += file.write(bytes, at);
    }
  }

  /** Returns once the content of the file survives power loss. */
  default void sync(FileChannel file) throws IOException {
    file.force(false);
  }

  /** Puts a file in the place of another in one step. */
  default void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Returns once the names in the directory survive power loss. */
  default void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Makes the directory and its parents; their names survive power loss. */
  default void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("there is no root directory for " + directory);
    }
    createDirectories(parent);
    Files.createDirectory(directory);
    syncDirectory(parent);
  }
}
