package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * One file of the write-ahead log: written with zeros to its full size before its first use, so
 * that a later sync moves content only. When all its entries are published it may be used again,
 * under another salt, so that no frame of its earlier life is sound.
 *
 * <p>It starts with 64 bytes: magic (8), size of the file (8), first index (8), first batch (8),
 * first 16 bytes of the SHA-256 of the origin, salt (8), zero (4), CRC-32C of all that (4).
 *
 * @param path the file
 * @param size its size in bytes
 * @param firstIndex the index of its first entry
 * @param firstBatch no frame in it has a lower batch
 * @param salt starts the check sum of each frame
 */
record Segment(Path path, int size, long firstIndex, long firstBatch, long salt) {
  static final int HEADER = 64;
  static final String SUFFIX = ".segment";

  private static final long MAGIC = 0x57415244_4c4f4731L; // WARDLOG1
  private static final int ZEROS = 1 << 22;

  static Path path(Path directory, long firstIndex) {
    return directory.resolve(String.format(Locale.ROOT, "%020d%s", firstIndex, SUFFIX));
  }

  /** Writes a file of zeros, durably. */
  static void preallocate(Storage storage, Path path, int size) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(ZEROS, size));
    try (Storage.Writing file = storage.create(path)) {
      for (int at = 0; at < size; at += zeros.capacity()) {
        file.write(zeros.clear().limit(Math.min(zeros.capacity(), size - at)), at);
        file.sync();
      }
    }
  }

  /** Puts a durable copy of the file in its place. */
  void rewrite(Storage storage) throws IOException {
    Path copy = path.resolveSibling("unfinished");
    try (Storage.Reading content = storage.map(path);
        Storage.Writing file = storage.create(copy)) {
      file.write(content.bytes(), 0);
      file.sync();
    }
    storage.rename(copy, path);
  }

  ByteBuffer header(String origin) {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.putLong(MAGIC).putLong(size).putLong(firstIndex).putLong(firstBatch);
    header.put(originMark(origin)).putLong(salt).putInt(0);
    return header.putInt(Frame.crc(0, header.slice(0, HEADER - 4))).flip();
  }

  private static byte[] originMark(String origin) {
    return Arrays.copyOf(Hasher.sha256(origin.getBytes(StandardCharsets.UTF_8)), 16);
  }

  /** The content of a segment file, mapped for reading. Confined to the thread that opened it. */
  static final class Reader implements AutoCloseable {
    private final Storage.Reading content;
    private final ByteBuffer bytes;
    private final Segment segment;

    Reader(Storage storage, Path path, String origin) throws IOException, Malformed {
      content = storage.map(path);
      bytes = content.bytes();
      try {
        if (bytes.limit() < HEADER) {
          throw new Malformed("has " + bytes.limit() + " bytes");
        }
        byte[] mark = new byte[16];
        bytes.get(32, mark);
        if (bytes.getInt(HEADER - 4) != Frame.crc(0, bytes.slice(0, HEADER - 4))
            || bytes.getLong(0) != MAGIC
            || bytes.getLong(8) != bytes.limit()) {
          throw new Malformed("has a damaged header or a size other than it was made with");
        }
        if (!Arrays.equals(mark, originMark(origin))) {
          throw new Malformed("belongs to another log");
        }
        segment =
            new Segment(
                path, bytes.limit(), bytes.getLong(16), bytes.getLong(24), bytes.getLong(48));
        if (!path.equals(path(path.resolveSibling("."), segment.firstIndex).normalize())) {
          throw new Malformed("starts at entry " + segment.firstIndex);
        }
      } catch (RuntimeException | Malformed e) {
        content.close();
        throw e;
      }
    }

    Segment segment() {
      return segment;
    }

    Optional<Frame> frame(int offset) {
      return Frame.read(bytes, offset, segment.salt);
    }

    byte[] body(Frame frame) {
      return frame.body(bytes);
    }

    /** Whether nothing was ever written from here on: a zero, and each byte equal to the next. */
    boolean blankFrom(int offset) {
      int rest = bytes.limit() - offset;
      return rest == 0
          || (bytes.get(offset) == 0
              && bytes.slice(offset, rest - 1).mismatch(bytes.slice(offset + 1, rest - 1)) < 0);
    }

    /** The first sound frame of a batch later than this one, from the offset on. */
    Optional<Frame> laterBatch(int offset, long batch) {
      for (int at = offset; at + Frame.HEADER <= bytes.limit(); at += 8) {
        if (bytes.getLong(at + 8) > batch) {
          Optional<Frame> frame = frame(at);
          if (frame.isPresent()) {
            return frame;
          }
        }
      }
      return Optional.empty();
    }

    @Override
    public void close() {
      content.close();
    }
  }
}
