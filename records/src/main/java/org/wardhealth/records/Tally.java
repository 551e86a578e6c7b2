package org.wardhealth.records;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.wardhealth.deid.IdentifierType;

/**
 * What was done to a file, or, added up, to many. Counts only: nothing in it comes from a record
 * but the names of types that the keep-lists know. Not thread-safe.
 */
public final class Tally {
  /** So many malformed records are kept one by one; the others are counted. */
  public static final int MALFORMED_KEPT = 1000;

  private final Map<String, Long> records = new TreeMap<>();
  private final Map<Removal, Long> removed = new EnumMap<>(Removal.class);
  private final Map<IdentifierType, Long> replaced = new EnumMap<>(IdentifierType.class);
  private final List<MalformedRecord> malformed = new ArrayList<>();
  private long malformedCount;
  private long patients;
  private long passages;

  /**
   * One record was written.
   *
   * @param type a name from the keep-list ({@code Observation}, {@code ADT}), never from the record
   */
  public void record(String type) {
    records.merge(type, 1L, Long::sum);
  }

  /** A patient was described (a Patient resource, a PID segment, a row of a table of patients). */
  public void patient() {
    patients++;
  }

  /** A passage of free text went through the text engine; see {@link Release#PASSAGE}. */
  void passage() {
    passages++;
  }

  /** One thing was removed. */
  public void removed(Removal reason) {
    removed.merge(reason, 1L, Long::sum);
  }

  /** Values were replaced, generalised or shifted. */
  public void replaced(IdentifierType type, long times) {
    if (times > 0) {
      replaced.merge(type, times, Long::sum);
    }
  }

  /** One record was left out, because it cannot be read. */
  public void malformed(MalformedRecord record) {
    malformedCount++;
    if (malformed.size() < MALFORMED_KEPT) {
      malformed.add(record);
    }
  }

  /** Adds the counts of another file; its malformed records are counted, not taken over. */
  public void add(Tally other) {
    other.records.forEach((type, times) -> records.merge(type, times, Long::sum));
    other.removed.forEach((reason, times) -> removed.merge(reason, times, Long::sum));
    other.replaced.forEach((type, times) -> replaced.merge(type, times, Long::sum));
    malformedCount += other.malformedCount;
    patients += other.patients;
    passages += other.passages;
  }

  /** Records written, by type. */
  public Map<String, Long> records() {
    return Map.copyOf(records);
  }

  /** Things removed, by reason. */
  public Map<Removal, Long> removed() {
    return Map.copyOf(removed);
  }

  /** Values replaced, by type. */
  public Map<IdentifierType, Long> replaced() {
    return Map.copyOf(replaced);
  }

  /** Descriptions of patients; one who is described twice counts twice. */
  public long patients() {
    return patients;
  }

  /** Passages of free text that went through the text engine. */
  public long passages() {
    return passages;
  }

  /** The first {@value #MALFORMED_KEPT} records of this file that were left out, in order. */
  public List<MalformedRecord> malformed() {
    return List.copyOf(malformed);
  }

  /** How many records were left out. */
  public long malformedCount() {
    return malformedCount;
  }
}
