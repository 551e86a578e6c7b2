package org.wardhealth.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.wardhealth.deid.Deid;
import org.wardhealth.records.ColumnKind;
import org.wardhealth.records.Formats;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.Plan;
import org.wardhealth.records.RecordFormat;
import org.wardhealth.records.TableFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ward deid plan}: proposes what each column of a table is. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Proposes what each column of a table (CSV, TSV, Parquet) is, for a person to decide.",
      "Prints the plan; 'ward deid run' looks for it beside the table, as FILE.plan.yaml.",
      "The plan may list values of columns with few values: read it before you pass it on."
    })
final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The table.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "PLAN",
      description = "Writes the plan to a new file; never over one that is there.")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Plan plan = propose();
    if (out.isPresent()) {
      write(plan, out.get());
    } else {
      PrintWriter print = spec.commandLine().getOut();
      print.print(plan.yaml());
      print.flush();
    }
    if (Terminal.watched()) {
      summary(plan);
    }
    return 0;
  }

  private Plan propose() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    String name = file.getFileName().toString();
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(Formats.HEAD_BYTES);
    }
    RecordFormat format =
        Formats.of(head, name)
            .orElseThrow(
                () -> new Failure(Failure.DATA, file + " is of no format that Ward reads"));
    if (!(format instanceof TableFormat table)) {
      throw new Failure(
          Failure.DATA, file + " is " + format.name() + ": only a table needs a plan");
    }
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      return table.propose(in, name, Deid.english());
    } catch (MalformedRecord e) {
      throw new Failure(Failure.DATA, file + ": " + e.getMessage());
    }
  }

  private static void write(Plan plan, Path path) throws IOException {
    try {
      Files.writeString(path, plan.yaml(), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new Failure(
          Failure.USAGE, path + " is there already: somebody may have edited it; move it away");
    }
  }

  private void summary(Plan plan) {
    PrintWriter err = spec.commandLine().getErr();
    int width = plan.columns().stream().mapToInt(c -> c.name().length()).max().orElse(0);
    String line = "%-" + Math.max(4, Math.min(width, 40)) + "s  %-14s  %s%n";
    for (Plan.Column column : plan.columns()) {
      err.printf(line, column.name(), column.kind().word(), column.kind().effect());
    }
    long removed = plan.columns().stream().filter(c -> c.kind() == ColumnKind.REMOVE).count();
    err.printf(
        "%d columns, %d removed. Read the plan before you use it.%n",
        plan.columns().size(), removed);
    err.flush();
  }
}
