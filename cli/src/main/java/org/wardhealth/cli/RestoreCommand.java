package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.wardhealth.server.Restore;
import org.wardhealth.server.WardServer;
import org.wardhealth.server.audit.Erasure;
import org.wardhealth.server.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** {@code ward restore}: a backup into an empty WARD_HOME. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Puts a backup into an empty WARD_HOME, after it verified.",
      "The old ledger is kept to be read; a new one begins, and its first entry names the old."
    })
final class RestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "What 'ward backup' wrote.")
  private Path backup = Path.of("");

  @Option(
      names = "--keys",
      required = true,
      paramLabel = "DIR",
      description = "The newest copy of keys/.")
  private Path keys = Path.of("");

  @Option(
      names = "--provider",
      paramLabel = "FILE",
      description = {
        "YAML with the 'keys:' section that Ward had, when its keys were not in files."
      })
  private Optional<Path> provider = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "CHECKPOINT",
      description = {
        "A file with a checkpoint that somebody outside kept, such as a witness: a backup whose",
        "ledger is older is refused."
      })
  private Optional<Path> since = Optional.empty();

  @Option(
      names = "--accept-older",
      description = "Restores it all the same; the new ledger says how many entries were lost.")
  private boolean acceptOlder;

  @Option(
      names = "--erased",
      paramLabel = "FILE",
      description = {
        "What 'ward erase list --json' printed last: whose erasure was decided after the backup is",
        "erased again by the first start, wherever the database lies."
      })
  private Optional<Path> erased = Optional.empty();

  @Mixin private final Home home = new Home();

  @Override
  public Integer call() throws IOException {
    Restore.Done done =
        Restore.run(
            new Restore.Order(
                backup,
                keys,
                WardServer.keySettings(provider, home.path()),
                home.path(),
                since.isPresent() ? Optional.of(Files.readAllBytes(since.get())) : Optional.empty(),
                acceptOlder,
                erased.isPresent() ? erasures(erased.get()) : List.of()),
            Clock.systemUTC(),
            new SecureRandom());
    PrintWriter out = spec.commandLine().getOut();
    out.printf("restored into %s: the state of %s%n", home.path(), done.manifest().taken());
    out.printf(
        "the ledger %s (%d entries) lies in ledger-archive/; a new one begins: %s%n",
        done.manifest().origin(), done.manifest().entries(), done.origin());
    if (done.lost() > 0) {
      out.printf(
          "%d entries that somebody has seen are lost; its first entry says so%n", done.lost());
    }
    if (!done.manifest().database().equals("sqlite")) {
      out.println(
          "the database is not in this backup: restore it with the tools of PostgreSQL, before the"
              + " first start");
    }
    out.flush();
    return 0;
  }

  private static List<Erasure> erasures(Path file) throws IOException {
    try {
      return Restore.erasures(Json.MAPPER.readTree(Files.readString(file)))
          .orElseThrow(() -> notErasures(file));
    } catch (JacksonException e) {
      throw notErasures(file);
    }
  }

  private static Failure notErasures(Path file) {
    return new Failure(Failure.DATA, file + " is not what 'ward erase list --json' prints");
  }
}
