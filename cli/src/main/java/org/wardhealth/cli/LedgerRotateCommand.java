package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.wardhealth.ledger.TrustPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward ledger rotate}: ends the log of a running Ward and begins the next one. */
@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the next log and its keys; with --yes ends the log and begins the next " + "one.",
      "It happens by itself when the year is over (UTC). Both logs say so, and who " + "did it."
    })
final class LedgerRotateCommand implements Callable<Integer> {
  @Option(names = "--yes", description = "Does it.")
  private boolean yes;

  @Mixin private final Home home = new Home();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Operator operator = Operator.of(home.path());
    PrintWriter out = spec.commandLine().getOut();
    if (yes) {
      ObjectNode done = operator.send("POST", "/audit/logs", Optional.empty());
      out.printf(
          "%s has ended with %d entries; the ledger goes on in %s%n",
          done.path("ended").asString(), done.path("size").asLong(), done.path("began").asString());
    } else {
      ObjectNode logs = operator.send("GET", "/ledger/logs", Optional.empty());
      for (JsonNode log : logs.path("logs")) {
        out.printf(
            "%s %s, %d entries from number %d%n",
            log.path("origin").asString(),
            log.path("ended").asBoolean() ? "has ended" : "is written",
            log.path("size").asLong(),
            log.path("first").asLong());
      }
      String next = logs.path("next").asString();
      out.println("The next one is " + next + ". Its keys, for witnesses and for who verifies:");
      TrustPolicy.parse(Files.readAllBytes(home.path().resolve("ledger.policy")))
          .logs(next)
          .forEach(out::println);
      out.println("Nothing was done: --yes ends the log and begins the next one.");
    }
    Output.end(out);
    return 0;
  }
}
