package org.wardhealth.records;

import java.util.LinkedHashMap;
import java.util.Map;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.Profile;
import org.wardhealth.deid.Subject;

/**
 * One file on its way out: the data set that it belongs to, the patients that are known, and the
 * tally of what was done. One for each file; not thread-safe.
 */
public final class Release {
  /** Subjects that stay compiled; each is some tens of kilobytes. */
  private static final int KEPT = 256;

  private final DataSet dataSet;
  private final PatientIndex patients;
  private final PatientKey about;
  private final Tally tally = new Tally();
  private final Map<PatientKey, Subject> subjects = new LinkedHashMap<>(KEPT * 2, 0.75f, true);

  /** A file of {@code dataSet} about {@code patients} that names them itself. */
  public Release(DataSet dataSet, PatientIndex patients) {
    this(dataSet, patients, PatientKey.ofRecord("file", ""));
  }

  /**
   * A file of {@code dataSet}.
   *
   * @param about the patient whom the whole file is about, or the file itself: taken by formats
   *     that have no place for a patient
   */
  public Release(DataSet dataSet, PatientIndex patients, PatientKey about) {
    this.dataSet = dataSet;
    this.patients = patients;
    this.about = about;
  }

  /** Whom a file is about that does not say it. */
  public PatientKey about() {
    return about;
  }

  /** What is done with each type of identifier. */
  public Profile profile() {
    return dataSet.profile();
  }

  /** The data set. */
  public DataSet dataSet() {
    return dataSet;
  }

  /** The patients of all files of the data set. */
  public PatientIndex patients() {
    return patients;
  }

  /**
   * Transforms what is about a patient, who is searched for in free text with all that the index
   * knows under this key or another key of the same patient.
   */
  public Subject subject(PatientKey key) {
    PatientKey patient = patients.resolve(key);
    Subject subject = subjects.get(patient);
    if (subject == null) {
      subject = dataSet.subject(patient.value(), patients.known(patient).compile());
      if (subjects.size() >= KEPT) {
        var eldest = subjects.entrySet().iterator();
        count(eldest.next().getValue());
        eldest.remove();
      }
      subjects.put(patient, subject);
    }
    return subject;
  }

  /** Where a format counts as it goes; what subjects count is added by {@link #finish}. */
  public Tally tally() {
    return tally;
  }

  /** The whole tally, once the file is written. */
  public Tally finish() {
    subjects.values().forEach(this::count);
    subjects.clear();
    return tally;
  }

  private void count(Subject subject) {
    subject.counts().forEach((type, times) -> tally.replaced(type, times));
  }
}
