package org.wardhealth.server.identity;

import java.time.Duration;

/** An identity provider does not answer, and what was known of its keys is too old to hold. */
public final class IssuerUnavailable extends RuntimeException {
  private final transient Duration retryAfter;

  IssuerUnavailable(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** When it makes sense to come back. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
