package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.wardhealth.server.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward erase}: forgets a patient for good, by destroying the patient's keys. */
@Command(
    name = "erase",
    mixinStandardHelpOptions = true,
    description = {
      "Destroys a patient's keys and data in a running Ward, and says so in the ledger first.",
      "What was destroyed cannot be brought back."
    })
final class EraseCommand implements Callable<Integer> {
  private static final String PATH = "/vault/erasures";

  @Spec private CommandSpec spec;

  @Option(
      names = "--patient",
      paramLabel = "ID",
      description = "The FHIR Patient id, as the hospital names it.")
  private Optional<String> patient = Optional.empty();

  @Option(
      names = "--ground",
      paramLabel = "CODE",
      description = {
        "Why: ART17, or closer ART17-1-A (not needed), -B (consent withdrawn), -C (objection),",
        "-D (unlawful), -E (legal obligation), -F (child), RETENTION-OVER."
      })
  private Optional<String> ground = Optional.empty();

  @Option(
      names = "--reference",
      paramLabel = "REF",
      description = "The number of the hospital's own file on it; nothing of the patient.")
  private Optional<String> reference = Optional.empty();

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Mixin private final Home home = new Home();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (patient.isEmpty() || ground.isEmpty()) {
      throw new Failure(
          Failure.USAGE,
          "say whom and why: ward erase --patient ID --ground ART17 (ward erase --help)");
    }
    ObjectNode asked = Json.MAPPER.createObjectNode();
    asked.put("patient", patient.get());
    asked.put("ground", ground.get());
    reference.ifPresent(file -> asked.put("reference", file));
    show(Operator.of(home.path()).send("POST", PATH, Optional.of(asked)), json);
    return 0;
  }

  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = {
        "Approves what another one requested, and erases.",
        "Who requested cannot approve: a second person comes as an application with "
            + "the right 'erase'."
      })
  int approve(
      @Parameters(paramLabel = "ERASURE", description = "The id that the request printed.")
          String id,
      @Option(
              names = "--key",
              paramLabel = "KEY",
              defaultValue = "${env:WARD_KEY}",
              description = {
                "The second person's key, with the right 'erase'; better in WARD_KEY. The operator",
                "of this machine if not said."
              })
          Optional<String> key,
      @Option(names = "--json", description = "Prints JSON.") boolean asJson,
      @Mixin Home at)
      throws IOException, InterruptedException {
    Operator operator = Operator.of(at.path());
    show(
        (key.isPresent() ? operator.as(key.get()) : operator)
            .send("POST", PATH + "/" + id + "/approval", Optional.empty()),
        asJson);
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists erasures, the newest first.")
  int list(@Option(names = "--json", description = "Prints JSON.") boolean asJson, @Mixin Home at)
      throws IOException, InterruptedException {
    ObjectNode list = Operator.of(at.path()).send("GET", PATH, Optional.empty());
    PrintWriter out = spec.commandLine().getOut();
    if (asJson) {
      out.println(list);
      return 0;
    }
    String row = "%-20s %-10s %-34s %-16s %-28s %s%n";
    out.printf(row, "ERASURE", "STATE", "PSEUDONYM", "GROUND", "AT", "REFERENCE");
    for (JsonNode erasure : list.path("erasures")) {
      out.printf(
          row,
          erasure.path("id").asString(),
          erasure.path("state").asString(),
          erasure.path("pseudonym").asString(),
          erasure.path("ground").asString(),
          erasure.path("at").asString(),
          erasure.path("reference").asString(""));
    }
    out.flush();
    return 0;
  }

  private void show(ObjectNode erasure, boolean asJson) {
    PrintWriter out = spec.commandLine().getOut();
    if (asJson) {
      out.println(erasure);
    } else if (erasure.path("state").asString().equals("done")) {
      out.println(
          "erased: the keys of "
              + erasure.path("pseudonym").asString()
              + " are destroyed, with "
              + erasure.path("contents_destroyed").asInt()
              + " prompts and answers and what was known of the patient.");
      out.println(
          "Backups made before now can still be opened until the keys of their months are destroyed:"
              + " see docs/keys.md.");
    } else {
      out.println(
          erasure.path("id").asString()
              + " waits for a second person: ward erase approve "
              + erasure.path("id").asString());
    }
  }
}
