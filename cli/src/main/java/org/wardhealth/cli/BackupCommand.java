package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.wardhealth.server.Backup;
import org.wardhealth.server.Settings;
import org.wardhealth.server.WardServer;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward backup}: all of a Ward but its keys, in one encrypted file. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Takes a backup of state, ledger, settings and certificates, while Ward runs or not.",
      "It is read back before it has its name. Keys are not in it: copy keys/ elsewhere."
    })
final class BackupCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A file that does not exist yet.")
  private Path out = Path.of("");

  @Mixin private final Home home = new Home();

  @Override
  public Integer call() throws IOException {
    if (!Files.exists(home.path().resolve("ward.yaml"))) {
      throw new Failure(Failure.NO_INPUT, "there is no Ward in " + home.path());
    }
    Settings settings = Settings.load(home.path(), System.getenv());
    Backup.Manifest taken =
        Backup.take(settings, () -> publish(settings), out, Clock.systemUTC(), new SecureRandom());
    PrintWriter said = spec.commandLine().getOut();
    said.printf(
        "%s: %,d bytes, %d files; the ledger %s with %d entries%s%n",
        out,
        Files.size(out),
        taken.files().size(),
        taken.origin(),
        taken.entries(),
        taken.database().equals("sqlite")
            ? ", the database"
            : "; the database is not in it: see docs/howto/back-up-and-restore.md");
    said.println("read back: every file, the ledger up to its root, the database page by page");
    said.println("keys/ is not in it. Keep its newest copy elsewhere, and only that.");
    said.flush();
    record(settings, taken);
    return 0;
  }

  private void publish(Settings settings) {
    if (!told("/audit/checkpoints", Optional.empty())) {
      open(settings).close();
    }
  }

  /**
   * That it was taken is not in the backup itself. Where it cannot be recorded the command fails,
   * after it has said that the backup is there.
   */
  private void record(Settings settings, Backup.Manifest taken) {
    boolean database = taken.database().equals("sqlite");
    ObjectNode said =
        Json.MAPPER
            .createObjectNode()
            .put("origin", taken.origin())
            .put("entries", taken.entries())
            .put("root", taken.root())
            .put("database", database)
            .put("taken", taken.taken().toString());
    if (!told("/audit/backups", Optional.of(said))) {
      try (Audit audit = open(settings)) {
        audit.record(
            new Entry.BackupTaken(
                taken.origin(),
                taken.entries(),
                taken.root(),
                database,
                taken.taken(),
                Clock.systemUTC().instant()));
      }
    }
  }

  private Audit open(Settings settings) {
    return Audit.open(home.path(), settings.ledgerOrigin(), Clock.systemUTC(), new SecureRandom());
  }

  /** Whether a running Ward was told. */
  private boolean told(String path, Optional<ObjectNode> body) {
    try {
      if (Files.exists(WardServer.runFile(home.path()))) {
        var _ = Operator.of(home.path()).send("POST", path, body);
        return true;
      }
    } catch (IOException e) {
      // Nobody answers: it was killed, and what is not yet published is recovered by the next.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
    return false;
  }
}
