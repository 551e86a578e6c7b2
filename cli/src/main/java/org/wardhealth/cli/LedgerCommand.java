package org.wardhealth.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wardhealth.ledger.LogDirectory;
import org.wardhealth.ledger.TreeHead;
import org.wardhealth.server.audit.NodeLog;
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
      LedgerExportCommand.class,
      LedgerRotateCommand.class,
      LedgerPruneCommand.class,
      LedgerWitnessCommand.class
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
              description = "Its number, or the id of an exchange: then each of its entries.")
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
          boolean without)
      throws IOException {
    Map<Long, NodeLog> found = find(NodeLog.in(home.path()), entry);
    if (found.isEmpty()) {
      throw new Failure(
          Failure.NO_INPUT,
          "there is no such signed entry; a new one is signed within a second or so: try again");
    }
    for (Map.Entry<Long, NodeLog> one : found.entrySet()) {
      long number = one.getKey();
      NodeLog log = one.getValue();
      long index = number - log.first();
      requireKept(log, index);
      Path target = found.size() == 1 ? file : numbered(file, number);
      Files.write(target, new LogDirectory(log.directory()).prove(index, !without).bytes());
      System.out.println(
          "entry "
              + number
              + (log.first() == 0 ? "" : ", " + log.head().origin() + "#" + index + ",")
              + " -> "
              + target);
    }
    return 0;
  }

  /** Numbers of signed entries, and the log that each is in. */
  private static Map<Long, NodeLog> find(List<NodeLog> logs, String entry) throws IOException {
    Map<Long, NodeLog> found = new TreeMap<>();
    for (NodeLog log : logs) {
      if (!entry.matches("[0-9]{1,18}")) {
        for (long index : new LogDirectory(log.directory()).find(entry)) {
          found.put(log.first() + index, log);
        }
      } else if (Long.parseLong(entry) >= log.first()
          && Long.parseLong(entry) < log.first() + log.head().size()) {
        found.put(Long.parseLong(entry), log);
      }
    }
    return found;
  }

  private static void requireKept(NodeLog log, long index) throws IOException {
    long kept = new LogDirectory(log.directory()).pruned().map(TreeHead::size).orElse(0L);
    if (index < kept) {
      throw new Failure(
          Failure.NO_INPUT,
          "entry "
              + (log.first() + index)
              + " was pruned: "
              + log.head().origin()
              + " keeps its entries from "
              + (log.first() + kept)
              + " on. A proof that was made before still holds.");
    }
  }

  private static Path numbered(Path file, long number) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return file.resolveSibling(
        dot < 1
            ? name + "-" + number
            : name.substring(0, dot) + "-" + number + name.substring(dot));
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
