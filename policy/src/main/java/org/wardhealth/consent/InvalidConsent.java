package org.wardhealth.consent;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** A Consent that cannot be relied on: every problem at once. */
public final class InvalidConsent extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  /**
   * One problem.
   *
   * @param expression where: a simple FHIRPath, as in OperationOutcome.issue.expression
   * @param text what is wrong there and what is expected; never a patient's text
   */
  public record Problem(String expression, String text) {
    @Override
    public String toString() {
      return expression + ": " + text;
    }
  }

  InvalidConsent(List<Problem> problems) {
    super(
        problems.stream().map(Problem::toString).collect(Collectors.joining("; ")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
  }

  /** Every problem, in the order of the resource; at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
