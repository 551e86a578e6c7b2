package org.wardhealth.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ward ledger verify}: what an auditor runs, offline. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = "Verifies a ledger offline.")
final class LedgerCommand {
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Recomputes a ledger from its entries up to its signed root.",
        "Exit codes: 0 verified, 3 signature, 4 content, 5 missing data, 6 rollback or fork."
      })
  int verify(
      @Parameters(paramLabel = "DIR", description = "The directory with 'checkpoint' and 'tile'.")
          String directory,
      @Option(
              names = "--key",
              required = true,
              paramLabel = "VKEY",
              description = "The ledger's public key, from a source that you trust.")
          String key,
      @Option(
              names = "--since",
              paramLabel = "CHECKPOINT",
              description = "A file with a checkpoint kept from before: the ledger must extend it.")
          Optional<String> since) {
    List<String> arguments = new ArrayList<>(List.of("verify", directory, "--key", key));
    since.ifPresent(file -> arguments.addAll(List.of("--since", file)));
    return org.wardhealth.ledger.Main.run(arguments.toArray(String[]::new), System.out, System.err);
  }
}
