package org.wardhealth.records;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.wardhealth.records.Plan.Column;

/**
 * The rows of a table with its plan, as lists of texts: what a program that reads tables by itself
 * (a cluster, a database) does with them. Immutable and thread-safe; {@link Rows} is not.
 *
 * <p>Guarantees and does not guarantee what {@link TableFormat} does. A cell that is not there is
 * an empty text, and stays one.
 */
public final class PlannedTable {
  private final Plan plan;
  private final List<Column> columns;

  private PlannedTable(Plan plan, List<Column> columns) {
    this.plan = plan;
    this.columns = columns;
  }

  /**
   * A table.
   *
   * @param header the names of its columns, in its order
   * @throws MalformedRecord when they are not those that the plan names, saying all differences, or
   *     when the plan would leave nothing
   */
  public static PlannedTable of(Plan plan, List<String> header) throws MalformedRecord {
    TableRows.checkAnyStays(plan);
    return new PlannedTable(plan, plan.match(header));
  }

  /** What each column is, in the order of the table. */
  public List<Column> columns() {
    return columns;
  }

  /** Whether a column is in what is written. */
  public static boolean stays(Column column) {
    return column.kind() != ColumnKind.REMOVE;
  }

  /** Whether a column says who a patient is, so that the first pass needs it. */
  public static boolean tells(Column column) {
    return RowIdentity.tells(column.kind());
  }

  /**
   * Whether what is written of a column has the type that it had, where columns have types; else it
   * is text.
   *
   * @param date whether that type is a date or a point in time
   */
  public static boolean keepsType(Column column, boolean date) {
    return switch (column.kind().rule()) {
      case NUMBER, CODE, CATEGORY, TIME, SEX, AGE -> true;
      case DATE, BIRTH_DATE -> date;
      case LINK, ID, VALUE, TEXT, REMOVE -> false;
    };
  }

  /**
   * The first pass: adds what a row says of its patient, when it says anything.
   *
   * @param fields as many as there are columns
   * @throws IOException when the index is full
   */
  public void index(List<String> fields, PatientIndex patients) throws IOException {
    TableRows.index(identity(fields), patients);
  }

  /**
   * The second pass.
   *
   * @param before how many rows of the table come before the first one; a row that names no patient
   *     is told from others by its number
   */
  public Rows rows(Release release, long before) {
    return new Rows(new TableRows(release, plan, before));
  }

  /** Rows on their way out. */
  public final class Rows {
    private final TableRows way;

    private Rows(TableRows way) {
      this.way = way;
    }

    /**
     * What is written of a row.
     *
     * @param fields as many as there are columns
     * @return of the columns that {@linkplain #stays stay}, in their order
     */
    public List<String> transform(List<String> fields) {
      TablePatient patient = way.begin(identity(fields));
      List<String> written = new ArrayList<>(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        if (stays(columns.get(i))) {
          written.add(way.cell(columns.get(i), patient, fields.get(i)).orElse(""));
        }
      }
      way.end(patient);
      return written;
    }

    /** A row that is left out, and why. */
    public void leftOut(MalformedRecord malformed) {
      way.leftOut(malformed);
    }
  }

  private RowIdentity identity(List<String> fields) {
    RowIdentity identity = new RowIdentity();
    for (int i = 0; i < columns.size(); i++) {
      identity.add(columns.get(i), fields.get(i));
    }
    return identity;
  }
}
