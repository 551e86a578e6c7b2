package org.wardhealth.spark;

import java.io.IOException;
import java.io.Serial;
import java.util.List;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.PatientIndex;
import org.wardhealth.records.PlannedTable;

/** The rows of one table that say who the patients are; only the columns that do are filled. */
final class PatientRows extends KnownPatients {
  @Serial private static final long serialVersionUID = 1;

  private final TablePlan plan;
  private final List<List<String>> rows;

  PatientRows(TablePlan plan, long limit, List<List<String>> rows) {
    super(limit);
    this.plan = plan;
    this.rows = List.copyOf(rows);
  }

  @Override
  void addTo(PatientIndex patients) throws IOException {
    PlannedTable table;
    try {
      table = plan.table();
    } catch (MalformedRecord e) {
      throw new IllegalStateException("a plan that was read is no plan any more", e);
    }
    for (List<String> row : rows) {
      table.index(row, patients);
    }
  }
}
