package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.wardhealth.deid.CompiledIdentity;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.Subject;
import org.wardhealth.server.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward deid jsonl}. */
@Command(
    name = "jsonl",
    mixinStandardHelpOptions = true,
    description = {
      "Reads lines {\"id\",\"text\"[,\"lang\",\"patient\"]} and writes lines "
          + "{\"id\",\"text\"} with what identifies replaced.",
      "'id' comes back as it was given, so that a program can join the answers; "
          + "'patient' ties surrogates together and does not come back; other keys are "
          + "dropped. For data that leaves use 'ward deid run', which makes pseudonyms of "
          + "ids. A line that is none ends the run with 65 after the answers to those "
          + "before it."
    },
    footer = {
      "",
      "Example:",
      "  ward deid jsonl --profile gdpr-pseudonymised --key study.key notes.jsonl > safe.jsonl"
    })
final class DeidJsonlCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private EncoderOptions encoder = new EncoderOptions();
  @Mixin private ProfileOptions profile = new ProfileOptions();
  @Mixin private KeyOptions key = new KeyOptions();

  @Option(
      names = "--lang",
      paramLabel = "L",
      description = "Language of lines that say none: en or es; told from the text if not said.")
  private Optional<String> lang = Optional.empty();

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "Standard input if none.")
  private Optional<Path> file = Optional.empty();

  @Override
  public Integer call() throws IOException {
    DataSet dataSet = Engine.dataSet(profile, key, encoder);
    PrintWriter out = spec.commandLine().getOut();
    try {
      LineSource.read(file, line -> out.print(answer(dataSet, line) + "\n"));
    } finally {
      out.flush();
    }
    Output.end(out);
    return 0;
  }

  private ObjectNode answer(DataSet dataSet, ObjectNode line) {
    String patient =
        line.has("patient")
            ? "patient:" + line.path("patient").asString("")
            : "note:" + line.path("id").asString("");
    Optional<String> tag = line.has("lang") ? Optional.of(line.path("lang").asString()) : lang;
    Subject subject =
        tag.isPresent()
            ? dataSet.subject(patient, CompiledIdentity.NONE, Engine.language(tag.get()))
            : dataSet.subject(patient);
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.set("id", line.path("id"));
    String text = line.path("text").asString();
    answer.put(
        "text",
        tag.isPresent() ? subject.text(text, Engine.language(tag.get())) : subject.text(text));
    return answer;
  }
}
