package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.wardhealth.ledger.LedgerException.Reason;
import org.wardhealth.ledger.LedgerException.Refused;

/**
 * The logs of one writer, one after another, each with an origin, keys and a directory of its own.
 *
 * <p>At a turn the log gets a last entry, which names its successor and the successor's keys, and a
 * checkpoint over it. The successor begins with an entry that names the origin, size and root of
 * that checkpoint. So whoever holds the newest log holds the roots of all before it, and whoever
 * believed the first key can follow to the newest.
 *
 * <p>Entries are numbered through all logs: the number of an entry is its index, and as many more
 * as the logs before have entries. Receipts give the number.
 *
 * <p>Guarantees: nothing follows a last entry and nothing stands before a first one; numbers have
 * no gaps; a turn that was stopped at any point is finished by the next {@link #open}. A turn that
 * fails leaves a succession that takes nothing more until it is opened again. Thread-safe.
 */
public final class Succession implements AutoCloseable {
  /**
   * A JSON string that the first entry of a log with a predecessor holds, beside the predecessor's
   * origin and root: by it {@code verify} knows which logs belong together.
   */
  public static final String BEGAN = "ledger.began";

  /**
   * The type of an entry by which older logs were pruned; it begins with <code>{"type":</code> and
   * this. It holds, as JSON strings, the origin of each and the root over what it gave up: by these
   * {@code verify} knows that nobody else took it away. And the roots at which logs ended: the
   * first entries, which named them, may be gone.
   */
  public static final String PRUNED = "ledger.pruned";

  /** What the entries at a turn say. A log reads none of its entries; this does. */
  public interface Words {
    /** The last entry of a log. */
    byte[] last(String successor, List<VerificationKey> keys);

    /**
     * The first entry of a log that has a predecessor.
     *
     * @param end the last checkpoint of the predecessor
     * @param number the number of this entry
     */
    byte[] first(Checkpoint end, long number);

    /** Whether an entry is a last one. */
    boolean isLast(byte[] entry);
  }

  /**
   * A log that has ended.
   *
   * @param keys that signed it
   * @param first the number of its first entry
   * @param end its last checkpoint, as the log signed it
   */
  public record Ended(Path directory, List<VerificationKey> keys, long first, Checkpoint end) {}

  /**
   * The logs at one moment.
   *
   * @param ended those before, the oldest first
   * @param ledger the one that is written
   * @param first the number of its first entry
   */
  public record Logs(List<Ended> ended, Ledger ledger, long first) {
    /** The list cannot be changed. */
    public Logs {
      ended = List.copyOf(ended);
    }
  }

  private final IntFunction<LedgerOptions> options;
  private final Words words;
  private final Storage storage;
  private final ReadWriteLock turning = new ReentrantReadWriteLock();
  private volatile Logs logs;

  private Succession(IntFunction<LedgerOptions> options, Words words, Storage storage, Logs logs) {
    this.options = options;
    this.words = words;
    this.storage = storage;
    this.logs = logs;
  }

  /**
   * Opens the newest log, or makes the first one, and finishes a turn that was under way.
   *
   * @param options of the log with a number, from 1; asked for the one after the newest too, whose
   *     keys are to stay the same from then on
   * @throws Refused if the newest is refused, or if one before it did not end, or ended otherwise
   *     than its second store says
   */
  public static Succession open(IntFunction<LedgerOptions> options, Words words) {
    return open(options, words, FileStorage.FILES);
  }

  static Succession open(IntFunction<LedgerOptions> options, Words words, Storage storage) {
    List<Ended> ended = new ArrayList<>();
    long first = 0;
    int number = 1;
    while (storage.isDirectory(options.apply(number + 1).directory())) {
      Ended one = ended(options.apply(number++), words, storage, first);
      ended.add(one);
      first += one.end().size();
    }
    Ledger ledger = Ledger.open(options.apply(number), storage);
    try {
      for (Ended one : ended) {
        new LogDirectory(storage, one.directory()).sweep();
      }
      long durable = ledger.state().durable();
      if (number > 1 && durable == 0) {
        ledger.append(words.first(ended.getLast().end(), first));
      }
      Succession succession =
          new Succession(options, words, storage, new Logs(ended, ledger, first));
      if (durable > 0 && words.isLast(ledger.entry(durable - 1))) {
        succession.begin();
        ledger.close();
      }
      return succession;
    } catch (IOException e) {
      ledger.close();
      throw new Refused(Reason.UNREADABLE, "cannot finish pruning: " + e.getMessage(), e);
    } catch (LedgerException.Damaged e) {
      ledger.close();
      throw new Refused(Reason.CORRUPT, "cannot finish pruning: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      ledger.close();
      throw e;
    }
  }

  private static Ended ended(LedgerOptions options, Words words, Storage storage, long first) {
    Path directory = options.directory();
    Path checkpoint = directory.resolve(CheckpointFile.NAME);
    try {
      Checkpoint end =
          Checkpoint.verifyAny(storage.read(checkpoint), options.signer().verificationKeys());
      LastSigned second = new LastSigned(options.secondStore(), options.origin(), storage);
      if (!second.read().equals(Optional.of(end.head()))) {
        throw new Refused(
            Reason.ROLLBACK, second.file() + " does not hold the size and root of " + checkpoint);
      }
      if (end.size() == 0
          || !words.isLast(new LogDirectory(storage, directory).entry(end.size() - 1))) {
        throw new Refused(
            Reason.CORRUPT, directory + " did not end, and yet a log that follows it is there");
      }
      return new Ended(directory, options.signer().verificationKeys(), first, end);
    } catch (NoSuchFileException e) {
      throw new Refused(
          Reason.MISSING, e.getFile() + " is not there; put it back from a replica", e);
    } catch (VerificationFailure | Malformed | LedgerException.Damaged e) {
      throw new Refused(Reason.CORRUPT, directory + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new Refused(Reason.UNREADABLE, "cannot read " + directory + ": " + e.getMessage(), e);
    }
  }

  /** The logs as they are now. */
  public Logs logs() {
    return logs;
  }

  /** As {@link Ledger#append}; the receipt's index is the number of the entry. */
  public Receipt append(byte[] entry) {
    try {
      return submit(entry).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof LedgerException known ? known : e;
    }
  }

  /**
   * As {@link Ledger#submit}; the receipt's index is the number of the entry. Waits while the log
   * turns: some syncs, once a year. Dependents of the future must not come back here.
   */
  public CompletableFuture<Receipt> submit(byte[] entry) {
    turning.readLock().lock();
    try {
      Logs now = logs;
      return now.ledger().submit(entry, now.first());
    } finally {
      turning.readLock().unlock();
    }
  }

  /**
   * Ends the log and begins the next one.
   *
   * @return the log that ended, which takes no entry: its last checkpoint can still be cosigned,
   *     and its owner is now the caller, who closes it
   * @throws LedgerException.Full if the last entry was not taken: nothing has changed
   * @throws LedgerException.Halted if it fails in between: nothing is taken any more, and the next
   *     {@link #open} finishes it
   */
  public Ledger turn() {
    turning.writeLock().lock();
    try {
      Ledger former = logs.ledger();
      LedgerOptions next = options.apply(logs.ended().size() + 2);
      former.append(words.last(next.origin(), next.signer().verificationKeys()));
      try {
        begin();
      } catch (RuntimeException e) {
        throw former.halt(
            "the next log could not be begun", e); // nothing may follow the last entry
      }
      former.end();
      return former;
    } finally {
      turning.writeLock().unlock();
    }
  }

  /** Begins the log after one whose last entry is there. */
  private void begin() {
    Logs before = logs;
    var _ = options.apply(before.ended().size() + 3); // its keys are made now
    Checkpoint end = before.ledger().publish();
    List<Ended> ended = new ArrayList<>(before.ended());
    int number = ended.size() + 1;
    LedgerOptions former = options.apply(number);
    ended.add(
        new Ended(former.directory(), before.ledger().verificationKeys(), before.first(), end));
    long first = before.first() + end.size();
    Ledger next = Ledger.open(options.apply(number + 1), storage);
    try {
      next.append(words.first(end, first));
    } catch (RuntimeException e) {
      next.close();
      throw e;
    }
    logs = new Logs(ended, next, first);
  }

  /**
   * Gives up the oldest entries of logs that have ended: their bundles go, their hashes stay, and
   * with them the roots and the proofs. First an entry that says so is durable and under a
   * checkpoint; then each log has a file that says so; then the bundles go. What was begun is
   * finished by the next {@link #open}; if there is only the entry, nothing was begun.
   *
   * @param kept for each of the oldest logs, which are closed, the first index that stays: a
   *     multiple of 256 in the log, not less than what was given up before; 0 if all stay
   * @param says the entry, given the heads over everything that is given up by then, and those at
   *     which the logs that have ended did
   * @throws IllegalArgumentException if an index is not so; nothing was done
   * @throws LedgerException.Damaged if the hashes of a log cannot be read
   * @throws LedgerException.Halted if it fails: nothing is taken any more
   */
  public synchronized void prune(
      List<Long> kept, BiFunction<List<TreeHead>, List<TreeHead>, byte[]> says) {
    turning.readLock().lock();
    try {
      Logs now = logs;
      List<TreeHead> gone = new ArrayList<>();
      List<LogDirectory> directories = new ArrayList<>();
      for (int log = 0; log < kept.size(); log++) {
        if (kept.get(log) > 0) {
          directories.add(new LogDirectory(storage, now.ended().get(log).directory()));
          gone.add(directories.getLast().before(kept.get(log)));
        }
      }
      List<TreeHead> ends = now.ended().stream().map(one -> one.end().head()).toList();
      now.ledger().append(says.apply(gone, ends));
      var _ = now.ledger().publish();
      for (int log = 0; log < gone.size(); log++) {
        directories.get(log).prune(gone.get(log));
      }
    } catch (IOException e) {
      throw logs.ledger().halt("pruning failed", e);
    } finally {
      turning.readLock().unlock();
    }
  }

  /** Closes the log that is written. */
  @Override
  public void close() {
    turning.writeLock().lock();
    try {
      logs.ledger().close();
    } finally {
      turning.writeLock().unlock();
    }
  }
}
