package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The file system, with steps that are noted, and steps that fail as they are told. */
final class FaultyDisk implements Storage {
  final AtomicInteger syncs = new AtomicInteger();
  final Queue<String> steps = new ConcurrentLinkedQueue<>();
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

  private final class Faulty implements Writing {
    private final Writing file;

    Faulty(Writing file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      failIf("write", "No space left on device");
      file.write(bytes, position);
    }

    @Override
    public void sync() throws IOException {
      failIf("sync", "Input/output error");
      Gate held = gate();
      held.reached().countDown();
      try {
        held.open().await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      syncs.incrementAndGet();
      steps.add("sync");
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  @Override
  public Writing create(Path file) throws IOException {
    return new Faulty(FileStorage.FILES.create(file));
  }

  @Override
  public Writing open(Path file) throws IOException {
    return new Faulty(FileStorage.FILES.open(file));
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
    failIf("rename", "Input/output error");
    steps.add("rename");
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
    failIf("directory", "Input/output error");
    steps.add("directory");
    FileStorage.FILES.syncDirectory(directory);
  }

  @Override
  public Lock lock(Path file) throws IOException {
    return FileStorage.FILES.lock(file);
  }

  private void failIf(String step, String message) throws IOException {
    if (failing.equals(step)) {
      failing = "";
      throw new IOException(message);
    }
  }
}
