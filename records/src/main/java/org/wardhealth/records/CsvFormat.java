package org.wardhealth.records;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.wardhealth.deid.Deid;
import org.wardhealth.records.Plan.Column;

/**
 * Tables as text, RFC 4180: the first row names the columns, one of comma, semicolon, tab and bar
 * separates them, quotes hold line breaks. UTF-8, with or without a byte order mark; the mark is
 * not written again.
 *
 * <p>A row with more or fewer fields than the header is left out and told. A quote that is never
 * closed, text behind a closing quote, and bytes that are not UTF-8 end the file.
 */
public final class CsvFormat implements TableFormat {
  static final String NAME = "csv";

  /** Rows that a proposal looks at. */
  private static final int SAMPLE = 2000;

  private static final char[] DELIMITERS = {',', ';', '\t', '|'};

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean recognises(byte[] head, String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    if (!(name.endsWith(".csv")
        || name.endsWith(".tsv")
        || name.endsWith(".tab")
        || name.endsWith(".psv"))) {
      return false;
    }
    // UTF-16 is refused later, with a word on what to do.
    for (int i = 0; i < head.length && i < 4; i++) {
      if (head[i] == 0 && i < 2) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void index(InputStream in, PatientIndex patients) throws MalformedRecord {
    throw new MalformedRecord(0, WITHOUT_PLAN);
  }

  @Override
  public void transform(InputStream in, OutputStream out, Release release) throws MalformedRecord {
    throw new MalformedRecord(0, WITHOUT_PLAN);
  }

  @Override
  public RecordFormat with(Plan plan) throws InvalidPlan {
    checkFormat(plan);
    return new Planned(this, plan);
  }

  @Override
  public Plan propose(InputStream in, String table, Deid deid) throws IOException, MalformedRecord {
    java.io.BufferedInputStream buffered = new java.io.BufferedInputStream(in, 1 << 16);
    buffered.mark(Formats.HEAD_BYTES);
    byte[] head = buffered.readNBytes(Formats.HEAD_BYTES);
    buffered.reset();
    char delimiter = delimiter(head, table);
    CsvRows rows = new CsvRows(buffered, delimiter);
    Proposal proposal = new Proposal(rows.header(), deid);
    for (int i = 0; i < SAMPLE; i++) {
      Optional<CsvRows.Row> row = rows.read();
      if (row.isEmpty()) {
        break;
      }
      List<String> fields = row.get().fields();
      if (fields.size() == rows.header().size()) {
        for (int c = 0; c < fields.size(); c++) {
          proposal.add(c, fields.get(c));
        }
        proposal.row();
      }
    }
    return new Plan(table, NAME, Optional.of(delimiter), proposal.columns());
  }

  @Override
  public void check(InputStream in, Plan plan) throws IOException, MalformedRecord, InvalidPlan {
    checkFormat(plan);
    PlannedTable.of(plan, new CsvRows(in, plan.delimiter().orElse(',')).header());
  }

  /** The one that the first line has most of, outside quotes; a .tsv has tabs when it has any. */
  private static char delimiter(byte[] head, String table) {
    String text = new String(head, StandardCharsets.UTF_8);
    char best = table.toLowerCase(Locale.ROOT).endsWith(".tsv") ? '\t' : ',';
    int most = 0;
    for (char delimiter : DELIMITERS) {
      boolean quoted = false;
      int count = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        quoted ^= c == '"';
        if (!quoted && (c == '\n' || c == '\r')) {
          break;
        }
        count += !quoted && c == delimiter ? 1 : 0;
      }
      if (count > most) {
        best = delimiter;
        most = count;
      }
    }
    return best;
  }

  /** With the plan of one table. */
  private record Planned(CsvFormat format, Plan plan) implements RecordFormat {
    @Override
    public String name() {
      return format.name();
    }

    @Override
    public boolean recognises(byte[] head, String fileName) {
      return format.recognises(head, fileName);
    }

    @Override
    public void index(InputStream in, PatientIndex patients) throws IOException, MalformedRecord {
      CsvRows rows = new CsvRows(in, plan.delimiter().orElse(','));
      PlannedTable table = PlannedTable.of(plan, rows.header());
      for (Optional<CsvRows.Row> row = rows.read(); row.isPresent(); row = rows.read()) {
        List<String> fields = row.get().fields();
        if (fields.size() == table.columns().size()) {
          table.index(fields, patients);
        }
      }
    }

    @Override
    public void transform(InputStream in, OutputStream out, Release release)
        throws IOException, MalformedRecord {
      CsvRows rows = new CsvRows(in, plan.delimiter().orElse(','));
      PlannedTable table = PlannedTable.of(plan, rows.header());
      PlannedTable.Rows way = table.rows(release, 0);
      try (CsvWriter writer =
          CsvWriter.builder()
              .fieldSeparator(plan.delimiter().orElse(','))
              .lineDelimiter(rows.lineEnd())
              .build(new Unclosed(out), StandardCharsets.UTF_8)) {
        writer.writeRecord(
            table.columns().stream().filter(PlannedTable::stays).map(Column::name).toList());
        for (Optional<CsvRows.Row> row = rows.read(); row.isPresent(); row = rows.read()) {
          List<String> fields = row.get().fields();
          if (fields.size() == table.columns().size()) {
            writer.writeRecord(way.transform(fields));
          } else {
            way.leftOut(
                new MalformedRecord(
                    row.get().line(),
                    "has " + fields.size() + " columns, the header has " + table.columns().size()));
          }
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  /** Closing flushes. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
