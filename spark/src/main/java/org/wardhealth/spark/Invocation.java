package org.wardhealth.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.wardhealth.deid.DataSetKeyFile;
import org.wardhealth.deid.Profile;
import org.wardhealth.records.InvalidPlan;
import org.wardhealth.records.Plan;

/**
 * What {@code spark-submit} was told.
 *
 * @param in files, folders or patterns, as Spark reads them
 * @param out a folder that does not exist yet
 * @param format {@code fhir-ndjson}, {@code notes-jsonl}, {@code csv} or {@code parquet}
 * @param plan of a table; nothing for formats of lines
 * @param patientBytes how much memory the index of patients may take on each executor
 */
record Invocation(
    List<String> in,
    String out,
    String format,
    Optional<Plan> plan,
    DataSetOrder order,
    long patientBytes) {
  /** What is wrong with a command, all of it. */
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(List<String> problems) {
      super(String.join("\n", problems));
    }
  }

  private static final Set<String> FORMATS = Set.of("fhir-ndjson", "notes-jsonl", "csv", "parquet");
  private static final Set<String> TABLES = Set.of("csv", "parquet");

  static final String USAGE =
      """
      usage: spark-submit --class org.wardhealth.spark.DeidApplication ward-spark.jar
               --in PATH [--in PATH]... --out FOLDER --format fhir-ndjson|notes-jsonl|csv|parquet
               --key FILE [--plan FILE.plan.yaml] [--profile safe-harbor] [--surrogates tags|realistic]
               [--as-of YYYY-MM-DD] [--patients-mb 1024]""";

  private static final Set<String> OPTIONS =
      Set.of(
          "--in",
          "--out",
          "--format",
          "--key",
          "--plan",
          "--profile",
          "--surrogates",
          "--as-of",
          "--patients-mb");

  static Invocation of(List<String> arguments, Clock clock) throws Wrong {
    List<String> problems = new ArrayList<>();
    List<String> in = new ArrayList<>();
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (!OPTIONS.contains(name)) {
        problems.add("'" + name + "' is no option");
      } else if (i + 1 == arguments.size()) {
        problems.add(name + " needs a value");
      } else if (name.equals("--in")) {
        in.add(arguments.get(i + 1));
      } else if (options.put(name, arguments.get(i + 1)) != null) {
        problems.add(name + " is there twice");
      }
    }
    if (in.isEmpty()) {
      problems.add("--in is missing");
    }
    for (String needed : List.of("--out", "--format", "--key")) {
      if (!options.containsKey(needed)) {
        problems.add(needed + " is missing");
      }
    }
    String format = options.getOrDefault("--format", "");
    if (!format.isEmpty() && !FORMATS.contains(format)) {
      problems.add("--format '" + format + "' is none of fhir-ndjson, notes-jsonl, csv, parquet");
    }
    Optional<Plan> plan = plan(options, format, problems);
    Profile profile = profile(options, problems);
    LocalDate asOf = date(options.get("--as-of"), clock, problems);
    long megabytes = megabytes(options.getOrDefault("--patients-mb", "1024"), problems);
    if (!problems.isEmpty()) {
      throw new Wrong(problems);
    }
    try {
      return new Invocation(
          List.copyOf(in),
          options.getOrDefault("--out", ""),
          format,
          plan,
          new DataSetOrder(
              profile, DataSetKeyFile.read(Path.of(options.getOrDefault("--key", ""))), asOf),
          megabytes << 20);
    } catch (IOException e) {
      throw new Wrong(List.of("--key: " + e.getMessage()));
    }
  }

  /** What is to be done, by the format. */
  Job job(SparkSession spark) {
    return plan.<Job>map(table -> new TableJob(spark, this, table))
        .orElseGet(() -> new LineJob(spark, this));
  }

  private static Optional<Plan> plan(
      Map<String, String> options, String format, List<String> problems) {
    String file = options.getOrDefault("--plan", "");
    if (!TABLES.contains(format)) {
      if (!file.isEmpty()) {
        problems.add("--plan is for --format csv and parquet");
      }
      return Optional.empty();
    }
    if (file.isEmpty()) {
      problems.add("--plan is missing: a table needs one, see 'ward deid plan'");
      return Optional.empty();
    }
    try {
      Plan plan = Plan.read(Path.of(file));
      if (!plan.format().equals(format)) {
        problems.add("--plan is of a " + plan.format() + ", --format says " + format);
      }
      return Optional.of(plan);
    } catch (IOException e) {
      problems.add("--plan cannot be read: " + file);
    } catch (InvalidPlan e) {
      problems.add("--plan: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static Profile profile(Map<String, String> options, List<String> problems) {
    String wanted = options.getOrDefault("--profile", Profile.SAFE_HARBOR.name());
    Optional<Profile> named =
        Profile.NAMED.stream().filter(profile -> profile.name().equals(wanted)).findFirst();
    if (named.isEmpty()) {
      problems.add(
          "--profile '"
              + wanted
              + "' is none of "
              + String.join(", ", Profile.NAMED.stream().map(Profile::name).toList()));
    }
    Profile profile = named.orElse(Profile.SAFE_HARBOR);
    return switch (options.getOrDefault("--surrogates", "")) {
      case "" -> profile;
      case "tags" -> profile.realistic(false);
      case "realistic" -> profile.realistic(true);
      default -> {
        problems.add("--surrogates is 'tags' or 'realistic'");
        yield profile;
      }
    };
  }

  private static LocalDate date(
      @org.jspecify.annotations.Nullable String text, Clock clock, List<String> problems) {
    try {
      return text == null ? LocalDate.now(clock) : LocalDate.parse(text);
    } catch (DateTimeException e) {
      problems.add("--as-of is a day such as 2026-11-22");
      return LocalDate.now(clock);
    }
  }

  private static long megabytes(String text, List<String> problems) {
    try {
      long megabytes = Long.parseLong(text);
      if (megabytes > 0 && megabytes <= 1 << 20) {
        return megabytes;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    problems.add("--patients-mb is a number of megabytes, 1 to 1048576");
    return 1;
  }
}
