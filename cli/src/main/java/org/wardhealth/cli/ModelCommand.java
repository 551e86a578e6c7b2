package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.wardhealth.server.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward model list|suspend|resume}: which models may be asked. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Lists the models of a running Ward, suspends and resumes them.")
final class ModelCommand {
  private static final String PATH = "/models";

  @Spec private CommandSpec spec;

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the models, and which of them may be asked.")
  int list(@Option(names = "--json", description = "Prints JSON.") boolean json, @Mixin Home home)
      throws IOException, InterruptedException {
    ObjectNode list = Operator.of(home.path()).send("GET", PATH, Optional.empty());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(list);
      return 0;
    }
    String row = "%-40s %-16s %-10s %s%n";
    out.printf(row, "MODEL", "PROVIDER", "STATE", "WHY");
    for (JsonNode model : list.path("models")) {
      out.printf(
          row,
          model.path("model").asString(),
          model.path("provider").asString(),
          model.path("state").asString(),
          model.has("reason")
              ? model.path("reason").asString()
                  + " "
                  + model.path("reference").asString("")
                  + (model.has("reference") ? ", " : "")
                  + "by "
                  + model.path("by").asString()
                  + " since "
                  + model.path("since").asString()
              : "");
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "suspend",
      mixinStandardHelpOptions = true,
      description = "Lets nobody ask a model from the next exchange on, on every node.")
  int suspend(
      @Parameters(paramLabel = "MODEL", description = "As in 'ward model list'.") String model,
      @Option(
              names = "--reason",
              required = true,
              paramLabel = "CODE",
              description = {
                "WRONG_ANSWERS, BIAS, PRIVACY, SECURITY, AGREEMENT (its contract ended) or",
                "MAINTENANCE."
              })
          String reason,
      @Option(
              names = "--reference",
              paramLabel = "FILE",
              description = "The number of the file in which more is said, such as INC-4711.")
          Optional<String> reference,
      @Mixin Home home)
      throws IOException, InterruptedException {
    ObjectNode wanted = Json.MAPPER.createObjectNode().put("model", model).put("reason", reason);
    reference.ifPresent(text -> wanted.put("reference", text));
    Operator.of(home.path()).send("POST", PATH + "/suspensions", Optional.of(wanted));
    spec.commandLine()
        .getErr()
        .println("'" + model + "' may not be asked any more. 'ward model resume' takes it back.");
    return 0;
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Lets a model be asked again.")
  int resume(
      @Parameters(paramLabel = "MODEL", description = "As in 'ward model list'.") String model,
      @Mixin Home home)
      throws IOException, InterruptedException {
    ObjectNode wanted = Json.MAPPER.createObjectNode().put("model", model);
    Operator.of(home.path()).send("POST", PATH + "/resumptions", Optional.of(wanted));
    spec.commandLine().getErr().println("'" + model + "' may be asked again.");
    return 0;
  }
}
