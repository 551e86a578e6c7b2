package org.wardhealth.ledger;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A file by which anybody can check, offline, that an entry is in a log (C2SP tlog-proof): the
 * place of the entry, the path to the root, and the checkpoint with its signatures and
 * cosignatures.
 *
 * <p>Ward puts the entry itself into the field {@code extra}, so that one file is enough. The
 * format does not authenticate that field, and nothing here trusts it: it becomes believable only
 * because its hash leads to the signed root. Before {@link #verify} returned, nothing in the file
 * means anything.
 */
public final class TlogProof {
  private static final String HEADER = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final int MAX_BYTES = 4 << 20;

  private final Optional<byte[]> extra;
  private final long index;
  private final List<Hash> path;
  private final byte[] checkpoint;

  private TlogProof(Optional<byte[]> extra, long index, List<Hash> path, byte[] checkpoint) {
    this.extra = extra;
    this.index = index;
    this.path = List.copyOf(path);
    this.checkpoint = checkpoint;
  }

  /** What was verified: nothing but {@link TlogProof#verify} makes one. */
  public static final class Verified {
    private final CosignedCheckpoint checkpoint;
    private final long index;
    private final byte[] entry;

    private Verified(CosignedCheckpoint checkpoint, long index, byte[] entry) {
      this.checkpoint = checkpoint;
      this.index = index;
      this.entry = entry;
    }

    /** What the log and its witnesses signed. */
    public CosignedCheckpoint checkpoint() {
      return checkpoint;
    }

    /** The place of the entry. */
    public long index() {
      return index;
    }

    /** The entry. */
    public byte[] entry() {
      return entry.clone();
    }
  }

  static TlogProof of(Optional<byte[]> entry, long index, List<Hash> path, byte[] checkpoint) {
    return new TlogProof(entry.map(byte[]::clone), index, path, checkpoint.clone());
  }

  /**
   * Reads a proof; it proves nothing yet.
   *
   * @throws VerificationFailure.BadContent if it does not follow the format
   */
  public static TlogProof parse(byte[] file) throws VerificationFailure.BadContent {
    try {
      if (file.length > MAX_BYTES) {
        throw new Malformed("it has " + file.length + " bytes, limit " + MAX_BYTES);
      }
      Lines lines = Lines.parse(file, 3 + Lines.MAX_HASHES);
      List<String> head = lines.head();
      if (head.isEmpty() || !head.getFirst().equals(HEADER)) {
        throw new Malformed("the first line is not " + HEADER);
      }
      int at = 1;
      Optional<byte[]> extra = Optional.empty();
      if (at < head.size() && head.get(at).startsWith(EXTRA)) {
        extra = Optional.of(Base64Text.decode(head.get(at).substring(EXTRA.length())));
        at++;
      }
      if (at == head.size()) {
        throw new Malformed("the line of the index is missing");
      }
      long index = Lines.number(head.get(at), "index");
      List<Hash> path = Lines.hashes(head.subList(at + 1, head.size()));
      SignedNote.parse(lines.rest());
      return new TlogProof(extra, index, path, lines.rest());
    } catch (Malformed e) {
      throw new VerificationFailure.BadContent("not a proof: " + e.getMessage());
    }
  }

  /** The file. */
  public byte[] bytes() {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    extra.ifPresent(bytes -> text.append(EXTRA).append(Base64Text.encode(bytes)).append('\n'));
    text.append("index ").append(index).append('\n');
    path.forEach(hash -> text.append(hash).append('\n'));
    text.append('\n');
    return Ed25519.concat(text.toString().getBytes(StandardCharsets.UTF_8), checkpoint);
  }

  /** What somebody put beside the proof; by Ward, the entry. Not authenticated. */
  public Optional<byte[]> unauthenticatedExtra() {
    return extra.map(byte[]::clone);
  }

  /**
   * Returns if the policy accepts the checkpoint, and the entry stands in its tree at the index of
   * the proof.
   *
   * @param entry the whole entry
   * @param policy whom to believe, known by another way than from the log
   */
  public Verified verify(byte[] entry, TrustPolicy policy) throws VerificationFailure {
    CosignedCheckpoint accepted = policy.verify(checkpoint);
    Checkpoint head = accepted.checkpoint();
    if (!new InclusionProof(index, head.size(), path).proves(Hash.ofEntry(entry), head.root())) {
      throw new VerificationFailure.BadContent(
          "the path does not lead from the entry at index " + index + " to the signed root");
    }
    return new Verified(accepted, index, entry.clone());
  }
}
