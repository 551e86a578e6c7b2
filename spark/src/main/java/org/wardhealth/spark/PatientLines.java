package org.wardhealth.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.wardhealth.records.Formats;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.PatientIndex;
import org.wardhealth.records.RecordFormat;

/** The lines of one format that say who the patients are. */
final class PatientLines extends KnownPatients {
  @Serial private static final long serialVersionUID = 1;

  private final String format;
  private final List<String> lines;

  PatientLines(String format, long limit, List<String> lines) {
    super(limit);
    this.format = format;
    this.lines = List.copyOf(lines);
  }

  /** Whether one line says who a patient is. */
  static boolean describes(RecordFormat format, String line) {
    PatientIndex one = new PatientIndex(Long.MAX_VALUE);
    try {
      add(format, line, one);
    } catch (IOException e) {
      throw new IllegalStateException("an index without limit is full", e);
    }
    return one.size() > 0;
  }

  @Override
  void addTo(PatientIndex patients) throws IOException {
    RecordFormat reader = Formats.named(format).orElseThrow();
    for (String line : lines) {
      add(reader, line, patients);
    }
  }

  private static void add(RecordFormat format, String line, PatientIndex index) throws IOException {
    try {
      format.index(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)), index);
    } catch (MalformedRecord e) {
      // The second pass tells.
    }
  }
}
