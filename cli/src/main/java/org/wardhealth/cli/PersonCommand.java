package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.wardhealth.server.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward person add|list|link|grant|disable|enable}: the people who may sign in. */
@Command(
    name = "person",
    mixinStandardHelpOptions = true,
    description = "Adds, lists and disables the people who may sign in at a running Ward.")
final class PersonCommand {
  private static final String PATH = "/identity/people";

  @Spec private CommandSpec spec;

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Adds a person, and prints the link by which they enrol, once.")
  int add(
      @Parameters(paramLabel = "NAME", description = "What they sign in with; small letters.")
          String name,
      @Option(
              names = "--role",
              required = true,
              split = ",",
              paramLabel = "ROLE",
              description = {
                "clinician, researcher, data-scientist, billing, quality, ai-governance, auditor,",
                "privacy-officer, security-officer, administrator, engineer"
              })
          List<String> roles,
      @Option(names = "--json", description = "Prints JSON.") boolean json,
      @Mixin Home home)
      throws IOException, InterruptedException {
    ObjectNode wanted = Json.MAPPER.createObjectNode();
    wanted.put("name", name);
    roles.forEach(wanted.putArray("roles")::add);
    return link(Operator.of(home.path()).send("POST", PATH, Optional.of(wanted)), json);
  }

  @Command(
      name = "link",
      mixinStandardHelpOptions = true,
      description = "Prints a new link by which a person enrols; an older one opens nothing then.")
  int link(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--reset",
              paramLabel = "HOW",
              description = {
                "Removes all factors of the person, who lost them, and ends their sessions. How you",
                "made sure that it is they: document (seen face to face), video (a document in a video",
                "call), known (you know them and met them), vouched (somebody of their department came",
                "along). It is recorded."
              })
          Optional<String> reset,
      @Option(names = "--json", description = "Prints JSON.") boolean json,
      @Mixin Home home)
      throws IOException, InterruptedException {
    ObjectNode wanted = Json.MAPPER.createObjectNode();
    reset.ifPresent(how -> wanted.put("reset", how));
    return link(
        Operator.of(home.path()).send("POST", path(name, "/link"), Optional.of(wanted)), json);
  }

  private int link(ObjectNode made, boolean json) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(made);
      return 0;
    }
    spec.commandLine()
        .getErr()
        .println(
            "'"
                + made.path("name").asString()
                + "' enrols here, once, before "
                + made.path("link_until").asString()
                + ". Hand it over yourself: whoever opens it becomes them.");
    out.println(made.path("link").asString());
    return 0;
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the people.")
  int list(@Option(names = "--json", description = "Prints JSON.") boolean json, @Mixin Home home)
      throws IOException, InterruptedException {
    ObjectNode list = Operator.of(home.path()).send("GET", PATH, Optional.empty());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(list);
      return 0;
    }
    for (JsonNode person : list.path("people")) {
      StringJoiner roles = new StringJoiner(", ");
      person
          .path("roles")
          .properties()
          .forEach(
              role ->
                  roles.add(
                      role.getKey() + " until " + role.getValue().asString().substring(0, 10)));
      StringJoiner factors = new StringJoiner(", ");
      person.path("factors").forEach(factor -> factors.add(factor.asString()));
      out.printf(
          "%-24s %-9s %-28s %s%n",
          person.path("name").asString(),
          person.path("active").asBoolean() ? "active" : "disabled",
          factors.length() == 0 ? "not enrolled" : factors,
          roles);
    }
    return 0;
  }

  @Command(
      name = "grant",
      mixinStandardHelpOptions = true,
      description = "Sets the roles of a person anew, and when they end.")
  int grant(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--role", required = true, split = ",", paramLabel = "ROLE")
          List<String> roles,
      @Option(names = "--days", paramLabel = "N", description = "How long they hold; 365.")
          Optional<Long> days,
      @Mixin Home home)
      throws IOException, InterruptedException {
    ObjectNode wanted = Json.MAPPER.createObjectNode();
    roles.forEach(wanted.putArray("roles")::add);
    days.ifPresent(n -> wanted.put("days", n));
    Operator.of(home.path()).send("PUT", path(name, "/roles"), Optional.of(wanted));
    spec.commandLine().getErr().println("'" + name + "' has these roles now, and no others.");
    return 0;
  }

  @Command(
      name = "disable",
      mixinStandardHelpOptions = true,
      description = "Ends a person's sessions and lets them in no more.")
  int disable(@Parameters(paramLabel = "NAME") String name, @Mixin Home home)
      throws IOException, InterruptedException {
    return activate(name, false, home);
  }

  @Command(
      name = "enable",
      mixinStandardHelpOptions = true,
      description = "Lets a person who was disabled sign in again.")
  int enable(@Parameters(paramLabel = "NAME") String name, @Mixin Home home)
      throws IOException, InterruptedException {
    return activate(name, true, home);
  }

  private int activate(String name, boolean active, Home home)
      throws IOException, InterruptedException {
    ObjectNode wanted = Json.MAPPER.createObjectNode().put("active", active);
    Operator.of(home.path()).send("PUT", path(name, "/active"), Optional.of(wanted));
    spec.commandLine()
        .getErr()
        .println("'" + name + "' may " + (active ? "sign in again." : "not sign in any more."));
    return 0;
  }

  private static String path(String name, String what) {
    return PATH
        + '/'
        + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("%40", "@")
        + what;
  }
}
