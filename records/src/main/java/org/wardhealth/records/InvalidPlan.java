package org.wardhealth.records;

import java.io.Serial;
import java.util.List;

/** A plan that cannot be followed: every problem at once, in words for the person who edits it. */
public final class InvalidPlan extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final List<String> problems;

  /**
   * Why a plan cannot be followed.
   *
   * @param problems at least one; nothing in them comes from a cell of the table
   */
  public InvalidPlan(List<String> problems) {
    super("the plan cannot be followed:\n  " + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /** Every problem, in the order of the file. */
  public List<String> problems() {
    return problems;
  }
}
