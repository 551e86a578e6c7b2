package org.wardhealth.ledger;

/** The shape of a tile (C2SP tlog-tiles): up to 256 hashes, eight levels of the tree. */
final class Tile {
  /** Hashes in a full tile, and entries in a full bundle. */
  static final int WIDTH = 256;

  /** Levels of the tree that a tile spans. */
  static final int HEIGHT = 8;

  /** Bytes of a full tile. */
  static final int FULL_BYTES = WIDTH * Hash.LENGTH;

  /** Levels that a tree of less than 2^63 entries can have. */
  static final int LEVELS = 8;

  private Tile() {}

  /** How many hashes the level has in all, in a tree of this size. */
  static long hashes(int level, long size) {
    return size >>> (HEIGHT * level);
  }

  /** How many hashes or entries the path's level has in all, in a tree of this size. */
  static long hashes(TilePath path, long size) {
    return path.level() < LEVELS ? hashes(path.level(), size) : 0;
  }

  /** The width of the tile at the level in a tree of this size: 0 if it is not there. */
  static int width(int level, long index, long size) {
    return Math.clamp(hashes(level, size) - index * WIDTH, 0, WIDTH);
  }
}
