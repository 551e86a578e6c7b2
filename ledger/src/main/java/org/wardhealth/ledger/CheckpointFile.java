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
 * only while it still is the head that they cosign. Thread-safe.
 */
final class CheckpointFile {
  static final String NAME = "checkpoint";
  static final String COSIGNED = "checkpoint.cosigned";

  private final Path directory;
  private final Storage storage;
  private Optional<Checkpoint> shown = Optional.empty();
  private long cosigned = -1;

  CheckpointFile(Path directory, Storage storage) {
    this.directory = directory;
    this.storage = storage;
  }

  /** Puts the next checkpoint in place. */
  synchronized void publish(Checkpoint checkpoint) throws IOException {
    FileBatch.replace(storage, directory.resolve(NAME), checkpoint.bytes());
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
      FileBatch.replace(storage, directory.resolve(NAME), checkpoint.bytes());
      shown = Optional.of(checkpoint);
    }
    if (quorum && checkpoint.size() >= cosigned) {
      FileBatch.replace(storage, directory.resolve(COSIGNED), checkpoint.bytes());
      cosigned = checkpoint.size();
    }
  }
}
