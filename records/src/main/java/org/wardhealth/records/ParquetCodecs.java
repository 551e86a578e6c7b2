package org.wardhealth.records;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** The compressions of pages that Ward reads and writes. */
final class ParquetCodecs implements CompressionCodecFactory {
  /** A page that says it is longer is not unpacked. */
  private static final int LONGEST_PAGE = 256 << 20;

  static boolean knows(CompressionCodecName name) {
    return switch (name) {
      case UNCOMPRESSED, SNAPPY, GZIP, ZSTD -> true;
      case LZO, BROTLI, LZ4, LZ4_RAW -> false;
    };
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    return new Codec(name);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    return new Codec(name);
  }

  @Override
  public void release() {}

  private record Codec(CompressionCodecName name)
      implements BytesInputCompressor, BytesInputDecompressor {
    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
      return switch (name) {
        case UNCOMPRESSED -> bytes;
        case SNAPPY -> BytesInput.from(Snappy.compress(plain(bytes)));
        case ZSTD -> BytesInput.from(Zstd.compress(plain(bytes)));
        case GZIP -> {
          ByteArrayOutputStream packed = new ByteArrayOutputStream();
          try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            bytes.writeAllTo(out);
          }
          yield BytesInput.from(packed.toByteArray());
        }
        case LZO, BROTLI, LZ4, LZ4_RAW -> throw unknown();
      };
    }

    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      if (size < 0 || size > LONGEST_PAGE) {
        throw new IllegalArgumentException("a page of " + size + " bytes");
      }
      byte[] packed = plain(bytes);
      byte[] plain =
          switch (name) {
            case UNCOMPRESSED -> packed;
            case SNAPPY -> snappy(packed, size);
            case ZSTD -> zstd(packed, size);
            case GZIP -> gzip(packed, size);
            case LZO, BROTLI, LZ4, LZ4_RAW -> throw unknown();
          };
      if (plain.length != size) {
        throw new IllegalArgumentException("a page is not as long as it says");
      }
      return BytesInput.from(plain);
    }

    private static byte[] plain(BytesInput bytes) throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream(Math.toIntExact(bytes.size()));
      bytes.writeAllTo(all);
      return all.toByteArray();
    }

    private static byte[] snappy(byte[] packed, int size) throws IOException {
      if (Snappy.uncompressedLength(packed) != size) {
        throw new IllegalArgumentException("a page is not as long as it says");
      }
      return Snappy.uncompress(packed);
    }

    private static byte[] zstd(byte[] packed, int size) {
      try {
        return Zstd.decompress(packed, size);
      } catch (ZstdException e) {
        throw new IllegalArgumentException("a page cannot be unpacked", e);
      }
    }

    private static byte[] gzip(byte[] packed, int size) throws IOException {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
        return in.readNBytes(size + 1);
      }
    }

    @Override
    public void decompress(ByteBuffer in, int packed, ByteBuffer out, int size) throws IOException {
      byte[] bytes = new byte[packed];
      in.get(bytes);
      out.put(plain(decompress(BytesInput.from(bytes), size)));
      out.flip();
    }

    private IllegalArgumentException unknown() {
      return new IllegalArgumentException("the compression " + name);
    }

    @Override
    public CompressionCodecName getCodecName() {
      return name;
    }

    @Override
    public void release() {}
  }
}
