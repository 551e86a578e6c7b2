package org.wardhealth.server.vault;

/** Not a FHIR Patient that Ward can keep. The message names the element, never its value. */
public final class InvalidPatient extends RuntimeException {
  private final String problem;

  InvalidPatient(String problem) {
    super(problem);
    this.problem = problem;
  }

  /** In words; the same as the message. */
  public String problem() {
    return problem;
  }
}
