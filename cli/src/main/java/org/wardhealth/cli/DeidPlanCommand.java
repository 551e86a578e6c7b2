package org.wardhealth.cli;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
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
      description =
          "Reads the plan beside the table instead, and says what is wrong with it for this table.")
  private boolean check;

  @Parameters(paramLabel = "FILE", description = "The table.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    PrintWriter printed = spec.commandLine().getOut();
    if (check) {
      Path beside = Plan.beside(file);
      if (Files.isDirectory(beside)) {
        throw new Failure(Failure.NO_INPUT, beside + " is a folder, not a plan");
      }
      try {
        Plan plan = Plan.read(beside);
        of((table, in, name) -> table.check(in, plan));
        printed.print(beside + " is valid: " + plan.columns().size() + " columns\n");
      } catch (InvalidPlan e) {
        throw new Failure(
            Failure.DATA, beside + " is no valid plan:\n  " + String.join("\n  ", e.problems()));
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
    List<Plan> proposed = new ArrayList<>();
    try {
      of((table, in, name) -> proposed.add(table.propose(in, name, Engine.any())));
    } catch (InvalidPlan e) {
      throw new IllegalStateException("what was proposed is no plan", e);
    }
    return proposed.getFirst();
  }

  /** What is done with the bytes of a table. */
  private interface Read {
    void table(TableFormat table, InputStream in, String name)
        throws IOException, MalformedRecord, InvalidPlan;
  }

  private void of(Read read) throws IOException, InvalidPlan {
    if (Files.isDirectory(file)) {
      throw new Failure(Failure.NO_INPUT, file + " is a folder: name one table");
    }
    String name = String.valueOf(file.getFileName());
    boolean zipped = name.endsWith(".gz");
    String plain = zipped ? name.substring(0, name.length() - 3) : name;
    try (InputStream bytes = Files.newInputStream(file);
        InputStream in =
            new BufferedInputStream(zipped ? new GZIPInputStream(bytes) : bytes, 1 << 16)) {
      in.mark(Formats.HEAD_BYTES);
      byte[] head = in.readNBytes(Formats.HEAD_BYTES);
      in.reset();
      if (!(Formats.of(head, plain).orElse(null) instanceof TableFormat table)) {
        throw new Failure(Failure.DATA, file + " is no table that Ward reads (CSV, TSV, Parquet)");
      }
      read.table(table, in, name);
    } catch (MalformedRecord e) {
      throw new Failure(Failure.DATA, file + ": " + e.getMessage());
    } catch (ZipException | EOFException e) {
      throw new Failure(Failure.DATA, file + ": damaged gzip");
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
