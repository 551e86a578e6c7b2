package org.wardhealth.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The least that a transparency log does with an entry besides making it durable: its leaf hash and
 * the hashes of the tree above it (RFC 6962), and a second copy, with the leaf hash, for those who
 * verify, synced once a second. No frame, no checksum, no tile of its own size, no signature.
 */
final class BareTree implements AutoCloseable {
  private static final int SIZE = 64 << 20;
  private static final int BUFFER = 1 << 20;
  private static final int HASH = 32;
  private static final long SYNC_NANOS = Duration.ofSeconds(1).toNanos();

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final MessageDigest digest = sha256();

  /** The roots of the full subtrees so far, the smallest first. */
  private final Deque<byte[]> roots = new ArrayDeque<>();

  private long entries;
  private long at;
  private long synced = System.nanoTime();

  BareTree(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Of one entry; each writer computes its own. */
  static byte[] leaf(byte[] entry) {
    MessageDigest digest = sha256();
    digest.update((byte) 0);
    return digest.digest(entry);
  }

  /** The next entry. By one thread. */
  void add(byte[] entry, byte[] leaf) throws IOException {
    byte[] hash = leaf;
    for (long full = entries++; (full & 1) != 0; full >>= 1) {
      digest.update((byte) 1);
      digest.update(roots.pop());
      hash = digest.digest(hash);
    }
    roots.push(hash);
    if (buffer.remaining() < entry.length + HASH) {
      write();
    }
    buffer.put(entry).put(leaf);
  }

  /** To be called after each group: syncs when the last time was a second ago. */
  void publish() throws IOException {
    if (System.nanoTime() - synced >= SYNC_NANOS) {
      write();
      file.force(false);
      synced = System.nanoTime();
    }
  }

  private void write() throws IOException {
    buffer.flip();
    if (at + buffer.limit() > SIZE) {
      at = 0;
    }
    at += file.write(buffer, at);
    buffer.clear();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
