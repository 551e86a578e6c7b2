package org.wardhealth.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A real ledger on a disk that remembers what was synced and breaks when it is told to: what
 * promise 1 is held against.
 */
public final class WatchedLedger {
  private final WatchedDisk disk = new WatchedDisk();
  private final Ledger ledger;

  private WatchedLedger(LedgerOptions options) {
    this.ledger = Ledger.open(options, disk);
  }

  /** Opens the log as {@link Ledger#open} does. */
  public static WatchedLedger open(LedgerOptions options) {
    return new WatchedLedger(options);
  }

  /** The ledger, which its owner closes. */
  public Ledger ledger() {
    return ledger;
  }

  /** All bytes that would survive power loss now, in the order of their writing, as Latin-1. */
  public String synced() {
    return disk.synced();
  }

  /** From now on every sync fails, as of a disk that is full or gone. */
  public void breakDisk() {
    disk.broken.set(true);
  }

  private static final class WatchedDisk implements Disk {
    private final AtomicBoolean broken = new AtomicBoolean();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteArrayOutputStream synced = new ByteArrayOutputStream();

    @Override
    public void write(FileChannel file, ByteBuffer bytes, long position) throws IOException {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      Disk.super.write(file, bytes, position);
      synchronized (this) {
        if (copy.length < 1 << 16) { // preallocation is of no interest
          written.writeBytes(copy);
        }
      }
    }

    @Override
    public void sync(FileChannel file) throws IOException {
      if (broken.get()) {
        throw new IOException("this disk was broken by a test");
      }
      Disk.super.sync(file);
      synchronized (this) {
        synced.writeBytes(written.toByteArray());
        written.reset();
      }
    }

    synchronized String synced() {
      return synced.toString(StandardCharsets.ISO_8859_1);
    }
  }
}
