package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward session list|revoke}: who is signed in. */
@Command(
    name = "session",
    mixinStandardHelpOptions = true,
    description = "Lists and ends the sessions of people at a running Ward.")
final class SessionCommand {
  private static final String PATH = "/identity/sessions";

  @Spec private CommandSpec spec;

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists who is signed in.")
  int list(@Option(names = "--json", description = "Prints JSON.") boolean json, @Mixin Home home)
      throws IOException, InterruptedException {
    ObjectNode list = Operator.of(home.path()).send("GET", PATH, Optional.empty());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(list);
      return 0;
    }
    for (JsonNode session : list.path("sessions")) {
      StringJoiner factors = new StringJoiner("+");
      session.path("factors").forEach(factor -> factors.add(factor.asString()));
      out.printf(
          "%s  %-24s %-20s since %s, seen %s%n",
          session.path("id").asString(),
          session.path("person").asString(),
          factors,
          session.path("began").asString(),
          session.path("seen").asString());
    }
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Ends a session: its next request is refused.")
  int revoke(
      @Parameters(paramLabel = "ID", description = "As in 'ward session list'.") String id,
      @Mixin Home home)
      throws IOException, InterruptedException {
    Operator.of(home.path())
        .send(
            "DELETE", PATH + '/' + URLEncoder.encode(id, StandardCharsets.UTF_8), Optional.empty());
    spec.commandLine().getErr().println("The session has ended.");
    return 0;
  }
}
