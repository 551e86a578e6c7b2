package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wardhealth.ledger.LedgerException.Reason;
import org.wardhealth.ledger.LedgerException.Refused;

/**
 * Opens a log: accepts exactly what this program can leave behind when it is stopped at any point,
 * and refuses the rest before it writes anything.
 *
 * <p>Checked at every start, in time that grows with the write-ahead log and not with the whole
 * log: the signature of the checkpoint; the second store against it; the root, recomputed from the
 * right edge of the tiles; that every full tile and bundle is there with a possible size; the
 * entries of the unfinished bundle against their leaf hashes; every frame of the write-ahead log,
 * those below the checkpoint against the published leaf hashes; the root at the size of the second
 * store.
 *
 * <p>Left to {@link LogVerifier}, which reads every entry: the content of older tiles and bundles.
 */
final class Recovery {
  /** What the log goes on with. */
  record Opened(Checkpoint checkpoint, Publisher publisher, Journal journal) {}

  private final LedgerOptions options;
  private final Storage storage;
  private final Path directory;
  private final Path wal;
  private final TileReader tiles;
  private final LastSigned lastSigned;

  Recovery(LedgerOptions options, Storage storage) {
    this.options = options;
    this.storage = storage;
    this.directory = options.directory();
    this.wal = directory.resolve("wal");
    this.tiles = new TileReader(storage, directory);
    this.lastSigned = new LastSigned(options.secondStore(), options.origin(), storage);
  }

  Opened run() {
    try {
      settleNames();
      Optional<TreeHead> stored = stored();
      Path checkpoint = directory.resolve("checkpoint");
      return storage.exists(checkpoint) ? reopen(checkpoint(checkpoint), stored) : create(stored);
    } catch (NoSuchFileException e) {
      throw new Refused(
          Reason.MISSING, e.getFile() + " is not there; put it back from a replica", e);
    } catch (Malformed e) {
      throw new Refused(Reason.CORRUPT, e.getMessage(), e);
    } catch (IOException e) {
      throw new Refused(Reason.UNREADABLE, "cannot open " + directory + ": " + e.getMessage(), e);
    }
  }

  /**
   * What is read from here on is relied upon, also where the process before was stopped between a
   * rename and its sync.
   */
  private void settleNames() throws IOException {
    storage.syncDirectory(options.secondStore());
    storage.syncDirectory(directory);
    if (storage.isDirectory(wal)) {
      storage.syncDirectory(wal);
    }
  }

  private Opened create(Optional<TreeHead> stored) throws IOException, Malformed {
    if (stored.isPresent() && stored.get().size() > 0) {
      throw new Refused(
          Reason.ROLLBACK,
          "the second store knows "
              + stored.get().size()
              + " signed entries, but "
              + directory
              + " has no checkpoint");
    }
    boolean walThere = hasSegments();
    if (storage.exists(directory.resolve("tile")) || (walThere && stored.isEmpty())) {
      throw new Refused(
          Reason.MISSING, directory + " holds a log, but its checkpoint is not there");
    }
    TreeHead empty = new TreeHead(options.origin(), 0, Hash.OF_NOTHING);
    lastSigned.advance(stored, empty);
    Journal journal;
    if (walThere) {
      Replay.End end = replay().run(0, (index, entry) -> {});
      if (end.nextIndex() > 0) {
        throw new Refused(Reason.MISSING, wal + " holds entries, but there is no checkpoint");
      }
      journal = Journal.resume(wal, options.origin(), options.segmentBytes(), storage, end);
    } else {
      storage.createDirectories(wal);
      journal = Journal.create(wal, options.origin(), options.segmentBytes(), storage);
    }
    Publisher publisher = publisher(new TreeEdge(), new EntryBundle.Builder(), empty);
    return new Opened(publisher.publish(List.of()), publisher, journal);
  }

  private Opened reopen(Checkpoint checkpoint, Optional<TreeHead> found)
      throws IOException, Malformed {
    TreeHead stored = found.orElseThrow(this::noSecondStore);
    long size = checkpoint.size();
    requireNotOlder(stored, checkpoint);
    requireFiles(size);
    TreeEdge edge = TreeEdge.load(tiles, size);
    if (!edge.root().equals(checkpoint.root())) {
      throw new Malformed("the tiles do not give the root of the checkpoint at size " + size);
    }
    EntryBundle.Builder bundle = unfinishedBundle(size);
    if (!hasSegments()) {
      throw new Refused(Reason.MISSING, "there is no write-ahead segment in " + wal);
    }
    Replay.End end = checkSegments(size, stored);
    settleFrames(end, size);
    Journal journal = Journal.resume(wal, options.origin(), options.segmentBytes(), storage, end);
    Publisher publisher = publisher(edge, bundle, stored);
    Checkpoint last = publishRest(checkpoint, stored.size(), end.nextIndex(), publisher);
    if (!options.signer().verificationKeys().stream().allMatch(last::signedBy)) {
      last = publisher.publish(List.of()); // a key was added: the same head, signed by all
    }
    journal.removeBelow(last.size());
    return new Opened(last, publisher, journal);
  }

  /**
   * Writes the segments with unpublished entries anew. What was read may only be in the memory of
   * the machine: the process before was stopped before its sync, or the sync failed, after which no
   * other sync of that file can be believed.
   */
  private void settleFrames(Replay.End end, long published) throws IOException {
    if (end.nextIndex() == published) {
      return;
    }
    long behind = end.nextIndex();
    for (Segment segment : end.segments().reversed()) {
      if (behind > published) {
        segment.rewrite(storage);
      }
      behind = segment.firstIndex();
    }
    storage.syncDirectory(wal);
  }

  private Replay.End checkSegments(long size, TreeHead stored) throws IOException, Malformed {
    TreeEdge tree = TreeEdge.load(tiles, size);
    PublishedLeaves leaves = new PublishedLeaves(size);
    Replay.End end =
        replay()
            .run(
                size,
                (index, entry) -> {
                  if (index < size) {
                    leaves.require(index, entry);
                  } else if (index == tree.size() && index < stored.size()) {
                    tree.add(Hash.ofEntry(entry), (path, hashes) -> {});
                  }
                });
    long first = end.segments().getFirst().firstIndex();
    if (first > size) {
      throw new Refused(
          Reason.MISSING, "the entries " + size + " to " + (first - 1) + " are in no segment");
    }
    if (end.nextIndex() < stored.size()) {
      throw new Refused(
          Reason.ROLLBACK,
          "the log ends before entry "
              + end.nextIndex()
              + ", but "
              + stored.size()
              + " entries were signed");
    }
    if (!tree.root().equals(stored.root())) {
      throw new Malformed(
          "the entries do not give the root that the second store holds at size " + stored.size());
    }
    return end;
  }

  /** Publishes what is durable; first exactly what the second store was promised. */
  private Checkpoint publishRest(Checkpoint published, long promised, long end, Publisher publisher)
      throws IOException, Malformed {
    if (end == published.size()) {
      return published;
    }
    List<Submission> pending = new ArrayList<>();
    List<Checkpoint> last = new ArrayList<>(List.of(published));
    long[] bytes = {0};
    replay()
        .run(
            published.size(),
            (index, entry) -> {
              if (index < published.size()) {
                return;
              }
              pending.add(new Submission(entry));
              bytes[0] += entry.length;
              boolean enough = bytes[0] > Unpublished.URGENT_BYTES && index + 1 > promised;
              if (enough || index + 1 == promised || index + 1 == end) {
                last.set(0, publisher.publish(pending));
                pending.clear();
                bytes[0] = 0;
              }
            });
    return last.getFirst();
  }

  private Publisher publisher(TreeEdge edge, EntryBundle.Builder bundle, TreeHead stored) {
    return new Publisher(
        directory,
        options.signer(),
        options.clock(),
        lastSigned,
        storage,
        edge,
        bundle,
        Optional.of(stored));
  }

  private EntryBundle.Builder unfinishedBundle(long size) throws IOException, Malformed {
    EntryBundle.Builder builder = new EntryBundle.Builder();
    int width = (int) (size % Tile.WIDTH);
    if (width > 0) {
      EntryBundle bundle = tiles.bundle(size / Tile.WIDTH, width);
      PublishedLeaves leaves = new PublishedLeaves(size);
      for (int i = 0; i < width; i++) {
        byte[] entry = bundle.entry(i);
        leaves.require(size - width + i, entry);
        builder.add(entry);
      }
    }
    return builder;
  }

  private void requireFiles(long size) throws IOException, Malformed {
    for (int level = 0; level < Tile.LEVELS; level++) {
      long full = Tile.hashes(level, size) / Tile.WIDTH;
      for (long index = 0; index < full; index++) {
        Path tile = TilePath.tile(level, index, Tile.WIDTH).in(directory);
        if (storage.size(tile) != Tile.FULL_BYTES) {
          throw new Malformed(tile + " does not have " + Tile.FULL_BYTES + " bytes");
        }
        Path bundle = TilePath.bundle(index, Tile.WIDTH).in(directory);
        if (level == 0 && storage.size(bundle) < 2 * Tile.WIDTH) {
          throw new Malformed(bundle + " is too short for 256 entries");
        }
      }
    }
  }

  private void requireNotOlder(TreeHead stored, Checkpoint checkpoint) throws Malformed {
    if (stored.size() < checkpoint.size()) {
      throw new Refused(
          Reason.ROLLBACK,
          "the second store "
              + lastSigned.file()
              + " is at size "
              + stored.size()
              + ", behind the checkpoint at size "
              + checkpoint.size());
    }
    if (stored.size() == checkpoint.size() && !stored.root().equals(checkpoint.root())) {
      throw new Malformed(
          "checkpoint and second store have different roots at size " + stored.size());
    }
  }

  private Refused noSecondStore() {
    return new Refused(
        Reason.MISSING,
        "the second store "
            + lastSigned.file()
            + " is not there; restore it, or write the first three lines of a checkpoint that you"
            + " trust into it");
  }

  private Optional<TreeHead> stored() throws IOException {
    try {
      return lastSigned.read();
    } catch (Malformed e) {
      throw new Refused(
          Reason.CORRUPT, "the second store " + lastSigned.file() + ": " + e.getMessage(), e);
    }
  }

  private Checkpoint checkpoint(Path file) throws IOException {
    try {
      return Checkpoint.verifyAny(storage.read(file), options.signer().verificationKeys());
    } catch (VerificationFailure.BadSignature e) {
      throw new Refused(Reason.CORRUPT, file + ": " + e.getMessage(), e);
    }
  }

  private boolean hasSegments() throws IOException {
    return storage.isDirectory(wal)
        && storage.list(wal).stream().anyMatch(name -> name.toString().endsWith(Segment.SUFFIX));
  }

  private Replay replay() {
    return new Replay(storage, wal, options.origin());
  }

  /** The leaf hashes under the checkpoint; neighbours are cheap. */
  private final class PublishedLeaves {
    private final long size;
    private long tileIndex = -1;
    private byte[] tile = {};

    PublishedLeaves(long size) {
      this.size = size;
    }

    void require(long index, byte[] entry) throws IOException, Malformed {
      if (index / Tile.WIDTH != tileIndex) {
        tileIndex = index / Tile.WIDTH;
        tile = tiles.tile(0, tileIndex, Tile.width(0, tileIndex, size));
      }
      Hash published = Hash.at(tile, (int) (index % Tile.WIDTH) * Hash.LENGTH);
      if (!published.equals(Hash.ofEntry(entry))) {
        throw new Malformed("entry " + index + " is not the one that was published");
      }
    }
  }
}
