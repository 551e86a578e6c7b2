package org.wardhealth.records;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Profile;

/** What the tests of tables share: one key, one day, both passes. */
final class TableBench {
  static final Deid DEID = Deid.english();
  static final DataSetKey KEY = DataSetKey.of(new byte[DataSetKey.BYTES]);
  static final LocalDate TODAY = LocalDate.of(2026, 6, 1);

  private TableBench() {}

  /** What came out of a file, and what was counted. */
  record Result(ByteArrayOutputStream out, Tally tally) {
    String text() {
      return out.toString(StandardCharsets.UTF_8);
    }
  }

  static Result run(RecordFormat format, byte[] in, Profile profile)
      throws IOException, MalformedRecord {
    PatientIndex patients = new PatientIndex(50_000_000);
    format.index(new ByteArrayInputStream(in), patients);
    return transform(format, in, profile, patients);
  }

  static Result transform(RecordFormat format, byte[] in, Profile profile, PatientIndex patients)
      throws IOException, MalformedRecord {
    Release release =
        new Release(
            new DataSet(profile, TableBench.KEY, TableBench.DEID, TableBench.TODAY), patients);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    format.transform(new ByteArrayInputStream(in), out, release);
    return new Result(out, release.finish());
  }

  static Result csv(String plan, String csv, Profile profile)
      throws IOException, MalformedRecord, InvalidPlan {
    return run(new CsvFormat().with(Plan.parse(plan)), bytes(csv), profile);
  }

  static Plan propose(String csv) throws IOException, MalformedRecord {
    return new CsvFormat().propose(new ByteArrayInputStream(bytes(csv)), "visits.csv", DEID);
  }

  /** A plan for a CSV: pairs of a column's name and its kind. */
  static String plan(String... columns) {
    StringBuilder yaml =
        new StringBuilder("table: t.csv\nformat: csv\ndelimiter: \",\"\ncolumns:\n");
    for (int i = 0; i < columns.length; i += 2) {
      yaml.append("  - {name: '").append(columns[i]).append("', is: ").append(columns[i + 1]);
      yaml.append(columns[i + 1].equals("category") ? ", values: [red, green]}\n" : "}\n");
    }
    return yaml.toString();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
