package org.wardhealth.deid;

import java.util.List;

/** A profile that was written down wrongly: all that is wrong with it, each with its path. */
public final class InvalidProfile extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // always a list of the JDK
  private final List<String> problems;

  /**
   * What is wrong.
   *
   * @param problems at least one
   */
  public InvalidProfile(List<String> problems) {
    super("the profile has " + problems.size() + " problem(s): " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line each, such as {@code types.DATE.action: "drop" is no action: use keep, ...}. */
  public List<String> problems() {
    return problems;
  }
}
