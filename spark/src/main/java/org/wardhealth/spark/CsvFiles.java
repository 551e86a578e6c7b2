package org.wardhealth.spark;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.wardhealth.records.ColumnKind;
import org.wardhealth.records.Formats;
import org.wardhealth.records.InvalidPlan;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.PatientIndex;
import org.wardhealth.records.Plan;
import org.wardhealth.records.Plan.Column;
import org.wardhealth.records.TableFormat;

/**
 * Reads the files of a run as one machine does, before Spark reads them: Spark takes a quote that
 * is never closed for a cell that holds all other rows, bytes of another encoding for letters that
 * are none, and shows the first row of a table without header in its log.
 */
final class CsvFiles {
  private CsvFiles() {}

  /**
   * Looks at every file to its end, each in a task.
   *
   * @throws MalformedRecord when one of them is not the table of the plan, or no CSV
   */
  static void check(SparkSession spark, Plan plan, List<String> files) throws MalformedRecord {
    String yaml = withoutPatients(plan).yaml();
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    Function<String, String> problem = file -> problem(file, yaml, hadoop.value());
    List<String> problems =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(files, Math.max(1, files.size()))
            .map(problem)
            .filter(found -> !found.isEmpty())
            .take(20);
    if (!problems.isEmpty()) {
      throw new MalformedRecord(0, String.join("\n", problems));
    }
  }

  /** The same columns, of which none tells who a patient is: nothing is to be remembered. */
  private static Plan withoutPatients(Plan plan) {
    List<Column> columns =
        plan.columns().stream()
            .map(column -> new Column(column.name(), ColumnKind.TEXT, ""))
            .toList();
    return new Plan(plan.table(), plan.format(), plan.delimiter(), columns);
  }

  private static String problem(String file, String yaml, Configuration hadoop)
      throws IOException, InvalidPlan {
    Path path = new Path(URI.create(file));
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
    TableFormat csv = (TableFormat) Formats.named("csv").orElseThrow();
    try (InputStream raw = path.getFileSystem(hadoop).open(path);
        InputStream in = codec == null ? raw : codec.createInputStream(raw)) {
      csv.with(Plan.parse(yaml)).index(in, new PatientIndex(1 << 20));
      return "";
    } catch (MalformedRecord e) {
      return file + ": " + e.getMessage();
    }
  }
}
