package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The published files of a log, read by somebody who neither writes nor locks it: the log may run.
 *
 * <p>A log that was pruned has the file {@code pruned}: which log, how many entries it gave up, and
 * the root over them. Their bundles are gone; all hashes are there.
 *
 * <p>What it gives is as good as the directory is. A {@link TlogProof} made from it is checked
 * before it is handed out, and by each who receives it.
 */
public final class LogDirectory {
  private static final String PRUNED = "pruned";
  private static final String SAYS_PRUNED = "{\"type\":\"" + Succession.PRUNED + "\"";

  private final Storage storage;
  private final Path directory;
  private final TileReader tiles;

  /** The log that lies there. */
  public LogDirectory(Path directory) {
    this(FileStorage.FILES, directory);
  }

  LogDirectory(Storage storage, Path directory) {
    this.storage = storage;
    this.directory = directory;
    this.tiles = new TileReader(storage, directory);
  }

  /**
   * A proof that the entry stands at the index: under the newest checkpoint that a quorum cosigned,
   * if there is one that covers the entry, else under the newest.
   *
   * @param withEntry whether the proof carries the entry
   * @throws IllegalArgumentException if no checkpoint covers the index, or the entry was pruned
   * @throws LedgerException.Damaged if the files do not prove it
   */
  public TlogProof prove(long index, boolean withEntry) throws IOException {
    try {
      Optional<SignedNote> cosigned = note(CheckpointFile.COSIGNED);
      SignedNote note =
          cosigned.isPresent() && TreeHead.parse(cosigned.get().text()).size() > index
              ? cosigned.get()
              : newest();
      TreeHead head = TreeHead.parse(note.text());
      long size = head.size();
      if (index < 0 || index >= size) {
        throw new IllegalArgumentException(
            "the log has " + size + " signed entries; there is none at index " + index);
      }
      byte[] entry = entryAt(index, size);
      List<Hash> path =
          Merkle.inclusionPath(index, size, (height, at) -> tiles.subtree(height, at, size));
      if (!Merkle.includes(head.root(), size, Hash.ofEntry(entry), index, path)) {
        throw new Malformed("the files do not lead from entry " + index + " to the signed root");
      }
      return TlogProof.of(
          withEntry ? Optional.of(entry) : Optional.empty(), index, path, note.bytes());
    } catch (Malformed e) {
      throw new LedgerException.Damaged(e.getMessage(), e);
    }
  }

  /**
   * The published entry at the index.
   *
   * @throws IllegalArgumentException if it was pruned
   */
  public byte[] entry(long index) throws IOException {
    try {
      return entryAt(index, TreeHead.parse(newest().text()).size());
    } catch (Malformed e) {
      throw new LedgerException.Damaged(e.getMessage(), e);
    }
  }

  /**
   * As {@link Ledger#proveInclusion}, of the log that lies here: nothing is compared.
   *
   * @throws LedgerException.Damaged if a tile has no such form
   */
  public InclusionProof proveInclusion(long index, long size) throws IOException {
    try {
      return new InclusionProof(
          index,
          size,
          Merkle.inclusionPath(index, size, (height, at) -> tiles.subtree(height, at, size)));
    } catch (Malformed e) {
      throw new LedgerException.Damaged(e.getMessage(), e);
    }
  }

  /** The checkpoint, as far as its text goes: no signature is looked at. */
  public TreeHead head() throws IOException {
    try {
      return TreeHead.parse(newest().text());
    } catch (Malformed e) {
      throw new LedgerException.Damaged(e.getMessage(), e);
    }
  }

  /**
   * The entries of a log of this size from the index to the end of its bundle, each compared with
   * its leaf hash; none beyond it.
   *
   * @param size that of {@link #head()}: files of smaller logs may be gone
   * @throws IllegalArgumentException if the first of them was pruned
   */
  public List<byte[]> entries(long from, long size) throws IOException {
    requireKept(from);
    List<byte[]> entries = new ArrayList<>();
    try {
      long bundleIndex = from / Tile.WIDTH;
      if (from < size) {
        int width = Tile.width(0, bundleIndex, size);
        EntryBundle bundle = tiles.bundle(bundleIndex, width);
        byte[] leaves = tiles.tile(0, bundleIndex, width);
        for (int at = (int) (from % Tile.WIDTH); at < width; at++) {
          entries.add(Ledger.leaf(bundle, leaves, at, bundleIndex * Tile.WIDTH + at));
        }
      }
    } catch (Malformed e) {
      throw new LedgerException.Damaged(e.getMessage(), e);
    }
    return entries;
  }

  /**
   * The indexes of the signed entries that hold this text as a whole JSON string: an exchange is
   * found by its id. Reads the log from the first entry that it keeps.
   */
  public List<Long> find(String text) throws IOException {
    List<Long> found = new ArrayList<>();
    try {
      long size = head().size();
      for (long bundle = minimum() / Tile.WIDTH; bundle * Tile.WIDTH < size; bundle++) {
        EntryBundle entries = tiles.bundle(bundle, Tile.width(0, bundle, size));
        for (int i = 0; i < entries.width(); i++) {
          if (holds(entries.entry(i), text)) {
            found.add(bundle * Tile.WIDTH + i);
          }
        }
      }
    } catch (Malformed e) {
      throw new LedgerException.Damaged(e.getMessage(), e);
    }
    return found;
  }

  /**
   * The head that the log had over the entries that it gave up; nothing if it has all. It is what
   * the file says: a later log has the entry that says so.
   *
   * @throws LedgerException.Damaged if that can be no such head
   */
  public Optional<TreeHead> pruned() throws IOException {
    try {
      TreeHead head =
          TreeHead.parse(
              new String(storage.read(directory.resolve(PRUNED)), StandardCharsets.UTF_8));
      if (head.size() == 0 || head.size() % Tile.WIDTH != 0 || head.size() >= head().size()) {
        throw new Malformed(head.size() + " entries are no whole bundles before the last");
      }
      return Optional.of(head);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (Malformed e) {
      throw new LedgerException.Damaged(PRUNED + ": " + e.getMessage(), e);
    }
  }

  /**
   * The index of the published entry of this log by which another one gave up what is under the
   * head; nothing if it has no such entry. Reads the log from the first entry that it keeps.
   */
  public Optional<Long> saysPruned(TreeHead gone) throws IOException {
    for (long index : find(Succession.PRUNED)) {
      byte[] entry = entry(index);
      // What others say in an entry never stands at its beginning.
      if (new String(entry, StandardCharsets.ISO_8859_1).startsWith(SAYS_PRUNED)
          && holds(entry, gone.origin())
          && holds(entry, gone.root().toString())) {
        return Optional.of(index);
      }
    }
    return Optional.empty();
  }

  /** The head that the log had when it ended before this index, from its hashes. */
  TreeHead before(long index) throws IOException {
    TreeHead head = head();
    if (index % Tile.WIDTH != 0 || index < Math.max(1, minimum()) || index >= head.size()) {
      throw new IllegalArgumentException("it cannot be pruned below " + index);
    }
    try {
      return new TreeHead(
          head.origin(),
          index,
          Merkle.range(0, index, (height, at) -> tiles.subtree(height, at, head.size())));
    } catch (Malformed | IOException e) {
      throw new LedgerException.Damaged(String.valueOf(e.getMessage()), e);
    }
  }

  /** Gives up the entries under a head of {@link #before}, for good. The log has ended. */
  void prune(TreeHead gone) throws IOException {
    FileBatch.replace(
        storage, directory.resolve(PRUNED), gone.text().getBytes(StandardCharsets.UTF_8));
    sweep();
  }

  /**
   * Removes what was given up and is still there. Also the write-ahead log, whose last segment goes
   * back further than the last bundle, and whatever a crash left under a temporary name.
   *
   * @throws LedgerException.Damaged if the hashes give another root over it; nothing was removed
   */
  void sweep() throws IOException {
    Optional<TreeHead> gone = pruned();
    if (gone.isPresent()) {
      long kept = gone.get().size();
      if (!gone.get().equals(before(kept))) {
        throw new LedgerException.Damaged(PRUNED + " is not what the hashes give");
      }
      storage.syncDirectory(directory); // the process before may have been stopped before it did
      sweep(directory.resolve("tile/entries"), kept);
      sweep(directory.resolve("wal"), Long.MAX_VALUE);
    }
  }

  private void sweep(Path folder, long kept) throws IOException {
    if (!storage.isDirectory(folder)) {
      return;
    }
    for (Path file : storage.list(folder)) {
      if (storage.isDirectory(file)) {
        sweep(file, kept);
      } else if (TilePath.parse(directory.relativize(file).toString())
          .filter(path -> path.end() > kept)
          .isEmpty()) {
        storage.delete(file);
      }
    }
    storage.syncDirectory(folder);
  }

  private long minimum() throws IOException {
    Optional<TreeHead> gone = pruned();
    return gone.isPresent() ? gone.get().size() : 0;
  }

  private void requireKept(long index) throws IOException {
    long kept = minimum();
    if (index < kept) {
      throw new IllegalArgumentException(
          "entry " + index + " was pruned; the log keeps those from " + kept + " on");
    }
  }

  private byte[] entryAt(long index, long size) throws IOException, Malformed {
    requireKept(index);
    long bundle = index / Tile.WIDTH;
    return tiles.bundle(bundle, Tile.width(0, bundle, size)).entry((int) (index % Tile.WIDTH));
  }

  private SignedNote newest() throws IOException, Malformed {
    return note(CheckpointFile.NAME)
        .orElseThrow(
            () -> new NoSuchFileException(directory.resolve(CheckpointFile.NAME).toString()));
  }

  private Optional<SignedNote> note(String name) throws IOException, Malformed {
    try {
      return Optional.of(SignedNote.parse(storage.read(directory.resolve(name))));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** Whether an entry holds this text as a whole JSON string. */
  static boolean holds(byte[] entry, String text) {
    byte[] wanted = ("\"" + text + "\"").getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at + wanted.length <= entry.length; at++) {
      int same = 0;
      while (same < wanted.length && entry[at + same] == wanted[same]) {
        same++;
      }
      if (same == wanted.length) {
        return true;
      }
    }
    return false;
  }
}
