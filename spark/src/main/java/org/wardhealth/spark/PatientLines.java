package org.wardhealth.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardhealth.records.Formats;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.PatientIndex;
import org.wardhealth.records.RecordFormat;

/**
 * The lines that say who the patients are, broadcast to every executor, which makes its index of
 * them once.
 */
final class PatientLines implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  private final String format;
  private final long limit;
  private final List<String> lines;

  /** Not carried: each executor makes its own. */
  private transient @Nullable PatientIndex index;

  /**
   * Lines of one format.
   *
   * @param limit of the index, in bytes
   */
  PatientLines(String format, long limit, List<String> lines) {
    this.format = format;
    this.limit = limit;
    this.lines = List.copyOf(lines);
  }

  /** Whether one line says who a patient is. */
  static boolean describes(RecordFormat format, String line) {
    PatientIndex one = new PatientIndex(Long.MAX_VALUE);
    add(format, line, one);
    return one.size() > 0;
  }

  /** The index of all of them. */
  synchronized PatientIndex index() {
    PatientIndex made = index;
    if (made == null) {
      RecordFormat reader = Formats.named(format).orElseThrow();
      made = new PatientIndex(limit);
      for (String line : lines) {
        add(reader, line, made);
      }
      index = made;
    }
    return made;
  }

  private static void add(RecordFormat format, String line, PatientIndex index) {
    try {
      format.index(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)), index);
    } catch (MalformedRecord e) {
      // The second pass tells.
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
