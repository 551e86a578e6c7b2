package org.wardhealth.server.identity;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wardhealth.server.identity.IssuerKeys.Discovery;

/**
 * Where the doors of one identity provider are, on this node.
 *
 * <p>Guarantees: whoever wants to sign in cannot make Ward ask the provider more than once in
 * {@link IssuerKeys#PAUSE}, however long it takes; what it said holds no longer than that, so
 * nobody is sent to a provider that did not answer a moment ago.
 */
final class IssuerDoors {
  private static final Logger log = LoggerFactory.getLogger(IssuerDoors.class);

  private final IssuerSettings settings;
  private final IssuerHttp http;
  private final Clock clock;
  private final ReentrantLock asking = new ReentrantLock();
  private Optional<Discovery> known = Optional.empty();
  private Optional<Instant> asked = Optional.empty();

  IssuerDoors(IssuerSettings settings, IssuerHttp http, Clock clock) {
    this.settings = settings;
    this.http = http;
    this.clock = clock;
  }

  /**
   * The doors.
   *
   * @throws IssuerUnavailable if the provider does not tell
   */
  Discovery now() {
    asking.lock();
    try {
      Instant now = clock.instant();
      boolean ask =
          asked
              .map(last -> Duration.between(last, now).abs().compareTo(IssuerKeys.PAUSE) >= 0)
              .orElse(true);
      if (ask) {
        known = read();
        asked = Optional.of(clock.instant());
      }
      return known.orElseThrow(() -> unavailable(settings));
    } finally {
      asking.unlock();
    }
  }

  private Optional<Discovery> read() {
    try {
      return Optional.of(Discovery.of(settings, http));
    } catch (IOException e) {
      log.warn(
          "the discovery of the issuer '{}' cannot be read: {}", settings.name(), e.getMessage());
      return Optional.empty();
    }
  }

  static IssuerUnavailable unavailable(IssuerSettings settings) {
    return new IssuerUnavailable(
        "The identity provider '" + settings.name() + "' does not answer now.", IssuerKeys.PAUSE);
  }
}
