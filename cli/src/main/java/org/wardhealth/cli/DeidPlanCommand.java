package org.wardhealth.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.wardhealth.records.Formats;
import org.wardhealth.records.InvalidPlan;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.Plan;
import org.wardhealth.records.TableFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ward deid plan}. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Proposes what is done with each column of a table (CSV, TSV, Parquet).",
      "Read it through and leave it beside the table as FILE.plan.yaml: 'ward deid "
          + "run' reads no table without one."
    },
    footer = {
      "",
      "Example:",
      "  ward deid plan visits.csv --out visits.csv.plan.yaml",
      "  ward deid plan visits.csv --check"
    })
final class DeidPlanCommand implements Callable<Integer> {
  private static final int WIDEST = 40;

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "PLAN",
      description = "A new file; standard output if none.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--check",
      description = "Reads the plan beside the table instead, and says all that is wrong with it.")
  private boolean check;

  @Parameters(paramLabel = "FILE", description = "The table.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    PrintWriter printed = spec.commandLine().getOut();
    if (check) {
      Path plan = Plan.beside(file);
      try {
        printed.print(plan + " is valid: " + Plan.read(plan).columns().size() + " columns\n");
      } catch (InvalidPlan e) {
        throw new Failure(
            Failure.DATA, plan + " is no valid plan:\n  " + String.join("\n  ", e.problems()));
      }
    } else {
      Plan plan = propose();
      String yaml = plan.yaml();
      if (out.isPresent()) {
        if (Files.exists(out.get())) {
          throw new Failure(Failure.CANNOT_CREATE, out.get() + " is there already");
        }
        Files.writeString(out.get(), yaml, StandardOpenOption.CREATE_NEW);
        spec.commandLine().getErr().println("wrote " + out.get() + ": read it through");
      } else {
        printed.print(yaml);
      }
      if (Terminal.watched()) {
        summary(plan);
      }
    }
    Output.end(printed);
    return 0;
  }

  private Plan propose() throws IOException {
    String name = String.valueOf(file.getFileName());
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      in.mark(Formats.HEAD_BYTES);
      byte[] head = in.readNBytes(Formats.HEAD_BYTES);
      in.reset();
      if (Formats.of(head, name).orElse(null) instanceof TableFormat table) {
        return table.propose(in, name, Engine.any());
      }
      throw new Failure(Failure.DATA, file + " is no table that Ward reads (CSV, TSV, Parquet)");
    } catch (MalformedRecord e) {
      throw new Failure(Failure.DATA, file + ": " + e.getMessage());
    }
  }

  private void summary(Plan plan) {
    PrintWriter err = spec.commandLine().getErr();
    int width = plan.columns().stream().mapToInt(column -> column.name().length()).max().orElse(0);
    String line = "%-" + Math.max(4, Math.min(width, WIDEST)) + "s  %-14s  %s%n";
    for (Plan.Column column : plan.columns()) {
      err.printf(line, column.name(), column.kind().word(), column.kind().effect());
    }
    err.flush();
  }
}
