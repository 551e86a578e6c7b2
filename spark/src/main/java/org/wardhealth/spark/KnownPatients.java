package org.wardhealth.spark;

import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.wardhealth.records.PatientIndex;

/** What describes the patients, broadcast to every executor, which makes its index of them once. */
abstract class KnownPatients implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  private final long limit;

  /** Not carried: each executor makes its own. */
  private transient @Nullable PatientIndex index;

  /**
   * Descriptions.
   *
   * @param limit of the index, in bytes
   */
  KnownPatients(long limit) {
    this.limit = limit;
  }

  /** The index of all of them. */
  final synchronized PatientIndex index() {
    PatientIndex made = index;
    if (made == null) {
      made = new PatientIndex(limit);
      try {
        addTo(made);
      } catch (IOException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
      index = made;
    }
    return made;
  }

  /** Adds each patient; fails when the index is full. */
  abstract void addTo(PatientIndex patients) throws IOException;

  /** Ends the job before anything is written. */
  static IllegalStateException tooMany() {
    return new IllegalStateException(
        "what describes the patients is more than --patients-mb allows: give the executors more"
            + " memory and raise it, or run the files in parts with the same key and all files of a"
            + " patient in one part");
  }
}
