package org.wardhealth.records;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A {@link Source} that is read, unpacked where it is gzip. Every error of reading is an {@link
 * Unreadable}, so that it is not taken for one of writing.
 */
final class Reading extends InputStream {
  private static final int BUFFER = 1 << 16;

  /** A source that cannot be read; the message is a reason without content. */
  static final class Unreadable extends IOException {
    @Serial private static final long serialVersionUID = 1;

    Unreadable(String reason) {
      super(reason);
    }
  }

  private final InputStream raw;
  private final InputStream in;
  private final MessageDigest digest = Hashes.sha256();
  private final boolean zipped;
  private final byte[] head;

  Reading(Source source, Progress progress) throws Unreadable {
    try {
      raw = new BufferedInputStream(new Counted(source, progress), BUFFER);
      raw.mark(2);
      zipped = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      in = new BufferedInputStream(zipped ? new Members(new Position(raw)) : raw, BUFFER);
      in.mark(Formats.HEAD_BYTES);
      head = in.readNBytes(Formats.HEAD_BYTES);
      in.reset();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The bytes that a format is recognised by. */
  byte[] head() {
    return head.clone();
  }

  /** Whether the source is gzip. */
  boolean zipped() {
    return zipped;
  }

  /** The hash of the source as it lies on disk, which is read to its end for it. */
  String sha256() throws Unreadable {
    try {
      in.transferTo(OutputStream.nullOutputStream());
      raw.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw unreadable(e);
    }
    return Hashes.hex(digest);
  }

  @Override
  public int read() throws Unreadable {
    try {
      return in.read();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws Unreadable {
    try {
      return in.read(bytes, from, length);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static Unreadable unreadable(IOException e) {
    return new Unreadable(
        switch (e) {
          case Unreadable known -> String.valueOf(known.getMessage());
          case ZipException gone -> "damaged gzip";
          case EOFException gone -> "gzip that ends too early";
          case AccessDeniedException gone -> "its permissions forbid reading it";
          case NoSuchFileException gone -> "it is no longer there";
          default -> "it cannot be read (" + e.getClass().getSimpleName() + ")";
        });
  }

  /** Counts the bytes that were read. */
  private static final class Position extends FilterInputStream {
    private long at;

    Position(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      at += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      at += Math.max(0, read);
      return read;
    }
  }

  /**
   * Gzip of one member or more. The JDK takes a damaged head of a member for the end of the file;
   * here whatever stands behind the last whole member is damage.
   */
  private static final class Members extends GZIPInputStream {
    /** The bytes behind a member's data. */
    private static final int TRAILER = 8;

    private final Position raw;
    private long filled;

    Members(Position raw) throws IOException {
      super(raw, BUFFER);
      this.raw = raw;
    }

    @Override
    protected void fill() throws IOException {
      super.fill();
      filled = raw.at;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      if (read < 0 && isMore()) {
        throw new ZipException();
      }
      return read;
    }

    private boolean isMore() throws IOException {
      int left = inf.getRemaining();
      return left > TRAILER || raw.at > filled + TRAILER - left || raw.read() >= 0;
    }
  }

  private final class Counted extends FilterInputStream {
    private final Progress progress;

    Counted(Source source, Progress progress) throws IOException {
      super(Files.newInputStream(source.path()));
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      if (read > 0) {
        digest.update(bytes, from, read);
        progress.read(read);
      }
      return read;
    }

    @Override
    public long skip(long n) throws IOException {
      throw new IOException("every byte is hashed, none is skipped");
    }
  }
}
