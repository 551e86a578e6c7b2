package org.wardhealth.records;

import java.io.Serial;

/** A batch that was not begun, or not finished, for a reason that a person can mend. */
public final class BatchRefused extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /** What kind of reason; the names are stable. */
  public enum Why {
    /** The order contradicts itself or an earlier one. */
    ORDER,
    /** There is nothing to read. */
    NO_INPUT,
    /** The output cannot be made where it was asked for. */
    NO_OUTPUT,
    /** Another run holds the same output. */
    BUSY
  }

  private final Why why;

  BatchRefused(Why why, String message) {
    super(message);
    this.why = why;
  }

  /** The kind of reason. */
  public Why why() {
    return why;
  }
}
