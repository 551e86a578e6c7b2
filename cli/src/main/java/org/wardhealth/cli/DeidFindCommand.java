package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.wardhealth.deid.CompiledIdentity;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Finding;
import org.wardhealth.deid.Language;
import org.wardhealth.deid.Profile;
import org.wardhealth.deid.Vocabulary;
import org.wardhealth.server.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward deid find --jsonl}: the contract for programs. */
@Command(
    name = "find",
    mixinStandardHelpOptions = true,
    description = {
      "Reads lines {\"id\",\"text\"[,\"lang\"]} and writes lines "
          + "{\"id\",\"spans\":[{\"start\",\"end\",\"label\",\"score\",\"source\"}]}.",
      "Offsets count UTF-16 units. Of English text what the profile safe-harbor takes "
          + "out, under Ward's names; of Spanish text all types that MEDDOCAN marks, under "
          + "its names. A line that is none ends the run with 65 after the answers to those "
          + "before it."
    },
    footer = {
      "",
      "Example:",
      "  echo '{\"id\":1,\"text\":\"Seen by Dr. Alice Moreno\"}' | ward deid find --jsonl"
    })
final class DeidFindCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private EncoderOptions encoder = new EncoderOptions();

  @Option(names = "--jsonl", required = true, description = "JSON lines in and out.")
  private boolean jsonl;

  @Option(
      names = "--lang",
      paramLabel = "L",
      description = "Language of lines that say none: en or es; told from the text if not said.")
  private Optional<String> lang = Optional.empty();

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "Only what this profile (name or YAML file) does not keep; or 'all'.")
  private Optional<String> profile = Optional.empty();

  @Option(
      names = "--labels",
      paramLabel = "V",
      description = "ward, hipaa, i2b2 or meddocan; what has no name in it is left out.")
  private Optional<Vocabulary> labels = Optional.empty();

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "Standard input if none.")
  private Optional<Path> file = Optional.empty();

  @Override
  public Integer call() throws IOException {
    if (!jsonl) {
      throw new Failure(Failure.USAGE, "find reads and writes JSON lines only: say --jsonl");
    }
    Deid deid = encoder.engine();
    Optional<Language> said = lang.map(Engine::language);
    Optional<Profile> asked =
        profile.isPresent() && !profile.get().equals("all")
            ? Optional.of(ProfileOptions.named(profile.get()))
            : Optional.empty();
    PrintWriter out = spec.commandLine().getOut();
    try {
      LineSource.read(
          file,
          line -> {
            Optional<Language> stated =
                line.has("lang")
                    ? Optional.of(Engine.language(line.path("lang").asString()))
                    : said;
            out.print(answer(deid, line, stated, asked) + "\n");
          });
    } finally {
      out.flush();
    }
    Output.end(out);
    return 0;
  }

  /** The language that a text shows; English where it shows none or several. */
  private static Language told(Deid deid, String text) {
    Set<Language> languages = deid.languages(text);
    return languages.size() == 1 ? languages.iterator().next() : Language.ENGLISH;
  }

  private ObjectNode answer(
      Deid deid, ObjectNode line, Optional<Language> stated, Optional<Profile> asked) {
    String text = line.path("text").asString();
    Language language = stated.orElseGet(() -> told(deid, text));
    List<Finding> found =
        stated.isPresent() ? deid.find(text, CompiledIdentity.NONE, language) : deid.find(text);
    if (asked.isPresent()) {
      found = asked.get().concerned(found);
    } else if (profile.isEmpty() && language.vocabulary() == Vocabulary.WARD) {
      found = Profile.SAFE_HARBOR.concerned(found);
    }
    Vocabulary vocabulary = labels.orElse(language.vocabulary());
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.set("id", line.path("id"));
    ArrayNode spans = answer.putArray("spans");
    for (Finding finding : found) {
      String label = finding.type().in(vocabulary);
      if (!label.isEmpty()) {
        ObjectNode span = spans.addObject();
        span.put("start", finding.start());
        span.put("end", finding.end());
        span.put("label", label);
        span.put("score", finding.score());
        span.put("source", finding.source().name());
      }
    }
    return answer;
  }
}
