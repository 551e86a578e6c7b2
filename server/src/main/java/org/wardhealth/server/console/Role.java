package org.wardhealth.server.console;

/** What a person is to Ward, as far as pages differ by it. */
public enum Role {
  /** Runs Ward: applications, keys, models. */
  ADMINISTRATOR,
  /** Watches what is blocked and whether the record holds. */
  SECURITY,
  /** Watches what is done with patients' data. */
  PRIVACY,
  /** Connects software and models. */
  ENGINEER,
  /** Treats patients. */
  CLINICIAN,
  /** Checks the record, and changes nothing. */
  AUDITOR
}
