package org.wardhealth.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** The physical limit of a durable append: one preallocated file, one fdatasync for each group. */
final class BareFile implements AutoCloseable {
  private static final int SIZE = 64 << 20;
  private static final int BUFFER = 1 << 20;

  private final BlockingQueue<Write> queue = new LinkedBlockingQueue<>();
  private final FileChannel file;
  private final Thread writer;
  private volatile boolean closed;

  private static final class Write {
    final byte[] entry;
    final CompletableFuture<Long> done = new CompletableFuture<>();

    Write(byte[] entry) {
      this.entry = entry;
    }
  }

  BareFile(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    ByteBuffer zeros = ByteBuffer.allocateDirect(BUFFER);
    for (long at = 0; at < SIZE; at += BUFFER) {
      file.write(zeros.clear(), at);
    }
    file.force(true);
    writer = Thread.ofPlatform().daemon().name("bare-writer").start(this::write);
  }

  void append(byte[] entry) {
    Write write = new Write(entry);
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
        group.clear();
      }
    } catch (IOException e) {
      group.forEach(write -> write.done.completeExceptionally(e));
    } catch (InterruptedException _) {
      // closed
    }
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
  }
}
