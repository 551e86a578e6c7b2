package org.wardhealth.server;

import java.io.IOException;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wardhealth.ledger.Checkpoint;
import org.wardhealth.ledger.NoteSigner;
import org.wardhealth.ledger.VerificationFailure;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.BackupKey;
import org.wardhealth.server.vault.KeySettings;
import org.wardhealth.server.vault.Keys;
import org.wardhealth.server.vault.Pseudonym;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts a {@link Backup} into an empty {@code WARD_HOME}.
 *
 * <p>Guarantees: nothing is put there that did not verify; an older ledger than the one that
 * somebody outside has seen is refused unless it is accepted by name; patients who were erased
 * after the backup are erased again before anything starts. The old ledger is never continued,
 * because entries with receipts may be missing at its end and a second history under one name would
 * be a forgery: it lies in {@code ledger-archive/}, to be read and verified, and a new ledger under
 * a new origin begins with an entry that names it.
 */
public final class Restore {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

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
   * @param erased pseudonyms of patients who were erased since
   */
  public record Order(
      Path backup,
      Path keys,
      KeySettings provider,
      Path home,
      Optional<byte[]> since,
      boolean acceptOlder,
      List<Pseudonym> erased) {
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
      requireEmpty(home);
      if (!Files.exists(order.keys().resolve("backup.keyset"))) {
        throw new Backup.Unusable(
            order.keys() + " holds no backup.keyset: it is no copy of a Ward's keys/.");
      }
      Path work = home.resolveSibling(home.getFileName() + ".restoring");
      Backup.delete(work);
      Files.createDirectories(
          work, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try {
        Backup.Manifest manifest =
            Backup.read(
                order.backup(),
                BackupKey.open(Keys.open(order.keys(), order.provider(), clock, random)),
                work);
        VerificationKey key =
            NoteSigner.parse(Backup.text(order.keys().resolve("ledger.key"))).verificationKey();
        Backup.check(manifest, work, key);
        long lost = lost(order, manifest, work, key);
        copyKeys(order.keys(), work.resolve("keys"));
        Done done = new Done(manifest, begin(work, manifest, lost, clock), lost);
        eraseAgain(work, order.erased());
        Files.deleteIfExists(home);
        Files.move(work, home, StandardCopyOption.ATOMIC_MOVE);
        return done;
      } finally {
        Backup.delete(work);
      }
    } catch (IOException e) {
      throw new Backup.Unusable("Nothing was restored: " + e.getMessage(), e);
    }
  }

  private static void requireEmpty(Path home) throws IOException {
    if (Files.exists(home)) {
      try (Stream<Path> inside = Files.list(home)) {
        if (inside.findAny().isPresent()) {
          throw new Backup.Unusable(
              home + " is not empty: a backup is restored into a new directory.");
        }
      }
    }
  }

  /** How many entries of the checkpoint kept outside the backup lacks. */
  private static long lost(Order order, Backup.Manifest manifest, Path work, VerificationKey key)
      throws IOException {
    if (order.since().isEmpty()) {
      return 0;
    }
    Checkpoint kept;
    try {
      kept = Checkpoint.verify(order.since().get(), key);
    } catch (VerificationFailure e) {
      throw new Backup.Unusable(
          "The checkpoint that was kept is not one of this ledger: " + e.getMessage(), e);
    }
    if (kept.size() <= manifest.entries()) {
      try {
        var _ =
            org.wardhealth.ledger.LogVerifier.verify(
                work.resolve("ledger"), key, Optional.of(kept));
      } catch (VerificationFailure e) {
        throw new Backup.Unusable(
            "The backup's ledger is another history than the checkpoint that was kept: "
                + e.getMessage(),
            e);
      }
      return 0;
    }
    long lost = kept.size() - manifest.entries();
    if (!order.acceptOlder()) {
      throw new Backup.Unusable(
          "The backup's ledger ends at "
              + manifest.entries()
              + " entries, and somebody has seen "
              + kept.size()
              + ": "
              + lost
              + " would be lost. Take a newer backup, or accept the loss with --accept-older; the new"
              + " ledger will say so.");
    }
    return lost;
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
  private static String begin(Path work, Backup.Manifest manifest, long lost, Clock clock)
      throws IOException {
    String day = DAY.format(clock.instant());
    String origin = manifest.origin() + "/restored-" + day;
    Path archive = Files.createDirectories(work.resolve("ledger-archive")).resolve(day);
    byte[] checkpoint = Files.readAllBytes(work.resolve("ledger/checkpoint"));
    Files.move(work.resolve("ledger"), archive);
    Files.move(work.resolve("ledger.vkey"), archive.resolve("ledger.vkey"));
    Files.move(
        work.resolve("keys/ledger.key"), work.resolve("keys/ledger-" + day + ".retired-key"));
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
    return origin;
  }

  /** Where a restored Ward finds what its first entry says. */
  static Path marker(Path home) {
    return home.resolve("run/restored.json");
  }

  /** The settings with another name of the ledger. */
  static String withOrigin(String yaml, String origin) {
    List<String> lines = new ArrayList<>(yaml.lines().toList());
    String line = "  origin: " + origin;
    int section = lines.indexOf("ledger:");
    if (section < 0) {
      lines.removeIf(one -> one.matches("ledger:\\s*(\\{\\s*})?\\s*(#.*)?"));
      lines.add("");
      lines.add("ledger:");
      lines.add(line);
      return String.join("\n", lines) + "\n";
    }
    for (int i = section + 1; i < lines.size() && lines.get(i).matches("\\s.*|#.*|"); i++) {
      if (lines.get(i).matches("\\s+origin:.*")) {
        lines.set(i, line);
        return String.join("\n", lines) + "\n";
      }
    }
    lines.add(section + 1, line);
    return String.join("\n", lines) + "\n";
  }

  private static void eraseAgain(Path work, List<Pseudonym> erased) {
    Path file = work.resolve("state.db");
    if (erased.isEmpty() || !Files.exists(file)) {
      return;
    }
    try (Database database = Database.open(DatabaseSettings.embedded(work))) {
      JdbcClient jdbc = database.jdbc();
      for (String pseudonym : Set.copyOf(erased.stream().map(Pseudonym::value).toList())) {
        for (String table : List.of("audit_content", "vault_patient")) {
          jdbc.sql(
                  "DELETE FROM "
                      + table
                      + " WHERE subject_id IN (SELECT id FROM vault_subject WHERE pseudonym = ?)")
              .param(pseudonym)
              .update();
        }
        jdbc.sql("DELETE FROM vault_subject WHERE pseudonym = ?").param(pseudonym).update();
      }
      database.scrub("audit_content", "vault_patient", "vault_subject");
    }
  }
}
