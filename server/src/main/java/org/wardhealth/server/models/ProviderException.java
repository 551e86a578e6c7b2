package org.wardhealth.server.models;

import java.time.Duration;
import java.util.Optional;

/** A provider did not answer as it should. The message never holds what the provider said. */
public final class ProviderException extends Exception {
  /** What went wrong. */
  public enum Failure {
    /** It says that it is busy (429), or all our connections to it are in use. */
    BUSY,
    /** It cannot be reached, or has failed so often that it is left alone for a while. */
    UNAVAILABLE,
    /** It took longer than it may. */
    TIMEOUT,
    /** What it sent is not what the API defines, or broke off. */
    MALFORMED,
    /** It sent more than it may. */
    TOO_LARGE,
    /** It refused the request as wrong (4xx). */
    REJECTED,
    /** It refused Ward's own credentials (401, 403). */
    CREDENTIALS
  }

  private final Failure failure;
  private final String problem;
  private final Optional<Duration> retryAfter;

  ProviderException(Failure failure, String message) {
    this(failure, message, Optional.empty());
  }

  ProviderException(Failure failure, String message, Optional<Duration> retryAfter) {
    super(message);
    this.failure = failure;
    this.problem = message;
    this.retryAfter = retryAfter;
  }

  /** What went wrong. */
  public Failure failure() {
    return failure;
  }

  /** In words; the same as the message. */
  public String problem() {
    return problem;
  }

  /** When to come back, if the provider said. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
