package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the write-ahead log at the start and decides whether a crash can have left it so.
 *
 * <p>A crash can only hurt the batch that was being written: the newest one, in the last segment,
 * for which no receipt was given. So a bad frame is a torn tail, and the log goes on before it,
 * only if it lies in the last segment, at or above the published size, and no sound frame of a
 * later batch lies behind it (a later batch is begun only after the sync of the one before).
 * Everything else is damage and is refused with the index of the entry.
 *
 * <p>Not guaranteed: damage to the very last batch cannot be told from power loss by looking at
 * this machine alone. The window closes with the next checkpoint.
 */
final class Replay {
  /** Takes the entries in order. */
  @FunctionalInterface
  interface Entries {
    void accept(long index, byte[] entry) throws IOException, Malformed;
  }

  /**
   * Where the log goes on.
   *
   * @param segments all segments, at least one
   * @param nextIndex the index of the next entry
   * @param nextBatch the number of the next batch
   * @param offset the end of the last sound frame of the last segment
   * @param torn whether anything lies behind it: an unfinished batch, or what an earlier use of the
   *     file left
   */
  record End(List<Segment> segments, long nextIndex, long nextBatch, int offset, boolean torn) {}

  private final Storage storage;
  private final Path directory;
  private final String origin;

  private final List<Segment> segments = new ArrayList<>();
  private long nextIndex;
  private long batch;
  private int following;
  private int offset;

  Replay(Storage storage, Path directory, String origin) {
    this.storage = storage;
    this.directory = directory;
    this.origin = origin;
  }

  /**
   * Checks all segments.
   *
   * @param published entries below this index are under a checkpoint
   * @param entries sees each sound entry
   */
  End run(long published, Entries entries) throws IOException, Malformed {
    List<Path> files = files();
    if (files.isEmpty()) {
      throw new Malformed("there is no segment in " + directory);
    }
    boolean torn = false;
    for (Path file : files) {
      boolean last = file.equals(files.getLast());
      try (Segment.Reader reader = new Segment.Reader(storage, file, origin)) {
        begin(reader.segment());
        readFrames(reader, entries);
        torn = following > 0 || !reader.blankFrom(offset);
        if (last && torn) {
          requireTornTail(reader, published);
        }
      } catch (Malformed e) {
        throw new Malformed(file.getFileName() + " " + e.getMessage());
      }
    }
    return new End(List.copyOf(segments), nextIndex, batch + 1, offset, torn);
  }

  private void begin(Segment segment) throws Malformed {
    if (segments.isEmpty()) {
      nextIndex = segment.firstIndex();
    } else if (segment.firstIndex() != nextIndex) {
      throw new Malformed(
          "starts at entry "
              + segment.firstIndex()
              + ", but entry "
              + nextIndex
              + " is missing or damaged in the segment before");
    }
    if (segment.firstBatch() <= batch) {
      throw new Malformed("starts with batch " + segment.firstBatch() + " after " + batch);
    }
    segments.add(segment);
    batch = segment.firstBatch() - 1;
    following = 0;
    offset = Segment.HEADER;
  }

  private void readFrames(Segment.Reader reader, Entries entries) throws IOException, Malformed {
    for (Optional<Frame> next = reader.frame(offset); ; next = reader.frame(offset)) {
      if (next.isEmpty() || !follows(next.get())) {
        return;
      }
      Frame frame = next.get();
      entries.accept(frame.index(), reader.body(frame));
      batch = frame.batch();
      following = frame.following();
      nextIndex++;
      offset = frame.end();
    }
  }

  private boolean follows(Frame frame) {
    boolean inOrder =
        following > 0
            ? frame.batch() == batch && frame.following() == following - 1
            : frame.batch() == batch + 1;
    return inOrder && frame.index() == nextIndex;
  }

  private void requireTornTail(Segment.Reader reader, long published) throws Malformed {
    String where = "is damaged at entry " + nextIndex + " (byte " + offset + ")";
    if (nextIndex < published) {
      throw new Malformed(where + ", below the published size " + published);
    }
    long tornBatch = following > 0 ? batch : batch + 1;
    Optional<Frame> later = reader.laterBatch(offset, tornBatch);
    if (later.isPresent()) {
      throw new Malformed(
          where + ", and entry " + later.get().index() + " of a later batch follows");
    }
  }

  private List<Path> files() throws IOException {
    return storage.list(directory).stream()
        .filter(path -> path.toString().endsWith(Segment.SUFFIX))
        .toList();
  }
}
