package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.wardhealth.deid.Deid;

/** placeholder */
public final class ParquetFormat implements TableFormat {
  static final String NAME = "parquet";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean recognises(byte[] head, String fileName) {
    return false;
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
    return this;
  }

  @Override
  public Plan propose(InputStream in, String table, Deid deid) throws IOException, MalformedRecord {
    throw new MalformedRecord(0, WITHOUT_PLAN);
  }
}
