package org.wardhealth.deid;

import java.time.LocalDate;
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
 * @param asOf the day on which ages are reckoned: the year of a date is not kept when who was born
 *     then is 90 or more on it, and two digits of a year mean the hundred years before it. Take the
 *     day of the release; a later one keeps less.
 */
public record DataSet(Profile profile, DataSetKey key, Deid deid, LocalDate asOf) {
  /** Later than any release by this version: on the safe side. */
  private static final LocalDate LATEST = LocalDate.of(2030, 12, 31);

  /** Checks that all is there. */
  public DataSet {
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(deid, "deid");
    Objects.requireNonNull(asOf, "asOf");
  }

  /**
   * As of the end of 2030: birth years up to 1940 are not kept, a few more than Safe Harbor asks
   * for. A year of two digits up to 30 is read as one after 2000: where births are written so, hand
   * in the day.
   */
  public DataSet(Profile profile, DataSetKey key, Deid deid) {
    this(profile, key, deid, LATEST);
  }

  /**
   * The patient {@code id}, or, for what is about no known patient, the document {@code id}.
   *
   * @param id any string that names the patient in every file: the record number where there is one
   * @param known what is known of the patient
   */
  public Subject subject(String id, CompiledIdentity known) {
    return subject(id, known, deid.primary());
  }

  /**
   * As {@link #subject(String, CompiledIdentity)} with names drawn in {@code language}. Which of
   * day and month stands first where both are possible says the language of each text.
   */
  public Subject subject(String id, CompiledIdentity known, Language language) {
    return new Subject(this, id, known, language);
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
