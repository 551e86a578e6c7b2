package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward ledger project}: the table that is searched, and its rebuilding. */
@Command(
    name = "project",
    mixinStandardHelpOptions = true,
    description = {
      "Shows how far the search table of a running Ward is, and makes it anew from "
          + "the ledger.",
      "The ledger is what counts: whatever was altered in the table is put right."
    })
final class LedgerProjectCommand implements Callable<Integer> {
  private static final String PATH = "/audit/projection";
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  @Spec private CommandSpec spec;

  @Option(
      names = "--rebuild",
      description = "Makes the rows of this node's ledger anew, while they can be searched.")
  private boolean rebuild;

  @Mixin private final Home home = new Home();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Operator operator = Operator.of(home.path());
    PrintWriter out = spec.commandLine().getOut();
    ObjectNode state =
        rebuild
            ? operator.send("POST", PATH + "/rebuild", Optional.empty())
            : operator.send("GET", PATH, Optional.empty());
    long total = state.path("projected").asLong();
    while (rebuild && state.path("rebuilding").isNumber()) {
      requireNoProblem(state);
      Thread.sleep(BETWEEN_LOOKS);
      state = operator.send("GET", PATH, Optional.empty());
      if (Terminal.watched() && state.path("rebuilding").isNumber()) {
        spec.commandLine()
            .getErr()
            .printf("\r%d of %d entries", state.path("rebuilding").asLong(), total);
        spec.commandLine().getErr().flush();
      }
    }
    requireNoProblem(state);
    if (rebuild) {
      out.println("the rows of " + total + " entries were made anew from the ledger");
    }
    out.printf(
        "%d of %d published entries can be searched%n",
        state.path("projected").asLong(), state.path("published").asLong());
    if (state.path("rebuilding").isNumber()) {
      out.println("a rebuild is at entry " + state.path("rebuilding").asLong());
    }
    Output.end(out);
    return 0;
  }

  private static void requireNoProblem(ObjectNode state) {
    if (state.path("problem").isString()) {
      throw new Failure(Failure.UNAVAILABLE, state.path("problem").asString());
    }
  }
}
