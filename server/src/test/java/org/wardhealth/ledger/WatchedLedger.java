package org.wardhealth.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;

/**
 * A real ledger on a disk that remembers what was synced and breaks when it is told to: what
 * promise 1 is held against.
 */
public final class WatchedLedger {
  private final WatchedDisk disk = new WatchedDisk();
  private final Succession logs;

  private WatchedLedger(IntFunction<LedgerOptions> options, Succession.Words words) {
    this.logs = Succession.open(options, words, disk);
  }

  /** Opens the logs as {@link Succession#open} does. */
  public static WatchedLedger open(IntFunction<LedgerOptions> options, Succession.Words words) {
    return new WatchedLedger(options, words);
  }

  /** The logs, which their owner closes. */
  public Succession logs() {
    return logs;
  }

  /** The log that is written. */
  public Ledger ledger() {
    return logs.logs().ledger();
  }

  /** All bytes that would survive power loss now, in the order of their writing, as Latin-1. */
  public String synced() {
    return disk.synced();
  }

  /** From now on every sync fails, as of a disk that is full or gone. */
  public void breakDisk() {
    disk.broken.set(true);
  }

  /** The file system, and what of it was written and synced. */
  private static final class WatchedDisk implements Storage {
    private final AtomicBoolean broken = new AtomicBoolean();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteArrayOutputStream synced = new ByteArrayOutputStream();

    private final class Watched implements Writing {
      private final Writing file;

      Watched(Writing file) {
        this.file = file;
      }

      @Override
      public void write(ByteBuffer bytes, long position) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        file.write(bytes, position);
        noteWritten(copy);
      }

      @Override
      public void sync() throws IOException {
        if (broken.get()) {
          throw new IOException("this disk was broken by a test");
        }
        file.sync();
        noteSynced();
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    }

    private synchronized void noteWritten(byte[] bytes) {
      if (bytes.length < 1 << 16) { // preallocation is of no interest
        written.writeBytes(bytes);
      }
    }

    private synchronized void noteSynced() {
      synced.writeBytes(written.toByteArray());
      written.reset();
    }

    synchronized String synced() {
      return synced.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public Writing create(Path file) throws IOException {
      return new Watched(FileStorage.FILES.create(file));
    }

    @Override
    public Writing open(Path file) throws IOException {
      return new Watched(FileStorage.FILES.open(file));
    }

    @Override
    public byte[] read(Path file) throws IOException {
      return FileStorage.FILES.read(file);
    }

    @Override
    public Reading map(Path file) throws IOException {
      return FileStorage.FILES.map(file);
    }

    @Override
    public boolean exists(Path path) {
      return FileStorage.FILES.exists(path);
    }

    @Override
    public boolean isDirectory(Path path) {
      return FileStorage.FILES.isDirectory(path);
    }

    @Override
    public long size(Path file) throws IOException {
      return FileStorage.FILES.size(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
      return FileStorage.FILES.list(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      FileStorage.FILES.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
      FileStorage.FILES.delete(path);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
      FileStorage.FILES.createDirectory(directory);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
      FileStorage.FILES.syncDirectory(directory);
    }

    @Override
    public Lock lock(Path file) throws IOException {
      return FileStorage.FILES.lock(file);
    }
  }
}
