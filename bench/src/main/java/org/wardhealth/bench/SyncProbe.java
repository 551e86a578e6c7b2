package org.wardhealth.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the disk itself asks for durability: write and fdatasync in a preallocated file, twice, as
 * an exchange does.
 */
final class SyncProbe {
  private static final int FILE_BYTES = 4 << 20;
  private static final int WRITE_BYTES = 512;
  private static final int ROUNDS = 200;

  private SyncProbe() {}

  /** The times of two writes of 512 bytes, each with its fdatasync, one after the other. */
  static Times twoSyncs(Path directory) throws IOException {
    Path file = Files.createTempFile(directory, "sync", ".probe");
    Times times = new Times();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      write(channel, ByteBuffer.allocate(FILE_BYTES), 0);
      channel.force(true);
      for (int round = 0; round < ROUNDS; round++) {
        long begin = System.nanoTime();
        for (int i = 0; i < 2; i++) {
          long position = (long) (2 * round + i) * WRITE_BYTES;
          write(channel, ByteBuffer.allocate(WRITE_BYTES).putInt(0, round), position);
          channel.force(false);
        }
        times.add(System.nanoTime() - begin);
      }
    } finally {
      Files.delete(file);
    }
    return times;
  }

  private static void write(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes, position + bytes.position());
    }
  }
}
