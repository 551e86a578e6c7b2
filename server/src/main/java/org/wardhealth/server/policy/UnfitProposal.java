package org.wardhealth.server.policy;

import java.util.List;

/** A set of policies that cannot be proposed or approved, with everything that is wrong with it. */
public final class UnfitProposal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  UnfitProposal(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** Each says what is wrong, and where it can be known, in which file and what to do. */
  public List<String> problems() {
    return problems;
  }
}
