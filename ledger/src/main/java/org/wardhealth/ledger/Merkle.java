package org.wardhealth.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Proofs over the Merkle tree of RFC 6962: how to make them from the hashes of complete subtrees
 * (section 2.1), and how to check them (RFC 9162, sections 2.1.3.2 and 2.1.4.2).
 *
 * <p>The checks take sizes and indexes as unsigned numbers, so that a hostile 2^64-1 is compared
 * and refused like any other. Each check ends with "nothing is left of the size" and each begins
 * with its range; a verifier without these two accepts the right root for the wrong place.
 */
final class Merkle {
  /** Gives the hash of a complete, aligned subtree. */
  @FunctionalInterface
  interface Subtrees {
    Hash hash(int height, long index) throws IOException, Malformed;
  }

  private Merkle() {}

  static boolean includes(Hash root, long size, Hash leaf, long index, List<Hash> path) {
    if (Long.compareUnsigned(index, size) >= 0) {
      return false;
    }
    long node = index;
    long last = size - 1;
    Hash hash = leaf;
    for (Hash sibling : path) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        hash = Hash.ofChildren(sibling, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        hash = Hash.ofChildren(hash, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && hash.equals(root);
  }

  static boolean extendsTo(
      Hash oldRoot, long oldSize, Hash newRoot, long newSize, List<Hash> path) {
    if (oldSize == 0 || Long.compareUnsigned(oldSize, newSize) > 0) {
      return false;
    }
    if (oldSize == newSize) {
      return path.isEmpty() && oldRoot.equals(newRoot);
    }
    if (path.isEmpty()) {
      return false;
    }
    long node = oldSize - 1;
    long last = newSize - 1;
    while ((node & 1) == 1) {
      node >>>= 1;
      last >>>= 1;
    }
    boolean completeOldTree = Long.bitCount(oldSize) == 1;
    Hash first = completeOldTree ? oldRoot : path.getFirst();
    Hash oldHash = first;
    Hash newHash = first;
    for (Hash sibling : completeOldTree ? path : path.subList(1, path.size())) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        oldHash = Hash.ofChildren(sibling, oldHash);
        newHash = Hash.ofChildren(sibling, newHash);
        while ((node & 1) == 0 && node != 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        newHash = Hash.ofChildren(newHash, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && oldHash.equals(oldRoot) && newHash.equals(newRoot);
  }

  static List<Hash> inclusionPath(long index, long size, Subtrees subtrees)
      throws IOException, Malformed {
    List<Hash> path = new ArrayList<>();
    addInclusion(index, 0, size, subtrees, path);
    return path;
  }

  static List<Hash> consistencyPath(long oldSize, long newSize, Subtrees subtrees)
      throws IOException, Malformed {
    List<Hash> path = new ArrayList<>();
    if (oldSize < newSize) {
      addConsistency(oldSize, 0, newSize, true, subtrees, path);
    }
    return path;
  }

  private static void addInclusion(
      long index, long from, long to, Subtrees subtrees, List<Hash> path)
      throws IOException, Malformed {
    if (to - from == 1) {
      return;
    }
    long split = split(from, to);
    if (index < split) {
      addInclusion(index, from, split, subtrees, path);
      path.add(range(split, to, subtrees));
    } else {
      addInclusion(index, split, to, subtrees, path);
      path.add(range(from, split, subtrees));
    }
  }

  private static void addConsistency(
      long oldEnd, long from, long to, boolean wholeOldTree, Subtrees subtrees, List<Hash> path)
      throws IOException, Malformed {
    if (oldEnd == to) {
      if (!wholeOldTree) {
        path.add(range(from, to, subtrees));
      }
      return;
    }
    long split = split(from, to);
    if (oldEnd <= split) {
      addConsistency(oldEnd, from, split, wholeOldTree, subtrees, path);
      path.add(range(split, to, subtrees));
    } else {
      addConsistency(oldEnd, split, to, false, subtrees, path);
      path.add(range(from, split, subtrees));
    }
  }

  /** The hash over the entries from one index to another, as RFC 6962 nests them. */
  static Hash range(long from, long to, Subtrees subtrees) throws IOException, Malformed {
    long count = to - from;
    if (Long.bitCount(count) == 1) {
      int height = Long.numberOfTrailingZeros(count);
      return subtrees.hash(height, from >>> height);
    }
    long split = split(from, to);
    return Hash.ofChildren(range(from, split, subtrees), range(split, to, subtrees));
  }

  private static long split(long from, long to) {
    return from + Long.highestOneBit(to - from - 1);
  }
}
