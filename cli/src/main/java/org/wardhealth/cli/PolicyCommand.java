package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.wardhealth.policy.Layer;
import org.wardhealth.policy.Policies;
import org.wardhealth.policy.PolicyProblems;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.policy.Rule;
import org.wardhealth.policy.StepUp;
import org.wardhealth.server.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code ward policy}: checks and writes out sets of policies by itself; lists them, drafts one,
 * re-tells a decision and decides the record anew with a Ward that runs.
 */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "Shows and checks the policies that decide who may use which model for what.",
    footer = {
      "",
      "Example:",
      "  ward policy export night",
      "  ward policy check night",
      "  ward policy diff night --since 30d",
      "  ward policy propose night --why 'The triage application works at night.'"
    })
final class PolicyCommand {
  private static final String SETS = "/policy/sets";
  private static final String DIGEST = "policies:";

  private final Clock clock = Clock.systemUTC();

  @Spec private CommandSpec spec;

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Says everything that is wrong with a set, or its digest.",
        "Asks it the canaries too: a set that answers one wrongly cannot come into " + "force."
      })
  int check(
      @Parameters(
              paramLabel = "FOLDER",
              description = "A folder with organisation/, role/, patient/ and model/.")
          Path folder)
      throws IOException {
    Policies policies = load(folder);
    if (!policies.wrong().isEmpty()) {
      throw new Failure(
          Failure.DATA,
          folder
              + " answers a canary wrongly, so Ward would permit nothing: "
              + String.join(", ", policies.wrong().stream().map(Layer::folder).sorted().toList())
              + " (see docs/policy.md)");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(policies.rules().size() + " policies are valid");
    out.println("sha256 " + policies.digest());
    out.flush();
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Lists the policies of the set in force in the Ward that runs.")
  int show(@Mixin Home home) throws IOException, InterruptedException {
    JsonNode set = inForce(Operator.of(home.path()));
    PrintWriter out = spec.commandLine().getOut();
    out.println("version " + set.path("version").asLong() + ", " + decided(set));
    out.println("sha256 " + set.path("digest").asString());
    for (Rule rule : rules(set)) {
      out.printf(
          "%-13s %-24s %-7s %s%n",
          rule.layer().folder(),
          rule.id(),
          rule.effect().name().toLowerCase(Locale.ROOT),
          rule.says());
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = {
        "Writes a set into a folder that is not there yet: the one that Ward ships, "
            + "or with --in-force the one in force in the Ward that runs."
      })
  int export(
      @Parameters(paramLabel = "FOLDER") Path folder,
      @Option(names = "--in-force", description = "The set in force in the Ward that runs.")
          boolean running,
      @Mixin Home home)
      throws IOException, InterruptedException {
    if (Files.exists(folder)) {
      throw new Failure(Failure.CANNOT_CREATE, folder + " is there already");
    }
    Map<String, String> policies =
        running ? texts(inForce(Operator.of(home.path()))) : PolicySource.shipped().policies();
    for (Map.Entry<String, String> file : policies.entrySet()) {
      Path path = folder.resolve(file.getKey()).normalize();
      if (!path.startsWith(folder.normalize())) {
        throw new Failure(Failure.DATA, "the set has a policy that lies outside: " + file.getKey());
      }
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(policies.size() + " policies written into " + folder);
    out.flush();
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the sets of policies: in force, proposed, and before.")
  int list(@Option(names = "--json", description = "Prints JSON.") boolean json, @Mixin Home home)
      throws IOException, InterruptedException {
    ObjectNode list = Operator.of(home.path()).send("GET", SETS, Optional.empty());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(list);
      out.flush();
      return 0;
    }
    String row = "%-8s %-10s %-64s %-20s %-20s %-24s %s%n";
    out.printf(row, "VERSION", "STATE", "SHA256", "PROPOSED BY", "DECIDED BY", "WHEN", "WHY");
    for (JsonNode set : list.path("sets")) {
      boolean standing = set.path("id").asString().equals(list.path("inForce").asString(""));
      JsonNode last = set.path("decided").isObject() ? set.path("decided") : set.path("proposed");
      out.printf(
          row,
          set.path("version").isNumber() ? set.path("version").asString() : "-",
          standing ? "in force" : set.path("state").asString(),
          set.path("digest").asString(),
          set.path("proposed").path("name").asString(),
          set.path("decided").path("name").asString("-"),
          last.path("at").asString(),
          set.path("why").asString());
    }
    if (list.path("problem").isString()) {
      out.println(list.path("problem").asString());
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "propose",
      mixinStandardHelpOptions = true,
      description = {
        "Brings a set to the console as a draft.",
        "A person proposes it there, and another approves it; until then nothing " + "changes."
      })
  int propose(
      @Parameters(
              paramLabel = "FILE|FOLDER",
              description = {
                "A whole set; or one policy, LAYER/ID.cedar, which is put into the set in force."
              })
          Path wanted,
      @Option(
              names = "--why",
              required = true,
              paramLabel = "TEXT",
              description = "One line for who approves it; it names no patient.")
          String why,
      @Mixin Home home)
      throws IOException, InterruptedException {
    Operator operator = Operator.of(home.path());
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("why", why);
    policies(wanted, operator).forEach(body.putObject("policies")::put);
    ObjectNode draft = operator.send("POST", SETS, Optional.of(body));
    PrintWriter out = spec.commandLine().getOut();
    out.println("sha256 " + draft.path("digest").asString());
    out.println(
        "two persons decide about it at "
            + operator.url()
            + "/console/rules/sets/"
            + draft.path("id").asString());
    out.flush();
    return 0;
  }

  @Command(
      name = "diff",
      mixinStandardHelpOptions = true,
      description = {
        "Decides the recorded decisions anew by another set, and lists what would be otherwise.",
        "It takes what is registered and agreed to today; a decision counts only where the set that",
        "made it gives the recorded rules again. That the record was read is in the ledger."
      })
  int diff(
      @Parameters(
              paramLabel = "FILE|FOLDER",
              description = {
                "A whole set; or one policy, LAYER/ID.cedar, which is put into the set in force."
              })
          Path wanted,
      @Option(
              names = "--since",
              paramLabel = "TIME",
              defaultValue = "30d",
              description = "30d if not said; or 12h, 2026-03-01, 2026-03-01T08:00:00Z.")
          String since,
      @Option(names = "--json", description = "Prints JSON.") boolean json,
      @Mixin Home home)
      throws IOException, InterruptedException {
    Operator operator = Operator.of(home.path());
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("since", LedgerSearchCommand.time("--since", since, clock).toString());
    policies(wanted, operator).forEach(body.putObject("policies")::put);
    ObjectNode compared = operator.send("POST", "/policy/comparisons", Optional.of(body));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(compared);
      out.flush();
      return 0;
    }
    out.println(compared.path("different").asLong() + " decisions would be otherwise");
    out.println(compared.path("same").asLong() + " would stay as they are");
    out.println(compared.path("unknown").asLong() + " cannot be decided anew");
    if (compared.path("more").asBoolean()) {
      out.println("there are more: the older ones were left out");
    }
    for (JsonNode change : compared.path("changes")) {
      out.printf(
          "%6d  %s  %s  %s  %s -> %s  (%s)%n",
          change.path("count").asLong(),
          change.path("application").asString(),
          change.path("model").asString(),
          change.path("purpose").asString(),
          decision(change.path("was")),
          decision(change.path("would")),
          change.path("example").asString());
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "explain",
      mixinStandardHelpOptions = true,
      description = {
        "Tells a recorded decision again: who asked for what, which policies decided, "
            + "and what would have changed it.",
        "That somebody asked is in the ledger."
      })
  int explain(
      @Parameters(paramLabel = "DECISION", description = "Its id, as the error named it.")
          String decision,
      @Mixin Home home)
      throws IOException, InterruptedException {
    Operator operator = Operator.of(home.path());
    ObjectNode story =
        operator.send(
            "GET",
            "/audit/exchanges/" + URLEncoder.encode(decision, StandardCharsets.UTF_8),
            Optional.empty());
    JsonNode entry =
        story
            .path("entries")
            .valueStream()
            .map(one -> one.path("entry"))
            .filter(one -> one.path("basis").isObject())
            .findFirst()
            .orElseThrow(
                () ->
                    new Failure(
                        Failure.DATA,
                        "no entry of " + decision + " on this node says what was decided"));
    PrintWriter out = spec.commandLine().getOut();
    tell(entry, decision, out);
    List<String> rules =
        entry.path("basis").path("rules").valueStream().map(one -> one.asString("")).toList();
    Optional<String> digest =
        rules.stream()
            .filter(rule -> rule.startsWith(DIGEST))
            .map(rule -> rule.substring(DIGEST.length()))
            .findFirst();
    if (digest.isEmpty()) {
      out.println("the policies were not asked: it was decided before");
      rules.forEach(rule -> out.println("  " + rule));
      out.flush();
      return 0;
    }
    Map<String, Rule> known = new TreeMap<>();
    JsonNode set = kept(operator, digest.get());
    rules(set).forEach(rule -> known.put(rule.id(), rule));
    for (String id : rules) {
      Rule rule = known.get(id);
      if (rule != null) {
        out.println("  " + id + " " + says(rule));
        change(rule).ifPresent(what -> out.println("    would change it: " + what));
      } else if (id.equals("no-permit-matched")) {
        out.println("  " + id + ": no policy permits it");
        out.println("    would change it: a policy that does; ask who keeps the policies");
      } else if (!id.startsWith(DIGEST)) {
        out.println("  " + id);
      }
    }
    out.println(
        "policies sha256 "
            + digest.get()
            + (set.isObject()
                ? ", version " + set.path("version").asLong() + ", " + decided(set)
                : ": Ward keeps no such set, so the words of its rules are not known"));
    out.flush();
    return 0;
  }

  private static void tell(JsonNode entry, String decision, PrintWriter out) {
    JsonNode basis = entry.path("basis");
    JsonNode who = entry.path("who");
    out.println(
        decision
            + " at "
            + entry.path("at").asString()
            + ": "
            + basis.path("decision").asString()
            + (entry.path("code").isString() ? " (" + entry.path("code").asString() + ")" : ""));
    StringJoiner factors = new StringJoiner(", ");
    who.path("factors").forEach(factor -> factors.add(factor.asString()));
    out.println(
        "application "
            + who.path("application").asString("-")
            + " ("
            + factors
            + "), purpose "
            + basis.path("purpose").asString("-")
            + ", model "
            + basis.path("model").asString("-"));
  }

  private static String says(Rule rule) {
    return (rule.effect() == Rule.Effect.PERMIT ? "permits: " : "forbids: ") + rule.says();
  }

  private static Optional<String> change(Rule rule) {
    if (rule.effect() == Rule.Effect.PERMIT) {
      return Optional.empty();
    }
    StringJoiner ways = new StringJoiner("; or ");
    rule.stepUp().map(StepUp::says).ifPresent(ways::add);
    rule.ask().ifPresent(whom -> ways.add("ask " + whom));
    return Optional.of(ways.toString()).filter(text -> !text.isEmpty());
  }

  private static String decision(JsonNode side) {
    StringJoiner rules = new StringJoiner(",");
    side.path("rules").forEach(rule -> rules.add(rule.asString()));
    return side.path("decision").asString() + " " + rules;
  }

  private static String decided(JsonNode set) {
    JsonNode act = set.path("decided");
    return "approved by " + act.path("name").asString() + " at " + act.path("at").asString();
  }

  /** The set in force, with its text. */
  private static JsonNode inForce(Operator operator) throws IOException, InterruptedException {
    ObjectNode list = operator.send("GET", SETS, Optional.empty());
    String id = list.path("inForce").asString("");
    String digest =
        list.path("sets")
            .valueStream()
            .filter(set -> set.path("id").asString("").equals(id))
            .map(set -> set.path("digest").asString())
            .findFirst()
            .orElseThrow(
                () ->
                    new Failure(
                        Failure.UNAVAILABLE,
                        list.path("problem").asString("there is no set of policies in force")));
    return operator.send("GET", SETS + "/" + digest, Optional.empty());
  }

  /** A set by its digest; an empty node if Ward keeps none. */
  private static JsonNode kept(Operator operator, String digest)
      throws IOException, InterruptedException {
    try {
      return operator.send("GET", SETS + "/" + digest, Optional.empty());
    } catch (Failure e) {
      return Json.MAPPER.createObjectNode().path("none");
    }
  }

  private static Map<String, String> texts(JsonNode set) {
    Map<String, String> texts = new TreeMap<>();
    set.path("policies")
        .properties()
        .forEach(file -> texts.put(file.getKey(), file.getValue().asString()));
    return texts;
  }

  /** The rules of a set, under the schema that it was approved with. */
  private static List<Rule> rules(JsonNode set) {
    try {
      return set.isObject()
          ? Policies.load(new PolicySource(set.path("schema").asString(), texts(set))).rules()
          : List.of();
    } catch (PolicyProblems e) {
      return List.of();
    }
  }

  /** A folder's set; or the one in force with one file put into it. */
  private static Map<String, String> policies(Path wanted, Operator operator)
      throws IOException, InterruptedException {
    if (Files.isDirectory(wanted)) {
      return PolicySource.folder(wanted).policies();
    }
    if (!Files.isRegularFile(wanted)) {
      throw new Failure(Failure.NO_INPUT, "there is no file or folder " + wanted);
    }
    Path whole = wanted.toAbsolutePath().normalize();
    String file = whole.getName(whole.getNameCount() - 2) + "/" + whole.getFileName();
    Map<String, String> policies = texts(inForce(operator));
    policies.put(file, Files.readString(wanted));
    return policies;
  }

  private static Policies load(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new Failure(Failure.NO_INPUT, "there is no folder " + folder);
    }
    try {
      return Policies.load(PolicySource.folder(folder));
    } catch (PolicyProblems e) {
      throw new Failure(
          Failure.DATA,
          folder + " is no valid set of policies:\n  " + String.join("\n  ", e.problems()));
    }
  }
}
