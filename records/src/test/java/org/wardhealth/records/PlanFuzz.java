package org.wardhealth.records;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.wardhealth.testkit.FuzzTarget;

/** The plan of a table under foreign bytes: refused, or what it writes is read as the same plan. */
final class PlanFuzz implements FuzzTarget {
  @Override
  public List<byte[]> seeds() {
    return List.of(
        RecordFuzz.bytes(TableBench.plan("mrn", "patient", "ward", "category", "note", "text")),
        RecordFuzz.bytes(
            """
            table: v.csv
            format: csv
            delimiter: "\\t"
            columns:
              - name: 'visit date'
                is: date
                order: day-first
                why: the name says date
              - name: x
                is: remove
            """));
  }

  @Override
  public void run(byte[] input) {
    Plan plan;
    try {
      plan = Plan.parse(new String(input, StandardCharsets.UTF_8));
    } catch (InvalidPlan e) {
      return;
    }
    try {
      if (!Plan.parse(plan.yaml()).equals(plan)) {
        throw new IllegalStateException("the plan is another one when it is read again");
      }
    } catch (InvalidPlan e) {
      throw new IllegalStateException("the plan writes what it does not read", e);
    }
  }
}
