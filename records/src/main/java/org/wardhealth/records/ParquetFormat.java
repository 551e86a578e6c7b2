package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.wardhealth.deid.Deid;

/**
 * Tables in Apache Parquet, flat or nested. In the plan, the column of a struct is {@code
 * struct.field}, what a list holds has the name of the list, a map has {@code map.key} and {@code
 * map.value}.
 *
 * <p>The file is read one row group at a time, and only the columns that stay. Dates and timestamps
 * keep their type; what becomes a pseudonym, a surrogate or text becomes a string; a required
 * column becomes an optional one, since a value that is not of its kind is emptied. The metadata
 * that the writer of the file put beside the schema is dropped. Compression stays as it was: none,
 * Snappy, Zstandard or gzip; files in others are refused.
 *
 * <p>Parquet is read from its end: hand in a {@link java.io.FileInputStream}. Any other stream is
 * held in memory, and refused beyond {@value #MOST_IN_MEMORY} bytes. Nothing is put in a temporary
 * file.
 */
public final class ParquetFormat implements TableFormat {
  static final String NAME = "parquet";

  /** Of a stream that is no file. */
  static final int MOST_IN_MEMORY = 256 << 20;

  private static final byte[] MAGIC = {'P', 'A', 'R', '1'};
  private static final byte[] ENCRYPTED = {'P', 'A', 'R', 'E'};

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean recognises(byte[] head, String fileName) {
    return starts(head, MAGIC) || starts(head, ENCRYPTED);
  }

  private static boolean starts(byte[] head, byte[] magic) {
    return head.length >= magic.length
        && head[0] == magic[0]
        && head[1] == magic[1]
        && head[2] == magic[2]
        && head[3] == magic[3];
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
    try (ParquetTable read = ParquetTable.open(in)) {
      return read.propose(table, deid);
    } catch (NoClassDefFoundError e) {
      throw missing(e);
    }
  }

  @Override
  public void check(InputStream in, Plan plan) throws IOException, MalformedRecord, InvalidPlan {
    checkFormat(plan);
    TableRows.checkAnyStays(plan);
    try (ParquetTable read = ParquetTable.open(in)) {
      read.check(plan);
    } catch (NoClassDefFoundError e) {
      throw missing(e);
    }
  }

  private static IOException missing(NoClassDefFoundError e) {
    return new IOException(
        "this program was put together without Parquet: add"
            + " blue.strategic.parquet:parquet-floor to its class path",
        e);
  }

  /** With the plan of one table. */
  private record Planned(ParquetFormat format, Plan plan) implements RecordFormat {
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
      try (ParquetTable table = ParquetTable.open(in)) {
        table.index(plan, patients);
      } catch (NoClassDefFoundError e) {
        throw missing(e);
      }
    }

    @Override
    public void transform(InputStream in, OutputStream out, Release release)
        throws IOException, MalformedRecord {
      TableRows.checkAnyStays(plan);
      try (ParquetTable table = ParquetTable.open(in)) {
        table.transform(plan, out, release);
      } catch (NoClassDefFoundError e) {
        throw missing(e);
      }
    }
  }
}
