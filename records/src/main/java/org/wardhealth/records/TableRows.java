package org.wardhealth.records;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.wardhealth.records.Plan.Column;

/** The rows of one table on their way out, of whatever format. Not thread-safe. */
final class TableRows {
  private final Release release;
  private final String table;
  private final TableCell cell;
  private final TablePatient.Clean clean;
  private long row;

  /** A table of which {@code before} rows are elsewhere. */
  TableRows(Release release, Plan plan, long before) {
    this.release = release;
    this.row = before;
    this.table = plan.table();
    this.cell = new TableCell(release);
    this.clean = new TablePatient.Clean(release.dataSet());
    for (Column column : plan.columns()) {
      if (column.kind() == ColumnKind.REMOVE) {
        release.tally().removed(Removal.UNKNOWN_ELEMENT);
      }
    }
  }

  /** Begins a row that says {@code identity}. */
  TablePatient begin(RowIdentity identity) {
    row++;
    List<PatientKey> keys = identity.keys();
    if (!keys.isEmpty() && identity.tellsAnything()) {
      release.tally().patient();
    }
    PatientKey id =
        keys.isEmpty()
            ? PatientKey.ofRecord(table, String.valueOf(row))
            : release.patients().resolve(keys.getFirst());
    return new TablePatient(release, clean, keys.stream().findFirst(), id, identity);
  }

  /** What stays of a cell; see {@link TableCell#transform}. */
  Optional<String> cell(Column column, TablePatient patient, String value) {
    return cell.transform(column, patient, value);
  }

  /** The row was written. */
  void end(TablePatient patient) {
    patient.finish();
    release.tally().record("row");
  }

  /** A row that is left out. */
  void leftOut(MalformedRecord malformed) {
    release.tally().malformed(malformed);
  }

  /** Adds what a row says of its patient, when it says anything. */
  static void index(RowIdentity identity, PatientIndex patients) throws IOException {
    List<PatientKey> keys = identity.keys();
    if (!keys.isEmpty() && identity.tellsAnything()) {
      patients.add(keys, identity.known());
    }
  }

  /** A table of which nothing would be left is a mistake. */
  static void checkAnyStays(Plan plan) throws MalformedRecord {
    if (plan.columns().stream().allMatch(column -> column.kind() == ColumnKind.REMOVE)) {
      throw new MalformedRecord(0, "the plan removes every column: nothing would be left");
    }
  }
}
