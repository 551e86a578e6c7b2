package org.wardhealth.consent;

/** Whether something is meant; what cannot be told is neither. */
enum Match {
  YES,
  NO,
  UNKNOWN;

  static Match of(boolean yes) {
    return yes ? YES : NO;
  }

  Match or(Match other) {
    return this == YES || other == YES ? YES : this == UNKNOWN || other == UNKNOWN ? UNKNOWN : NO;
  }

  Match and(Match other) {
    return this == NO || other == NO ? NO : this == UNKNOWN || other == UNKNOWN ? UNKNOWN : YES;
  }
}
