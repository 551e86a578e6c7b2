package org.wardhealth.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ward ledger}: what an auditor, a patient and a witness run. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    subcommands = {
      LedgerCheckpointCommand.class,
      LedgerSearchCommand.class,
      LedgerProjectCommand.class,
      LedgerExportCommand.class
    },
    description = "Verifies a ledger, proves its entries, cosigns it; searches what it says.")
final class LedgerCommand {
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Recomputes ledgers from their entries up to their signed roots, offline.",
        "Exit codes: 0 verified, 3 signature, 4 content, 5 missing data, 6 rollback or fork,"
            + " 7 quorum not met."
      })
  int verify(
      @Parameters(
              paramLabel = "DIR",
              arity = "1..*",
              description = "Directories with 'checkpoint' and 'tile': one for each node.")
          List<String> directories,
      @Option(names = "--policy", paramLabel = "FILE", description = "Whom you believe.")
          Optional<String> policy,
      @Option(
              names = "--key",
              paramLabel = "VKEY",
              description = "A key of the ledger, from a source that you trust; all of them.")
          @Nullable List<String> keys,
      @Option(
              names = "--since",
              paramLabel = "CHECKPOINT",
              description =
                  "A file with a checkpoint, or its line, kept from before: the ledger must extend"
                      + " it.")
          @Nullable List<String> since) {
    List<String> arguments = new ArrayList<>(List.of("verify"));
    arguments.addAll(directories);
    believed(arguments, policy, keys);
    for (String file : given(since)) {
      arguments.addAll(List.of("--since", file));
    }
    return run(arguments);
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Accepts or refuses the proof of an entry, offline, and says what it proves.",
        "Exit codes: 0 proved, 3 signature, 4 content, 7 quorum not met."
      })
  int check(
      @Parameters(paramLabel = "FILE", description = "A .tlog-proof.") String file,
      @Option(names = "--policy", paramLabel = "FILE", description = "Whom you believe.")
          Optional<String> policy,
      @Option(
              names = "--key",
              paramLabel = "VKEY",
              description = "A key of the ledger, from a source that you trust; all of them.")
          @Nullable List<String> keys,
      @Option(
              names = "--entry",
              paramLabel = "FILE",
              description = "The entry, if the proof does not carry it.")
          Optional<String> entry) {
    List<String> arguments = new ArrayList<>(List.of("check", file));
    believed(arguments, policy, keys);
    entry.ifPresent(value -> arguments.addAll(List.of("--entry", value)));
    return run(arguments);
  }

  @Command(
      name = "prove",
      mixinStandardHelpOptions = true,
      description = "Writes the proof of an entry of this Ward's ledger; Ward may run.")
  int prove(
      @Mixin Home home,
      @Parameters(
              paramLabel = "ENTRY",
              description = "Its index, or the id of an exchange: then each of its entries.")
          String entry,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "FILE",
              description = "Where the .tlog-proof goes.")
          Path file,
      @Option(
              names = "--without-entry",
              description = "The proof does not carry the entry; hand it over apart.")
          boolean without) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "prove",
                home.path().resolve("ledger").toString(),
                entry,
                "--out",
                file.toString()));
    if (without) {
      arguments.add("--without-entry");
    }
    return run(arguments);
  }

  @Command(
      name = "witness",
      mixinStandardHelpOptions = true,
      description = "Makes the key of a witness, or runs one (C2SP tlog-witness).")
  int witness(
      @Option(names = "--key", required = true, paramLabel = "FILE", description = "Its secret.")
          String key,
      @Option(
              names = "--new-key",
              paramLabel = "NAME",
              description = "Make the key, print its public half, and end.")
          Optional<String> name,
      @Option(
              names = "--ed25519",
              description = "With --new-key: for clients that do not know ML-DSA-44.")
          boolean ed25519,
      @Option(
              names = "--policy",
              paramLabel = "FILE",
              description = "The logs to cosign, as those of a policy.")
          Optional<String> policy,
      @Option(
              names = "--logs",
              paramLabel = "FILE",
              description = "The logs to cosign, as one vkey a line.")
          Optional<String> logs,
      @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where it listens.")
          Optional<String> listen,
      @Option(
              names = "--state",
              paramLabel = "DIR",
              description = "Where it remembers what it cosigned.")
          Optional<String> state) {
    List<String> arguments = new ArrayList<>(List.of("witness", "--key", key));
    name.ifPresent(value -> arguments.addAll(List.of("--new-key", value)));
    policy.ifPresent(value -> arguments.addAll(List.of("--policy", value)));
    logs.ifPresent(value -> arguments.addAll(List.of("--logs", value)));
    listen.ifPresent(value -> arguments.addAll(List.of("--listen", value)));
    state.ifPresent(value -> arguments.addAll(List.of("--state", value)));
    if (ed25519) {
      arguments.add("--ed25519");
    }
    return run(arguments);
  }

  private static void believed(
      List<String> arguments, Optional<String> policy, @Nullable List<String> keys) {
    policy.ifPresent(file -> arguments.addAll(List.of("--policy", file)));
    for (String key : given(keys)) {
      arguments.addAll(List.of("--key", key));
    }
  }

  /** Picocli gives nothing for an option that was not given. */
  private static List<String> given(@Nullable List<String> values) {
    return values == null ? List.of() : values;
  }

  private static int run(List<String> arguments) {
    return org.wardhealth.ledger.Main.run(arguments.toArray(String[]::new), System.out, System.err);
  }
}
