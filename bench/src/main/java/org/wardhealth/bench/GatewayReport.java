package org.wardhealth.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Everything that {@link GatewayBench} measured, raw, and the table of medians that people read.
 *
 * @param generator what made the load of the first columns
 * @param twoSyncsMs p50 of two bare writes with fdatasync, before the runs
 */
record GatewayReport(
    String date,
    String machine,
    String java,
    String generator,
    int connections,
    double secondsPerMeasurement,
    double warmUpSeconds,
    int runs,
    double twoSyncsMs,
    List<Row> targets) {

  /** One round of measurements of a target; NaN where nothing could be measured. */
  record Run(
      double requestsPerSecond,
      double p50Ms,
      double p99Ms,
      double cpuMicrosPerRequest,
      double oneConnectionP50Ms,
      double firstTokenP50Ms,
      long errors) {}

  /** A target with its runs, in order. */
  record Row(String target, double startSeconds, double residentMegabytes, List<Run> runs) {
    double median(ToDoubleFunction<Run> value) {
      double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The median of what a value is above that of direct in the same run. */
    double added(Row direct, ToDoubleFunction<Run> value) {
      List<Run> above =
          IntStream.range(0, runs.size())
              .mapToObj(i -> difference(runs.get(i), direct.runs().get(i), value))
              .toList();
      return new Row(target, 0, 0, above).median(Run::p50Ms);
    }

    private static Run difference(Run run, Run direct, ToDoubleFunction<Run> value) {
      double above = value.applyAsDouble(run) - value.applyAsDouble(direct);
      return new Run(0, above, 0, 0, 0, 0, 0);
    }

    long errors() {
      return runs.stream().mapToLong(Run::errors).sum();
    }
  }

  void print(PrintStream out) {
    out.printf(Locale.ROOT, "%s, Java %s, %s%n", machine, java, date);
    out.printf(
        Locale.ROOT,
        "%s; %d connections, closed loop; %.0f s warm-up of each target; median of %d runs of %.1f"
            + " s;%n",
        generator,
        connections,
        warmUpSeconds,
        runs,
        secondsPerMeasurement);
    out.println("load, mock upstream and targets share the machine; direct = the mock itself");
    out.printf(Locale.ROOT, "two bare fdatasyncs on the same disk: p50 %.3f ms%n%n", twoSyncsMs);
    out.printf(
        "%-10s %10s %8s %8s %8s %10s %12s %8s %8s %7s%n",
        "target",
        "requests/s",
        "p50 ms",
        "p99 ms",
        "CPU us/r",
        "added p50*",
        "first token*",
        "RSS MB",
        "start s",
        "errors");
    Row direct = targets.getFirst();
    for (Row row : targets) {
      boolean first = row.equals(direct);
      out.printf(
          "%-10s %10s %8s %8s %8s %10s %12s %8s %8s %7d%n",
          row.target(),
          number("%.0f", row.median(Run::requestsPerSecond)),
          number("%.2f", row.median(Run::p50Ms)),
          number("%.2f", row.median(Run::p99Ms)),
          number("%.0f", row.median(Run::cpuMicrosPerRequest)),
          first
              ? number("(%.3f)", row.median(Run::oneConnectionP50Ms))
              : number("%.3f", row.added(direct, Run::oneConnectionP50Ms)),
          first
              ? number("(%.3f)", row.median(Run::firstTokenP50Ms))
              : number("%.3f", row.added(direct, Run::firstTokenP50Ms)),
          number("%.0f", row.residentMegabytes()),
          number("%.2f", row.startSeconds()),
          row.errors());
    }
    out.println();
    out.println("* ms over direct (in brackets: direct itself), p50 at one connection");
    out.println(
        "CPU: of the target's processes; errors: no status 200 or cut off, in no other column");
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }
}
