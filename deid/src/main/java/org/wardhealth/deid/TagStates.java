package org.wardhealth.deid;

import java.util.List;

/**
 * The states of a {@link Tagger} over a list of types: outside, and for each type the first token
 * of several, an inner one, the last, and the only one (BILOU).
 *
 * <p>What speaks for a state are sums of weights. Each state has its own, or, <em>paired</em>, one
 * sum speaks for the first and the only token of a type and one for an inner and the last: half as
 * many weights to keep and to add, and what comes next decides between the two.
 */
record TagStates(List<IdentifierType> types, boolean paired) {
  static final int OUTSIDE = 0;
  static final int FIRST = 0;
  static final int INNER = 1;
  static final int LAST = 2;
  static final int ONLY = 3;

  TagStates {
    types = List.copyOf(types);
  }

  int size() {
    return 1 + 4 * types.size();
  }

  /** How many sums a token has. */
  int sums() {
    return 1 + (paired ? 2 : 4) * types.size();
  }

  /** The sum that speaks for a state. */
  int sum(int state) {
    if (!paired || state == OUTSIDE) {
      return state;
    }
    return 1 + 2 * ((state - 1) >> 2) + (begins(state) ? 0 : 1);
  }

  static int state(int type, int place) {
    return 1 + 4 * type + place;
  }

  /** The index of the type of a state; {@code types().size()} stands for outside. */
  int type(int state) {
    return state == OUTSIDE ? types.size() : (state - 1) >> 2;
  }

  /** First, inner, last or only; a token outside is like an only one. */
  static int place(int state) {
    return state == OUTSIDE ? ONLY : (state - 1) & 3;
  }

  /** A token in this state may follow the end of an entity. */
  static boolean begins(int state) {
    int place = place(state);
    return place == FIRST || place == ONLY;
  }

  /** A token in this state may be the last of a text. */
  static boolean ends(int state) {
    int place = place(state);
    return place == LAST || place == ONLY;
  }
}
