package org.wardhealth.records;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A stream that Parquet can read from its end. */
final class ParquetInput implements InputFile {
  /** Reading failed; nothing is wrong with the bytes. */
  static final class Failed extends IOException {
    @java.io.Serial private static final long serialVersionUID = 1;

    Failed(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Bytes at places. */
  private interface Bytes {
    /** At least one byte, as many as fit; -1 at the end. */
    int read(long at, ByteBuffer into) throws IOException;
  }

  private final Bytes bytes;
  private final long length;

  private ParquetInput(Bytes bytes, long length) {
    this.bytes = bytes;
    this.length = length;
  }

  /** A file as it lies; anything else in memory. */
  static ParquetInput of(InputStream in) throws IOException, MalformedRecord {
    if (in instanceof FileInputStream file) {
      FileChannel channel = file.getChannel();
      return new ParquetInput((at, into) -> read(channel, at, into), channel.size());
    }
    byte[] all = in.readNBytes(ParquetFormat.MOST_IN_MEMORY + 1);
    if (all.length > ParquetFormat.MOST_IN_MEMORY) {
      throw new MalformedRecord(
          0, "a Parquet table of this size is read from a file only, not from a stream");
    }
    return new ParquetInput((at, into) -> copy(all, at, into), all.length);
  }

  private static int read(FileChannel channel, long at, ByteBuffer into) throws IOException {
    try {
      return channel.read(into, at);
    } catch (IOException e) {
      throw new Failed(e);
    }
  }

  private static int copy(byte[] all, long at, ByteBuffer into) {
    if (at >= all.length) {
      return -1;
    }
    int count = (int) Math.min(into.remaining(), all.length - at);
    into.put(all, (int) at, count);
    return count;
  }

  @Override
  public long getLength() {
    return length;
  }

  @Override
  public SeekableInputStream newStream() {
    return new Stream(bytes);
  }

  private static final class Stream extends SeekableInputStream {
    private final Bytes bytes;
    private long at;

    Stream(Bytes bytes) {
      this.bytes = bytes;
    }

    @Override
    public long getPos() {
      return at;
    }

    @Override
    public void seek(long to) {
      at = to;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
      return read(ByteBuffer.wrap(into, from, count));
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      if (!into.hasRemaining()) {
        return 0;
      }
      int read = bytes.read(at, into);
      at += Math.max(0, read);
      return read;
    }

    @Override
    public void readFully(byte[] into) throws IOException {
      readFully(ByteBuffer.wrap(into));
    }

    @Override
    public void readFully(byte[] into, int from, int count) throws IOException {
      readFully(ByteBuffer.wrap(into, from, count));
    }

    @Override
    public void readFully(ByteBuffer into) throws IOException {
      while (into.hasRemaining()) {
        if (read(into) < 0) {
          throw new EOFException("the file ends early");
        }
      }
    }
  }
}
