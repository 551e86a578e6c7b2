package org.wardhealth.server.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.wardhealth.ledger.Hash;
import org.wardhealth.ledger.InclusionProof;

/**
 * A full bundle of entries under a root: 256 entries with one proof, because the lower part of the
 * proof of the first is computed from the others.
 */
final class SoundBundle {
  /** Entries of a full bundle, as C2SP tlog-tiles has it. */
  static final int WIDTH = 256;

  private static final int HEIGHT = 8;
  private static final byte NODE = 1;

  private SoundBundle() {}

  /**
   * Whether these entries lead to the root.
   *
   * @param entries all of the bundle
   * @param first the proof of the first of them; of its path only what is above the bundle is
   *     believed, and that as far as it leads to the root
   */
  static boolean leads(List<byte[]> entries, InclusionProof first, Hash root) {
    if (entries.size() != WIDTH || first.path().size() < HEIGHT) {
      return false;
    }
    List<Hash> row = entries.stream().map(Hash::ofEntry).toList();
    Hash leaf = row.getFirst();
    List<Hash> path = new ArrayList<>();
    while (row.size() > 1) {
      path.add(row.get(1));
      row = parents(row);
    }
    path.addAll(first.path().subList(HEIGHT, first.path().size()));
    return new InclusionProof(first.index(), first.size(), path).proves(leaf, root);
  }

  private static List<Hash> parents(List<Hash> row) {
    List<Hash> parents = new ArrayList<>(row.size() / 2);
    MessageDigest digest = sha256();
    for (int i = 0; i < row.size(); i += 2) {
      digest.update(NODE);
      digest.update(row.get(i).bytes());
      digest.update(row.get(i + 1).bytes());
      parents.add(Hash.of(digest.digest()));
    }
    return parents;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
