package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The writing end of the write-ahead log. {@link #append} belongs to the writer thread, the other
 * methods to the publisher.
 */
final class Journal implements AutoCloseable {
  /** Largest batch in bytes of frames. Larger ones gain nothing and delay the first receipt. */
  private static final int MAX_BATCH = 1 << 20;

  private static final SecureRandom SALTS = new SecureRandom();

  private final Path directory;
  private final String origin;
  private final int segmentSize;
  private final Storage storage;
  private final ByteBuffer buffer;
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private Segment current;
  private Storage.Writing file;
  private int offset;
  private volatile boolean spareWanted;
  private long nextIndex;
  private long nextBatch;

  private Journal(Path directory, String origin, int segmentSize, Storage storage, Replay.End end)
      throws IOException {
    this.directory = directory;
    this.origin = origin;
    this.segmentSize = segmentSize;
    this.storage = storage;
    this.nextIndex = end.nextIndex();
    this.nextBatch = end.nextBatch();
    this.buffer = ByteBuffer.allocateDirect(Math.min(MAX_BATCH, segmentSize - Segment.HEADER));
    this.current = end.segments().getLast();
    this.file = storage.open(current.path());
    this.offset = end.offset();
    segments.addAll(end.segments());
  }

  /** A log without entries, in a durable directory. */
  static Journal create(Path directory, String origin, int segmentSize, Storage storage)
      throws IOException {
    Segment first = segment(directory, origin, segmentSize, storage, 0, 1);
    Replay.End end = new Replay.End(List.of(first), 0, 1, Segment.HEADER, false);
    return new Journal(directory, origin, segmentSize, storage, end);
  }

  /**
   * Goes on where the replay ended. A segment in which anything lies behind the last sound frame is
   * left behind: the next batch starts a new one, with a salt under which nothing old is sound.
   */
  static Journal resume(
      Path directory, String origin, int segmentSize, Storage storage, Replay.End end)
      throws IOException {
    Journal journal = new Journal(directory, origin, segmentSize, storage, end);
    if (end.torn()) {
      journal.roll();
    }
    return journal;
  }

  /** The most bytes of frames that one batch may have. */
  int maxBatchBytes() {
    return buffer.capacity();
  }

  /** The index of the next entry. */
  long nextIndex() {
    return nextIndex;
  }

  /** Writes the entries and returns once they are durable: one write, one sync. */
  void append(List<Submission> batch) throws IOException {
    int bytes = 0;
    for (Submission submission : batch) {
      bytes += Frame.bytes(submission.entry().length);
    }
    if (bytes > current.size() - offset) {
      roll();
    }
    buffer.clear();
    int following = batch.size();
    for (Submission submission : batch) {
      Frame.put(buffer, current.salt(), nextBatch, nextIndex++, --following, submission.entry());
    }
    file.write(buffer.flip(), offset);
    file.sync();
    requirePresent();
    offset += bytes;
    spareWanted = offset > segmentSize / 2;
    nextBatch++;
  }

  /** A file that was removed takes writes and syncs as ever, and nobody will find them. */
  private void requirePresent() throws IOException {
    if (!storage.exists(current.path())) {
      throw new NoSuchFileException(
          current.path().toString(), null, "removed while the log was open");
    }
  }

  /** Makes the next segment ready when the current one is half full. */
  void prepareSpare() throws IOException {
    if (spareWanted && !storage.exists(spare(directory))) {
      Path unfinished = directory.resolve("unfinished");
      Segment.preallocate(storage, unfinished, segmentSize);
      storage.rename(unfinished, spare(directory));
    }
  }

  /**
   * Removes the segments in which every entry has a lower index than this; one of them becomes the
   * spare, if there is none. It is out of the way durably before it can be written again.
   */
  void removeBelow(long published) throws IOException {
    Path retired = directory.resolve("retired");
    boolean removed = false;
    for (Optional<Segment> gone = expired(published); gone.isPresent(); gone = expired(published)) {
      storage.rename(gone.get().path(), retired);
      removed = true;
    }
    if (removed) {
      storage.syncDirectory(directory);
      if (!storage.exists(spare(directory))) {
        storage.rename(retired, spare(directory));
      }
      if (storage.exists(retired)) {
        storage.delete(retired);
      }
    }
  }

  private synchronized Optional<Segment> expired(long published) {
    Iterator<Segment> oldest = segments.iterator();
    Segment first = oldest.next();
    if (oldest.hasNext() && oldest.next().firstIndex() <= published) {
      segments.removeFirst();
      return Optional.of(first);
    }
    return Optional.empty();
  }

  /** Starts the next segment. One without entries is replaced, since both have the same name. */
  private void roll() throws IOException {
    Segment next = segment(directory, origin, segmentSize, storage, nextIndex, nextBatch);
    file.close();
    file = storage.open(next.path());
    offset = Segment.HEADER;
    synchronized (this) {
      if (current.firstIndex() == nextIndex) {
        segments.removeLast();
      }
      segments.addLast(next);
    }
    current = next;
  }

  /** A durable segment under its name. */
  private static Segment segment(
      Path directory, String origin, int size, Storage storage, long firstIndex, long firstBatch)
      throws IOException {
    Path raw = spare(directory);
    if (!storage.exists(raw) || storage.size(raw) != size) {
      raw = directory.resolve("unspared");
      Segment.preallocate(storage, raw, size);
    }
    Segment segment =
        new Segment(
            Segment.path(directory, firstIndex), size, firstIndex, firstBatch, SALTS.nextLong());
    try (Storage.Writing header = storage.open(raw)) {
      header.write(segment.header(origin), 0);
      header.sync();
    }
    storage.rename(raw, segment.path());
    storage.syncDirectory(directory);
    return segment;
  }

  private static Path spare(Path directory) {
    return directory.resolve("spare");
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
