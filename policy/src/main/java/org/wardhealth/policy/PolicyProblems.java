package org.wardhealth.policy;

import java.util.List;

/** A set of policies that cannot be used, with everything that is wrong with it. */
public final class PolicyProblems extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  PolicyProblems(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** Each says the file, what is wrong, and where it can be known, what to do. */
  public List<String> problems() {
    return problems;
  }
}
