package org.wardhealth.server.identity;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;

/**
 * Writes down who could not sign in. Past {@value #A_SECOND} a second they are only counted, so
 * that nobody can fill the ledger from outside.
 */
public final class Failures {
  static final int A_SECOND = 20;

  private final Audit audit;
  private final Clock clock;
  private final AtomicLong second = new AtomicLong();
  private final AtomicLong inSecond = new AtomicLong();
  private final AtomicLong unrecorded = new AtomicLong();

  public Failures(Audit audit, Clock clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /** Writes {@code refused} down, and gives it back to be thrown. */
  SignInRefused record(Optional<Person> person, Factor factor, SignInRefused refused) {
    long now = clock.instant().getEpochSecond();
    if (second.getAndSet(now) != now) {
      inSecond.set(0);
    }
    if (inSecond.incrementAndGet() > A_SECOND) {
      unrecorded.incrementAndGet();
    } else {
      var _ =
          audit.submit(
              new Entry.SessionFailed(
                  person.map(Person::id),
                  factor.code(),
                  refused.reason().code(),
                  unrecorded.getAndSet(0),
                  clock.instant()));
    }
    return refused;
  }
}
