package org.wardhealth.deid;

/** What a {@link Profile} does with identifiers of one type. */
public enum Action {
  /** Left as it stands. */
  KEEP,
  /** A surrogate stands in its place: a tag, or a realistic one where the profile says so. */
  SURROGATE,
  /**
   * Made coarser: a date becomes its year, a postal code its first three digits, an age over 89
   * "90+"; what has no coarser form gets a surrogate.
   */
  GENERALISE,
  /**
   * A date, whole or partial, moved by the patient's own number of days; what cannot be read as one
   * gets a tag.
   */
  SHIFT
}
