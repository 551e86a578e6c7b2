package org.wardhealth.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Finding;
import org.wardhealth.deid.Surrogates;
import org.wardhealth.server.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward deid text|find}: finds and replaces identifiers, offline. */
@Command(
    name = "deid",
    mixinStandardHelpOptions = true,
    subcommands = PlanCommand.class,
    description = "Finds and replaces what identifies a patient in text, offline.")
final class DeidCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "text",
      mixinStandardHelpOptions = true,
      description = "Prints a text with surrogates in place of what identifies.")
  int text(
      @Parameters(paramLabel = "FILE", arity = "0..1", description = "Standard input if none.")
          Optional<Path> file)
      throws IOException {
    String text =
        file.isPresent()
            ? Files.readString(file.get())
            : new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    List<Finding> found = Deid.english().find(text);
    PrintWriter out = spec.commandLine().getOut();
    out.print(new Surrogates().replace(text, found));
    out.flush();
    if (Terminal.watched()) {
      Map<String, Integer> counts = new TreeMap<>();
      found.forEach(finding -> counts.merge(finding.type().name(), 1, Integer::sum));
      spec.commandLine().getErr().println("found: " + counts);
    }
    return 0;
  }

  @Command(
      name = "find",
      mixinStandardHelpOptions = true,
      description = {
        "Reads lines {\"id\",\"text\"} and writes lines {\"id\",\"spans\":[{\"start\",\"end\",",
        "\"label\",\"score\",\"source\"}]}; offsets count UTF-16 units."
      })
  int find(
      @Option(names = "--jsonl", required = true, description = "JSON lines in and out.")
          boolean jsonl,
      @Parameters(paramLabel = "FILE", arity = "0..1", description = "Standard input if none.")
          Optional<Path> file)
      throws IOException {
    Deid deid = Deid.english();
    PrintWriter out = spec.commandLine().getOut();
    try (BufferedReader lines =
        file.isPresent()
            ? Files.newBufferedReader(file.get())
            : new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          out.println(spans(deid, line, number));
        }
      }
    }
    out.flush();
    return 0;
  }

  private static ObjectNode spans(Deid deid, String line, int number) {
    JsonNode document;
    try {
      document = Json.MAPPER.readTree(line);
    } catch (JacksonException e) {
      throw new Failure(Failure.DATA, "line " + number + " is not JSON");
    }
    if (!document.path("text").isString() || document.path("id").isMissingNode()) {
      throw new Failure(Failure.DATA, "line " + number + " needs \"id\" and \"text\"");
    }
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.set("id", document.path("id"));
    ArrayNode spans = answer.putArray("spans");
    for (Finding finding : deid.find(document.path("text").asString())) {
      ObjectNode span = spans.addObject();
      span.put("start", finding.start());
      span.put("end", finding.end());
      span.put("label", finding.type().name());
      span.put("score", finding.score());
      span.put("source", finding.source().name());
    }
    return answer;
  }
}
