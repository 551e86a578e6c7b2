package org.wardhealth.testkit;

/**
 * An identifier that occurs nowhere else in the world, planted to be looked for afterwards.
 *
 * @param kind what sort of identifier it is
 * @param value as it is planted
 */
public record Canary(Kind kind, String value) {
  /** The sorts of identifiers, each recognisable to a reader and to a de-identifier. */
  public enum Kind {
    /** Given and family name, with letters beyond ASCII. */
    NAME,
    /** A date of birth, ISO-8601. */
    BIRTH_DATE,
    /** House number and street. */
    STREET,
    /** A telephone number of the range 555-01xx. */
    PHONE,
    /** An address at example.org. */
    EMAIL,
    /** A medical record number. */
    MRN,
    /** Like a social security number, of a range that is never assigned. */
    SSN,
    /** A page about the patient. */
    URL,
    /** An address of TEST-NET-3. */
    IP,
    /** The number of an account or health plan. */
    ACCOUNT
  }

  /** The kind alone, so that a report of a leak does not leak. */
  @Override
  public String toString() {
    return "Canary[" + kind + "]";
  }
}
