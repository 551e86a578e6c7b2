package org.wardhealth.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.deid.Profile;
import org.wardhealth.records.Plan;

/** The {@code spark-submit} line that does on a cluster what {@code ward deid run} does here. */
final class SparkLine {
  private SparkLine() {}

  static String of(List<Path> inputs, Path out, Profile profile, Optional<Path> key) {
    Path file =
        key.orElseThrow(
            () ->
                new Failure(
                    Failure.USAGE,
                    "--spark needs --key FILE: all executors draw surrogates by one key ('ward deid"
                        + " key NAME --out FILE')"));
    if (!Profile.NAMED.stream().map(Profile::name).toList().contains(profile.name())) {
      throw new Failure(Failure.USAGE, "--spark takes the named profiles only");
    }
    Set<String> formats = new LinkedHashSet<>();
    inputs.forEach(input -> formats.add(format(String.valueOf(input.getFileName()))));
    if (formats.size() != 1) {
      throw new Failure(
          Failure.USAGE, "one run on Spark is of one format: " + String.join(", ", formats));
    }
    StringBuilder line =
        new StringBuilder("spark-submit --class org.wardhealth.spark.DeidApplication")
            .append(" --conf spark.authenticate=true")
            .append(" --conf spark.network.crypto.enabled=true")
            .append(" --conf spark.io.encryption.enabled=true")
            .append(" --conf spark.executor.extraJavaOptions=")
            .append(quoted("-XX:-UseLoopPredicate -XX:-UseProfiledLoopPredicate"))
            .append(" --jars ward-deid.jar,ward-records.jar,jackson-core.jar,snakeyaml-engine.jar")
            .append(",fastcsv.jar ward-spark.jar");
    plan(inputs, formats.iterator().next())
        .ifPresent(plan -> line.append(" --plan ").append(quoted(plan.toString())));
    inputs.forEach(input -> line.append(" --in ").append(quoted(input.toString())));
    return line.append(" --out ")
        .append(quoted(out.toString()))
        .append(" --format ")
        .append(formats.iterator().next())
        .append(" --profile ")
        .append(profile.name())
        .append(" --surrogates ")
        .append(profile.realistic() ? "realistic" : "tags")
        .append(" --key ")
        .append(quoted(file.toString()))
        .toString();
  }

  private static String format(String name) {
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    if (plain.endsWith(".ndjson")) {
      return "fhir-ndjson";
    }
    if (plain.endsWith(".jsonl")) {
      return "notes-jsonl";
    }
    if (plain.endsWith(".csv") || plain.endsWith(".tsv")) {
      return "csv";
    }
    if (plain.endsWith(".parquet")) {
      return "parquet";
    }
    throw new Failure(
        Failure.USAGE,
        "--spark reads .ndjson (FHIR), .jsonl (notes), .csv, .tsv and .parquet (with one plan), see"
            + " docs/howto/deidentify-on-a-cluster.md");
  }

  /** The plan beside the first table; the others of the run are tables of the same columns. */
  private static Optional<Path> plan(List<Path> inputs, String format) {
    if (!format.equals("csv") && !format.equals("parquet")) {
      return Optional.empty();
    }
    Path beside = Plan.beside(inputs.getFirst());
    if (!Files.exists(beside)) {
      throw new Failure(
          Failure.USAGE,
          "a table needs a plan: " + beside + " is not there (make it with 'ward deid plan')");
    }
    return Optional.of(beside);
  }

  /** As a shell reads it. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
