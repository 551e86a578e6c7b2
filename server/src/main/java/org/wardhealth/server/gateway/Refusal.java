package org.wardhealth.server.gateway;

import java.time.Duration;
import java.util.Optional;

/**
 * An exchange, or another request, ends here.
 *
 * <p>The message is shown to the caller: what is wrong, where, and what would satisfy Ward. It
 * never holds a value that the caller sent as content.
 */
final class Refusal extends RuntimeException {
  private final ErrorCode code;
  private final Optional<String> param;
  private final Optional<Duration> retryAfter;

  Refusal(ErrorCode code, String message) {
    this(code, message, Optional.empty(), Optional.empty());
  }

  Refusal(ErrorCode code, String message, String param) {
    this(code, message, Optional.of(param), Optional.empty());
  }

  Refusal(ErrorCode code, String message, Duration retryAfter) {
    this(code, message, Optional.empty(), Optional.of(retryAfter));
  }

  Refusal(ErrorCode code, String message, Optional<String> param, Optional<Duration> retryAfter) {
    super(message);
    this.code = code;
    this.param = param;
    this.retryAfter = retryAfter;
  }

  ErrorCode code() {
    return code;
  }

  /** The field that is wrong, as a path such as {@code messages[2].content}. */
  Optional<String> param() {
    return param;
  }

  /** When to come back. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
