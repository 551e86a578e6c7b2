package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Profile;
import org.wardhealth.deid.Vocabulary;
import org.wardhealth.records.PlainWords;
import org.wardhealth.server.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward deid profiles}. */
@Command(
    name = "profiles",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what each profile does with each type of identifier.",
      "The letter is that of 45 CFR 164.514(b)(2)(i)."
    },
    footer = {"", "Example:", "  ward deid profiles --check study.yaml"})
final class DeidProfilesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--check",
      paramLabel = "FILE",
      description = "A profile of your own: prints it, or everything that is wrong with it (78).")
  private Optional<Path> file = Optional.empty();

  @Option(names = "--json", description = "For scripts.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<Profile> profiles =
        file.isPresent() ? List.of(ProfileOptions.read(file.get())) : Profile.NAMED;
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ArrayNode all = Json.MAPPER.createArrayNode();
      profiles.forEach(profile -> all.add(json(profile)));
      out.print(all + "\n");
    } else {
      table(profiles, out);
    }
    Output.end(out);
    return 0;
  }

  private static ObjectNode json(Profile profile) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("name", profile.name());
    node.put("surrogates", look(profile));
    ObjectNode actions = node.putObject("actions");
    for (IdentifierType type : IdentifierType.values()) {
      actions.put(type.name(), profile.action(type).name());
    }
    if (!profile.thresholds().isEmpty()) {
      ObjectNode thresholds = node.putObject("thresholds");
      profile.thresholds().forEach((type, least) -> thresholds.put(type.name(), least));
    }
    return node;
  }

  private static void table(List<Profile> profiles, PrintWriter out) {
    out.printf("%-15s %-2s", "type", "");
    profiles.forEach(profile -> out.printf(" %-18s", profile.name()));
    out.print(" what it is\n");
    out.printf("%-15s %-2s", "surrogates", "");
    profiles.forEach(profile -> out.printf(" %-18s", look(profile)));
    out.print(" how they look\n");
    for (IdentifierType type : IdentifierType.values()) {
      out.printf("%-15s %-2s", lower(type.name()), type.in(Vocabulary.HIPAA));
      profiles.forEach(profile -> out.printf(" %-18s", lower(profile.action(type).name())));
      out.print(" " + PlainWords.of(type) + "\n");
    }
    profiles.forEach(profile -> thresholds(profile, out));
  }

  /** A line for each score, so that nobody takes what is left for what is taken out. */
  private static void thresholds(Profile profile, PrintWriter out) {
    Map<Float, List<String>> below = new TreeMap<>();
    new TreeMap<>(profile.thresholds())
        .forEach(
            (type, least) ->
                below.computeIfAbsent(least, score -> new ArrayList<>()).add(lower(type.name())));
    below.remove(0f);
    below.forEach(
        (least, types) ->
            out.print(
                "left in free text when found with a score below "
                    + least
                    + ": "
                    + String.join(", ", types)
                    + "\n"));
  }

  private static String look(Profile profile) {
    return profile.realistic() ? "realistic" : "tags";
  }

  private static String lower(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
