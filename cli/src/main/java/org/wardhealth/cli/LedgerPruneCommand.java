package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward ledger prune}: gives up what a running Ward has kept for long enough. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description = {
      "Shows which entries are older than the date and the retention; with --yes "
          + "gives them up, for good.",
      "Hashes stay: proofs hold, and the rest still verifies. The ledger says who " + "did it."
    })
final class LedgerPruneCommand implements Callable<Integer> {
  @Option(
      names = "--before",
      required = true,
      paramLabel = "DATE",
      description = "No entry of this day (UTC) or later goes, such as 2020-01-01.")
  private LocalDate before = LocalDate.EPOCH;

  @Option(names = "--yes", description = "Does it.")
  private boolean yes;

  @Mixin private final Home home = new Home();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectNode plan =
        Operator.of(home.path())
            .unhurried()
            .send(yes ? "POST" : "GET", "/audit/pruning?before=" + before, Optional.empty());
    PrintWriter out = spec.commandLine().getOut();
    for (JsonNode log : plan.path("logs")) {
      out.printf(
          "%s: entries %d to %d of %d %s%n",
          log.path("origin").asString(),
          log.path("from").asLong(),
          log.path("minimum").asLong() - 1,
          log.path("size").asLong(),
          yes ? "are gone" : "would go");
    }
    if (plan.path("logs").isEmpty()) {
      out.println(
          "No log that has ended has 256 entries or more in a row that are older than "
              + before
              + ".");
    } else if (!yes) {
      out.println(
          "Nothing was done: --yes gives them up for good. See that no legal hold covers them, and"
              + " that a copy lies where one must.");
    }
    Output.end(out);
    return 0;
  }
}
