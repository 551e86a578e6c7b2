package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The second store: the last (size, root) that this log signed or was about to sign, kept away from
 * the log, so that a log put back to an older state is noticed.
 *
 * <p>It holds the three lines of a checkpoint without signature. Each change compares what is there
 * with what this process put there, so a second publisher, or anybody else, makes the next
 * signature fail instead of a split view. Who can write both stores can still roll both back: place
 * it under another owner or on another machine's file system.
 */
final class LastSigned {
  private final Path file;
  private final String origin;
  private final Storage storage;

  LastSigned(Path directory, String origin, Storage storage) {
    this.file = file(directory, origin, ".last-signed");
    this.origin = origin;
    this.storage = storage;
  }

  /** The name of a file that belongs to this origin in a store that several logs may share. */
  static Path file(Path directory, String origin, String suffix) {
    byte[] hash = Hasher.sha256(origin.getBytes(StandardCharsets.UTF_8));
    return directory.resolve(HexFormat.of().formatHex(hash, 0, 8) + suffix);
  }

  Path file() {
    return file;
  }

  Optional<TreeHead> read() throws IOException, Malformed {
    if (!storage.exists(file)) {
      return Optional.empty();
    }
    TreeHead head = TreeHead.parse(new String(storage.read(file), StandardCharsets.UTF_8));
    if (!head.origin().equals(origin)) {
      throw new Malformed("it belongs to the log " + head.origin());
    }
    return Optional.of(head);
  }

  /**
   * Puts the next head in the place of the expected one, durably.
   *
   * @throws LedgerException.Refused if another head is there, or if the next one is neither larger
   *     nor the same
   */
  void advance(Optional<TreeHead> expected, TreeHead next) throws IOException {
    Optional<TreeHead> found;
    try {
      found = read();
    } catch (Malformed e) {
      throw new LedgerException.Refused(
          LedgerException.Reason.CORRUPT, "the second store " + file + ": " + e.getMessage());
    }
    if (!found.equals(expected)) {
      throw new LedgerException.Refused(
          LedgerException.Reason.CORRUPT,
          "the second store " + file + " was changed by somebody else; nothing was signed");
    }
    if (found.isPresent() && found.get().size() >= next.size() && !found.get().equals(next)) {
      throw new LedgerException.Refused(
          LedgerException.Reason.ROLLBACK,
          "size " + found.get().size() + " was signed before; refusing to sign " + next.size());
    }
    if (!found.equals(Optional.of(next))) {
      FileBatch.replace(storage, file, next.text().getBytes(StandardCharsets.UTF_8));
    }
  }
}
