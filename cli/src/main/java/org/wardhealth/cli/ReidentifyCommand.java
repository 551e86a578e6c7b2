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
import tools.jackson.databind.node.ObjectNode;

/** {@code ward reidentify}: whom a pseudonym stands for, which is a right of its own. */
@Command(
    name = "reidentify",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the FHIR Patient for whom a pseudonym of the ledger stands.",
      "That somebody asked, who and why, is in the ledger first. The operator alone may not: it "
          + "needs a key with the right 'reidentify'."
    })
final class ReidentifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PSEUDONYM", description = "32 hexadecimal digits, as in an entry.")
  private String pseudonym = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "CODE",
      description = "CARE, ACCESS_REQUEST, INVESTIGATION or LEGAL_OBLIGATION.")
  private String reason = "";

  @Option(
      names = "--reference",
      paramLabel = "REF",
      description = "The number of the hospital's own file on it; nothing of the patient.")
  private Optional<String> reference = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "${env:WARD_KEY}",
      description = "A key with the right 'reidentify'; better in the variable WARD_KEY.")
  private Optional<String> key = Optional.empty();

  @Mixin private final Home home = new Home();

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectNode asked = Json.MAPPER.createObjectNode();
    asked.put("pseudonym", pseudonym);
    asked.put("reason", reason);
    reference.ifPresent(file -> asked.put("reference", file));
    Operator operator = Operator.of(home.path());
    ObjectNode patient =
        operator
            .as(
                key.orElseThrow(
                    () ->
                        new Failure(
                            Failure.USAGE,
                            "WARD_KEY, or --key, must hold a key with the right 'reidentify'")))
            .send("POST", "/vault/reidentifications", Optional.of(asked));
    PrintWriter out = spec.commandLine().getOut();
    out.println(patient.toPrettyString());
    return 0;
  }
}
