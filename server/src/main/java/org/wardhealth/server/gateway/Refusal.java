package org.wardhealth.server.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  private final transient List<String> rules;

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
    this(code, message, param, retryAfter, List.of());
  }

  /** A refusal by policies or consents. */
  Refusal(ErrorCode code, String message, List<String> rules) {
    this(code, message, Optional.empty(), Optional.empty(), rules);
  }

  private Refusal(
      ErrorCode code,
      String message,
      Optional<String> param,
      Optional<Duration> retryAfter,
      List<String> rules) {
    super(message);
    this.rules = List.copyOf(rules);
    this.code = code;
    this.param = param;
    this.retryAfter = retryAfter;
  }

  /** The same, with more for the ledger. */
  Refusal also(List<String> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<String> all = new ArrayList<>(rules);
    all.addAll(more);
    return new Refusal(code, String.valueOf(getMessage()), param, retryAfter, all);
  }

  ErrorCode code() {
    return code;
  }

  /** The field that is wrong, as a path such as {@code messages[2].content}. */
  Optional<String> param() {
    return param;
  }

  /** The policies that denied, and what the data have, for the ledger. */
  List<String> rules() {
    return rules;
  }

  /** When to come back. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
