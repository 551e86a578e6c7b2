package org.wardhealth.server.audit;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.wardhealth.ledger.Checkpoint;
import org.wardhealth.ledger.Succession;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.server.store.Json;

/** What Ward says in the last entry of a log and in the first one of the next. */
final class Turns implements Succession.Words {
  /** Who ends a log when a year is over. */
  static final String WARD = "ward";

  private static final byte[] LAST =
      ("{\"type\":\"" + Entry.LedgerEnded.TYPE + "\",").getBytes(StandardCharsets.UTF_8);

  private final Clock clock;
  private volatile String by = WARD;

  Turns(Clock clock) {
    this.clock = clock;
  }

  /** Who ends the log that ends next. */
  void by(String who) {
    by = who;
  }

  @Override
  public byte[] last(String successor, List<VerificationKey> keys) {
    return Json.MAPPER.writeValueAsBytes(
        new Entry.LedgerEnded(
            successor, keys.stream().map(VerificationKey::toString).toList(), by, clock.instant()));
  }

  @Override
  public byte[] first(Checkpoint end, long number) {
    return Json.MAPPER.writeValueAsBytes(
        new Entry.LedgerBegan(
            end.origin(), end.size(), end.root().toString(), number, clock.instant()));
  }

  @Override
  public boolean isLast(byte[] entry) {
    return entry.length > LAST.length && Arrays.equals(LAST, Arrays.copyOf(entry, LAST.length));
  }
}
