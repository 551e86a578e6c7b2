package org.wardhealth.labels;

/** What a phrase says. */
sealed interface Meaning {
  /**
   * It names what stigmatises.
   *
   * @param always even where it is negated, or said of a relative
   */
  record Term(Sensitivity of, boolean always) implements Meaning {}

  /** It says something of the terms around it. */
  enum Cue implements Meaning {
    /** What follows is not so. */
    NOT,
    /** What stands before is not so. */
    NOT_AFTER,
    /** Looks like a negation and is none. */
    NOT_REALLY,
    /** What a negation does not reach over. */
    BUT,
    /** Another person. */
    KIN,
    /** That person has it. */
    KIN_HAS,
    /** A heading about relatives. */
    FAMILY,
    /** A term in it has another meaning here. */
    EXCEPT
  }

  /** It is a little word that tells the language. */
  enum Tongue implements Meaning {
    OURS,
    OTHERS
  }
}
