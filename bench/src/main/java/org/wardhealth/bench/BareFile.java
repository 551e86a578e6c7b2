package org.wardhealth.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The physical limit of a durable append: one preallocated file, one fdatasync for each group. With
 * a {@link BareTree}, that of a durable append to a log that others can verify.
 */
final class BareFile implements AutoCloseable {
  private static final int SIZE = 64 << 20;
  private static final int BUFFER = 1 << 20;
  private static final byte[] NO_LEAF = {};

  private final BlockingQueue<Write> queue = new LinkedBlockingQueue<>();
  private final FileChannel file;
  private final Optional<BareTree> tree;
  private final Thread writer;
  private volatile boolean closed;

  private static final class Write {
    final byte[] entry;

    /** Nothing where there is no tree. */
    final byte[] leaf;

    final CompletableFuture<Long> done = new CompletableFuture<>();

    Write(byte[] entry, byte[] leaf) {
      this.entry = entry;
      this.leaf = leaf;
    }
  }

  BareFile(Path path, Optional<BareTree> tree) throws IOException {
    this.tree = tree;
    file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    ByteBuffer zeros = ByteBuffer.allocateDirect(BUFFER);
    for (long at = 0; at < SIZE; at += BUFFER) {
      file.write(zeros.clear(), at);
    }
    file.force(true);
    writer = Thread.ofPlatform().daemon().name("bare-writer").start(this::write);
  }

  void append(byte[] entry) {
    Write write = new Write(entry, tree.isPresent() ? BareTree.leaf(entry) : NO_LEAF);
    queue.add(write);
    write.done.join();
  }

  private void write() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    List<Write> group = new ArrayList<>();
    long at = 0;
    try {
      while (!closed) {
        group.add(queue.take());
        queue.drainTo(group, 1000);
        buffer.clear();
        group.forEach(write -> buffer.put(write.entry));
        buffer.flip();
        if (at + buffer.limit() > SIZE) {
          at = 0;
        }
        at += file.write(buffer, at);
        file.force(false);
        for (Write write : group) {
          write.done.complete(at);
        }
        if (tree.isPresent()) {
          hash(tree.get(), group);
        }
        group.clear();
      }
    } catch (IOException e) {
      group.forEach(write -> write.done.completeExceptionally(e));
    } catch (InterruptedException _) {
      // closed
    }
  }

  private static void hash(BareTree tree, List<Write> group) throws IOException {
    for (Write write : group) {
      tree.add(write.entry, write.leaf);
    }
    tree.publish();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    writer.interrupt();
    try {
      writer.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    file.close();
    if (tree.isPresent()) {
      tree.get().close();
    }
  }
}
