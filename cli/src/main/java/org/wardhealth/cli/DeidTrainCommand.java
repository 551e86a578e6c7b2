package org.wardhealth.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.wardhealth.deid.TaggerTraining;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ward deid train}: a tagger from marked texts, the same every time. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a tagger by a plan and prints how it does on what the plan holds back.",
      "The plan names marked texts; they are looked for beside the plan and in the folders."
    },
    footer = {"", "Example:", "  ward deid train deid/training/es.plan es.bin deid /data/deid"})
final class DeidTrainCommand implements Callable<Integer> {
  @Option(
      names = "--all",
      description = "Learns from what the plan holds back too: then there are no scores.")
  private boolean all;

  @Parameters(index = "0", paramLabel = "PLAN", description = "See deid/training.")
  private Path plan = Path.of("");

  @Parameters(index = "1", paramLabel = "OUT", description = "A new file: the tagger.")
  private Path out = Path.of("");

  @Parameters(
      index = "2..*",
      paramLabel = "FOLDER",
      description = "Where the marked texts are that the plan names.")
  private List<Path> folders = List.of();

  @Override
  public Integer call() throws IOException {
    if (Files.exists(out)) {
      throw new Failure(Failure.CANNOT_CREATE, out + " is there already");
    }
    TaggerTraining training;
    try {
      training = TaggerTraining.read(plan, folders);
    } catch (IllegalArgumentException e) {
      throw new Failure(Failure.DATA, String.valueOf(e.getMessage()));
    }
    Files.write(out, training.train(all, System.out), StandardOpenOption.CREATE_NEW);
    return 0;
  }
}
