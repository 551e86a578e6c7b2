package org.wardhealth.server.guard;

import java.util.List;

/**
 * Looks at content and says what it saw.
 *
 * <p>A screen is a pure function of the screening: no state, no I/O, no clock, linear time. If it
 * throws, the exchange is denied.
 */
interface Screen {
  /** The name in the ledger. */
  String name();

  /** The verdicts, none if nothing was seen. */
  List<Verdict> screen(Screening screening);
}
