package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Verifies a whole log from its files alone: needs no running Ward, no network, no trust in the
 * machine that wrote it.
 *
 * <p>It believes nothing but the key. Every leaf hash is computed from its entry and every node
 * from its leaves, up to the root that the key signed; the tiles on disk are not used, only
 * compared. (A verifier that starts from the tiles can be shown an entry forged together with its
 * leaf hash.) Old partial tiles and bundles that still lie there are compared too.
 *
 * <p>Guarantee: if {@link #verify} returns, every file that the checkpoint covers is right, and the
 * log extends the older checkpoint if one was given. Not guaranteed: that everything that happened
 * was written; that no other history was signed for somebody else, which only comparing checkpoints
 * shows.
 *
 * <p>Of a log that was pruned it takes the leaf hashes of the entries that are gone from the tiles:
 * the root is recomputed from these and from the entries that are there. That they might go stands
 * in a later log, which this does not read.
 */
public final class LogVerifier {
  private LogVerifier() {}

  /**
   * Verifies the log in the directory.
   *
   * @param directory holds {@code checkpoint} and {@code tile/}
   * @param key the key of the log, known by another way than from the log
   * @param since a checkpoint of the same log kept from before, if there is one
   * @throws VerificationFailure if anything is not as it must be
   * @throws IOException if a file is there but cannot be read
   */
  public static VerifiedLog verify(Path directory, VerificationKey key, Optional<Checkpoint> since)
      throws VerificationFailure, IOException {
    return verify(FileStorage.FILES, directory, key, since);
  }

  static VerifiedLog verify(
      Storage storage, Path directory, VerificationKey key, Optional<Checkpoint> since)
      throws VerificationFailure, IOException {
    byte[] note = checkpointNote(storage, directory);
    return verify(storage, directory, Checkpoint.verify(note, key), since.stream().toList());
  }

  /** Verifies the log in the directory under a policy. */
  public static VerifiedLog verify(Path directory, TrustPolicy policy, Optional<Checkpoint> since)
      throws VerificationFailure, IOException {
    return verify(FileStorage.FILES, directory, policy, since);
  }

  static VerifiedLog verify(
      Storage storage, Path directory, TrustPolicy policy, Optional<Checkpoint> since)
      throws VerificationFailure, IOException {
    Checkpoint newest = checkpoint(storage, directory, policy).checkpoint();
    return verify(storage, directory, newest, since.stream().toList());
  }

  /**
   * The newest checkpoint in the directory that the policy accepts. When witnesses have not yet
   * cosigned the very last one, that is the one before which they have.
   */
  public static CosignedCheckpoint checkpoint(Path directory, TrustPolicy policy)
      throws VerificationFailure, IOException {
    return checkpoint(FileStorage.FILES, directory, policy);
  }

  private static CosignedCheckpoint checkpoint(Storage storage, Path directory, TrustPolicy policy)
      throws VerificationFailure, IOException {
    byte[] note = checkpointNote(storage, directory);
    try {
      return policy.verify(note);
    } catch (VerificationFailure.NoQuorum e) {
      Path cosigned = directory.resolve(CheckpointFile.COSIGNED);
      if (storage.exists(cosigned)) {
        return policy.verify(storage.read(cosigned));
      }
      throw e;
    }
  }

  private static byte[] checkpointNote(Storage storage, Path directory)
      throws VerificationFailure, IOException {
    Path file = directory.resolve(CheckpointFile.NAME);
    if (!storage.exists(file)) {
      throw new VerificationFailure.MissingData(file + " is not there");
    }
    return storage.read(file);
  }

  /** As {@link #verify(Path, VerificationKey, Optional)}, under a checkpoint from elsewhere. */
  public static VerifiedLog verify(
      Path directory, Checkpoint checkpoint, Optional<Checkpoint> since)
      throws VerificationFailure, IOException {
    return verify(directory, checkpoint, since.stream().toList());
  }

  static VerifiedLog verify(Path directory, Checkpoint checkpoint, List<Checkpoint> since)
      throws VerificationFailure, IOException {
    return verify(FileStorage.FILES, directory, checkpoint, since);
  }

  private static VerifiedLog verify(
      Storage storage, Path directory, Checkpoint checkpoint, List<Checkpoint> since)
      throws VerificationFailure, IOException {
    List<TreeHead> heads = new ArrayList<>();
    for (Checkpoint older : since) {
      heads.add(older.head());
    }
    Optional<TreeHead> pruned;
    try {
      pruned = new LogDirectory(storage, directory).pruned();
    } catch (LedgerException e) {
      throw new VerificationFailure.BadContent(e.getMessage());
    }
    if (pruned.isPresent()) {
      heads.add(pruned.get());
    }
    for (TreeHead older : heads) {
      if (!older.origin().equals(checkpoint.origin())) {
        throw new VerificationFailure.BadHistory(
            "the older checkpoint is of the log " + older.origin());
      }
      if (older.size() > checkpoint.size()) {
        throw new VerificationFailure.BadHistory(
            "rollback: the log has "
                + checkpoint.size()
                + " entries, but "
                + older.size()
                + " were signed before");
      }
    }
    return new Run(storage, directory, checkpoint, heads, pruned).verify();
  }

  /** Reads bundles; what is wrong with them is a failure of verification. */
  static final class Bundles {
    private final Path directory;
    private final TileReader reader;
    private final long size;
    private final Hasher hasher = new Hasher();

    Bundles(Storage storage, Path directory, long size) {
      this.directory = directory;
      this.reader = new TileReader(storage, directory);
      this.size = size;
    }

    EntryBundle read(long index) throws VerificationFailure, IOException {
      try {
        return reader.bundle(index, Tile.width(0, index, size));
      } catch (Malformed e) {
        throw new VerificationFailure.BadContent(e.getMessage());
      } catch (NoSuchFileException e) {
        throw missing(directory, e);
      }
    }

    byte[] leaves(EntryBundle bundle) {
      byte[] leaves = new byte[bundle.width() * Hash.LENGTH];
      for (int i = 0; i < bundle.width(); i++) {
        System.arraycopy(bundle.leafHash(i, hasher), 0, leaves, i * Hash.LENGTH, Hash.LENGTH);
      }
      return leaves;
    }

    Hash hash(EntryBundle bundle) {
      return Hash.of(Hasher.sha256(leaves(bundle)));
    }
  }

  private static VerificationFailure missing(Path directory, NoSuchFileException e) {
    Path file = Path.of(e.getFile());
    Path shown = file.startsWith(directory) ? directory.relativize(file) : file;
    return new VerificationFailure.MissingData(shown + " is not there");
  }

  private static final class Run {
    private final Storage storage;
    private final Path directory;
    private final Checkpoint checkpoint;
    private final List<TreeHead> heads;
    private final Optional<TreeHead> pruned;
    private final TileReader tiles;
    private final TreeEdge tree = new TreeEdge();
    private Optional<TilePath> mismatch = Optional.empty(); // the first one
    private long mismatchedBefore;

    Run(
        Storage storage,
        Path directory,
        Checkpoint checkpoint,
        List<TreeHead> heads,
        Optional<TreeHead> pruned) {
      this.storage = storage;
      this.directory = directory;
      this.checkpoint = checkpoint;
      this.heads = heads;
      this.pruned = pruned;
      this.tiles = new TileReader(storage, directory);
    }

    VerifiedLog verify() throws VerificationFailure, IOException {
      try {
        List<Hash> bundleHashes = recompute();
        tree.partials(this::compare);
        requireNoMismatch();
        if (!tree.root().equals(checkpoint.root())) {
          throw new VerificationFailure.BadContent(
              "the entries do not give the signed root at size " + checkpoint.size());
        }
        return new VerifiedLog(
            storage, directory, checkpoint, pruned, bundleHashes, compareOldPartials());
      } catch (NoSuchFileException e) {
        throw missing(directory, e);
      }
    }

    private List<Hash> recompute() throws VerificationFailure, IOException {
      Bundles bundles = new Bundles(storage, directory, checkpoint.size());
      List<Hash> bundleHashes = new ArrayList<>();
      requireExtends();
      for (long index = 0; tree.size() < checkpoint.size(); index++) {
        byte[] leaves = leaves(bundles, index);
        bundleHashes.add(Hash.of(Hasher.sha256(leaves)));
        for (int i = 0; i < leaves.length; i += Hash.LENGTH) {
          tree.add(Hash.at(leaves, i), this::compare);
          requireExtends();
        }
        requireNoMismatch();
      }
      return bundleHashes;
    }

    private byte[] leaves(Bundles bundles, long index) throws VerificationFailure, IOException {
      TilePath bundle = TilePath.bundle(index, Tile.WIDTH);
      if (pruned.isEmpty()
          || bundle.end() > pruned.get().size()
          || storage.exists(bundle.in(directory))) {
        return bundles.leaves(bundles.read(index));
      }
      try {
        return tiles.tile(0, index, Tile.WIDTH);
      } catch (Malformed e) {
        throw new VerificationFailure.BadContent(e.getMessage());
      }
    }

    private void requireExtends() throws VerificationFailure {
      for (TreeHead older : heads) {
        if (tree.size() == older.size() && !tree.root().equals(older.root())) {
          throw new VerificationFailure.BadHistory(
              "fork: the first "
                  + tree.size()
                  + " entries do not have the root that was signed before");
        }
      }
    }

    private void compare(TilePath path, byte[] hashes) throws IOException {
      try {
        byte[] published = tiles.tile(path.level(), path.index(), path.width());
        if (Arrays.equals(published, hashes)) {
          return;
        }
      } catch (Malformed _) {
        // a wrong length is a mismatch like any other
      }
      if (mismatch.isEmpty()) {
        mismatch = Optional.of(path);
        mismatchedBefore = tree.size();
      }
    }

    private void requireNoMismatch() throws VerificationFailure {
      if (mismatch.isPresent()) {
        throw new VerificationFailure.BadContent(
            mismatch.get()
                + " is not what its entries give (found at entry "
                + (mismatchedBefore - 1)
                + ")");
      }
    }

    /**
     * Compares what earlier checkpoints left behind; returns how many files are beyond this one.
     */
    private long compareOldPartials() throws VerificationFailure, IOException {
      Path top = directory.resolve("tile");
      return storage.isDirectory(top) ? compareOldPartials(top) : 0;
    }

    private long compareOldPartials(Path folder) throws VerificationFailure, IOException {
      long unsigned = 0;
      for (Path file : storage.list(folder)) {
        Optional<TilePath> path = TilePath.parse(directory.relativize(file).toString());
        if (path.isEmpty() && storage.isDirectory(file)) {
          unsigned += compareOldPartials(file);
        } else if (path.isEmpty()
            || path.get().end() > Tile.hashes(path.get(), checkpoint.size())) {
          unsigned++;
        } else if (path.get().partial()) {
          comparePrefix(path.get(), file);
        }
      }
      return unsigned;
    }

    /** A partial file must be the beginning of the one that was verified. */
    private void comparePrefix(TilePath path, Path file) throws VerificationFailure, IOException {
      try {
        int width = Tile.width(path.level(), path.index(), checkpoint.size());
        byte[] old = storage.read(file);
        byte[] expected;
        if (path.kind() == TilePath.Kind.HASHES) {
          expected =
              Arrays.copyOf(
                  tiles.tile(path.level(), path.index(), width), path.width() * Hash.LENGTH);
        } else {
          expected = tiles.bundle(path.index(), width).prefixBytes(path.width());
        }
        if (!Arrays.equals(old, expected)) {
          throw new VerificationFailure.BadContent(path + " is not what its entries give");
        }
      } catch (Malformed e) {
        throw new VerificationFailure.BadContent(e.getMessage());
      }
    }
  }
}
