package org.wardhealth.deid;

import java.util.Objects;

/**
 * What leaves together: one profile, one key. Text and records of every format go through the
 * {@link Subject} of their patient, so that one patient has the same surrogates in all of them.
 *
 * <pre>{@code
 * DataSet dataSet = new DataSet(Profile.SAFE_HARBOR, key, Deid.english());
 * Subject subject = dataSet.subject("MRN 4711", known);
 * String safe = subject.text(note);
 * String city = subject.value(IdentifierType.LOCATION, "Springfield");
 * String id = subject.pseudonym("Observation", "o-17");
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 *
 * @param profile what is done with each type
 * @param key the secret of the data set
 * @param deid finds identifiers in free text
 */
public record DataSet(Profile profile, DataSetKey key, Deid deid) {
  /** Checks that all is there. */
  public DataSet {
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(deid, "deid");
  }

  /**
   * The patient {@code id}, or, for what is about no known patient, the document {@code id}.
   *
   * @param id any string that names the patient in every file: the record number where there is one
   * @param known what is known of the patient
   */
  public Subject subject(String id, CompiledIdentity known) {
    return new Subject(this, id, known);
  }

  /** As {@link #subject(String, CompiledIdentity)} when nothing is known. */
  public Subject subject(String id) {
    return subject(id, CompiledIdentity.NONE);
  }

  @Override
  public String toString() {
    return "DataSet[" + profile.name() + "]";
  }
}
