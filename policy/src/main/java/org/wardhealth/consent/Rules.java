package org.wardhealth.consent;

import org.jspecify.annotations.Nullable;

/**
 * The rules in force. Outside of tests they all are.
 *
 * <p>Where a rule decides, {@link #on} is asked; what is done otherwise is the rule's opposite.
 */
final class Rules {
  static final Rules ALL = new Rules(null);

  private final @Nullable Rule inverted;

  private Rules(@Nullable Rule inverted) {
    this.inverted = inverted;
  }

  /** For the test of the tests alone. */
  static Rules inverting(Rule rule) {
    return new Rules(rule);
  }

  boolean on(Rule rule) {
    return rule != inverted;
  }
}
