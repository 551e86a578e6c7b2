package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.wardhealth.deid.Deid;

/**
 * A format of tables. What a column of a table means stands nowhere in the table, so a person
 * decides it in a {@link Plan}: the format itself refuses every file, {@link #with} a plan it
 * transforms the tables that the plan is for.
 *
 * <p><b>Guarantees</b> beside those of every format: a table whose columns are not exactly those of
 * the plan is refused whole; a column that the plan removes is not in the output; a cell that does
 * not have the form of its column is emptied and counted.
 */
public sealed interface TableFormat extends RecordFormat permits CsvFormat, ParquetFormat {
  /** Why a table without a plan is refused. */
  String WITHOUT_PLAN =
      "a table needs a plan: make one with 'ward deid plan FILE --out FILE.plan.yaml', read it"
          + " through, and leave it beside the table";

  /**
   * This format for the table of {@code plan}.
   *
   * @throws InvalidPlan when the plan is one of another format
   */
  RecordFormat with(Plan plan) throws InvalidPlan;

  /**
   * Proposes a plan from the header and the first rows of a table.
   *
   * @param in read as far as needed, not closed
   * @param table the name of the file, to be written in the plan
   * @param deid looks through the values
   * @throws MalformedRecord when the table cannot be read
   */
  Plan propose(InputStream in, String table, Deid deid) throws IOException, MalformedRecord;

  /**
   * Checks that a table's columns are those of {@code plan}, as {@link #with} will.
   *
   * @param in read as far as needed, not closed
   * @throws InvalidPlan when the plan is one of another format
   * @throws MalformedRecord when the columns are others, saying all differences, or when the table
   *     cannot be read
   */
  void check(InputStream in, Plan plan) throws IOException, MalformedRecord, InvalidPlan;

  /** Checks that {@code plan} is of this format. */
  default void checkFormat(Plan plan) throws InvalidPlan {
    if (!plan.format().equals(name())) {
      throw new InvalidPlan(
          List.of("the plan is of a " + plan.format() + ", the table is a " + name()));
    }
  }
}
