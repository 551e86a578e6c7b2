package org.wardhealth.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.PlannedTable;
import org.wardhealth.records.Release;

/** The rows of one partition on their way out. */
final class TablePartition implements Iterator<Row> {
  /** Rows of two partitions never have the same number: so many fit into each. */
  private static final int PARTITION_BITS = 33;

  private final Iterator<Row> in;
  private final PlannedTable table;
  private final PlannedTable.Rows way;
  private final Release release;
  private final Counts counts;
  private Optional<Row> next = Optional.empty();
  private boolean finished;

  TablePartition(Iterator<Row> in, TablePlan plan, Release release, Counts counts)
      throws MalformedRecord {
    this.in = in;
    this.table = plan.table();
    this.way = table.rows(release, (long) TaskContext.getPartitionId() << PARTITION_BITS);
    this.release = release;
    this.counts = counts;
  }

  @Override
  public boolean hasNext() {
    while (next.isEmpty() && in.hasNext()) {
      next = transformed(in.next());
    }
    if (next.isEmpty() && !finished) {
      finished = true;
      counts.add(release.finish());
    }
    return next.isPresent();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row row = next.orElseThrow();
    next = Optional.empty();
    return row;
  }

  private Optional<Row> transformed(Row row) {
    int columns = table.columns().size();
    if (row.size() > columns && !row.isNullAt(columns)) {
      way.leftOut(new MalformedRecord(0, "does not have as many columns as the header"));
      return Optional.empty();
    }
    List<String> fields = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      fields.add(row.isNullAt(i) ? "" : row.getString(i));
    }
    List<String> written = way.transform(fields);
    @Nullable Object[] cells = new @Nullable Object[written.size()];
    for (int i = 0, at = 0; i < columns; i++) {
      if (PlannedTable.stays(table.columns().get(i))) {
        String cell = written.get(at);
        boolean empty = !row.isNullAt(i) && fields.get(i).isEmpty();
        cells[at++] = cell.isEmpty() && !empty ? null : cell;
      }
    }
    return Optional.of(RowFactory.create(cells));
  }
}
