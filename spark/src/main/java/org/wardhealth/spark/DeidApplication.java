package org.wardhealth.spark;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.wardhealth.records.MalformedRecord;

/**
 * What {@code spark-submit} starts: de-identifies a data set that is too large for one machine.
 * Prints what was done as one JSON object; exits with 0, with 65 when records were left out because
 * they cannot be read, with 64 for a wrong command.
 */
public final class DeidApplication {
  private static final int USAGE = 64;
  private static final int DATA = 65;

  private DeidApplication() {}

  /** Runs on the cluster that {@code spark-submit} chose. */
  public static void main(String[] arguments) throws IOException {
    int code;
    try (SparkSession spark = SparkSession.builder().appName("ward deid").getOrCreate()) {
      code = run(spark, List.of(arguments), Clock.systemUTC(), System.out, System.err);
    }
    if (code != 0) {
      System.exit(code);
    }
  }

  static int run(
      SparkSession spark, List<String> arguments, Clock clock, PrintStream out, PrintStream err) {
    Invocation invocation;
    try {
      invocation = Invocation.of(arguments, clock);
    } catch (Invocation.Wrong e) {
      err.println(e.getMessage());
      err.println(Invocation.USAGE);
      return USAGE;
    }
    Map<String, Long> counts;
    try {
      counts = invocation.job(spark).run();
    } catch (MalformedRecord e) {
      err.println(e.reason());
      return DATA;
    }
    out.println(
        counts.entrySet().stream()
            .map(count -> "\"" + count.getKey() + "\":" + count.getValue())
            .collect(Collectors.joining(",", "{", "}")));
    return counts.getOrDefault(Counts.MALFORMED, 0L) > 0 ? DATA : 0;
  }
}
