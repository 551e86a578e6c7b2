package org.wardhealth.server.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.wardhealth.ledger.Checkpoint;
import org.wardhealth.ledger.Hash;
import org.wardhealth.ledger.InclusionProof;
import org.wardhealth.ledger.LedgerException;
import org.wardhealth.ledger.LogDirectory;
import org.wardhealth.ledger.Succession;
import org.wardhealth.ledger.TilePath;
import org.wardhealth.ledger.TlogProof;
import org.wardhealth.ledger.TreeHead;
import org.wardhealth.ledger.VerificationKey;
import tools.jackson.databind.JsonNode;

/**
 * The logs of this node, for whoever reads them while {@link Audit} writes the last one.
 *
 * <p>Entries are called by their number, as there. What is handed out lies on disk as it is handed
 * out, each entry compared with its leaf hash: that is no proof yet, and no signature is looked at.
 */
public final class NodeLogs {
  private static final String NOT_UNDER_ROOT =
      "they do not lead to the root that was signed. One of them was changed, or a hash on their"
          + " way: 'ward ledger verify' finds it.";

  private final Path home;
  private final String node;
  private final Succession logs;

  /**
   * Those of one node.
   *
   * @param node the origin of its first log
   */
  NodeLogs(Path home, String node, Succession logs) {
    this.home = home;
    this.node = node;
    this.logs = logs;
  }

  /** A log of this node, and what its checkpoint says. */
  record At(Path directory, long first, Checkpoint head, List<VerificationKey> keys) {
    boolean holds(long number) {
      return number >= first && number < first + head.size();
    }
  }

  /** How many logs there are; the last one is written. */
  public int count() {
    return logs.logs().ended().size() + 1;
  }

  /** The origin of the log with a number, from 1; also of the one that will be next. */
  public String origin(int log) {
    return NodeLog.origin(node, log);
  }

  /**
   * The last checkpoint of a log, with the cosignatures that came so far.
   *
   * @param log from 1; nothing if there is none
   * @throws AuditUnavailable if it cannot be read
   */
  public Optional<byte[]> checkpoint(int log) {
    Succession.Logs now = logs.logs();
    if (log == now.ended().size() + 1) {
      return Optional.of(now.ledger().checkpointFile());
    }
    return log < 1 || log > now.ended().size()
        ? Optional.empty()
        : Optional.of(files(now.ended().get(log - 1).directory()).checkpoint());
  }

  /**
   * How many entries a log has below its checkpoint, the number of the first of them, and how many
   * of them it gave up.
   *
   * @param log from 1 to {@link #count}
   */
  public Extent extent(int log) {
    At at = all(logs.logs()).get(log - 1);
    long minimum = log < count() ? minimum(at.directory()) : 0;
    return new Extent(at.first(), at.head().size(), minimum);
  }

  /**
   * Where a log stands among the numbers of a node.
   *
   * @param minimum how many of its oldest entries were given up
   */
  public record Extent(long first, long size, long minimum) {}

  /** Logs that have ended, the oldest first. */
  List<Succession.Ended> ended() {
    return logs.logs().ended();
  }

  /** How many of its oldest entries the log in a directory gave up. */
  static long minimum(Path directory) {
    try {
      return new LogDirectory(directory).pruned().map(TreeHead::size).orElse(0L);
    } catch (IOException | LedgerException e) {
      throw new AuditUnavailable("The ledger cannot be read: " + e.getMessage(), e);
    }
  }

  /** What logs gave up by their own word, of which no published entry of a newer one says so. */
  List<TreeHead> unsaid() throws IOException {
    List<TreeHead> unsaid = new ArrayList<>();
    List<At> newer = new ArrayList<>(all(logs.logs()));
    while (newer.size() > 1) {
      Optional<TreeHead> gone = new LogDirectory(newer.removeFirst().directory()).pruned();
      if (gone.isPresent() && !isSaid(gone.get(), newer)) {
        unsaid.add(gone.get());
      }
    }
    return unsaid;
  }

  private static boolean isSaid(TreeHead gone, List<At> logs) throws IOException {
    for (At log : logs.reversed()) { // the newest says it of all
      if (new LogDirectory(log.directory()).saysPruned(gone).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The number itself if its entry was not given up, else that of the next one that is kept.
   *
   * @throws AuditUnavailable if that cannot be read
   */
  public long kept(long number) {
    if (number >= logs.logs().first()) {
      return number; // nothing of the log that is written is ever given up
    }
    return at(number)
        .map(at -> Math.max(number, at.first() + minimum(at.directory())))
        .orElse(number);
  }

  /**
   * As {@link #publishedEntries}, with the place of each in its log.
   *
   * @param from of an entry that is {@link #kept}
   * @throws AuditUnavailable if they cannot be read
   */
  public List<PublishedEntry> exported(long from) {
    List<byte[]> entries = publishedEntries(from);
    if (entries.isEmpty()) {
      return List.of();
    }
    // Read afterwards: it covers them all.
    At at = at(from).orElseThrow();
    PublishedEntry.Head head =
        new PublishedEntry.Head(at.head().origin(), at.head().size(), at.head().root());
    List<PublishedEntry> exported = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      exported.add(PublishedEntry.of(head, from - at.first() + i, entries.get(i)));
    }
    return exported;
  }

  /**
   * The {@code .tlog-proof} of an entry, with the entry in it; nothing if it is not published, or
   * not {@link #kept}.
   *
   * @throws AuditUnavailable if it cannot be read
   */
  public Optional<byte[]> proof(long number) {
    return kept(number) > number
        ? Optional.empty()
        : at(number).map(at -> proved(at, number).bytes());
  }

  /**
   * A published file of a log; nothing if it is not there.
   *
   * @param log from 1
   * @throws AuditUnavailable if it cannot be read
   */
  public Optional<byte[]> published(int log, TilePath path) {
    List<At> all = all(logs.logs());
    if (log < 1 || log > all.size()) {
      return Optional.empty();
    }
    At at = all.get(log - 1);
    return files(at.directory()).file(path, at.head().size());
  }

  /** The public keys that sign the log of an entry. */
  public List<VerificationKey> keys(long number) {
    return at(number).map(At::keys).orElseGet(() -> logs.logs().ledger().verificationKeys());
  }

  /** How many entries the last checkpoint has of the log that an entry is in. */
  public long size(long number) {
    return at(number).map(at -> at.head().size()).orElse(0L);
  }

  /**
   * Published entries from a number on, at most 256 of one log; none if there is none yet.
   *
   * @param from of an entry that is {@link #kept}
   * @throws AuditUnavailable if they cannot be read
   */
  List<byte[]> publishedEntries(long from) {
    Succession.Logs now = logs.logs();
    try {
      if (from >= now.first()) {
        return now.ledger().publishedEntries(from - now.first());
      }
      At at = at(from).orElseThrow(() -> new IllegalArgumentException("there is no entry " + from));
      return new LogDirectory(at.directory()).entries(from - at.first(), at.head().size());
    } catch (LedgerException | IOException e) {
      throw new AuditUnavailable("The ledger cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Hands out the published entries of a type that are {@link #kept}, in their order.
   *
   * @param from the number of the first that is looked at
   * @return the number after the last that was looked at
   * @throws AuditUnavailable if they cannot be read
   */
  public long each(long from, String type, Consumer<JsonNode> reader) {
    long end = end();
    long at = kept(from);
    while (at < end) {
      List<byte[]> entries = publishedEntries(at);
      for (byte[] entry : entries) {
        if (mentions(entry, type)) {
          JsonNode json = Row.parse(entry);
          if (json.path("type").asString("").equals(type)) {
            reader.accept(json);
          }
        }
      }
      at = kept(at + entries.size());
    }
    return at;
  }

  private long end() {
    At last = all(logs.logs()).getLast();
    return last.first() + last.head().size();
  }

  private static boolean mentions(byte[] entry, String type) {
    return new String(entry, StandardCharsets.ISO_8859_1).contains('"' + type + '"');
  }

  /**
   * The entry with a number; nothing if there is none, or it is not {@link #kept}.
   *
   * @throws AuditUnavailable if it cannot be read
   */
  Optional<byte[]> entry(long number) {
    Succession.Logs now = logs.logs();
    if (number < 0 || number - now.first() >= now.ledger().state().durable()) {
      return Optional.empty();
    }
    if (number < now.first()) {
      return kept(number) > number
          ? Optional.empty()
          : Optional.of(publishedEntries(number).getFirst());
    }
    try {
      return Optional.of(now.ledger().entry(number - now.first()));
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the published entries from a number to the end of their bundle, and proves them to the
   * checkpoint of their log. Those that were given up are passed over.
   *
   * @return the number of the first entry after them
   * @throws AuditUnavailable if they do not lead there, or cannot be read; it says which
   */
  long verified(long number) {
    long kept = kept(number);
    if (kept > number) {
      return kept;
    }
    At at = at(number).orElseThrow(() -> new IllegalArgumentException("no entry " + number));
    long index = number - at.first();
    long start = index - index % SoundBundle.WIDTH;
    long end = Math.min(start + SoundBundle.WIDTH, at.head().size());
    try {
      prove(at, start, (int) (end - start));
    } catch (AuditUnavailable | LedgerException | IOException e) {
      throw new AuditUnavailable(
          "Entries %d to %d of %s do not verify: %s"
              .formatted(start, end - 1, at.head().origin(), e.getMessage()),
          e);
    }
    return at.first() + end;
  }

  private void prove(At at, long start, int count) throws IOException {
    List<byte[]> entries = publishedEntries(at.first() + start);
    if (count == SoundBundle.WIDTH) {
      if (!SoundBundle.leads(entries, inclusion(at, start), at.head().root())) {
        throw new AuditUnavailable(NOT_UNDER_ROOT);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      if (!inclusion(at, start + i).proves(Hash.ofEntry(entries.get(i)), at.head().root())) {
        throw new AuditUnavailable(NOT_UNDER_ROOT);
      }
    }
  }

  private InclusionProof inclusion(At at, long index) throws IOException {
    Succession.Logs now = logs.logs();
    return at.first() == now.first()
        ? now.ledger().proveInclusion(index, at.head().size())
        : new LogDirectory(at.directory()).proveInclusion(index, at.head().size());
  }

  /** The log of a published entry, given up or not. */
  Optional<At> at(long number) {
    return all(logs.logs()).stream().filter(at -> at.holds(number)).findFirst();
  }

  private List<At> all(Succession.Logs now) {
    List<At> all = new ArrayList<>();
    now.ended()
        .forEach(log -> all.add(new At(log.directory(), log.first(), log.end(), log.keys())));
    all.add(
        new At(
            NodeLog.directory(home, now.ended().size() + 1),
            now.first(),
            now.ledger().checkpoint(),
            now.ledger().verificationKeys()));
    return all;
  }

  private static PublishedFiles files(Path directory) {
    return new PublishedFiles(directory);
  }

  /**
   * The proof of an entry of a log, with the entry in it.
   *
   * @throws AuditUnavailable if it cannot be read
   */
  static TlogProof proved(At at, long number) {
    try {
      return files(at.directory()).proof(number - at.first());
    } catch (LedgerException e) {
      throw new AuditUnavailable("The ledger cannot prove an entry: " + e.getMessage(), e);
    }
  }
}
