package org.wardhealth.spark;

import com.sun.management.OperatingSystemMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.DataSetKeyFile;
import org.wardhealth.deid.Profile;
import org.wardhealth.records.Formats;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.PatientIndex;
import org.wardhealth.records.RecordFormat;
import org.wardhealth.records.Release;

/**
 * What {@link ScalingBench} measures, in a Java of its own: either the application on so many
 * cores, or the text engine and the format on one thread without Spark. Says one line a run, in the
 * form that {@link Measured} reads.
 */
final class ScalingRun {
  private static final long PATIENTS_BYTES = 1L << 30;

  private ScalingRun() {}

  /**
   * Runs it.
   *
   * @param arguments {@code cores IN OUT KEY FORMAT RUNS NOTES CORES}, or {@code bare IN KEY FORMAT
   *     RUNS NOTES TEXT ROOT}
   */
  public static void main(String[] arguments) throws IOException, MalformedRecord {
    if (arguments[0].equals("cores")) {
      application(
          Path.of(arguments[1]),
          Path.of(arguments[2]),
          arguments[3],
          arguments[4],
          Integer.parseInt(arguments[5]),
          Integer.parseInt(arguments[6]),
          Integer.parseInt(arguments[7]));
    } else {
      bare(
          Path.of(arguments[1]),
          arguments[2],
          arguments[3],
          Integer.parseInt(arguments[4]),
          new MadeNotes(
              Path.of(arguments[7]),
              MadeNotes.Prose.valueOf(arguments[6]),
              Integer.parseInt(arguments[5])));
    }
  }

  /** When the first task of a run began and its last one ended. */
  private static final class Tasks extends SparkListener {
    private long first = Long.MAX_VALUE;
    private long last;

    @Override
    public synchronized void onTaskStart(SparkListenerTaskStart start) {
      first = Math.min(first, start.taskInfo().launchTime());
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
      last = Math.max(last, end.taskInfo().finishTime());
    }

    synchronized void forget() {
      first = Long.MAX_VALUE;
      last = 0;
    }

    synchronized double before(long begin) {
      return (first - begin) / 1e3;
    }

    synchronized double after(long end) {
      return (end - last) / 1e3;
    }
  }

  private static void application(
      Path in, Path out, String key, String format, int runs, int notes, int cores)
      throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[" + cores + "]")
            .appName("ward scaling")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()) {
      Tasks tasks = new Tasks();
      spark.sparkContext().addSparkListener(tasks);
      Clock clock = Clock.systemUTC();
      double start = (clock.millis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3;
      for (int run = 0; run <= runs; run++) {
        Path written = out.resolve("run-" + run);
        tasks.forget();
        long begin = clock.millis();
        ByteArrayOutputStream counts = new ByteArrayOutputStream();
        Meter meter = new Meter();
        int code =
            DeidApplication.run(
                spark,
                List.of(
                    "--in",
                    in.toString(),
                    "--out",
                    written.toString(),
                    "--format",
                    format,
                    "--key",
                    key),
                clock,
                new PrintStream(counts, true, StandardCharsets.UTF_8),
                System.err);
        double seconds = meter.seconds();
        double cpu = meter.cpu();
        double collecting = meter.collecting();
        long end = clock.millis();
        String told = counts.toString(StandardCharsets.UTF_8);
        if (code != 0 || !told.matches("(?s).*\"records\\.\\w+\":" + notes + "[,}].*")) {
          throw new IllegalStateException(
              "the application ended with " + code + " and not all notes: " + told);
        }
        drain(spark);
        say(
            new Measured(
                cores + "",
                seconds,
                cpu,
                collecting,
                run == 0 ? start : 0,
                tasks.before(begin),
                tasks.after(end),
                live(),
                resident(),
                bytes(written)));
        remove(written);
      }
    }
  }

  private static void drain(SparkSession spark) {
    try {
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("Spark does not tell of its tasks", e);
    }
  }

  /** What may fail while it is measured. */
  private interface Work {
    void run() throws IOException, MalformedRecord;
  }

  private static void bare(Path in, String key, String format, int runs, MadeNotes notes)
      throws IOException, MalformedRecord {
    DataSet dataSet =
        new DataSet(
            Profile.SAFE_HARBOR,
            DataSetKeyFile.read(Path.of(key)),
            Engine.deid(),
            LocalDate.now(Clock.systemUTC()));
    List<MadeNotes.Note> texts = new ArrayList<>();
    while (notes.hasNext()) {
      texts.add(notes.next());
    }
    measure(
        "text",
        runs,
        () -> texts.forEach(note -> dataSet.subject(note.patient().mrn()).transform(note.text())));
    RecordFormat reader = Formats.named(format).orElseThrow();
    List<byte[]> files = new ArrayList<>();
    try (Stream<Path> listed = Files.list(in)) {
      for (Path file : listed.sorted().toList()) {
        files.add(Files.readAllBytes(file));
      }
    }
    if (reader.describesPatients()) {
      List<byte[]> lines = new ArrayList<>();
      for (byte[] file : files) {
        new String(file, StandardCharsets.UTF_8)
            .lines()
            .forEach(line -> lines.add(line.getBytes(StandardCharsets.UTF_8)));
      }
      measure("first", runs, () -> PatientLines.blocks(reader, lines.iterator()));
    }
    measure(
        "format",
        runs,
        () -> {
          PatientIndex patients = new PatientIndex(PATIENTS_BYTES);
          for (byte[] file : files) {
            reader.index(new ByteArrayInputStream(file), patients);
          }
          Release release = new Release(dataSet, patients);
          for (byte[] file : files) {
            reader.transform(
                new ByteArrayInputStream(file), new ByteArrayOutputStream(file.length), release);
          }
        });
  }

  private static void measure(String name, int runs, Work work)
      throws IOException, MalformedRecord {
    for (int run = 0; run <= runs; run++) {
      Meter meter = new Meter();
      work.run();
      say(
          new Measured(
              name,
              meter.seconds(),
              meter.cpu(),
              meter.collecting(),
              0,
              0,
              0,
              live(),
              resident(),
              0));
    }
  }

  /** Clock, processor and garbage collection since it was made, in seconds. */
  private static final class Meter {
    private static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final long clock = System.nanoTime();
    private final long processor = SYSTEM.getProcessCpuTime();
    private final long collected = collected();

    double seconds() {
      return (System.nanoTime() - clock) / 1e9;
    }

    double cpu() {
      return (SYSTEM.getProcessCpuTime() - processor) / 1e9;
    }

    double collecting() {
      return (collected() - collected) / 1e3;
    }

    private static long collected() {
      return ManagementFactory.getGarbageCollectorMXBeans().stream()
          .mapToLong(GarbageCollectorMXBean::getCollectionTime)
          .sum();
    }
  }

  private static void say(Measured measured) {
    System.out.println(measured.line());
  }

  /** Megabytes of the heap that are in use after a collection. */
  private static double live() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
  }

  /** Megabytes that were resident at most; NaN where /proc does not say. */
  private static double resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    return !Files.isReadable(status)
        ? Double.NaN
        : Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e6)
            .findFirst()
            .orElse(Double.NaN);
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      long bytes = 0;
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("part-")).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  /** Removes a folder with all that is in it. */
  static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
