package org.wardhealth.server;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.wardhealth.ledger.Checkpoint;
import org.wardhealth.ledger.LogVerifier;
import org.wardhealth.ledger.NoteSigner;
import org.wardhealth.ledger.TreeHead;
import org.wardhealth.ledger.VerificationFailure;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.server.audit.NodeLog;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.store.Snapshot;
import org.wardhealth.server.vault.BackupKey;
import org.wardhealth.server.vault.Keys;
import org.wardhealth.server.vault.SealException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All of a Ward but its keys in one encrypted file, taken while it runs.
 *
 * <p>Guarantees: the state is that of one moment, and the ledger holds every entry that was durable
 * at that moment, because the database is copied first; the file is read back, decrypted and
 * checked (every file against its SHA-256, the ledger from its entries up to the signed root, the
 * database page by page) before it has its name. {@code keys/} is not in it: without the keys
 * nobody can read it, and when the key of an epoch is destroyed, what that key sealed is gone from
 * old backups too.
 *
 * <p>Not in it: a database on a server (docs/howto/back-up-and-restore.md), models, logs. While it
 * is taken, the copy of the database lies in {@code WARD_HOME/run}, which nobody else may read;
 * what a killed backup left there is removed by the next one and by the next start.
 */
public final class Backup {
  private static final String MANIFEST = "manifest.json";
  private static final String STATE = "state.db";
  private static final List<String> SINGLE = List.of("ward.yaml", "ledger.vkey");

  private Backup() {}

  /**
   * What a backup holds.
   *
   * @param taken when
   * @param ward the version that took it
   * @param origin of its ledger's newest log
   * @param entries of that log
   * @param root of that log
   * @param database {@code sqlite}, or {@code postgresql} when the state is not in it
   * @param files name -> SHA-256 in hexadecimal digits
   */
  public record Manifest(
      Instant taken,
      String ward,
      String origin,
      long entries,
      String root,
      String database,
      Map<String, String> files) {}

  /** A backup that cannot be made, read or trusted; the message says why. */
  public static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
      super(message);
    }

    Unusable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Takes a backup.
   *
   * @param settings of the Ward, which may be running
   * @param publish returns once every entry that is durable now is under the ledger's checkpoint
   * @param to a file that does not exist yet
   * @throws Unusable if it cannot be taken, or is not found whole when it is read back
   */
  public static Manifest take(
      Settings settings, Runnable publish, Path to, Clock clock, SecureRandom random) {
    Path out = to.toAbsolutePath().normalize();
    if (Files.exists(out)) {
      throw new Unusable(out + " is there already: a backup never takes another's place.");
    }
    Path directory = out.resolveSibling(".").normalize();
    Path part = out.resolveSibling(out.getFileName() + ".part");
    BackupKey key =
        BackupKey.open(Keys.open(settings.home().resolve("keys"), settings.keys(), clock, random));
    try (Workshop workshop = Workshop.open(settings.home())) {
      Files.createDirectories(directory);
      Path work = workshop.directory();
      try {
        Optional<Path> database = Snapshot.file(settings.database());
        if (database.isPresent()) {
          Snapshot.take(database.get(), work.resolve(STATE));
        }
        publish.run();
        write(settings, key, work, part, clock);
        Path read = work.resolve("read");
        Manifest found = read(part, key, read);
        check(found, read, settings.home().resolve("keys"));
        Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
        return found;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException | SQLException e) {
      throw new Unusable("The backup could not be taken: " + e.getMessage(), e);
    }
  }

  private static void write(Settings settings, BackupKey key, Path work, Path part, Clock clock)
      throws IOException {
    Path home = settings.home();
    List<NodeLog> logs = NodeLog.in(home);
    List<Checkpoint> checkpoints = new ArrayList<>();
    for (NodeLog log : logs) {
      checkpoints.add(checkpoint(log, home.resolve("keys")));
    }
    Checkpoint newest = checkpoints.getLast();
    Map<String, String> files = new TreeMap<>();
    try (FileChannel file =
            FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ZipOutputStream zip =
            new ZipOutputStream(
                key.encrypt(
                    new BufferedOutputStream(java.nio.channels.Channels.newOutputStream(file))))) {
      if (Files.exists(work.resolve(STATE))) {
        add(zip, STATE, work.resolve(STATE), files);
      }
      for (String name : SINGLE) {
        if (Files.exists(home.resolve(name))) {
          add(zip, name, home.resolve(name), files);
        }
      }
      addTree(zip, home, home.resolve("tls"), files);
      addTree(zip, home, home.resolve("secrets"), files);
      for (int i = 0; i < logs.size(); i++) {
        Path log = logs.get(i).directory();
        String name = home.relativize(log.resolve("checkpoint")).toString();
        add(zip, name, checkpoints.get(i).bytes(), files);
        if (Files.exists(log.resolve("pruned"))) {
          add(zip, home.relativize(log.resolve("pruned")).toString(), log.resolve("pruned"), files);
        }
        addTree(zip, home, log.resolve("tile"), files);
      }
      addTree(zip, home, home.resolve(Restore.ARCHIVE), files);
      ObjectNode manifest = Json.MAPPER.createObjectNode();
      manifest.put("taken", clock.instant().toString());
      manifest.put("ward", WardServer.VERSION);
      manifest.put("origin", newest.origin());
      manifest.put("entries", newest.size());
      manifest.put("root", newest.root().toString());
      manifest.put("database", settings.database().url().split(":")[1]);
      ObjectNode sums = manifest.putObject("files");
      files.forEach(sums::put);
      zip.putNextEntry(new ZipEntry(MANIFEST));
      zip.write(Json.MAPPER.writeValueAsBytes(manifest));
      zip.closeEntry();
      zip.finish();
    }
    try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
      file.force(true);
    }
  }

  private static Checkpoint checkpoint(NodeLog log, Path keys) throws IOException {
    try {
      return Checkpoint.verify(
          Files.readAllBytes(log.directory().resolve("checkpoint")), key(keys, log.number()));
    } catch (VerificationFailure e) {
      throw new Unusable("The ledger's checkpoint is not its own: " + e.getMessage(), e);
    }
  }

  /** The public half of the key that signs the log with a number. */
  static VerificationKey key(Path keys, int log) throws IOException {
    return NoteSigner.parse(text(NodeLog.key(keys, log))).verificationKey();
  }

  private static void addTree(ZipOutputStream zip, Path home, Path tree, Map<String, String> files)
      throws IOException {
    if (!Files.isDirectory(tree)) {
      return;
    }
    List<Path> found;
    try (Stream<Path> walked = Files.walk(tree)) {
      found = walked.filter(Files::isRegularFile).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path file : found) {
      try {
        add(zip, home.relativize(file).toString(), file, files);
      } catch (java.nio.file.NoSuchFileException e) {
        // A partial tile that the full one has replaced meanwhile: the checkpoint will tell.
      }
    }
  }

  private static void add(ZipOutputStream zip, String name, Path file, Map<String, String> files)
      throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      zip.putNextEntry(new ZipEntry(name));
      DigestOutputStream out = new DigestOutputStream(zip, sha256());
      in.transferTo(out);
      zip.closeEntry();
      files.put(name, HexFormat.of().formatHex(out.getMessageDigest().digest()));
    }
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes, Map<String, String> files)
      throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
    files.put(name, HexFormat.of().formatHex(sha256().digest(bytes)));
  }

  /** Decrypts a backup into a directory, and compares every file with the manifest. */
  static Manifest read(Path backup, BackupKey key, Path into) throws IOException {
    Map<String, String> found = new TreeMap<>();
    Optional<JsonNode> manifest = Optional.empty();
    Files.createDirectories(into);
    try (ZipInputStream zip =
        new ZipInputStream(
            key.decrypt(new BufferedInputStream(Files.newInputStream(backup), 1 << 20)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(MANIFEST)) {
          manifest = Optional.of(Json.MAPPER.readTree(zip.readAllBytes()));
        } else {
          found.put(entry.getName(), extract(zip, entry.getName(), into));
        }
      }
    } catch (IOException | SealException e) {
      throw new Unusable(
          "The backup cannot be read: it was altered or cut, or these keys are not those it was"
              + " made with.",
          e);
    }
    Manifest said =
        manifest
            .map(Backup::manifest)
            .orElseThrow(() -> new Unusable("The backup has no manifest: it was cut."));
    if (!said.files().equals(found)) {
      Set<String> wrong = new HashSet<>(said.files().keySet());
      wrong.addAll(found.keySet());
      wrong.removeIf(name -> said.files().getOrDefault(name, "").equals(found.get(name)));
      throw new Unusable(
          "The backup is not what its manifest says: "
              + String.join(", ", wrong.stream().sorted().limit(10).toList()));
    }
    return said;
  }

  private static String extract(InputStream zip, String name, Path into) throws IOException {
    Path file = into.resolve(name).normalize();
    if (!file.startsWith(into)) {
      throw new Unusable("The backup holds a file that lies outside of it.");
    }
    Files.createDirectories(file.getParent());
    DigestInputStream in = new DigestInputStream(zip, sha256());
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream out = Files.newOutputStream(file)) {
      in.transferTo(out);
    }
    return HexFormat.of().formatHex(in.getMessageDigest().digest());
  }

  /** Recomputes all logs of the ledger and looks through the database. */
  static void check(Manifest manifest, Path read, Path keys) throws IOException {
    try {
      TreeHead newest = NodeLog.newest(read).head();
      for (NodeLog log : NodeLog.in(read)) {
        var _ = LogVerifier.verify(log.directory(), key(keys, log.number()), Optional.empty());
      }
      if (!newest.origin().equals(manifest.origin()) || newest.size() != manifest.entries()) {
        throw new Unusable("The backup's ledger is not the one of its manifest.");
      }
    } catch (VerificationFailure e) {
      throw new Unusable("The backup's ledger does not verify: " + e.getMessage(), e);
    }
    Path database = read.resolve(STATE);
    if (Files.exists(database)) {
      Optional<String> problem = Snapshot.problem(database);
      if (problem.isPresent()) {
        throw new Unusable("The backup's database is damaged: " + problem.get());
      }
    } else if (manifest.database().equals("sqlite")) {
      throw new Unusable("The backup lacks its database.");
    }
  }

  private static Manifest manifest(JsonNode json) {
    Map<String, String> files = new TreeMap<>();
    json.path("files").properties().forEach(f -> files.put(f.getKey(), f.getValue().asString()));
    return new Manifest(
        Instant.parse(json.path("taken").asString()),
        json.path("ward").asString(),
        json.path("origin").asString(),
        json.path("entries").asLong(),
        json.path("root").asString(),
        json.path("database").asString(),
        files);
  }

  static String text(Path file) throws IOException {
    return Files.readString(file).strip();
  }

  static void delete(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (Stream<Path> all = Files.walk(tree)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
