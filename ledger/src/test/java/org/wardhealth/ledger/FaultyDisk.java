package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A disk that counts syncs, and that fails as it is told. */
final class FaultyDisk implements Disk {
  final AtomicInteger syncs = new AtomicInteger();
  private final AtomicReference<Gate> gate =
      new AtomicReference<>(new Gate(new CountDownLatch(0), new CountDownLatch(0)));
  private volatile String failing = "";

  /** From now on: "sync", "write", "rename" or "directory" fails, once. */
  void failNext(String step) {
    failing = step;
  }

  /** Syncs wait until {@link #release}; {@link #awaitSync} returns once one waits. */
  void hold() {
    gate.set(new Gate(new CountDownLatch(1), new CountDownLatch(1)));
  }

  void awaitSync() throws InterruptedException {
    gate().reached().await();
  }

  void release() {
    gate().open().countDown();
  }

  private Gate gate() {
    return Objects.requireNonNull(gate.get());
  }

  private record Gate(CountDownLatch reached, CountDownLatch open) {}

  @Override
  public void write(FileChannel file, ByteBuffer bytes, long position) throws IOException {
    failIf("write", "No space left on device");
    Disk.super.write(file, bytes, position);
  }

  @Override
  public void sync(FileChannel file) throws IOException {
    failIf("sync", "Input/output error");
    Gate held = gate();
    held.reached().countDown();
    try {
      held.open().await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    syncs.incrementAndGet();
    Disk.super.sync(file);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    failIf("rename", "Input/output error");
    Disk.super.rename(from, to);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    failIf("directory", "Input/output error");
    Disk.super.syncDirectory(directory);
  }

  private void failIf(String step, String message) throws IOException {
    if (failing.equals(step)) {
      failing = "";
      throw new IOException(message);
    }
  }
}
