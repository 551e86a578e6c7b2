package org.wardhealth.server.audit;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.wardhealth.ledger.WatchedLedger;

/** The running ledger over a {@link WatchedLedger}. */
public final class WatchedAudit {
  private final WatchedLedger watched;
  private final Audit audit;

  /** Opens it as {@link Audit#open} does. */
  public WatchedAudit(Path home, String origin, Clock clock) {
    LedgerFiles files = new LedgerFiles(home, origin, clock, new SecureRandom());
    Turns turns = new Turns(clock);
    this.watched =
        WatchedLedger.open(number -> files.apply(number).withSegmentBytes(1 << 20), turns);
    this.audit = new Audit(home, origin, clock, turns, watched.logs());
  }

  /** The ledger beneath. */
  public WatchedLedger watched() {
    return watched;
  }

  /** What the rooms above see; its owner closes it. */
  public Audit audit() {
    return audit;
  }
}
