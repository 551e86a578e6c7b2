package org.wardhealth.server.vault;

import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import java.util.Set;

/** Files of keys, which only their owner can read, written whole and durably or not at all. */
final class KeyFiles {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path directory;

  KeyFiles(Path directory) {
    this.directory = directory;
  }

  Path path(String name) {
    return directory.resolve(name + ".keyset");
  }

  boolean exists(String name) {
    return Files.exists(path(name));
  }

  /** Reads the keyset in clear, or makes it when there is none yet. */
  KeysetHandle load(String name, Parameters parameters, Configuration configuration)
      throws IOException, GeneralSecurityException {
    Path file = path(name);
    if (!Files.exists(file)) {
      write(
          file,
          TinkProtoKeysetFormat.serializeKeyset(
              KeysetHandle.generateNew(parameters, configuration),
              InsecureSecretKeyAccess.get(),
              configuration));
    }
    return TinkProtoKeysetFormat.parseKeyset(
        read(file), InsecureSecretKeyAccess.get(), configuration);
  }

  /**
   * Reads a file that nobody else can read.
   *
   * @throws IOException if others can
   */
  byte[] read(Path file) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(permissions)) {
      throw new IOException(
          file
              + " can be read by others ("
              + PosixFilePermissions.toString(permissions)
              + "): run chmod 600 on it, and replace the key if others had access");
    }
    return Files.readAllBytes(file);
  }

  /** Writes a file, in the place of another one if there is one. */
  void write(Path file, byte[] bytes) throws IOException {
    Path parent = file.resolveSibling(".").normalize();
    Files.createDirectories(
        parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    Files.createFile(temporary, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(parent);
  }

  /** Overwrites a file and removes it: it is not in this directory, nor in the blocks it had. */
  void destroy(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate((int) channel.size());
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      channel.force(true);
    }
    Files.delete(file);
    sync(file.resolveSibling(".").normalize());
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
      parent.force(true);
    }
  }
}
