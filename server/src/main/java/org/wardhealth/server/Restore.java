package org.wardhealth.server;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardhealth.ledger.Checkpoint;
import org.wardhealth.ledger.LogVerifier;
import org.wardhealth.ledger.VerificationFailure;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.Erasure;
import org.wardhealth.server.audit.Erasures;
import org.wardhealth.server.audit.NodeLog;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.BackupKey;
import org.wardhealth.server.vault.KeySettings;
import org.wardhealth.server.vault.Keys;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts a {@link Backup} into an empty {@code WARD_HOME}.
 *
 * <p>Guarantees: nothing is put there that did not verify; an older ledger than the one that
 * somebody outside has seen is refused unless it is accepted by name; patients whose erasure was
 * decided after the backup are erased again by the first start, before it answers anybody, wherever
 * the database lies. The old ledger is never continued, because entries with receipts may be
 * missing at its end and a second history under one name would be a forgery: it lies in {@code
 * ledger-archive/}, to be read and verified, and a new ledger under a new origin begins with an
 * entry that names it.
 */
public final class Restore {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  /** Where ledgers lie that are not continued. */
  static final String ARCHIVE = "ledger-archive";

  /** What is put together here becomes the new home; while it is there, the home is none. */
  private static final String UNFINISHED = ".restoring";

  /** A file system makes the second one itself. */
  private static final Set<String> MAY_BE_THERE = Set.of(UNFINISHED, "lost+found");

  private Restore() {}

  /**
   * What to restore.
   *
   * @param backup the file
   * @param keys a copy of {@code keys/}, the newest there is
   * @param provider who holds the key above them
   * @param home the new {@code WARD_HOME}: absent or empty
   * @param since a checkpoint that somebody outside kept: a witness, an auditor, a print
   * @param acceptOlder whether entries that {@code since} shows may be lost
   * @param erased erasures as they stood last, those from before the backup too
   */
  public record Order(
      Path backup,
      Path keys,
      KeySettings provider,
      Path home,
      Optional<byte[]> since,
      boolean acceptOlder,
      List<Erasure> erased) {
    public Order {
      erased = List.copyOf(erased);
    }
  }

  /**
   * What was restored.
   *
   * @param manifest of the backup
   * @param origin of the ledger that begins now
   * @param lost how many entries are known to be missing
   */
  public record Done(Backup.Manifest manifest, String origin, long lost) {}

  /**
   * Restores.
   *
   * @throws Backup.Unusable if it cannot be; {@code home} is as it was then
   */
  public static Done run(Order order, Clock clock, SecureRandom random) {
    Path home = order.home().toAbsolutePath().normalize();
    try {
      boolean made = requireEmpty(home);
      if (!Files.exists(order.keys().resolve("backup.keyset"))) {
        throw new Backup.Unusable(
            order.keys() + " holds no backup.keyset: it is no copy of a Ward's keys/.");
      }
      // Inside, not beside: a home can be a mount point, and beside it is another disk.
      Path work = home.resolve(UNFINISHED);
      Backup.delete(work);
      Files.createDirectories(
          work, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      boolean moving = false;
      try {
        Backup.Manifest manifest =
            Backup.read(
                order.backup(),
                BackupKey.open(Keys.open(order.keys(), order.provider(), clock, random)),
                work);
        Backup.check(manifest, work, order.keys());
        long lost = lost(order, manifest, work);
        copyKeys(order.keys(), work.resolve("keys"));
        Done done = new Done(manifest, begin(work, order, manifest, lost, clock), lost);
        moving = true;
        try (Stream<Path> restored = Files.list(work)) {
          for (Path one : restored.toList()) {
            Files.move(one, home.resolve(one.getFileName()), StandardCopyOption.ATOMIC_MOVE);
          }
        }
        Files.delete(work);
        return done;
      } finally {
        if (!moving) {
          Backup.delete(work);
          if (made) {
            Files.deleteIfExists(home);
          }
        }
      }
    } catch (IOException e) {
      throw new Backup.Unusable("Nothing was restored: " + e.getMessage(), e);
    }
  }

  /** Whether the home must be made; what a killed restore left may be in it. */
  private static boolean requireEmpty(Path home) throws IOException {
    if (!Files.exists(home)) {
      return true;
    }
    try (Stream<Path> inside = Files.list(home)) {
      if (inside.anyMatch(one -> !MAY_BE_THERE.contains(one.getFileName().toString()))) {
        throw new Backup.Unusable(
            home + " is not empty: a backup is restored into a new directory.");
      }
    }
    return false;
  }

  /**
   * Refuses a home into which a restore did not end, and a ledger under the name of one that a
   * restore put aside: it would be a second history.
   *
   * @throws IllegalStateException that says what to do
   */
  static void requireWhole(Path home, String origin) {
    if (Files.exists(home.resolve(UNFINISHED))) {
      throw new IllegalStateException(
          "A restore into "
              + home
              + " did not end. Empty the directory and run 'ward restore' again.");
    }
    Path archive = home.resolve(ARCHIVE);
    if (!Files.isDirectory(archive)) {
      return;
    }
    try (Stream<Path> ledgers = Files.list(archive)) {
      for (Path ledger : ledgers.filter(Files::isDirectory).toList()) {
        VerificationKey key = VerificationKey.parse(Backup.text(ledger.resolve("ledger.vkey")));
        if (key.name().equals(origin)) {
          throw new IllegalStateException(
              "The ledger "
                  + origin
                  + " was put aside by a restore and is not continued, so no other may have its"
                  + " name. Remove WARD_LEDGER_ORIGIN, or set it to the name that 'ward restore'"
                  + " printed and wrote into ward.yaml as ledger.origin.");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("This cannot be read: " + archive, e);
    }
  }

  /** A checkpoint that was kept outside, and which of the node's logs it is of. */
  private record Kept(int log, Checkpoint checkpoint) {}

  /** How many entries of the checkpoint kept outside the backup lacks, at the least. */
  private static long lost(Order order, Backup.Manifest manifest, Path work) throws IOException {
    if (order.since().isEmpty()) {
      return 0;
    }
    Kept kept = kept(order.since().get(), order.keys());
    List<NodeLog> logs = NodeLog.in(work);
    boolean newer = kept.log() > logs.size();
    long size = kept.checkpoint().size();
    long here = newer ? 0 : logs.get(kept.log() - 1).head().size();
    if (size <= here || kept.log() < logs.size()) {
      try {
        var _ =
            LogVerifier.verify(
                logs.get(kept.log() - 1).directory(),
                Backup.key(order.keys(), kept.log()),
                Optional.of(kept.checkpoint()));
      } catch (VerificationFailure e) {
        throw new Backup.Unusable(
            "The backup's ledger is another history than the checkpoint that was kept: "
                + e.getMessage(),
            e);
      }
      return 0;
    }
    long lost = size - here;
    if (!order.acceptOlder()) {
      throw new Backup.Unusable(
          "The backup's ledger ends at "
              + manifest.entries()
              + " entries"
              + (newer ? " of " + manifest.origin() : "")
              + ", and somebody has seen "
              + size
              + (newer ? " of " + kept.checkpoint().origin() : "")
              + ": "
              + lost
              + " would be lost. Take a newer backup, or accept the loss with --accept-older; the new"
              + " ledger will say so.");
    }
    return lost;
  }

  private static Kept kept(byte[] note, Path keys) throws IOException {
    List<String> why = new ArrayList<>();
    for (int log = 1; Files.exists(NodeLog.key(keys, log)); log++) {
      try {
        return new Kept(log, Checkpoint.verify(note, Backup.key(keys, log)));
      } catch (VerificationFailure e) {
        why.add(e.getMessage());
      }
    }
    throw new Backup.Unusable(
        "The checkpoint that was kept is not one of this ledger: " + String.join("; ", why));
  }

  private static void copyKeys(Path from, Path to) throws IOException {
    Files.createDirectories(
        to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.createFile(
            copy,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(copy, Files.readAllBytes(file));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Puts the old ledger aside, and leaves word for the first start. */
  private static String begin(
      Path work, Order order, Backup.Manifest manifest, long lost, Clock clock) throws IOException {
    Path aside = Files.createDirectories(work.resolve(ARCHIVE));
    String day = untaken(aside, DAY.format(clock.instant()));
    List<NodeLog> logs = NodeLog.in(work);
    String node = logs.getFirst().head().origin();
    String origin = node + "/restored-" + day;
    Path archive = aside.resolve(day);
    byte[] checkpoint = Files.readAllBytes(logs.getLast().directory().resolve("checkpoint"));
    Files.move(work.resolve("ledger"), archive);
    Files.move(work.resolve("ledger.vkey"), archive.resolve("ledger.vkey"));
    Path keys = work.resolve("keys");
    for (int log = 1; Files.exists(NodeLog.key(keys, log)); log++) {
      String retired = "ledger-" + day + (log == 1 ? "" : "-" + log) + ".retired-key";
      Files.move(NodeLog.key(keys, log), keys.resolve(retired));
    }
    Path settings = work.resolve("ward.yaml");
    Files.writeString(
        settings, withOrigin(Files.exists(settings) ? Files.readString(settings) : "", origin));
    ObjectNode word = Json.MAPPER.createObjectNode();
    word.put("origin", manifest.origin());
    word.put("entries", manifest.entries());
    word.put("root", manifest.root());
    word.put("checkpoint", new String(checkpoint, StandardCharsets.UTF_8));
    word.put("lost", lost);
    Files.createDirectories(work.resolve("run"));
    Files.writeString(marker(work), word.toString());
    ObjectNode erasures = Json.MAPPER.createObjectNode();
    erasures.put("origin", node);
    ArrayNode list = erasures.putArray("erasures");
    order.erased().forEach(erasure -> list.add(erasure.toJson()));
    Files.writeString(erasures(work), erasures.toString());
    return origin;
  }

  /** A name that no ledger which was put aside has: two restores can end in one second. */
  private static String untaken(Path directory, String name) {
    String free = name;
    for (int next = 2; Files.exists(directory.resolve(free)); next++) {
      free = name + "." + next;
    }
    return free;
  }

  /** Where a restored Ward finds what its first entry says. */
  private static Path marker(Path home) {
    return home.resolve("run/restored.json");
  }

  /** Where a restored Ward finds what was decided after its backup. */
  private static Path erasures(Path home) {
    return home.resolve("run/erasures.json");
  }

  /** Says in a new ledger which one came before it, once, and before anything else can be said. */
  static void record(Path home, Audit audit, Clock clock) {
    Path marker = marker(home);
    if (Files.exists(marker)) {
      try {
        JsonNode word = Json.MAPPER.readTree(Files.readString(marker));
        audit.record(
            new Entry.Restored(
                word.path("origin").asString(),
                word.path("entries").asLong(),
                word.path("root").asString(),
                word.path("checkpoint").asString(),
                word.path("lost").asLong(),
                clock.instant()));
        Files.delete(marker);
      } catch (IOException e) {
        throw new UncheckedIOException("This file cannot be read or removed: " + marker, e);
      }
    }
  }

  /** Erases again who was erased after the backup, once, and before anybody is answered. */
  static void takeOver(Path home, Erasures erasures) {
    Path file = erasures(home);
    if (Files.exists(file)) {
      try {
        JsonNode word = Json.MAPPER.readTree(Files.readString(file));
        erasures.takeOver(
            word.path("origin").asString(),
            erasures(word).orElseThrow(() -> new IOException("it holds something else")));
        Files.delete(file);
      } catch (IOException e) {
        throw new UncheckedIOException("This file cannot be read or removed: " + file, e);
      }
    }
  }

  /** Reads what {@code ward erase list --json} prints; nothing if it is something else. */
  public static Optional<List<Erasure>> erasures(JsonNode list) {
    if (!list.path("erasures").isArray()) {
      return Optional.empty();
    }
    List<Erasure> found = new ArrayList<>();
    for (JsonNode one : list.path("erasures")) {
      Optional<Erasure> erasure = Erasure.parse(one);
      if (erasure.isEmpty()) {
        return Optional.empty();
      }
      found.add(erasure.get());
    }
    return Optional.of(found);
  }

  /**
   * The settings with another name of the ledger, and else as they were written.
   *
   * @throws Backup.Unusable if the settings are no YAML, or written so that this cannot be done
   */
  static String withOrigin(String yaml, String origin) {
    String edited = edited(yaml, origin);
    try {
      if (new Yaml(new SafeConstructor(new LoaderOptions())).load(edited) instanceof Map<?, ?> root
          && root.get("ledger") instanceof Map<?, ?> ledger
          && origin.equals(ledger.get("origin"))) {
        return edited;
      }
    } catch (YAMLException e) {
      // Said below.
    }
    throw new Backup.Unusable(
        "The backup's ward.yaml is written so that ledger.origin cannot be set in it.");
  }

  private static String edited(String yaml, String origin) {
    @Nullable Node root;
    try {
      root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(yaml));
    } catch (YAMLException e) {
      throw new Backup.Unusable("The backup's ward.yaml is not YAML: " + e.getMessage(), e);
    }
    String line = "  origin: " + origin + "\n";
    Optional<NodeTuple> ledger = entry(Optional.ofNullable(root), "ledger");
    if (ledger.isEmpty()) {
      return (yaml.isEmpty() || yaml.endsWith("\n") ? yaml : yaml + "\n") + "\nledger:\n" + line;
    }
    Node value = ledger.get().getValueNode();
    Optional<NodeTuple> before = entry(Optional.of(value), "origin");
    if (before.isPresent()) {
      Node name = before.get().getValueNode();
      return replaced(yaml, at(yaml, name.getStartMark()), at(yaml, name.getEndMark()), origin);
    }
    if (value instanceof MappingNode map) {
      int start = at(yaml, value.getStartMark());
      if (map.getFlowStyle() == DumperOptions.FlowStyle.FLOW) {
        return replaced(
            yaml,
            start + 1,
            start + 1,
            "origin: " + origin + (map.getValue().isEmpty() ? "" : ", "));
      }
      String indent = " ".repeat(value.getStartMark().getColumn());
      return replaced(yaml, start, start, "origin: " + origin + "\n" + indent);
    }
    // Nothing is said yet: 'ledger:', perhaps with a note behind it.
    int key = at(yaml, ledger.get().getKeyNode().getEndMark());
    int end = yaml.indexOf('\n', key);
    return end < 0 ? yaml + "\n" + line : replaced(yaml, end + 1, end + 1, line);
  }

  private static Optional<NodeTuple> entry(Optional<Node> node, String key) {
    return node.filter(MappingNode.class::isInstance)
        .flatMap(
            map ->
                ((MappingNode) map)
                    .getValue().stream()
                        .filter(
                            one ->
                                one.getKeyNode() instanceof ScalarNode name
                                    && name.getValue().equals(key))
                        .findFirst());
  }

  /** YAML counts code points, Java does not. */
  private static int at(String yaml, Mark mark) {
    return yaml.offsetByCodePoints(0, mark.getIndex());
  }

  private static String replaced(String text, int start, int end, String with) {
    return text.substring(0, start) + with + text.substring(end);
  }
}
