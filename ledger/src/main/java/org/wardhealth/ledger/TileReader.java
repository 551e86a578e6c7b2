package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads published tiles and entry bundles. It checks their form, not their truth: what it returns
 * is only as good as what the caller compares it with.
 */
final class TileReader {
  private final Storage storage;
  private final Path directory;

  TileReader(Storage storage, Path directory) {
    this.storage = storage;
    this.directory = directory;
  }

  /**
   * The first {@code width} hashes of a tile. A partial tile that was removed is taken from the
   * full tile that replaced it.
   */
  byte[] tile(int level, long index, int width) throws IOException, Malformed {
    TilePath path = TilePath.tile(level, index, width);
    Read read = read(path);
    int expected = read.path.width() * Hash.LENGTH;
    if (read.bytes.length != expected) {
      throw new Malformed(read.path + " has " + read.bytes.length + " bytes, expected " + expected);
    }
    return Arrays.copyOf(read.bytes, width * Hash.LENGTH);
  }

  /** The first {@code width} entries of a bundle; see {@link #tile}. */
  EntryBundle bundle(long index, int width) throws IOException, Malformed {
    Read read = read(TilePath.bundle(index, width));
    try {
      EntryBundle all = EntryBundle.parse(read.bytes, read.path.width());
      return all.width() == width ? all : EntryBundle.prefix(read.bytes, width);
    } catch (Malformed e) {
      throw new Malformed(read.path + ": " + e.getMessage());
    }
  }

  /** The hash of the complete subtree of 2^height entries, in a tree of this size. */
  Hash subtree(int height, long index, long size) throws IOException, Malformed {
    int level = height / Tile.HEIGHT;
    int within = height % Tile.HEIGHT;
    long first = index << within;
    long tileIndex = first / Tile.WIDTH;
    byte[] tile = tile(level, tileIndex, Tile.width(level, tileIndex, size));
    return new Hasher().root(tile, (int) (first % Tile.WIDTH), 1 << within);
  }

  private Read read(TilePath path) throws IOException {
    try {
      return new Read(path, storage.read(path.in(directory)));
    } catch (NoSuchFileException e) {
      if (!path.partial()) {
        throw e;
      }
      try {
        return new Read(path.full(), storage.read(path.full().in(directory)));
      } catch (NoSuchFileException _) {
        throw e;
      }
    }
  }

  private static final class Read {
    final TilePath path;
    final byte[] bytes;

    Read(TilePath path, byte[] bytes) {
      this.path = path;
      this.bytes = bytes;
    }
  }
}
