package org.wardhealth.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.DataSetKeyFile;
import org.wardhealth.records.Formats;

/**
 * Measures {@link DeidApplication} on one core and on two, and beside it on one core the text
 * engine alone and the format without Spark, over {@link MadeNotes}. Each in a Java of its own, one
 * after the other; what runs on one core is bound to it with {@code taskset} where there is one, so
 * that compilers and collectors share it. The first run of each is told apart: what follows is
 * warm.
 */
final class ScalingBench {
  private static final int USAGE_ERROR = 64;

  private static final String USAGE =
      "usage: bench spark [--format notes-jsonl|fhir-ndjson] [--text written|examples]"
          + " [--notes 2000] [--runs 3] [--files 16] [--heap-mb 2048]";

  /** Loop predicates crash the compiler of Temurin 25.0.3: docs/decisions/compiler-crash.md. */
  private static final List<String> JAVA_OPTIONS =
      List.of("-XX:-UseLoopPredicate", "-XX:-UseProfiledLoopPredicate", "-XX:+UseG1GC", "-Xss4m");

  private final Path root;
  private final Map<String, String> options;
  private final PrintStream out;

  private ScalingBench(Path root, Map<String, String> options, PrintStream out) {
    this.root = root;
    this.options = options;
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.exit(run(Path.of(System.getProperty("ward.root", ".")), arguments, System.out));
  }

  /**
   * Runs it.
   *
   * @param root the folder of the checkout
   * @return 0, or 64 for unknown arguments
   */
  static int run(Path root, String[] arguments, PrintStream out)
      throws IOException, InterruptedException {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--format", "notes-jsonl");
    options.put("--text", "written");
    options.put("--notes", "2000");
    options.put("--runs", "3");
    options.put("--files", "16");
    options.put("--heap-mb", "2048");
    for (int i = 0; i < arguments.length; i += 2) {
      boolean known =
          i + 1 < arguments.length
              && options.containsKey(arguments[i])
              && arguments[i + 1].matches(
                  switch (arguments[i]) {
                    case "--format" -> "notes-jsonl|fhir-ndjson";
                    case "--text" -> "written|examples";
                    default -> "[1-9][0-9]{0,7}";
                  });
      if (!known) {
        out.println(USAGE);
        return USAGE_ERROR;
      }
      options.put(arguments[i], arguments[i + 1]);
    }
    new ScalingBench(root, options, out).measure();
    return 0;
  }

  private String format() {
    return options.getOrDefault("--format", "");
  }

  private String prose() {
    return options.getOrDefault("--text", "").toUpperCase(Locale.ROOT);
  }

  private int number(String option) {
    return Integer.parseInt(options.getOrDefault(option, ""));
  }

  private void measure() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("ward-scaling");
    try {
      Path in = Files.createDirectory(folder.resolve("in"));
      Path written = Files.createDirectory(folder.resolve("out"));
      Path key = folder.resolve("study.key");
      DataSetKeyFile.write(DataSetKey.random("study", new SecureRandom()), key);
      long characters =
          new MadeNotes(root, MadeNotes.Prose.valueOf(prose()), number("--notes"))
              .write(in, format(), number("--files"));
      long bytes = bytes(in);
      out.printf(
          Locale.ROOT,
          "%s, %s: %,d notes, %,d characters, %,d bytes in %d files; %d cores, %s, Java %s%n",
          format(),
          options.get("--text"),
          number("--notes"),
          characters,
          bytes,
          number("--files"),
          Runtime.getRuntime().availableProcessors(),
          processor(),
          System.getProperty("java.vm.version"));
      if (format().equals("fhir-ndjson")) {
        carried(Files.readAllLines(in.resolve(MadeNotes.PATIENTS)));
      }
      List<Measured> all = new ArrayList<>();
      String runs = options.getOrDefault("--runs", "");
      all.addAll(
          java(
              true,
              "bare",
              in.toString(),
              key.toString(),
              format(),
              runs,
              options.getOrDefault("--notes", ""),
              prose(),
              root.toString()));
      for (String cores : List.of("1", "2")) {
        all.addAll(
            java(
                cores.equals("1"),
                "cores",
                in.toString(),
                written.toString(),
                key.toString(),
                format(),
                runs,
                options.getOrDefault("--notes", ""),
                cores));
      }
      report(all, characters, bytes);
    } finally {
      ScalingRun.remove(folder);
    }
  }

  /** What of the patients the driver and each executor hold beside their index. */
  private void carried(List<String> patients) {
    Iterator<byte[]> blocks =
        PatientLines.blocks(
            Formats.named(format()).orElseThrow(),
            patients.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).iterator());
    long bytes = 0;
    while (blocks.hasNext()) {
      bytes += blocks.next().length;
    }
    out.printf(
        Locale.ROOT,
        "%,d patients, of each %,d bytes, carried as %,d%n",
        patients.size(),
        patients.stream().mapToLong(String::length).sum() / patients.size(),
        bytes / patients.size());
  }

  /** Runs {@link ScalingRun} in a Java of its own. */
  private List<Measured> java(boolean oneCore, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (oneCore && Files.isExecutable(Path.of("/usr/bin/taskset"))) {
      command.addAll(List.of("/usr/bin/taskset", "--cpu-list", "0"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(JAVA_OPTIONS);
    command.add("-Xmx" + options.get("--heap-mb") + "m");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ScalingRun.class.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<Measured> measured = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Measured.of(line).ifPresent(measured::add);
      }
      if (process.waitFor() != 0) {
        throw new IllegalStateException("a measurement ended with " + process.exitValue());
      }
    } finally {
      process.destroyForcibly();
    }
    return measured;
  }

  /** The runs of one name: the first, and those that follow. */
  private record Runs(Measured first, List<Measured> warm) {
    static Runs of(List<Measured> all, String what) {
      List<Measured> runs = all.stream().filter(run -> run.what().equals(what)).toList();
      return new Runs(runs.getFirst(), runs.subList(1, runs.size()));
    }

    double median(ToDoubleFunction<Measured> value) {
      double[] sorted = warm.stream().mapToDouble(value).sorted().toArray();
      return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    double least(ToDoubleFunction<Measured> value) {
      return warm.stream().mapToDouble(value).min().orElse(Double.NaN);
    }

    double most(ToDoubleFunction<Measured> value) {
      return warm.stream().mapToDouble(value).max().orElse(Double.NaN);
    }
  }

  private void report(List<Measured> all, long characters, long bytes) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("text", "engine alone, 1 thread");
    if (all.stream().anyMatch(run -> run.what().equals("first"))) {
      names.put("first", "first pass alone, 1 thread, in memory");
    }
    names.put("format", "without Spark, 1 thread, in memory");
    names.put("1", "application, `local[1]`");
    names.put("2", "application, `local[2]`");
    double engine = characters / Runs.of(all, "text").median(Measured::cpu);
    out.println();
    out.println(
        "| | s by the clock (least to most) | notes/s | M characters/s | CPU s | M characters per"
            + " CPU s | of the engine | cores busy | in pauses of the collector |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    names.forEach(
        (what, name) -> {
          Runs runs = Runs.of(all, what);
          double seconds = runs.median(Measured::seconds);
          double cpu = runs.median(Measured::cpu);
          out.printf(
              Locale.ROOT,
              "| %s | %.2f (%.2f to %.2f) | %,.0f | %.2f | %.2f | %.2f | %.2f | %.2f | %.1f %% |%n",
              name,
              seconds,
              runs.least(Measured::seconds),
              runs.most(Measured::seconds),
              number("--notes") / seconds,
              characters / seconds / 1e6,
              cpu,
              characters / cpu / 1e6,
              characters / cpu / engine,
              cpu / seconds,
              100 * runs.median(Measured::collecting) / seconds);
        });
    out.println();
    out.println("| | `local[1]` | `local[2]` |");
    out.println("|---|---|---|");
    Runs one = Runs.of(all, "1");
    Runs two = Runs.of(all, "2");
    row("start of Java and Spark, s", one.first().start(), two.first().start());
    row("first run, s", one.first().seconds(), two.first().seconds());
    row("first run, CPU s", one.first().cpu(), two.first().cpu());
    row("until the first task, first run, s", one.first().before(), two.first().before());
    row("until the first task, s", one.median(Measured::before), two.median(Measured::before));
    row("after the last task, s", one.median(Measured::after), two.median(Measured::after));
    row("heap in use after a collection, MB", one.most(Measured::live), two.most(Measured::live));
    row("resident at most, MB", one.most(Measured::resident), two.most(Measured::resident));
    row("MB read", bytes / 1e6, bytes / 1e6);
    row("MB written", one.median(Measured::written) / 1e6, two.median(Measured::written) / 1e6);
    out.println();
    out.printf(
        Locale.ROOT,
        "two cores do %.2f of one, at %.2f of its CPU%n",
        one.median(Measured::seconds) / two.median(Measured::seconds),
        two.median(Measured::cpu) / one.median(Measured::cpu));
  }

  private void row(String name, double one, double two) {
    out.printf(Locale.ROOT, "| %s | %.2f | %.2f |%n", name, one, two);
  }

  private static long bytes(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    Optional<String> name =
        !Files.isReadable(info)
            ? Optional.empty()
            : Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    return name.orElse(System.getProperty("os.arch"));
  }
}
