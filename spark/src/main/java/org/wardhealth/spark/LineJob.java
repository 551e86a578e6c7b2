package org.wardhealth.spark;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.wardhealth.records.Formats;
import org.wardhealth.records.RecordFormat;
import org.wardhealth.records.Release;

/** De-identifies files of lines, in two passes: who the patients are, then what may leave. */
final class LineJob implements Job {
  /** So many partitions, or so many for each core, are read before the limit is looked at. */
  private static final int LEAST_STEP = 256;

  private static final int WAVES = 8;

  private final SparkSession spark;
  private final Invocation invocation;

  LineJob(SparkSession spark, Invocation invocation) {
    this.spark = spark;
    this.invocation = invocation;
  }

  @Override
  public Map<String, Long> run() {
    String name = invocation.format();
    Dataset<byte[]> lines = lines();
    Broadcast<PatientLines> patients =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(new PatientLines(name, invocation.patientBytes(), describing(lines)));
    Counts counts = new Counts();
    spark.sparkContext().register(counts, "ward");
    DataSetOrder order = invocation.order();
    MapPartitionsFunction<byte[], String> transform =
        partition ->
            new LinePartition(
                partition,
                format(name),
                new Release(order.dataSet(), patients.value().index()),
                counts);
    lines.mapPartitions(transform, Encoders.STRING()).write().text(invocation.out());
    return counts.value();
  }

  /** As bytes: a Java text would hide that they are not UTF-8, and names in it would be missed. */
  private Dataset<byte[]> lines() {
    return spark
        .read()
        .option("lineSep", "\n")
        .text(invocation.in().toArray(String[]::new))
        .select(col("value").cast(DataTypes.BinaryType))
        .as(Encoders.BINARY());
  }

  /** What describes patients, read from many partitions at the same time. */
  private List<byte[]> describing(Dataset<byte[]> lines) {
    String name = invocation.format();
    List<byte[]> all = new ArrayList<>();
    if (!format(name).describesPatients()) {
      return all;
    }
    MapPartitionsFunction<byte[], byte[]> describing =
        partition -> PatientLines.blocks(format(name), partition);
    JavaRDD<byte[]> found = lines.mapPartitions(describing, Encoders.BINARY()).javaRDD();
    int partitions = found.getNumPartitions();
    int step = Math.max(LEAST_STEP, WAVES * spark.sparkContext().defaultParallelism());
    long bytes = 0;
    for (int from = 0; from < partitions; from += step) {
      int[] some = IntStream.range(from, Math.min(partitions, from + step)).toArray();
      for (List<byte[]> blocks : found.collectPartitions(some)) {
        bytes += blocks.stream().mapToLong(block -> block.length).sum();
        if (bytes > invocation.patientBytes()) {
          throw KnownPatients.tooMany();
        }
        all.addAll(blocks);
      }
    }
    return all;
  }

  private static RecordFormat format(String name) {
    return Formats.named(name)
        .orElseThrow(() -> new IllegalStateException("no format is called " + name));
  }
}
