package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The two files by which a log shows its head: {@code checkpoint}, the newest, signed by the log
 * and, as soon as they come, by witnesses; and {@code checkpoint.cosigned}, the newest that a
 * quorum of witnesses cosigned.
 *
 * <p>{@code checkpoint} never waits for a witness and never goes back: cosignatures are added to it
 * only while it still is the head that they cosign. After a write or sync that failed nothing is
 * written any more: a cosignature can come before the log knows that it has halted. Thread-safe.
 */
final class CheckpointFile {
  static final String NAME = "checkpoint";
  static final String COSIGNED = "checkpoint.cosigned";

  private final Path directory;
  private final Storage storage;
  private Optional<Checkpoint> shown = Optional.empty();
  private Optional<IOException> failed = Optional.empty();
  private long cosigned = -1;

  CheckpointFile(Path directory, Storage storage) {
    this.directory = directory;
    this.storage = storage;
  }

  /** Puts the next checkpoint in place. */
  synchronized void publish(Checkpoint checkpoint) throws IOException {
    replace(NAME, checkpoint);
    shown = Optional.of(checkpoint);
  }

  /** What was put in place last by this process, with the cosignatures that came so far. */
  synchronized Optional<Checkpoint> shown() {
    return shown;
  }

  /**
   * Takes a checkpoint of this log with the cosignatures that came so far.
   *
   * @param quorum whether they are as many as the policy asks for
   */
  synchronized void cosigned(Checkpoint checkpoint, boolean quorum) throws IOException {
    if (shown.isEmpty() || shown.get().head().equals(checkpoint.head())) {
      replace(NAME, checkpoint);
      shown = Optional.of(checkpoint);
    }
    if (quorum && checkpoint.size() >= cosigned) {
      replace(COSIGNED, checkpoint);
      cosigned = checkpoint.size();
    }
  }

  private void replace(String name, Checkpoint checkpoint) throws IOException {
    if (failed.isPresent()) {
      throw new IOException("an earlier checkpoint could not be written", failed.get());
    }
    try {
      FileBatch.replace(storage, directory.resolve(name), checkpoint.bytes());
    } catch (IOException e) {
      failed = Optional.of(e);
      throw e;
    }
  }
}
