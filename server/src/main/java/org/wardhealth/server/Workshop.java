package org.wardhealth.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The place below {@code WARD_HOME/run} where a backup is put together and read back: in clear, so
 * nobody else may look in.
 *
 * <p>Guarantees: one backup at a time; when it is closed nothing is left; what a killed process
 * left is removed by whoever comes next ({@link #open} or {@link #sweep}).
 */
final class Workshop implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> OURS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;
  private final FileChannel file;

  private Workshop(Path directory, FileChannel file) {
    this.directory = directory;
    this.file = file;
  }

  /**
   * Takes the workshop.
   *
   * @throws Backup.Unusable if another backup is in it
   */
  static Workshop open(Path home) throws IOException {
    Files.createDirectories(home.resolve("run"));
    FileChannel file =
        FileChannel.open(
            home.resolve("run/backup.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock(file).isEmpty()) {
        throw new Backup.Unusable(
            "Another backup of " + home + " is being taken: wait until it has ended.");
      }
      Path directory = directory(home);
      Backup.delete(directory);
      Files.createDirectory(directory, OURS);
      return new Workshop(directory, file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Removes what a killed backup left; does nothing while one is being taken. */
  static void sweep(Path home) throws IOException {
    if (Files.exists(directory(home))) {
      try (FileChannel file =
          FileChannel.open(
              home.resolve("run/backup.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE)) {
        if (lock(file).isPresent()) {
          Backup.delete(directory(home));
        }
      }
    }
  }

  /** Where to work: empty at first. */
  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    try (file) {
      Backup.delete(directory);
    }
  }

  private static Path directory(Path home) {
    return home.resolve("run/backup");
  }

  private static Optional<FileLock> lock(FileChannel file) throws IOException {
    try {
      return Optional.ofNullable(file.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // held by this very process
    }
  }
}
