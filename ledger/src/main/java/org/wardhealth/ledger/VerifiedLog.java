package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A log that was recomputed from its entries up to a signed root.
 *
 * <p>The entries are read again by {@link #entries}; each bundle is compared with what was verified
 * before any of its entries is handed out, so a file changed in between is noticed.
 */
public final class VerifiedLog {
  /** Takes the entries of a log in their order. */
  @FunctionalInterface
  public interface EntryVisitor {
    /** One entry. */
    void visit(long index, byte[] entry) throws IOException;
  }

  private final Storage storage;
  private final Path directory;
  private final Checkpoint checkpoint;
  private final Optional<TreeHead> pruned;
  private final List<Hash> bundleHashes;
  private final long unsignedFiles;

  VerifiedLog(
      Storage storage,
      Path directory,
      Checkpoint checkpoint,
      Optional<TreeHead> pruned,
      List<Hash> bundleHashes,
      long unsignedFiles) {
    this.storage = storage;
    this.directory = directory;
    this.checkpoint = checkpoint;
    this.pruned = pruned;
    this.bundleHashes = List.copyOf(bundleHashes);
    this.unsignedFiles = unsignedFiles;
  }

  /** The checkpoint that was verified. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** The number of entries, those that were pruned with them. */
  public long size() {
    return checkpoint.size();
  }

  /** The root over them. */
  public Hash root() {
    return checkpoint.root();
  }

  /** Files below {@code tile/} that the checkpoint does not cover: nothing is known about them. */
  public long unsignedFiles() {
    return unsignedFiles;
  }

  /** The head over the entries that were pruned, of which only the hashes are there. */
  public Optional<TreeHead> pruned() {
    return pruned;
  }

  long minimum() {
    return pruned.isPresent() ? pruned.get().size() : 0;
  }

  /** The first entry; the log has one, and was not pruned. */
  byte[] first() throws VerificationFailure, IOException {
    return read(new LogVerifier.Bundles(storage, directory, size()), 0).entry(0);
  }

  private EntryBundle read(LogVerifier.Bundles bundles, int index)
      throws VerificationFailure, IOException {
    EntryBundle bundle = bundles.read(index);
    if (!bundles.hash(bundle).equals(bundleHashes.get(index))) {
      throw new VerificationFailure.BadContent(
          TilePath.bundle(index, bundle.width()) + " was changed since it was verified");
    }
    return bundle;
  }

  /**
   * Hands all entries that are kept to the visitor.
   *
   * @throws VerificationFailure if a bundle is no longer what was verified; the entries handed out
   *     before are sound
   * @throws IOException if reading fails, or the visitor
   */
  public void entries(EntryVisitor visitor) throws VerificationFailure, IOException {
    LogVerifier.Bundles bundles = new LogVerifier.Bundles(storage, directory, size());
    for (int index = (int) (minimum() / Tile.WIDTH); index < bundleHashes.size(); index++) {
      EntryBundle bundle = read(bundles, index);
      for (int i = 0; i < bundle.width(); i++) {
        visitor.visit((long) index * Tile.WIDTH + i, bundle.entry(i));
      }
    }
  }
}
