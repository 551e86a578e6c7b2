package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every tree of up to 130 entries, against the recursive definition of RFC 6962, section 2.1. */
class MerkleProofTest {
  private static final int MAX = 130;
  private static final List<Hash> LEAVES = leaves();

  @Test
  void theEdgeGivesTheRootOfTheDefinitionAtEverySize() throws Exception {
    TreeEdge tree = new TreeEdge();
    assertThat(tree.root()).isEqualTo(Hash.OF_NOTHING);
    for (int size = 1; size <= MAX; size++) {
      tree.add(LEAVES.get(size - 1), (path, hashes) -> {});
      assertThat(tree.root()).isEqualTo(root(0, size));
    }
  }

  @Test
  void everyInclusionProofIsAcceptedAndNoSingleChangeOfItIs() throws Exception {
    for (int size = 1; size <= MAX; size++) {
      Hash root = root(0, size);
      for (int index = 0; index < size; index++) {
        List<Hash> path = Merkle.inclusionPath(index, size, MerkleProofTest::subtree);
        InclusionProof proof = new InclusionProof(index, size, path);
        Hash leaf = LEAVES.get(index);
        assertThat(proof.proves(leaf, root)).isTrue();
        assertThat(proof.proves(flip(leaf), root)).isFalse();
        assertThat(proof.proves(leaf, flip(root))).isFalse();
        for (List<Hash> wrong : changes(path)) {
          assertThat(new InclusionProof(index, size, wrong).proves(leaf, root)).isFalse();
        }
        for (long other : List.of(index - 1L, index + 1L, index ^ 2L, (long) size, -1L)) {
          if (other != index) {
            assertThat(new InclusionProof(other, size, path).proves(leaf, root))
                .as("index %d of %d shown as %d", index, size, other)
                .isFalse();
          }
        }
        for (long other : List.of(0L, (long) index, -1L)) {
          assertThat(new InclusionProof(index, other, path).proves(leaf, root)).isFalse();
        }
      }
    }
  }

  @Test
  void everyConsistencyProofIsAcceptedAndNoSingleChangeOfItIs() throws Exception {
    for (int newSize = 1; newSize <= MAX; newSize++) {
      Hash newRoot = root(0, newSize);
      for (int oldSize = 1; oldSize <= newSize; oldSize++) {
        Hash oldRoot = root(0, oldSize);
        List<Hash> path = Merkle.consistencyPath(oldSize, newSize, MerkleProofTest::subtree);
        ConsistencyProof proof = new ConsistencyProof(oldSize, newSize, path);
        assertThat(proof.proves(oldRoot, newRoot)).isTrue();
        assertThat(proof.proves(flip(oldRoot), newRoot)).isFalse();
        assertThat(proof.proves(oldRoot, flip(newRoot))).isFalse();
        for (List<Hash> wrong : changes(path)) {
          assertThat(new ConsistencyProof(oldSize, newSize, wrong).proves(oldRoot, newRoot))
              .isFalse();
        }
        assertThat(new ConsistencyProof(0, newSize, path).proves(oldRoot, newRoot)).isFalse();
        assertThat(new ConsistencyProof(-1, newSize, path).proves(oldRoot, newRoot)).isFalse();
      }
    }
  }

  @Test
  void aProofInALogOfTenMillionHasAtMost24Hashes() throws Exception {
    List<Hash> path = Merkle.inclusionPath(9_999_999, 10_000_000, (height, at) -> LEAVES.get(0));
    assertThat(path).hasSizeLessThanOrEqualTo(24);
  }

  private static List<Hash> leaves() {
    List<Hash> leaves = new ArrayList<>();
    for (int i = 0; i < MAX; i++) {
      leaves.add(Hash.ofEntry(TestLog.entry(i)));
    }
    return leaves;
  }

  private static Hash subtree(int height, long index) {
    return root((int) (index << height), (int) ((index + 1) << height));
  }

  private static Hash root(int from, int to) {
    if (to - from == 1) {
      return LEAVES.get(from);
    }
    int split = from + Integer.highestOneBit(to - from - 1);
    return Hash.ofChildren(root(from, split), root(split, to));
  }

  /** One hash changed, the first or last removed, one added at either end, two swapped. */
  private static List<List<Hash>> changes(List<Hash> path) {
    List<List<Hash>> changes = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      List<Hash> flipped = new ArrayList<>(path);
      flipped.set(i, flip(path.get(i)));
      changes.add(flipped);
    }
    if (!path.isEmpty()) {
      changes.add(path.subList(1, path.size()));
      changes.add(path.subList(0, path.size() - 1));
    }
    if (path.size() > 1) {
      List<Hash> swapped = new ArrayList<>(path);
      swapped.addFirst(swapped.remove(1));
      changes.add(swapped);
    }
    List<Hash> longer = new ArrayList<>(path);
    longer.add(LEAVES.get(0));
    changes.add(longer);
    changes.add(longer.reversed());
    return changes;
  }

  private static Hash flip(Hash hash) {
    byte[] bytes = hash.bytes();
    bytes[7] ^= 4;
    return Hash.of(bytes);
  }
}
