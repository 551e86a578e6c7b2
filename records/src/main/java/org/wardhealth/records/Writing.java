package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** An output that is not finished: hashed as it is written, and durable once it is forced. */
final class Writing extends OutputStream {
  private final Path part;
  private final FileChannel channel;
  private final MessageDigest digest = Hashes.sha256();
  private long bytes;

  /**
   * Opens it.
   *
   * @param kept so many bytes that an earlier run wrote stay; what is behind them goes
   */
  Writing(Path part, long kept) throws IOException {
    this.part = part;
    channel =
        FileChannel.open(
            part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    channel.truncate(kept);
    channel.position(0);
    InputStream in = Channels.newInputStream(channel);
    byte[] buffer = new byte[1 << 16];
    for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
      bytes += read;
    }
    if (bytes != kept) {
      throw new IOException("an unfinished output is shorter than its journal says");
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] from, int at, int length) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(from, at, length);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
    digest.update(from, at, length);
    bytes += length;
  }

  /** Makes what was written survive a loss of power. */
  void force() throws IOException {
    channel.force(true);
  }

  /** Forces it and gives it its name. */
  void finish(Path file) throws IOException {
    force();
    channel.close();
    DurableFile.directories(DurableFile.parent(file));
    DurableFile.move(part, file);
  }

  long bytes() {
    return bytes;
  }

  /** Hash of all that was written; the last thing that is asked. */
  String sha256() {
    return Hashes.hex(digest);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
