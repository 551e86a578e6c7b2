package org.wardhealth.server.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.wardhealth.ledger.LogDirectory;
import org.wardhealth.ledger.TilePath;
import org.wardhealth.ledger.TlogProof;

/**
 * The published files of one log, for readers elsewhere. They are handed out as they lie there: it
 * is the reader who verifies.
 */
final class PublishedFiles {
  /** Levels that a tree of less than 2^63 entries can have, each 2^8 as wide as the next. */
  private static final int LEVELS = 8;

  private static final int LEVEL_BITS = 8;
  private static final long WIDTH = 1L << LEVEL_BITS;

  private final Path directory;

  PublishedFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * A file that a log of this size needs; nothing for any other, and for a partial one whose full
   * one has taken its place.
   *
   * @throws AuditUnavailable if it is there and cannot be read
   */
  Optional<byte[]> file(TilePath path, long size) {
    if (path.level() >= LEVELS || path.index() >= Long.MAX_VALUE / WIDTH) {
      return Optional.empty();
    }
    long hashes = size >>> (LEVEL_BITS * path.level());
    if (path.index() * WIDTH + path.width() > hashes) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readAllBytes(directory.resolve(path.toString())));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new AuditUnavailable("The ledger cannot be read: " + path, e);
    }
  }

  /**
   * The newest checkpoint.
   *
   * @throws AuditUnavailable if it cannot be read
   */
  byte[] checkpoint() {
    try {
      return Files.readAllBytes(directory.resolve("checkpoint"));
    } catch (IOException e) {
      throw new AuditUnavailable("The ledger cannot be read: checkpoint", e);
    }
  }

  /**
   * The proof of an entry below the newest checkpoint, with the entry in it.
   *
   * @throws AuditUnavailable if it cannot be read
   */
  TlogProof proof(long index) {
    try {
      return new LogDirectory(directory).prove(index, true);
    } catch (IOException e) {
      throw new AuditUnavailable("The ledger cannot be read, to prove entry " + index, e);
    }
  }
}
