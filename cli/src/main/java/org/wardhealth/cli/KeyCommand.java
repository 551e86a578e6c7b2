package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.wardhealth.server.KeyMove;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward key}: the keys above the keys. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = "Shows and turns the keys of a running Ward, and moves them to another provider.")
final class KeyCommand {
  private static final String PATH = "/vault/keys";

  @Spec private CommandSpec spec;

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Which provider, which epochs, and how many data keys each seals.")
  int status(@Option(names = "--json", description = "Prints JSON.") boolean json, @Mixin Home home)
      throws IOException, InterruptedException {
    ObjectNode status = Operator.of(home.path()).send("GET", PATH, Optional.empty());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(status);
      return 0;
    }
    out.println("provider: " + status.path("provider").asString());
    out.printf("%-16s %-28s %10s%n", "EPOCH", "SINCE", "DATA KEYS");
    for (JsonNode epoch : status.path("epochs")) {
      String id = epoch.path("epoch").asString();
      out.printf(
          "%-16s %-28s %10d%s%n",
          id.isEmpty() ? "(before epochs)" : id,
          id.isEmpty() ? "" : epoch.path("made").asString(),
          epoch.path("data_keys").asLong(),
          epoch.path("current").asBoolean() ? "  current" : "");
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = "Begins a new epoch now; each month does by itself.")
  int rotate(@Mixin Home home) throws IOException, InterruptedException {
    ObjectNode made = Operator.of(home.path()).send("POST", PATH + "/rotation", Optional.empty());
    PrintWriter out = spec.commandLine().getOut();
    out.println("what is new is sealed in the epoch " + made.path("epoch").asString());
    out.println("'ward key rewrap' seals the rest anew; each hour does by itself");
    out.println("keys/ has changed: copy it to where you keep it, and keep that copy alone");
    return 0;
  }

  @Command(
      name = "rewrap",
      mixinStandardHelpOptions = true,
      description = "Seals everything of older epochs under the current one, while Ward serves.")
  int rewrap(@Mixin Home home) throws IOException, InterruptedException {
    ObjectNode done = Operator.of(home.path()).send("POST", PATH + "/rewrapping", Optional.empty());
    spec.commandLine().getOut().println(done.path("rewrapped").asLong() + " keys sealed anew");
    if (done.path("unopenable").asLong() > 0) {
      throw new Failure(Failure.DATA, done.path("problem").asString());
    }
    return 0;
  }

  @Command(
      name = "move",
      mixinStandardHelpOptions = true,
      description = {
        "Seals the keys of all epochs under another provider. Ward must not be " + "running.",
        "The new provider stands in a file with a 'keys:' section, which goes into "
            + "ward.yaml afterwards."
      })
  int move(
      @Option(
              names = "--to",
              required = true,
              paramLabel = "FILE",
              description = "YAML with the 'keys:' section of the new provider.")
          Path to,
      @Mixin Home home)
      throws IOException {
    KeyMove.Done done =
        KeyMove.run(home.path(), to, System.getenv(), Clock.systemUTC(), new SecureRandom());
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%d epochs moved from %s to %s%n", done.epochs(), done.from(), done.to());
    out.println("put the 'keys:' section of " + to + " into ward.yaml before the next start");
    if (done.from().equals("file")) {
      out.println(
          "then destroy keys/root.keyset and every copy of it: it opens old copies of keys/");
    }
    out.flush();
    if (done.unopenable() > 0) {
      throw new Failure(
          Failure.DATA,
          done.unopenable() + " data keys do not open and were left: vault_subject was altered");
    }
    return 0;
  }
}
