package org.wardhealth.spark;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.wardhealth.records.InvalidPlan;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.Plan;
import org.wardhealth.records.PlannedTable;

/** A plan and the columns of its table, as Spark carries them to its executors. */
final class TablePlan implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  private final String yaml;
  private final ArrayList<String> header;

  TablePlan(Plan plan, List<String> header) {
    this.yaml = plan.yaml();
    this.header = new ArrayList<>(header);
  }

  /**
   * The planned table.
   *
   * @throws MalformedRecord when the columns are not those of the plan
   */
  PlannedTable table() throws MalformedRecord {
    try {
      return PlannedTable.of(Plan.parse(yaml), header);
    } catch (InvalidPlan e) {
      throw new IllegalStateException("a plan that was read is none any more", e);
    }
  }
}
