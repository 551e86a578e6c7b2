package org.wardhealth.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.DataSetKeyFile;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Profile;
import org.wardhealth.records.Formats;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.PatientIndex;
import org.wardhealth.records.Plan;
import org.wardhealth.records.RecordFormat;
import org.wardhealth.records.Release;
import org.wardhealth.records.TableFormat;

/** What a cluster of two writes is what one machine writes, line for line. */
final class SparkEqualsOneMachineTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC);
  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
  private static final int PATIENTS = 40;

  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("ward tests")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < PATIENTS; i++) {
      lines.add(
          """
          {"resourceType":"Observation","id":"o%1$d","status":"final","code":{"text":"note"},\
          "subject":{"reference":"Patient/p%1$d"},"effectiveDateTime":"2024-05-0%2$d",\
          "valueString":"Zorblatt%3$s Quennix%3$s feels better, glucose 104 mg/dL."}"""
              .formatted(i, i % 9 + 1, letters(i)));
    }
    for (int i = 0; i < PATIENTS; i++) {
      lines.add(
          """
          {"resourceType":"Patient","id":"p%1$d","identifier":[{"type":{"coding":[{"system":\
          "http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"value":"4821%1$03d"}],\
          "name":[{"given":["Zorblatt%2$s"],"family":"Quennix%2$s"}],"birthDate":"1961-04-12"}"""
              .formatted(i, letters(i)));
    }
    return lines;
  }

  private static String letters(int number) {
    return "" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
  }

  private Path key() throws IOException {
    Path file = folder.resolve("study.key");
    DataSetKeyFile.write(DataSetKey.random("study", new SecureRandom()), file);
    return file;
  }

  private record Ran(int code, String out, String err) {}

  private static Ran run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        DeidApplication.run(
            spark,
            List.of(arguments),
            CLOCK,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static List<String> written(Path out) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> parts = Files.list(out)) {
      for (Path part :
          parts.filter(p -> p.getFileName().toString().startsWith("part-")).sorted().toList()) {
        lines.addAll(Files.readAllLines(part));
      }
    }
    return lines;
  }

  private List<String> onOneMachine(
      String formatName, Path key, Profile profile, List<String> lines)
      throws IOException, MalformedRecord {
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    RecordFormat format = Formats.named(formatName).orElseThrow();
    PatientIndex patients = new PatientIndex(1 << 30);
    format.index(new ByteArrayInputStream(bytes), patients);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    format.transform(
        new ByteArrayInputStream(bytes),
        out,
        new Release(new DataSet(profile, DataSetKeyFile.read(key), Deid.english(), DAY), patients));
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void linesAreTheSameAndNoNameIsLeft() throws Exception {
    Path in = folder.resolve("in.ndjson");
    Files.write(in, lines());
    Path key = key();
    for (Profile profile : Profile.NAMED) {
      Path out = folder.resolve("out-" + profile.name());
      Ran ran =
          run(
              "--in",
              in.toString(),
              "--out",
              out.toString(),
              "--format",
              "fhir-ndjson",
              "--key",
              key.toString(),
              "--profile",
              profile.name());

      assertThat(ran.err()).isEmpty();
      assertThat(ran.code()).isZero();
      assertThat(written(out))
          .isEqualTo(onOneMachine("fhir-ndjson", key, profile, lines()))
          .hasSize(2 * PATIENTS)
          .noneMatch(line -> line.contains("Zorblatt") || line.contains("Quennix"));
      assertThat(ran.out()).contains("\"records.Observation\":40", "\"records.Patient\":40");
    }
  }

  @Test
  void notesDescribeNobodyAndAreReadOnce() throws Exception {
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < PATIENTS; i++) {
      notes.add(
          "{\"id\":\"n%1$d\",\"patient\":\"48%1$d\",\"text\":\"Seen by Dr. Kowalczyk on 3/%2$d/2024.\"}"
              .formatted(i, i % 28 + 1));
    }
    Path in = folder.resolve("in.jsonl");
    Files.write(in, notes);
    Path key = key();
    Path out = folder.resolve("out");
    AtomicInteger jobs = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    spark.sparkContext().addSparkListener(listener);
    Ran ran =
        run(
            "--in",
            in.toString(),
            "--out",
            out.toString(),
            "--format",
            "notes-jsonl",
            "--key",
            key.toString());
    spark.sparkContext().listenerBus().waitUntilEmpty();
    spark.sparkContext().removeSparkListener(listener);

    assertThat(ran.code()).isZero();
    assertThat(written(out))
        .isEqualTo(onOneMachine("notes-jsonl", key, Profile.SAFE_HARBOR, notes))
        .hasSize(PATIENTS)
        .noneMatch(line -> line.contains("Kowalczyk"));
    assertThat(ran.out()).contains("\"records.note\":40");
    assertThat(jobs).hasValue(1);
  }

  @Test
  void aLineThatCannotBeReadIsLeftOutAndTold() throws Exception {
    List<String> lines = new ArrayList<>(lines());
    lines.add(3, "{\"resourceType\":\"Observation\",");
    Path in = folder.resolve("in.ndjson");
    Files.write(in, lines);
    Path out = folder.resolve("out");
    Ran ran =
        run(
            "--in",
            in.toString(),
            "--out",
            out.toString(),
            "--format",
            "fhir-ndjson",
            "--key",
            key().toString());

    assertThat(ran.code()).isEqualTo(65);
    assertThat(ran.out()).contains("\"malformed\":1");
    assertThat(written(out)).hasSize(2 * PATIENTS);
  }

  /** Bytes of another encoding would become letters that are none, and the name be missed. */
  @Test
  void aLineThatIsNotUtf8IsLeftOutAndTold() throws Exception {
    Path in = folder.resolve("in.jsonl");
    Files.write(
        in,
        """
        {"id":"n1","text":"Visto por el Dr. José Peña."}
        {"id":"n2","text":"Sin fiebre."}
        """
            .getBytes(StandardCharsets.ISO_8859_1));
    Path out = folder.resolve("out");
    Ran ran =
        run(
            "--in",
            in.toString(),
            "--out",
            out.toString(),
            "--format",
            "notes-jsonl",
            "--key",
            key().toString());

    assertThat(ran.code()).isEqualTo(65);
    assertThat(ran.out()).contains("\"malformed\":1");
    assertThat(written(out)).singleElement().asString().contains("Sin fiebre.");
  }

  private static final String TABLE =
      """
      mrn,name,born,visit,age,ward,score,note,_ward_left_out
      0471,"Quennix, Zorblatt",1961-04-12,2024-05-03,62,red,1.5,"Zorblatt Quennix slept, and
      ""well"" at that.",red
      471,"Quennix, Zorblatt",1961-04-12,2024-05-10,63,blue,2,Mr. Quennix went home.,red
      88,Ottilie Brandauer,1930-01-02,2024-05-04,94,green,three,Glucose slightly raised.,green
      88,Glucose Raised,few
      """;

  private static final String PLAN =
      """
      table: visits.csv
      format: csv
      delimiter: ","
      columns:
        - {name: mrn, is: patient}
        - {name: name, is: name}
        - {name: born, is: birth-date}
        - {name: visit, is: date}
        - {name: age, is: age}
        - {name: ward, is: category, values: [red, green]}
        - {name: score, is: number}
        - {name: note, is: text}
        - {name: _ward_left_out, is: category, values: [red, green]}
      """;

  private Path plan(String text) throws IOException {
    return Files.writeString(folder.resolve("visits.csv.plan.yaml"), text);
  }

  /** The row that is left out tells nothing of patients either: 88 is not called Glucose. */
  @Test
  @Tag("extra")
  void aTableHasTheCellsOfOneMachineAndNoName() throws Exception {
    Path in = Files.writeString(folder.resolve("visits.csv"), TABLE);
    Path key = key();
    for (Profile profile : Profile.NAMED) {
      Path out = folder.resolve("table-" + profile.name());
      Ran ran =
          run(
              "--in",
              in.toString(),
              "--out",
              out.toString(),
              "--format",
              "csv",
              "--plan",
              plan(PLAN).toString(),
              "--key",
              key.toString(),
              "--profile",
              profile.name());

      assertThat(ran.err()).isEmpty();
      assertThat(ran.code()).isEqualTo(65);
      assertThat(ran.out()).contains("\"malformed\":1", "\"records.row\":3");
      RecordFormat format =
          ((TableFormat) Formats.named("csv").orElseThrow()).with(Plan.parse(PLAN));
      assertThat(cells(out.toString()))
          .isEqualTo(cells(transformed(format, key, profile, TABLE)))
          .hasSize(3)
          .noneMatch(row -> row.contains("Zorblatt") || row.contains("Ottilie"))
          .anyMatch(row -> row.contains("Glucose slightly raised."));
    }
  }

  private List<String> cells(byte[] csv) throws IOException {
    return cells(Files.write(folder.resolve("one.csv"), csv).toString());
  }

  private static List<String> cells(String csv) {
    return spark
        .read()
        .option("header", true)
        .option("multiLine", true)
        .option("escape", "\"")
        .csv(csv)
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private static byte[] transformed(RecordFormat format, Path key, Profile profile, String text)
      throws IOException, MalformedRecord {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    PatientIndex patients = new PatientIndex(1 << 30);
    format.index(new ByteArrayInputStream(bytes), patients);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    format.transform(
        new ByteArrayInputStream(bytes),
        out,
        new Release(
            new DataSet(profile, DataSetKeyFile.read(key), Deid.multilingual(), DAY), patients));
    return out.toByteArray();
  }

  @Test
  @Tag("extra")
  void columnsOfParquetKeepTheirTypesAndPatientsTheirSurrogates() throws Exception {
    Path in = folder.resolve("in.parquet");
    spark
        .sql(
            """
            SELECT '0471' AS mrn, DATE'1961-04-12' AS born, 93 AS age, 1.25D AS score,
              TIMESTAMP'2024-05-03 10:00:00' AS visit, 'Seen by Dr. Kowalczyk.' AS note,
              array('x') AS extra\
            """)
        .write()
        .parquet(in.toString());
    String yaml =
        """
        table: in.parquet
        format: parquet
        columns:
          - {name: mrn, is: patient}
          - {name: born, is: birth-date}
          - {name: age, is: age}
          - {name: score, is: number}
          - {name: visit, is: date}
          - {name: note, is: text}
          - {name: extra, is: remove}
        """;
    Path key = key();
    Path out = folder.resolve("out.parquet");
    Ran ran =
        run(
            "--in",
            in.toString(),
            "--out",
            out.toString(),
            "--format",
            "parquet",
            "--plan",
            plan(yaml).toString(),
            "--key",
            key.toString(),
            "--profile",
            "gdpr-pseudonymised");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    Row row = spark.read().parquet(out.toString()).first();
    assertThat(row.schema().simpleString())
        .isEqualTo("struct<mrn:string,born:date,age:int,score:double,visit:timestamp,note:string>");
    assertThat(row.getString(0)).isNotEqualTo("0471");
    assertThat(row.getInt(2)).isEqualTo(90);
    assertThat(row.getDouble(3)).isEqualTo(1.25);
    assertThat(row.isNullAt(4)).isFalse();
    DeidFunctions.register(spark, Profile.GDPR_PSEUDONYMISED, DataSetKeyFile.read(key), DAY);
    assertThat(spark.sql("SELECT ward_deid('Seen by Dr. Kowalczyk.', '471')").first().getString(0))
        .isEqualTo(row.getString(5))
        .doesNotContain("Kowalczyk");
  }

  @Test
  void aTableThatIsNotTheOneOfThePlanIsRefusedWhole() throws Exception {
    Path in = Files.writeString(folder.resolve("visits.csv"), "mrn,secret\n1,x\n");
    Path out = folder.resolve("out");
    Ran ran =
        run(
            "--in",
            in.toString(),
            "--out",
            out.toString(),
            "--format",
            "csv",
            "--plan",
            plan(PLAN).toString(),
            "--key",
            key().toString());

    assertThat(ran.code()).isEqualTo(65);
    assertThat(ran.err())
        .contains("column 2 is not in the plan", "the table has no column 'visit'")
        .doesNotContain("secret");
    assertThat(out).doesNotExist();
  }

  @Test
  void aColumnThatOnlyOneOfTheFilesHasIsToldAndNotPassedOver() throws Exception {
    String in = folder.resolve("in").toString();
    spark.sql("SELECT '1' AS mrn, 'fine' AS note").write().parquet(in);
    spark.sql("SELECT '2' AS mrn, 'fine' AS note, 'x' AS more").write().mode("append").parquet(in);
    String yaml =
        """
        table: in.parquet
        format: parquet
        columns:
          - {name: mrn, is: patient}
          - {name: note, is: text}
        """;
    Path out = folder.resolve("out");
    Ran ran =
        run(
            "--in",
            in,
            "--out",
            out.toString(),
            "--format",
            "parquet",
            "--plan",
            plan(yaml).toString(),
            "--key",
            key().toString());

    assertThat(ran.code()).isEqualTo(65);
    assertThat(ran.err()).contains("column 3 is not in the plan");
    assertThat(out).doesNotExist();
  }

  /** Spark itself would read all of them, and show a first row that is none of names in its log. */
  @Test
  void aCsvThatOneMachineRefusesIsRefusedWhole() throws Exception {
    String yaml =
        """
        table: a.csv
        format: csv
        delimiter: ","
        columns:
          - {name: mrn, is: patient}
          - {name: note, is: text}
        """;
    Files.writeString(folder.resolve("0.csv"), "mrn,note\n1,fine\n");
    for (byte[] bad :
        List.of(
            "mrn,note\n1,\"never closed\n48213377,x\n".getBytes(StandardCharsets.UTF_8),
            "mrn,note\n1,\"closed\"and more\n".getBytes(StandardCharsets.UTF_8),
            "mrn,note\n1,José Peña\n".getBytes(StandardCharsets.ISO_8859_1),
            "1,Quennix\n2,Zorblatt\n".getBytes(StandardCharsets.UTF_8))) {
      Files.write(folder.resolve("1.csv"), bad);
      Path out = folder.resolve("out");
      Ran ran =
          run(
              "--in",
              folder.resolve("?.csv").toString(),
              "--out",
              out.toString(),
              "--format",
              "csv",
              "--plan",
              plan(yaml).toString(),
              "--key",
              Files.exists(folder.resolve("study.key"))
                  ? folder.resolve("study.key").toString()
                  : key().toString());

      assertThat(ran.code()).isEqualTo(65);
      assertThat(ran.err()).contains("1.csv: ").doesNotContain("0.csv", "Quennix", "Pe");
      assertThat(out).doesNotExist();
    }
  }

  /** As in {@code ward deid run}: rows of nobody share nothing. */
  @Test
  void aFillerInPlaceOfARecordNumberIsNobody() {
    DataSetKey key = DataSetKey.random(new SecureRandom());
    DeidFunctions.register(spark, Profile.GDPR_PSEUDONYMISED, key, DAY);
    List<Row> rows =
        spark
            .sql(
                """
                SELECT ward_deid('Seen by Dr. Kowalczyk.', mrn), ward_deid('Dr. Kowalczyk came.', mrn)
                FROM VALUES (''), ('UNKNOWN'), ('000'), (CAST(NULL AS STRING)) AS t(mrn)\
                """)
            .collectAsList();

    assertThat(rows).hasSize(4).containsOnly(rows.get(3));
  }

  @Test
  void theSqlFunctionGivesAPatientTheSameSurrogatesInEveryRow() {
    DataSetKey key = DataSetKey.random(new SecureRandom());
    DeidFunctions.register(spark, Profile.GDPR_PSEUDONYMISED, key, DAY);
    List<Row> rows =
        spark
            .sql(
                """
                SELECT ward_deid(note, mrn) AS note, ward_deid(CAST(NULL AS STRING), mrn) AS none
                FROM VALUES ('Seen by Dr. Kowalczyk.', '1'), ('Seen by Dr. Kowalczyk.', '1'),
                  ('Seen by Dr. Kowalczyk.', '2') AS t(note, mrn)\
                """)
            .collectAsList();

    assertThat(rows.get(0).getString(0))
        .isEqualTo(rows.get(1).getString(0))
        .isNotEqualTo(rows.get(2).getString(0))
        .startsWith("Seen by Dr. ")
        .doesNotContain("Kowalczyk");
    assertThat(rows.get(0).isNullAt(1)).isTrue();
  }

  @Test
  void everythingWrongWithACommandIsToldAtOnce() {
    Ran ran =
        run("--format", "xml", "--colour", "red", "--profile", "none", "--as-of", "yesterday");

    assertThat(ran.code()).isEqualTo(64);
    assertThat(ran.err())
        .contains(
            "'--colour' is no option",
            "--in is missing",
            "--out is missing",
            "--key is missing",
            "--format 'xml'",
            "--profile 'none'",
            "--as-of is a day",
            "usage:");
  }
}
