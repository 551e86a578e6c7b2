package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.wardhealth.records.Batch;
import org.wardhealth.records.BatchRefused;
import org.wardhealth.records.Progress;
import org.wardhealth.server.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward deid run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "De-identifies files and folders into a new folder.",
      "FHIR JSON and NDJSON, HL7 v2, C-CDA, tables with a plan ('ward deid plan'), notes "
          + "(.txt, .text, .md) and lines of notes (.jsonl), each also as .gz. The folder gets the "
          + "outputs under pseudonyms, manifest.json, report.json and report.html; "
          + "OUT.private, which stays with you, gets the key, the names of the inputs and "
          + "the reasons for what was left out. A run that was stopped goes on when it is "
          + "given again. Exit codes: 0 all was written, 65 something was left out, 64 "
          + "usage, 66 no input, 73 no output can be made there, 74 writing failed, 75 "
          + "another run is writing there, 78 the profile or the key cannot be used."
    },
    footer = {"", "Example:", "  ward deid run notes/ --out release --profile safe-harbor"})
final class DeidRunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private EncoderOptions encoder = new EncoderOptions();
  @Mixin private ProfileOptions profile = new ProfileOptions();
  @Mixin private KeyOptions key = new KeyOptions();

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new folder.")
  private Path out = Path.of("");

  @Option(
      names = "--private",
      paramLabel = "DIR",
      description = "What stays with you; DIR.private beside --out if not said.")
  private Optional<Path> kept = Optional.empty();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "How much is done at once; as many as there are processors if not said.")
  private Optional<Integer> jobs = Optional.empty();

  @Option(
      names = "--spark",
      description = {
        "Runs nothing: prints the spark-submit line that does the same on a cluster,",
        "for .ndjson (FHIR), .jsonl (notes), and tables with their plan, with --key FILE.",
        "Put in where the jars lie: docs/howto/deidentify-on-a-cluster.md."
      })
  private boolean spark;

  @Option(names = "--json", description = "The outcome as JSON, for scripts.")
  private boolean json;

  @Parameters(paramLabel = "IN", arity = "1..*", description = "Files and folders.")
  private List<Path> inputs = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (spark && encoder.asked()) {
      throw new Failure(Failure.USAGE, "--spark knows no encoder: say one of them");
    }
    if (spark) {
      PrintWriter line = spec.commandLine().getOut();
      line.print(SparkLine.of(inputs, out, profile.profile(), key.file()) + "\n");
      Output.end(line);
      return 0;
    }
    int atOnce = jobs.orElse(Runtime.getRuntime().availableProcessors());
    if (atOnce < 1 || atOnce > 1000) {
      throw new Failure(Failure.USAGE, "--jobs is from 1 to 1000, not " + atOnce);
    }
    Path stays = kept.orElseGet(() -> out.resolveSibling(name(out) + ".private"));
    Batch.Order order =
        new Batch.Order(
            inputs,
            out,
            stays,
            profile.profile(),
            encoder.engine(),
            key.asked(),
            atOnce,
            Runtime.getRuntime().maxMemory() / 2,
            encoder.version(),
            Clock.systemUTC(),
            new SecureRandom());
    Batch.Outcome outcome = run(order);
    PrintWriter printed = spec.commandLine().getOut();
    if (json) {
      printed.print(json(outcome, stays) + "\n");
    } else {
      say(printed, outcome, stays);
    }
    Output.end(printed);
    return outcome.complete() ? 0 : Failure.DATA;
  }

  private Batch.Outcome run(Batch.Order order) throws IOException, InterruptedException {
    if (!Terminal.watched()) {
      return run(order, Progress.NONE);
    }
    ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), System::nanoTime);
    try {
      return run(order, bar);
    } finally {
      bar.end();
    }
  }

  private static Batch.Outcome run(Batch.Order order, Progress progress)
      throws IOException, InterruptedException {
    try {
      return new Batch(order).run(progress);
    } catch (BatchRefused e) {
      throw new Failure(
          switch (e.why()) {
            case ORDER -> Failure.USAGE;
            case NO_INPUT -> Failure.NO_INPUT;
            case NO_OUTPUT -> Failure.CANNOT_CREATE;
            case BUSY -> Failure.TRY_LATER;
          },
          String.valueOf(e.getMessage()));
    }
  }

  private void say(PrintWriter printed, Batch.Outcome outcome, Path stays) {
    printed.print(outcome.written() + " of " + outcome.files() + " files written to " + out + "\n");
    if (outcome.resumed() > 0) {
      printed.print(outcome.resumed() + " of them by an earlier run\n");
    }
    if (!outcome.complete()) {
      printed.print(
          "left out: "
              + many(outcome.leftOutFiles(), "file")
              + " and "
              + many(outcome.leftOutRecords(), "record")
              + "; the reasons are in "
              + stays.resolve("quarantine.jsonl")
              + "\n");
    }
    printed.print("report: " + out.resolve("report.html") + "\n");
    printed.print("keep apart, do not hand on: " + stays + "\n");
  }

  private static String many(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private ObjectNode json(Batch.Outcome outcome, Path stays) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("files", outcome.files());
    node.put("written", outcome.written());
    node.put("leftOutFiles", outcome.leftOutFiles());
    node.put("leftOutRecords", outcome.leftOutRecords());
    node.put("bytes", outcome.bytes());
    node.put("resumed", outcome.resumed());
    node.put("out", out.toString());
    node.put("private", stays.toString());
    return node;
  }

  private static String name(Path folder) {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }
}
