package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * An append-only log on disk that an outsider can check. Thread-safe; one instance writes a log.
 *
 * <p>An entry goes through three states. <b>Durable</b>: written to the write-ahead log and synced,
 * many entries with one sync; this is when its receipt is given. <b>Published</b>: in the tiles and
 * bundles of C2SP tlog-tiles, under a signed checkpoint, within {@link
 * LedgerOptions#publishInterval}. <b>Proved</b>: to anybody who holds the key and an {@link
 * InclusionProof}.
 *
 * <p>Guarantees:
 *
 * <ul>
 *   <li>an entry with a receipt is in every later checkpoint, at the index of its receipt, also
 *       after the process is killed or power is lost (if the disk honours a sync);
 *   <li>indexes have no gaps, and none is used twice;
 *   <li>a checkpoint extends every checkpoint signed before it; when that cannot be, nothing is
 *       signed;
 *   <li>after an error on a write or a sync nothing is tried again: the log halts and says why.
 * </ul>
 *
 * <p>Not guaranteed: that an event reaches the log at all; that whoever holds both the signing key
 * and the second store did not rewrite what is younger than the newest checkpoint kept elsewhere;
 * that an entry younger than the last checkpoint is missed when someone cuts it from the end of the
 * write-ahead log, which looks like power loss.
 */
public final class Ledger implements AutoCloseable {
  /** Longest entry in bytes, from its two-byte length in a bundle. */
  public static final int MAX_ENTRY_BYTES = Frame.MAX_BODY;

  private final LedgerOptions options;
  private final SubmissionQueue queue;
  private final Unpublished unpublished;
  private final Journal journal;
  private final Publisher publisher;
  private final TileReader tiles;
  private final List<Storage.Lock> locks;
  private final Thread writerThread;
  private final Thread publisherThread;
  private volatile Published published;
  private volatile long durable;
  private volatile Runnable whenPublished = () -> {};
  private boolean closed;

  private record Published(Checkpoint checkpoint, Instant time) {}

  private Ledger(
      LedgerOptions options, Storage storage, List<Storage.Lock> locks, Recovery.Opened opened) {
    this.options = options;
    this.locks = locks;
    this.journal = opened.journal();
    this.publisher = opened.publisher();
    this.published = new Published(opened.checkpoint(), options.clock().instant());
    this.durable = journal.nextIndex();
    this.tiles = new TileReader(storage, options.directory());
    this.queue = new SubmissionQueue(options.queueLimit());
    this.unpublished = new Unpublished(publisher.size());
    this.writerThread =
        Thread.ofPlatform().daemon().name("ward-ledger-writer").unstarted(this::write);
    this.publisherThread =
        Thread.ofPlatform().daemon().name("ward-ledger-publisher").unstarted(this::publishInTurn);
  }

  /**
   * Opens the log, or makes a new one in an empty directory. What was durable and not yet published
   * is published first.
   *
   * @throws LedgerException.Refused if another one writes it, or if what is on disk is not what a
   *     crash can have left; the message names the entry or the file
   */
  public static Ledger open(LedgerOptions options) {
    return open(options, FileStorage.FILES);
  }

  static Ledger open(LedgerOptions options, Storage storage) {
    List<Storage.Lock> locks = lock(options, storage);
    try {
      Ledger ledger = new Ledger(options, storage, locks, new Recovery(options, storage).run());
      ledger.writerThread.start();
      ledger.publisherThread.start();
      return ledger;
    } catch (RuntimeException e) {
      release(locks);
      throw e;
    }
  }

  /**
   * Appends an entry and returns once it is durable. Blocks the calling thread, which may be
   * virtual.
   *
   * @param entry at most {@value #MAX_ENTRY_BYTES} bytes; not changed, and not to be changed
   *     meanwhile
   * @throws LedgerException.Full if too many entries wait; the entry was not taken
   * @throws LedgerException.Halted if the log takes no more entries
   * @throws IllegalArgumentException if the entry is too long
   */
  public Receipt append(byte[] entry) {
    try {
      return submit(entry).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof LedgerException known ? known : e;
    }
  }

  /**
   * Appends an entry without blocking. The future completes once the entry is durable, or fails
   * with {@link LedgerException.Full} or {@link LedgerException.Halted}. Its dependents run on the
   * thread that writes the log and hold it up; hand longer work to another thread.
   *
   * @param entry as for {@link #append}
   * @throws IllegalArgumentException if the entry is too long
   */
  public CompletableFuture<Receipt> submit(byte[] entry) {
    return submit(entry, 0);
  }

  CompletableFuture<Receipt> submit(byte[] entry, long before) {
    if (entry.length > MAX_ENTRY_BYTES) {
      throw new IllegalArgumentException(
          "an entry has at most " + MAX_ENTRY_BYTES + " bytes; this one has " + entry.length);
    }
    Submission submission = new Submission(entry, before);
    queue.offer(submission);
    return submission.receipt();
  }

  /** The last checkpoint. */
  public Checkpoint checkpoint() {
    return published.checkpoint();
  }

  /** The last checkpoint with the cosignatures that came so far, as the file of that name. */
  public byte[] checkpointFile() {
    Checkpoint last = checkpoint();
    return publisher
        .checkpointFile()
        .shown()
        .filter(shown -> shown.head().equals(last.head()))
        .orElse(last)
        .bytes();
  }

  /**
   * Publishes now what is durable and not yet published, and returns the checkpoint over it.
   *
   * @throws LedgerException.Halted if that fails, now or earlier
   */
  public Checkpoint publish() {
    requireRunning();
    unpublished.awaitPublished(durable);
    requireRunning();
    return checkpoint();
  }

  /**
   * A proof that the entry at the index is in the log of the size.
   *
   * @param index 0 or more, less than the size
   * @param size at most that of the last checkpoint
   * @throws IllegalArgumentException if they are not
   * @throws LedgerException.Damaged if a tile cannot be read
   */
  public InclusionProof proveInclusion(long index, long size) {
    long tree = requirePublished(size);
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("index " + index + " is not in the log of size " + size);
    }
    return read(
        () ->
            new InclusionProof(
                index,
                size,
                Merkle.inclusionPath(
                    index, size, (height, at) -> tiles.subtree(height, at, tree))));
  }

  /**
   * A proof that the log of the old size is the beginning of the log of the new size.
   *
   * @param oldSize at least 1
   * @param newSize at least the old size, at most that of the last checkpoint
   * @throws IllegalArgumentException if they are not
   * @throws LedgerException.Damaged if a tile cannot be read
   */
  public ConsistencyProof proveConsistency(long oldSize, long newSize) {
    long tree = requirePublished(newSize);
    if (oldSize < 1 || oldSize > newSize) {
      throw new IllegalArgumentException("no proof leads from size " + oldSize + " to " + newSize);
    }
    return read(
        () ->
            new ConsistencyProof(
                oldSize,
                newSize,
                Merkle.consistencyPath(
                    oldSize, newSize, (height, at) -> tiles.subtree(height, at, tree))));
  }

  /**
   * The entry at the index; one with a receipt can be read at once. A published entry is compared
   * with its leaf hash, which is not yet a proof.
   *
   * @throws IllegalArgumentException if there is no such durable entry
   * @throws LedgerException.Damaged if the bundle cannot be read or contradicts the tile
   */
  public byte[] entry(long index) {
    if (index < 0 || index >= durable) {
      throw new IllegalArgumentException("there is no entry " + index + " among " + durable);
    }
    return unpublished.entry(index).orElseGet(() -> publishedEntry(index));
  }

  /**
   * The published entries from the index to the end of its bundle, each compared with its leaf
   * hash; none if the index is not published yet.
   *
   * @param from 0 or more
   * @throws IllegalArgumentException if it is less
   * @throws LedgerException.Damaged if the bundle cannot be read or contradicts the tile
   */
  public List<byte[]> publishedEntries(long from) {
    if (from < 0) {
      throw new IllegalArgumentException("there is no entry " + from);
    }
    long size = checkpoint().size();
    if (from >= size) {
      return List.of();
    }
    long bundleIndex = from / Tile.WIDTH;
    int width = Tile.width(0, bundleIndex, size);
    return read(
        () -> {
          EntryBundle bundle = tiles.bundle(bundleIndex, width);
          byte[] leaves = tiles.tile(0, bundleIndex, width);
          List<byte[]> entries = new ArrayList<>(width);
          for (int at = (int) (from % Tile.WIDTH); at < width; at++) {
            entries.add(leaf(bundle, leaves, at, bundleIndex * Tile.WIDTH + at));
          }
          return entries;
        });
  }

  /** The public halves of the keys that sign the checkpoints of this log. */
  public List<VerificationKey> verificationKeys() {
    return options.signer().verificationKeys();
  }

  /** Calls this after each publication, on the publisher's thread: it must return at once. */
  void whenPublished(Runnable listener) {
    whenPublished = listener;
  }

  /**
   * Takes cosignatures; see {@link CheckpointFile#cosigned}.
   *
   * @throws LedgerException.Halted if they cannot be written: the disk is as ill as for an entry
   */
  void cosigned(Checkpoint checkpoint, boolean quorum) {
    requireRunning();
    try {
      publisher.checkpointFile().cosigned(checkpoint, quorum);
    } catch (IOException e) {
      throw halt("writing a cosigned checkpoint failed", e);
    }
  }

  /** How the log stands. */
  public LedgerState state() {
    Published last = published;
    return new LedgerState(
        durable,
        last.checkpoint().size(),
        last.time(),
        queue.size(),
        queue.halted().map(LedgerException::getMessage));
  }

  /**
   * Writes what was accepted, publishes it, and gives the log free. Entries offered from now on
   * fail.
   *
   * @throws LedgerException.Halted if the last publication fails; entries with receipts are durable
   *     all the same
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    queue.close();
    join(writerThread);
    boolean running = queue.halted().isEmpty();
    unpublished.stop();
    join(publisherThread);
    release();
    if (running) {
      requireRunning();
    }
  }

  private void write() {
    List<Submission> batch = List.of();
    try {
      for (batch = queue.take(journal.maxBatchBytes());
          !batch.isEmpty();
          batch = queue.take(journal.maxBatchBytes())) {
        journal.append(batch);
        Instant now = options.clock().instant();
        long index = durable;
        unpublished.add(batch);
        durable = index + batch.size();
        for (Submission submission : batch) {
          submission.durable(index++, now);
        }
        unpublished.awaitRoom();
      }
    } catch (IOException | RuntimeException | Error e) {
      LedgerException.Halted reason = halt("writing failed", e);
      batch.forEach(submission -> submission.failed(reason));
    }
  }

  private void publishInTurn() {
    try {
      Duration spent = Duration.ZERO;
      while (unpublished.awaitTurn(options.publishInterval(), spent)) {
        Instant start = options.clock().instant();
        publishAll();
        spent = Duration.between(start, options.clock().instant());
      }
      if (queue.halted().isEmpty()) {
        publishAll();
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      halt("publishing failed", e);
    }
  }

  private void publishAll() throws IOException {
    List<Submission> entries = unpublished.all();
    if (!entries.isEmpty()) {
      Checkpoint checkpoint = publisher.publish(entries);
      published = new Published(checkpoint, options.clock().instant());
      journal.removeBelow(checkpoint.size());
      unpublished.published(entries.size());
      whenPublished.run();
      journal.prepareSpare();
    }
  }

  /** Takes no entry from now on; what was published can still be cosigned. */
  void end() {
    queue.close();
  }

  /** Stops the log for good, for this reason or for an earlier one. */
  LedgerException.Halted halt(String what, Throwable cause) {
    LedgerException.Halted reason =
        new LedgerException.Halted(
            what
                + ", the log takes no more entries until it is opened again: "
                + Objects.requireNonNullElse(cause.getMessage(), cause.toString()),
            cause);
    LedgerException.Halted first = queue.halt(reason);
    unpublished.stop();
    return first;
  }

  private void requireRunning() {
    Optional<LedgerException.Halted> reason = queue.halted();
    if (reason.isPresent()) {
      throw new LedgerException.Halted(reason.get().getMessage(), reason.get());
    }
  }

  private long requirePublished(long size) {
    long tree = checkpoint().size();
    if (size < 0 || size > tree) {
      throw new IllegalArgumentException(
          "size " + size + " is not published; the last checkpoint has " + tree);
    }
    return tree;
  }

  private byte[] publishedEntry(long index) {
    long size = checkpoint().size();
    long bundleIndex = index / Tile.WIDTH;
    int at = (int) (index % Tile.WIDTH);
    return read(
        () -> {
          int width = Tile.width(0, bundleIndex, size);
          byte[] leaves = tiles.tile(0, bundleIndex, width);
          return leaf(tiles.bundle(bundleIndex, width), leaves, at, index);
        });
  }

  /** An entry of a bundle, if the tile has its leaf hash. */
  static byte[] leaf(EntryBundle bundle, byte[] leaves, int at, long index) throws Malformed {
    byte[] entry = bundle.entry(at);
    if (!Hash.at(leaves, at * Hash.LENGTH).equals(Hash.ofEntry(entry))) {
      throw new Malformed("entry " + index + " does not have the leaf hash of its tile");
    }
    return entry;
  }

  @FunctionalInterface
  private interface Reading<T> {
    T get() throws IOException, Malformed;
  }

  private static <T> T read(Reading<T> reading) {
    try {
      return reading.get();
    } catch (NoSuchFileException e) {
      throw new LedgerException.Damaged(e.getFile() + " is not there", e);
    } catch (IOException | Malformed e) {
      throw new LedgerException.Damaged(
          Objects.requireNonNullElse(e.getMessage(), e.toString()), e);
    }
  }

  private static List<Storage.Lock> lock(LedgerOptions options, Storage storage) {
    try {
      storage.createDirectories(options.directory());
      storage.createDirectories(options.secondStore());
      Storage.Lock log = storage.lock(options.directory().resolve("lock"));
      try {
        return List.of(
            log, storage.lock(LastSigned.file(options.secondStore(), options.origin(), ".lock")));
      } catch (IOException | RuntimeException e) {
        log.close();
        throw e;
      }
    } catch (IOException e) {
      throw new LedgerException.Refused(
          LedgerException.Reason.UNREADABLE,
          "cannot lock " + options.directory() + ": " + e.getMessage(),
          e);
    }
  }

  private void release() {
    try {
      journal.close();
    } catch (IOException e) {
      throw halt("closing the segment failed", e);
    } finally {
      release(locks);
    }
  }

  private static void release(List<Storage.Lock> locks) {
    for (Storage.Lock lock : locks) {
      try {
        lock.close();
      } catch (IOException e) {
        throw new LedgerException.Halted("a lock was not freed: " + e.getMessage(), e);
      }
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
