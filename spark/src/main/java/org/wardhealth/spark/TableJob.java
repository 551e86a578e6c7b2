package org.wardhealth.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.regexp_replace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.Plan;
import org.wardhealth.records.Plan.Column;
import org.wardhealth.records.PlannedTable;
import org.wardhealth.records.Release;

/**
 * De-identifies a table of flat columns by its plan, in two passes: who the patients are, then what
 * may leave. Each cell takes its way as a text; what keeps its type is cast back. Points in time
 * keep seconds, and no fractions.
 */
final class TableJob implements Job {
  private static final String LEFT_OUT = "_ward_left_out";
  private static final String SECONDS = "yyyy-MM-dd'T'HH:mm:ss";

  private final SparkSession spark;
  private final Invocation invocation;
  private final Plan plan;

  TableJob(SparkSession spark, Invocation invocation, Plan plan) {
    this.spark = spark;
    this.invocation = invocation;
    this.plan = plan;
  }

  @Override
  public Map<String, Long> run() throws MalformedRecord {
    String zone = spark.conf().get("spark.sql.session.timeZone");
    spark.conf().set("spark.sql.session.timeZone", "UTC");
    try {
      return transform();
    } finally {
      spark.conf().set("spark.sql.session.timeZone", zone);
    }
  }

  /**
   * A table as it was read.
   *
   * @param leftOut the column that is set in rows which are none of this table, and else empty;
   *     nothing if the format has no such rows
   */
  private record Read(Dataset<Row> rows, Optional<String> leftOut) {
    List<StructField> fields() {
      return Arrays.stream(rows.schema().fields())
          .filter(field -> !leftOut.equals(Optional.of(field.name())))
          .toList();
    }

    /** Without the rows that are none of this table. */
    Dataset<Row> whole() {
      return leftOut.map(column -> rows.where(name(column).isNull())).orElse(rows);
    }
  }

  private Map<String, Long> transform() throws MalformedRecord {
    Read read = read();
    List<StructField> fields = read.fields();
    TablePlan carried = new TablePlan(plan, fields.stream().map(StructField::name).toList());
    List<Column> columns = carried.table().columns();
    checkTypes(fields, columns);
    Broadcast<PatientRows> patients =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(
                new PatientRows(
                    carried, invocation.patientBytes(), describing(read.whole(), fields, columns)));
    Counts counts = new Counts();
    spark.sparkContext().register(counts, "ward");
    DataSetOrder order = invocation.order();
    List<StructField> staying = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      if (PlannedTable.stays(columns.get(i))) {
        staying.add(fields.get(i));
      }
    }
    StructType texts = texts(staying);
    MapPartitionsFunction<Row, Row> transform =
        partition ->
            new TablePartition(
                partition, carried, new Release(order.dataSet(), patients.value().index()), counts);
    write(
        typed(
            asText(read, fields).mapPartitions(transform, Encoders.row(texts)), staying, columns));
    return counts.value();
  }

  private Read read() throws MalformedRecord {
    String[] in = invocation.in().toArray(String[]::new);
    if (invocation.format().equals("parquet")) {
      // Of all files: else a column that only some have would be left out without a word.
      return new Read(spark.read().option("mergeSchema", true).parquet(in), Optional.empty());
    }
    Dataset<Row> tables = csv().load(in);
    CsvFiles.check(spark, plan, List.of(tables.inputFiles()));
    StructType header = tables.schema();
    String leftOut = free(header);
    StructType schema = header.add(leftOut, DataTypes.StringType);
    return new Read(
        csv().schema(schema).option("columnNameOfCorruptRecord", leftOut).load(in),
        Optional.of(leftOut));
  }

  /** A name that no column has, in letters of any case. */
  private static String free(StructType header) {
    String name = LEFT_OUT;
    while (Arrays.stream(header.fieldNames()).anyMatch(name::equalsIgnoreCase)) {
      name += "_";
    }
    return name;
  }

  private org.apache.spark.sql.DataFrameReader csv() {
    return spark
        .read()
        .format("csv")
        .option("header", true)
        .option("enforceSchema", false)
        .option("sep", String.valueOf(plan.delimiter().orElse(',')))
        .option("quote", "\"")
        .option("escape", "\"")
        .option("multiLine", true)
        .option("mode", "PERMISSIVE");
  }

  /** What is known of patients, without the rows that say nothing and the columns that do not. */
  private List<List<String>> describing(
      Dataset<Row> read, List<StructField> fields, List<Column> columns) {
    List<Integer> telling = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (PlannedTable.tells(columns.get(i))) {
        telling.add(i);
      }
    }
    if (telling.isEmpty()) {
      return List.of();
    }
    org.apache.spark.sql.Column[] wanted =
        telling.stream()
            .map(at -> text(fields.get(at)))
            .toArray(org.apache.spark.sql.Column[]::new);
    Iterator<Row> rows = read.select(wanted).distinct().toLocalIterator();
    List<List<String>> all = new ArrayList<>();
    long bytes = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      String[] cells = new String[columns.size()];
      Arrays.fill(cells, "");
      for (int i = 0; i < telling.size(); i++) {
        if (!row.isNullAt(i)) {
          cells[telling.get(i)] = row.getString(i);
          bytes += row.getString(i).getBytes(StandardCharsets.UTF_8).length;
        }
      }
      if (bytes > invocation.patientBytes()) {
        throw KnownPatients.tooMany();
      }
      all.add(List.of(cells));
    }
    return all;
  }

  private static Dataset<Row> asText(Read read, List<StructField> fields) {
    List<org.apache.spark.sql.Column> texts = new ArrayList<>();
    fields.forEach(field -> texts.add(text(field)));
    read.leftOut().ifPresent(column -> texts.add(name(column)));
    return read.rows().select(texts.toArray(org.apache.spark.sql.Column[]::new));
  }

  private static org.apache.spark.sql.Column text(StructField field) {
    return isPoint(field.dataType())
        ? date_format(name(field.name()), SECONDS).as(field.name())
        : name(field.name()).cast(DataTypes.StringType).as(field.name());
  }

  private static Dataset<Row> typed(
      Dataset<Row> texts, List<StructField> staying, List<Column> columns) {
    List<Column> kept = columns.stream().filter(PlannedTable::stays).toList();
    List<org.apache.spark.sql.Column> typed = new ArrayList<>();
    for (int i = 0; i < staying.size(); i++) {
      StructField field = staying.get(i);
      org.apache.spark.sql.Column cell = name(field.name());
      DataType type = field.dataType();
      if (!PlannedTable.keepsType(kept.get(i), isDate(type)) || type.equals(DataTypes.StringType)) {
        typed.add(cell);
      } else {
        // "90+" in a column of numbers is 90.
        typed.add(
            (type instanceof NumericType ? regexp_replace(cell, "\\+$", "") : cell)
                .try_cast(type)
                .as(field.name()));
      }
    }
    return texts.select(typed.toArray(org.apache.spark.sql.Column[]::new));
  }

  private void write(Dataset<Row> safe) {
    if (invocation.format().equals("parquet")) {
      safe.write().parquet(invocation.out());
    } else {
      safe.write()
          .option("header", true)
          .option("sep", String.valueOf(plan.delimiter().orElse(',')))
          .option("quote", "\"")
          .option("escape", "\"")
          .option("ignoreLeadingWhiteSpace", false)
          .option("ignoreTrailingWhiteSpace", false)
          .csv(invocation.out());
    }
  }

  private static StructType texts(List<StructField> fields) {
    StructType texts = new StructType();
    for (StructField field : fields) {
      texts = texts.add(field.name(), DataTypes.StringType, true);
    }
    return texts;
  }

  private static void checkTypes(List<StructField> fields, List<Column> columns)
      throws MalformedRecord {
    for (int i = 0; i < fields.size(); i++) {
      DataType type = fields.get(i).dataType();
      boolean readable =
          type.equals(DataTypes.StringType)
              || type.equals(DataTypes.BooleanType)
              || type instanceof NumericType
              || isDate(type);
      if (!readable && PlannedTable.stays(columns.get(i))) {
        throw new MalformedRecord(
            0,
            "column '"
                + columns.get(i).name()
                + "' is of type "
                + type.typeName()
                + ": on a cluster columns are text, numbers, dates or points in time; make it"
                + " 'remove' in the plan, or run the table with 'ward deid run'");
      }
    }
  }

  private static boolean isDate(DataType type) {
    return type.equals(DataTypes.DateType) || isPoint(type);
  }

  private static boolean isPoint(DataType type) {
    return type.equals(DataTypes.TimestampType) || type.equals(DataTypes.TimestampNTZType);
  }

  /** A column by its whole name, points and all. */
  private static org.apache.spark.sql.Column name(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }
}
