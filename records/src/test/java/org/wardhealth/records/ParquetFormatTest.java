package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.Profile;

/** DuckDB writes what Ward reads and reads what Ward writes. */
class ParquetFormatTest {
  private static final String CANARY = "Zyxqovar";

  private static final String NESTED =
      "SELECT 'M'||i AS mrn, {'given': ['Jane','"
          + CANARY
          + "'], 'family': 'Miller'} AS name, DATE '1970-01-01'+i::INT AS birth_date,"
          + " TIMESTAMP '2020-03-04 10:11:12.123456' AS seen, 12.50::DECIMAL(10,2) AS amount,"
          + " 5.25::DOUBLE AS weight, (i % 90)::INT AS age, [{'code': 'E11.9', 'note': 'met "
          + CANARY
          + "'}, {'code': 'J45.0', 'note': NULL}] AS diagnoses, ['a1','b2'] AS codes,"
          + " MAP {'k1': 7.5::DOUBLE} AS labs, '{\"by\": \""
          + CANARY
          + "\"}'::JSON AS extra, uuid() AS row_uuid, true AS active, '"
          + CANARY
          + "' AS junk, '\\xAA\\xFF'::BLOB AS raw, TIME '10:11:12' AS at FROM range(200) t(i)";

  private static final String PLAN =
      """
      table: t.parquet
      format: parquet
      columns:
        - {name: mrn, is: patient}
        - {name: name.given, is: given-name}
        - {name: name.family, is: family-name}
        - {name: birth_date, is: birth-date}
        - {name: seen, is: date}
        - {name: amount, is: number}
        - {name: weight, is: number}
        - {name: age, is: age}
        - {name: diagnoses.code, is: code}
        - {name: diagnoses.note, is: text}
        - {name: codes, is: code}
        - {name: labs.key, is: code}
        - {name: labs.value, is: number}
        - {name: extra, is: text}
        - {name: row_uuid, is: id}
        - {name: active, is: category, values: ["true", "false"]}
        - {name: junk, is: remove}
        - {name: raw, is: remove}
        - {name: at, is: time}
      """;

  @SuppressWarnings("unused") // By its name.
  private static final List<Profile> PROFILES = Profile.NAMED;

  @TempDir private Path folder;

  @Test
  void theNamesOfNestedColumnsAreDotted() throws Exception {
    Plan plan = propose(written(NESTED, "zstd"));
    assertThat(plan.columns().stream().map(Plan.Column::name))
        .containsExactlyElementsOf(
            Plan.parse(PLAN).columns().stream().map(Plan.Column::name).toList());
    assertThat(plan.column("mrn").orElseThrow().kind()).isEqualTo(ColumnKind.PATIENT);
    assertThat(plan.column("name.family").orElseThrow().kind()).isEqualTo(ColumnKind.FAMILY_NAME);
    assertThat(plan.column("birth_date").orElseThrow().kind()).isEqualTo(ColumnKind.BIRTH_DATE);
    assertThat(plan.column("diagnoses.note").orElseThrow().kind()).isEqualTo(ColumnKind.TEXT);
    assertThat(plan.column("junk").orElseThrow().kind())
        .as("a word that nobody knows may be a name")
        .isIn(ColumnKind.REMOVE, ColumnKind.NAME);
    assertThat(plan.column("raw").orElseThrow().kind()).isEqualTo(ColumnKind.REMOVE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "snappy", "gzip", "uncompressed"})
  void whatProfilesKeepIsReadBackEqualByAnotherReader(String codec) throws Exception {
    Path in = written(NESTED, codec);
    Path out = transformed(in, PLAN, Profile.LIMITED_DATA_SET);
    String same =
        "seen, amount, weight, diagnoses[1].code, codes, labs, active, \"at\", birth_date";
    assertThat(query("SELECT count(*) FROM '" + out + "'")).containsExactly("200");
    assertThat(
            query(
                "SELECT count(*) FROM ((SELECT "
                    + same
                    + " FROM '"
                    + in
                    + "') EXCEPT ALL (SELECT "
                    + same
                    + " FROM '"
                    + out
                    + "'))"))
        .containsExactly("0");
    assertThat(query("SELECT DISTINCT compression FROM parquet_metadata('" + out + "')"))
        .containsExactly(codec.toUpperCase(java.util.Locale.ROOT));
    assertThat(
            query(
                "SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM '"
                    + out
                    + "')"))
        .containsExactly(
            "mrn VARCHAR",
            "name STRUCT(given VARCHAR[], \"family\" VARCHAR)",
            "birth_date DATE",
            "seen TIMESTAMP",
            "amount DECIMAL(10,2)",
            "weight DOUBLE",
            "age INTEGER",
            "diagnoses STRUCT(code VARCHAR, note VARCHAR)[]",
            "codes VARCHAR[]",
            "labs MAP(VARCHAR, DOUBLE)",
            "extra VARCHAR",
            "row_uuid VARCHAR",
            "active BOOLEAN",
            "at TIME");
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void aCanaryInAnyColumnDoesNotLeave(Profile profile) throws Exception {
    Path out = transformed(written(NESTED, "uncompressed"), PLAN, profile);
    assertThat(new String(Files.readAllBytes(out), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContainIgnoringCase(CANARY)
        .doesNotContain("Miller", "M199");
  }

  @Test
  void datesStayDatesAndOldAgesAreOneClass() throws Exception {
    Path in =
        written(
            "SELECT DATE '1930-05-06' AS dob, DATE '2020-03-04' AS d, TIMESTAMP '2021-03-04 05:06:07'"
                + " AS t, 95 AS age, 42 AS other",
            "zstd");
    String plan =
        "{table: t, format: parquet, columns: [{name: dob, is: birth-date}, {name: d, is: date},"
            + " {name: t, is: date}, {name: age, is: age}, {name: other, is: age}]}";
    Path out = transformed(in, plan, Profile.SAFE_HARBOR);
    List<String> row = query("SELECT dob, d, t, age, other FROM '" + out + "'");
    assertThat(row.getFirst()).startsWith("null|").endsWith("|42").doesNotContain("95", "03-04");
    assertThat(query("SELECT typeof(d) || typeof(t) FROM '" + out + "'"))
        .containsExactly("DATETIMESTAMP");
  }

  @Test
  void aMapIsThereWholeOrNotAtAll() throws Exception {
    Path in = written("SELECT 1 AS n, MAP {'k1': 'v', 'not a code': 'w'} AS m", "zstd");
    String head = "{table: t, format: parquet, columns: [{name: n, is: number}, ";
    Path both =
        transformed(
            in, head + "{name: m.key, is: code}, {name: m.value, is: text}]}", Profile.SAFE_HARBOR);
    assertThat(query("SELECT m FROM '" + both + "'")).containsExactly("{k1=v}");
    Path half =
        transformed(
            in,
            head + "{name: m.key, is: code}, {name: m.value, is: remove}]}",
            Profile.SAFE_HARBOR);
    assertThat(query("SELECT column_name FROM (DESCRIBE SELECT * FROM '" + half + "')"))
        .containsExactly("n");
  }

  @Test
  void aTableThatIsNotTheOneOfThePlanIsRefused() throws Exception {
    Path in = written("SELECT 1 AS a, {'b': 2, 'c': 3} AS s, ['x'] AS l", "zstd");
    for (String columns :
        List.of(
            "{name: a, is: number}, {name: s.b, is: number}, {name: l, is: code}",
            "{name: a, is: number}, {name: s.b, is: number}, {name: s.c, is: number}, {name: l, is: code}, {name: z, is: code}",
            "{name: a, is: number}, {name: s.b, is: number}, {name: s.c, is: number}, {name: l, is: patient}")) {
      assertThatThrownBy(
              () ->
                  transformed(
                      in,
                      "{table: t, format: parquet, columns: [" + columns + "]}",
                      Profile.SAFE_HARBOR))
          .isInstanceOf(MalformedRecord.class);
    }
  }

  @Test
  void otherCompressionsAreRefusedWithAWordOnWhatToDo() throws Exception {
    Path in = written("SELECT 1 AS a", "lz4_raw");
    assertThatThrownBy(() -> propose(in))
        .isInstanceOf(MalformedRecord.class)
        .hasMessageContaining("ZSTD");
  }

  @Test
  void theMetadataOfTheWriterIsDropped() throws Exception {
    Path in = folder.resolve("kv.parquet");
    execute(
        "COPY (SELECT 1 AS a) TO '"
            + in
            + "' (FORMAT parquet, KV_METADATA {who: '"
            + CANARY
            + "'})");
    assertThat(Files.readString(in, java.nio.charset.StandardCharsets.ISO_8859_1)).contains(CANARY);
    Path out =
        transformed(
            in,
            "{table: t, format: parquet, columns: [{name: a, is: number}]}",
            Profile.SAFE_HARBOR);
    assertThat(Files.readString(out, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain(CANARY);
  }

  @Test
  void brokenFilesAreMalformedAndNothingElse() throws Exception {
    byte[] good = Files.readAllBytes(written(NESTED.replace("range(200)", "range(20)"), "snappy"));
    Plan plan = Plan.parse(PLAN);
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 120; i++) {
      byte[] bad = good.clone();
      for (int n = 0; n <= i % 5; n++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = i % 7 == 0 ? java.util.Arrays.copyOf(bad, random.nextInt(bad.length)) : bad;
      try {
        TableBench.run(new ParquetFormat().with(plan), cut, Profile.SAFE_HARBOR);
      } catch (MalformedRecord e) {
        refused++;
        assertThat(e).hasMessageNotContaining(CANARY);
      }
    }
    assertThat(refused).isPositive();
    assertThat(new ParquetFormat().recognises(good, "x.bin")).isTrue();
    assertThat(
            new ParquetFormat()
                .recognises(
                    "a,b\n1,2\n".getBytes(java.nio.charset.StandardCharsets.UTF_8), "x.parquet"))
        .isFalse();
  }

  @Test
  void memoryDoesNotGrowWithTheTable() throws Exception {
    Path in = folder.resolve("large.parquet");
    execute(
        "COPY (SELECT 'M'||(i%50) AS mrn, i AS n, md5(i::VARCHAR) AS gone, 'x' AS c FROM range(300000) t(i)) TO '"
            + in
            + "' (FORMAT parquet, ROW_GROUP_SIZE 20000)");
    RecordFormat format =
        new ParquetFormat()
            .with(
                Plan.parse(
                    "{table: t, format: parquet, columns: [{name: mrn, is: patient},"
                        + " {name: n, is: number}, {name: gone, is: remove}, {name: c, is: code}]}"));
    Release release =
        new Release(
            new DataSet(Profile.SAFE_HARBOR, TableBench.KEY, TableBench.DEID, TableBench.TODAY),
            new PatientIndex(1_000_000));
    long before = used();
    try (InputStream file = new FileInputStream(in.toFile())) {
      format.transform(file, OutputStream.nullOutputStream(), release);
    }
    assertThat(release.finish().records()).containsEntry("row", 300_000L);
    assertThat(used() - before).isLessThan(30_000_000);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private Path written(String select, String codec) throws SQLException {
    Path file = folder.resolve("in-" + codec + ".parquet");
    execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet, CODEC '" + codec + "')");
    return file;
  }

  @Test
  void aBatchWritesItBesideEveryOtherFormatPackedAndUnpacked() throws Exception {
    Folder all = Folder.in(folder.resolve("all"));
    Files.copy(written(NESTED, "zstd"), all.in().resolve("t.parquet"));
    all.text("t.parquet.plan.yaml", PLAN);
    Map<String, String> others =
        Map.of(
            "note.txt", "Mr. " + CANARY + " fell.",
            "lines.jsonl", "{\"id\":1,\"text\":\"Mr. " + CANARY + " fell.\"}\n",
            "patients.ndjson",
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"" + CANARY + "\"}]}\n",
            "bundle.json",
                "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":"
                    + "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\""
                    + CANARY
                    + "\"}]}}]}",
            "admission.hl7", Hl7Samples.ADMISSION.replace("Quillfeather", CANARY),
            "summary.xml", CdaSamples.SUMMARY.replace("Quillfeather", CANARY),
            "visits.csv", "mrn,family\n1," + CANARY + "\n");
    for (Map.Entry<String, String> file : others.entrySet()) {
      assertThat(file.getValue()).as(file.getKey()).contains(CANARY);
      all.text(file.getKey(), file.getValue()).zipped(file.getKey() + ".gz", file.getValue());
    }
    String plan =
        """
        table: visits.csv
        format: csv
        delimiter: ","
        columns:
          - {name: mrn, is: patient}
          - {name: family, is: family-name}
        """;
    all.text("visits.csv.plan.yaml", plan).text("visits.csv.gz.plan.yaml", plan);

    assertThat(all.run().complete()).isTrue();
    for (String name : others.keySet()) {
      for (String file : List.of(name, name + ".gz")) {
        assertThat(all.output(file)).as(file).isNotBlank().doesNotContain(CANARY);
      }
    }
    assertThat(all.output("t.parquet")).startsWith("PAR1").doesNotContain(CANARY);
  }

  private static Plan propose(Path file) throws IOException, MalformedRecord {
    try (InputStream in = new FileInputStream(file.toFile())) {
      return new ParquetFormat().propose(in, "t.parquet", TableBench.DEID);
    }
  }

  private Path transformed(Path in, String plan, Profile profile)
      throws IOException, MalformedRecord, InvalidPlan {
    RecordFormat format = new ParquetFormat().with(Plan.parse(plan));
    PatientIndex patients = new PatientIndex(50_000_000);
    Release release =
        new Release(
            new DataSet(profile, TableBench.KEY, TableBench.DEID, TableBench.TODAY), patients);
    Path out = folder.resolve("out.parquet");
    try (InputStream file = new FileInputStream(in.toFile())) {
      format.index(file, patients);
    }
    try (InputStream bytes = new ByteArrayInputStream(Files.readAllBytes(in));
        OutputStream written = Files.newOutputStream(out)) {
      format.transform(bytes, written, release);
    }
    return out;
  }

  private static void execute(String sql) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Rows, their columns joined by bars. */
  private static List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.append(i > 1 ? "|" : "").append(result.getObject(i));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }
}
