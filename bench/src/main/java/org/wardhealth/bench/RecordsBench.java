package org.wardhealth.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Profile;
import org.wardhealth.records.Formats;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.PatientIndex;
import org.wardhealth.records.RecordFormat;
import org.wardhealth.records.Release;

/**
 * Measures {@code ward-records} on one thread: megabytes per second of both passes over FHIR
 * NDJSON, and the memory that they take. Without files, over a stream that is made as it is read:
 * what making it takes is measured by itself and taken off.
 */
public final class RecordsBench {
  private static final int USAGE_ERROR = 64;
  private static final long MEGABYTE = 1_000_000;
  private static final long INDEX_BYTES = 1 << 30;
  private static final long WARM_UP = 60 * MEGABYTE;

  private RecordsBench() {}

  /** What is read, as often as asked for. */
  private interface Source {
    InputStream open() throws IOException;
  }

  /**
   * Runs it.
   *
   * @param args {@code [--profile NAME] [--mb N] [FILE]...}
   * @return 0, or 64 for unknown arguments
   */
  public static int run(String[] args, PrintStream out) {
    List<Path> files = new ArrayList<>();
    long megabytes = 300;
    Profile profile = Profile.SAFE_HARBOR;
    for (int i = 0; i < args.length; i++) {
      boolean value = i + 1 < args.length;
      if (args[i].equals("--mb") && value && args[i + 1].matches("[0-9]{1,6}")) {
        megabytes = Long.parseLong(args[++i]);
      } else if (args[i].equals("--profile") && value) {
        String name = args[++i];
        var named = Profile.NAMED.stream().filter(p -> p.name().equals(name)).findFirst();
        if (named.isEmpty()) {
          return usage(out);
        }
        profile = named.get();
      } else if (args[i].startsWith("-")) {
        return usage(out);
      } else {
        files.add(Path.of(args[i]));
      }
    }
    DataSet dataSet = new DataSet(profile, DataSetKey.of(new byte[32]), Deid.english());
    try {
      if (files.isEmpty()) {
        long bytes = megabytes * MEGABYTE;
        measure(dataSet, "fhir-ndjson", () -> new FhirStream(WARM_UP));
        double made = seconds(() -> drain(new FhirStream(bytes)));
        out.printf(Locale.ROOT, "made %d MB in %.1f s of CPU%n", megabytes, made);
        report(dataSet, "fhir-ndjson", () -> new FhirStream(bytes), bytes, made, out);
      }
      for (Path file : files) {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
          head = in.readNBytes(Formats.HEAD_BYTES);
        }
        String name = String.valueOf(file.getFileName());
        RecordFormat format =
            Formats.of(head, name)
                .orElseThrow(() -> new IOException("no format is that of " + file));
        out.printf(Locale.ROOT, "%s (%s)%n", file, format.name());
        Source source = () -> new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        measure(dataSet, format.name(), source);
        report(dataSet, format.name(), source, Files.size(file), 0, out);
      }
    } catch (IOException | MalformedRecord e) {
      out.println("cannot measure: " + e.getMessage());
      return 1;
    }
    return 0;
  }

  private static int usage(PrintStream out) {
    out.println("usage: bench records [--profile NAME] [--mb N] [FILE]...");
    return USAGE_ERROR;
  }

  /** Seconds of CPU of the two passes, and what was found. */
  private record Passes(double index, double transform, Release release, int patients) {}

  private static Passes measure(DataSet dataSet, String name, Source source)
      throws IOException, MalformedRecord {
    RecordFormat format = Formats.named(name).orElseThrow();
    PatientIndex patients = new PatientIndex(INDEX_BYTES);
    Release release = new Release(dataSet, patients);
    double index =
        seconds(
            () -> {
              try (InputStream in = source.open()) {
                format.index(in, patients);
              }
            });
    double transform =
        seconds(
            () -> {
              try (InputStream in = source.open()) {
                format.transform(in, OutputStream.nullOutputStream(), release);
              }
            });
    return new Passes(index, transform, release, patients.size());
  }

  private static void report(
      DataSet dataSet, String name, Source source, long bytes, double made, PrintStream out)
      throws IOException, MalformedRecord {
    Passes passes = measure(dataSet, name, source);
    double index = Math.max(1e-6, passes.index() - made);
    double transform = Math.max(1e-6, passes.transform() - made);
    double size = bytes / (double) MEGABYTE;
    out.printf(Locale.ROOT, "first pass           %8.1f MB/s of CPU%n", size / index);
    out.printf(Locale.ROOT, "second pass          %8.1f MB/s of CPU%n", size / transform);
    out.printf(Locale.ROOT, "both                 %8.1f MB/s of CPU%n", size / (index + transform));
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    out.printf(
        Locale.ROOT,
        "memory               %8d MB live after GC, %s peak RSS, of -Xmx %d MB%n",
        heap / MEGABYTE,
        peak(),
        Runtime.getRuntime().maxMemory() / MEGABYTE);
    var tally = passes.release().finish();
    out.printf(
        Locale.ROOT,
        "%d patients, records %s%nreplaced %s%nremoved %s%nmalformed %d%n",
        passes.patients(),
        tally.records(),
        tally.replaced(),
        tally.removed(),
        tally.malformedCount());
  }

  /** What may fail while it is measured. */
  private interface Work {
    void run() throws IOException, MalformedRecord;
  }

  private static double seconds(Work work) throws IOException, MalformedRecord {
    var threads = ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadCpuTime();
    work.run();
    return (threads.getCurrentThreadCpuTime() - begin) / 1e9;
  }

  private static void drain(InputStream in) throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
  }

  private static String peak() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return "unknown";
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1000 + " MB")
        .findFirst()
        .orElse("unknown");
  }
}
