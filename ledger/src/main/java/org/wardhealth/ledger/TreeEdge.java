package org.wardhealth.ledger;

import java.io.IOException;

/**
 * The right edge of the Merkle tree, kept as its unfinished tiles: all that is needed to append, to
 * give the root, and to write the next tiles. Not thread-safe.
 *
 * <p>A tree of n entries is a row of complete subtrees whose sizes are the powers of two in n.
 * Eight bits of n at a time, those subtrees lie in the one unfinished tile of each level; so 8 KiB
 * a level hold the whole state of a log of any size. A tile that becomes full is handed out and
 * only its root goes up one level; a partial tile is never hashed into the level above.
 */
final class TreeEdge {
  /** Takes tiles as they are finished. */
  @FunctionalInterface
  interface TileSink {
    /** The sink may not keep the array. */
    void accept(TilePath path, byte[] hashes) throws IOException;
  }

  private final Hasher hasher = new Hasher();
  private final byte[][] edge = new byte[Tile.LEVELS][Tile.FULL_BYTES];
  private final int[] width = new int[Tile.LEVELS];
  private long size;

  /** The edge of the tree of this size, from its tiles. */
  static TreeEdge load(TileReader tiles, long size) throws IOException, Malformed {
    TreeEdge tree = new TreeEdge();
    tree.size = size;
    for (int level = 0; level < Tile.LEVELS; level++) {
      long hashes = Tile.hashes(level, size);
      tree.width[level] = (int) (hashes % Tile.WIDTH);
      if (tree.width[level] > 0) {
        byte[] tile = tiles.tile(level, hashes / Tile.WIDTH, tree.width[level]);
        System.arraycopy(tile, 0, tree.edge[level], 0, tile.length);
      }
    }
    return tree;
  }

  long size() {
    return size;
  }

  void add(Hash leaf, TileSink full) throws IOException {
    size++;
    Hash hash = leaf;
    for (int level = 0; ; level++) {
      hash.copyTo(edge[level], width[level] * Hash.LENGTH);
      if (++width[level] < Tile.WIDTH) {
        return;
      }
      long index = Tile.hashes(level, size) / Tile.WIDTH - 1;
      full.accept(TilePath.tile(level, index, Tile.WIDTH), edge[level]);
      hash = hasher.root(edge[level], 0, Tile.WIDTH);
      width[level] = 0;
    }
  }

  /** Hands out the partial tile of each level that has one. */
  void partials(TileSink sink) throws IOException {
    for (int level = 0; level < Tile.LEVELS; level++) {
      if (width[level] > 0) {
        byte[] tile = new byte[width[level] * Hash.LENGTH];
        System.arraycopy(edge[level], 0, tile, 0, tile.length);
        long index = Tile.hashes(level, size) / Tile.WIDTH;
        sink.accept(TilePath.tile(level, index, width[level]), tile);
      }
    }
  }

  Hash root() {
    if (size == 0) {
      return Hash.OF_NOTHING;
    }
    Hash root = Hash.OF_NOTHING;
    boolean first = true;
    for (int level = 0; level < Tile.LEVELS; level++) {
      for (int end = width[level]; end > 0; end &= end - 1) {
        int block = Integer.lowestOneBit(end);
        Hash subtree = hasher.root(edge[level], end - block, block);
        root = first ? subtree : Hash.ofChildren(subtree, root);
        first = false;
      }
    }
    return root;
  }
}
