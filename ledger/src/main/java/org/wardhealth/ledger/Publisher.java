package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns durable entries into tiles, bundles and the next checkpoint. Not thread-safe. After any
 * exception it is of no further use.
 *
 * <p>The order is what makes a crash harmless at any point: tiles and bundles are durable before
 * the second store names their root, the second store is durable before the root is signed, and the
 * checkpoint comes last. So every checkpoint that anybody saw has its files, and after a crash
 * between the last two steps the start finishes exactly the (size, root) of the second store.
 */
final class Publisher {
  private final Path directory;
  private final NoteSigner signer;
  private final InstantSource clock;
  private final CheckpointFile checkpointFile;
  private final LastSigned lastSigned;
  private final Storage storage;
  private final Directories directories;
  private final TreeEdge tree;
  private final EntryBundle.Builder bundle;
  private Optional<TreeHead> stored;
  private Set<TilePath> partials = Set.of();

  /**
   * Starts at the edge of what is published.
   *
   * @param bundle the entries of the unfinished bundle
   * @param stored what the second store holds
   */
  Publisher(
      Path directory,
      NoteSigner signer,
      InstantSource clock,
      LastSigned lastSigned,
      Storage storage,
      TreeEdge tree,
      EntryBundle.Builder bundle,
      Optional<TreeHead> stored) {
    this.directory = directory;
    this.signer = signer;
    this.clock = clock;
    this.checkpointFile = new CheckpointFile(directory, storage);
    this.lastSigned = lastSigned;
    this.storage = storage;
    this.directories = new Directories(storage, directory);
    this.tree = tree;
    this.bundle = bundle;
    this.stored = stored;
  }

  /** Where the checkpoint lies, and where its cosignatures come. */
  CheckpointFile checkpointFile() {
    return checkpointFile;
  }

  /** The number of entries published. */
  long size() {
    return tree.size();
  }

  /** Publishes these entries after the ones before, and returns the new checkpoint. */
  Checkpoint publish(List<Submission> entries) throws IOException {
    FileBatch files = new FileBatch(storage, directories);
    List<TilePath> filled = new ArrayList<>();
    for (Submission submission : entries) {
      bundle.add(submission.entry());
      tree.add(
          submission.leafHash(),
          (path, hashes) -> {
            files.add(path.in(directory), hashes.clone());
            filled.add(path);
          });
      if (tree.size() % Tile.WIDTH == 0) {
        TilePath full = TilePath.bundle(tree.size() / Tile.WIDTH - 1, Tile.WIDTH);
        files.add(full.in(directory), bundle.bytes());
        filled.add(full);
        bundle.clear();
      }
    }
    addPartials(files);
    files.commit();
    Checkpoint checkpoint = sign();
    removePartials(filled);
    return checkpoint;
  }

  private void addPartials(FileBatch files) throws IOException {
    Set<TilePath> now = new HashSet<>();
    int width = (int) (tree.size() % Tile.WIDTH);
    if (width > 0) {
      TilePath path = TilePath.bundle(tree.size() / Tile.WIDTH, width);
      files.add(path.in(directory), bundle.bytes());
      now.add(path);
    }
    tree.partials(
        (path, hashes) -> {
          if (!partials.contains(path)) {
            files.add(path.in(directory), hashes);
          }
          now.add(path);
        });
    partials = now;
  }

  private Checkpoint sign() throws IOException {
    TreeHead head = new TreeHead(signer.verificationKey().name(), tree.size(), tree.root());
    lastSigned.advance(stored, head);
    stored = Optional.of(head);
    Checkpoint checkpoint = Checkpoint.sign(head, signer, clock.instant());
    checkpointFile.publish(checkpoint);
    return checkpoint;
  }

  /** The full tile serves instead; see {@link TileReader#tile}. */
  private void removePartials(List<TilePath> filled) throws IOException {
    for (TilePath full : filled) {
      Path partial = Path.of(full.in(directory) + ".p");
      if (storage.isDirectory(partial)) {
        for (Path file : storage.list(partial)) {
          storage.delete(file);
        }
        storage.delete(partial);
      }
    }
  }
}
