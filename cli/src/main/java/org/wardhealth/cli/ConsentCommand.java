package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardhealth.server.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward consent}: what patients agreed to, and who agreed to something. */
@Command(
    name = "consent",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the consents of a patient in a running Ward, and counts who permits a use of their data.",
      "Each look is in the ledger before anything is shown."
    })
final class ConsentCommand {
  @Spec private CommandSpec spec;

  /** Whose key. */
  static final class Key {
    @Option(
        names = "--key",
        paramLabel = "KEY",
        defaultValue = "${env:WARD_KEY}",
        description = "A key with the right 'consents'; better in the variable WARD_KEY.")
    private Optional<String> key = Optional.empty();

    /** Ward, asked with the key, which there must be. */
    Operator of(Home home) throws IOException {
      return Operator.of(home.path())
          .as(
              key.orElseThrow(
                  () ->
                      new Failure(
                          Failure.USAGE,
                          "WARD_KEY, or --key, must hold a key with the right 'consents'")));
    }

    /** Ward, asked with the key, or as the operator of this machine. */
    Operator orOperator(Home home) throws IOException {
      Operator operator = Operator.of(home.path());
      return key.map(operator::as).orElse(operator);
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the consents of a patient, the oldest first.")
  int list(
      @Option(
              names = "--patient",
              required = true,
              paramLabel = "ID",
              description = "The FHIR Patient id, as the hospital names it.")
          String patient,
      @Option(names = "--json", description = "Prints the FHIR Bundle.") boolean json,
      @Mixin Key key,
      @Mixin Home home)
      throws IOException, InterruptedException {
    ObjectNode bundle =
        key.of(home).send("GET", "/fhir/Consent?patient=" + encoded(patient), Optional.empty());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(bundle);
      return 0;
    }
    String row = "%-28s %-18s %8s  %s%n";
    out.printf(row, "CONSENT", "STATUS", "REVISION", "SINCE");
    for (JsonNode entry : bundle.path("entry")) {
      JsonNode consent = entry.path("resource");
      out.printf(
          row,
          consent.path("id").asString(),
          consent.path("status").asString(),
          consent.at("/meta/versionId").asString(),
          consent.at("/meta/lastUpdated").asString());
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "text",
      mixinStandardHelpOptions = true,
      description = "Prints what was agreed in plain words, for the patient.")
  int text(
      @Parameters(paramLabel = "CONSENT", description = "Its id, as 'ward consent list' shows it.")
          String consent,
      @Option(
              names = "--lang",
              paramLabel = "LANGUAGE",
              defaultValue = "en",
              description = "en or es.")
          String language,
      @Mixin Key key,
      @Mixin Home home)
      throws IOException, InterruptedException {
    if (!language.equals("en") && !language.equals("es")) {
      throw new Failure(Failure.USAGE, "--lang is en or es, not '" + language + "'");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(key.of(home).text("/fhir/Consent/" + encoded(consent) + "/$text?lang=" + language));
    out.flush();
    return 0;
  }

  @Command(
      name = "cohort",
      mixinStandardHelpOptions = true,
      description = {
        "Counts the patients who permit that their data are used for a purpose, now.",
        "With --members, names them by the hospital's ids, which needs a key with the "
            + "rights 'consents' and 'reidentify'."
      })
  int cohort(
      @Option(
              names = "--purpose",
              required = true,
              paramLabel = "CODE",
              description = "A purpose of use of HL7 v3-ActReason, such as HRESCH.")
          String purpose,
      @Option(
              names = "--duo",
              paramLabel = "CODE",
              arity = "1..*",
              split = ",",
              description = "Terms of GA4GH DUO that each consent must cover, such as DUO:0000006.")
          @Nullable List<String> terms,
      @Option(names = "--members", description = "Says who they are, an id a line.")
          boolean members,
      @Option(names = "--json", description = "Prints JSON.") boolean json,
      @Mixin Key key,
      @Mixin Home home)
      throws IOException, InterruptedException {
    ObjectNode asked = Json.MAPPER.createObjectNode();
    asked.put("purpose", purpose).put("members", members);
    ArrayNode codes = asked.putArray("research_terms");
    if (terms != null) {
      terms.forEach(codes::add);
    }
    ObjectNode found =
        key.orOperator(home).unhurried().send("POST", "/consent/cohorts", Optional.of(asked));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(found);
    } else if (members) {
      found.path("members").forEach(member -> out.println(member.asString()));
    } else {
      out.println("patients who permit it: " + found.path("patients").asLong());
    }
    out.flush();
    return 0;
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8);
  }
}
