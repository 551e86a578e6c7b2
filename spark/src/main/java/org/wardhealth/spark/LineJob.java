package org.wardhealth.spark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.wardhealth.records.Formats;
import org.wardhealth.records.RecordFormat;
import org.wardhealth.records.Release;

/** De-identifies files of lines, in two passes: who the patients are, then what may leave. */
final class LineJob implements Job {
  private final SparkSession spark;
  private final Invocation invocation;

  LineJob(SparkSession spark, Invocation invocation) {
    this.spark = spark;
    this.invocation = invocation;
  }

  @Override
  public Map<String, Long> run() {
    String name = invocation.format();
    Dataset<String> lines = spark.read().textFile(invocation.in().toArray(String[]::new));
    Broadcast<PatientLines> patients =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(new PatientLines(name, invocation.patientBytes(), describing(lines)));
    Counts counts = new Counts();
    spark.sparkContext().register(counts, "ward");
    DataSetOrder order = invocation.order();
    MapPartitionsFunction<String, String> transform =
        partition ->
            new LinePartition(
                partition,
                format(name),
                new Release(order.dataSet(), patients.value().index()),
                counts);
    lines.mapPartitions(transform, Encoders.STRING()).write().text(invocation.out());
    return counts.value();
  }

  private List<String> describing(Dataset<String> lines) {
    String name = invocation.format();
    FilterFunction<String> describes = line -> PatientLines.describes(format(name), line);
    Iterator<String> found = lines.filter(describes).toLocalIterator();
    List<String> all = new ArrayList<>();
    long bytes = 0;
    while (found.hasNext()) {
      String line = found.next();
      bytes += line.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > invocation.patientBytes()) {
        throw KnownPatients.tooMany();
      }
      all.add(line);
    }
    return all;
  }

  private static RecordFormat format(String name) {
    return Formats.named(name)
        .orElseThrow(() -> new IllegalStateException("no format is called " + name));
  }
}
