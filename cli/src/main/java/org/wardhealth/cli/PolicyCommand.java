package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.wardhealth.policy.Layer;
import org.wardhealth.policy.Policies;
import org.wardhealth.policy.PolicyProblems;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.policy.Rule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ward policy}: the sets of policies, without a running Ward. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "Shows and checks the policies that decide who may use which model for what.",
    footer = {
      "",
      "Example:",
      "  ward policy export .ward/policies",
      "  ward policy check .ward/policies"
    })
final class PolicyCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Says everything that is wrong with a set, or its digest. Asks it the canaries too:",
        "a set that answers one wrongly would take Ward out of service."
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
      description = "Lists the set that this WARD_HOME starts with: its own, or the shipped one.")
  int show(@Mixin Home home) throws IOException {
    Path folder = home.path().resolve("policies");
    boolean own = Files.isDirectory(folder);
    Policies policies = own ? load(folder) : Policies.load(PolicySource.shipped());
    PrintWriter out = spec.commandLine().getOut();
    out.println(own ? folder : "shipped with Ward");
    out.println("sha256 " + policies.digest());
    for (Rule rule : policies.rules()) {
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
      description = "Writes the shipped set into a folder that is not there yet.")
  int export(@Parameters(paramLabel = "FOLDER") Path folder) throws IOException {
    if (Files.exists(folder)) {
      throw new Failure(Failure.CANNOT_CREATE, folder + " is there already");
    }
    PolicySource shipped = PolicySource.shipped();
    for (Map.Entry<String, String> file : shipped.policies().entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(shipped.policies().size() + " policies written into " + folder);
    out.flush();
    return 0;
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
