package org.wardhealth.server.identity;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Somebody could not sign in or enrol. The message is for them, and tells nobody whether there is
 * such a person.
 */
public final class SignInRefused extends RuntimeException {
  /** Why. */
  public enum Reason {
    /** Name, password, code or passkey do not fit. */
    WRONG,
    /** Too many tries. */
    TOO_MANY,
    /** Ward checks as many passwords as it can. */
    BUSY,
    /** The link is used, old, or none. */
    LINK,
    /** What was proved does not allow this. */
    FORBIDDEN,
    /** The password that was chosen cannot be taken. */
    UNFIT,
    /** The password that was chosen is one that others know. */
    KNOWN,
    /** Whether others know it cannot be found out now. */
    UNCHECKED,
    /** What came back from an identity provider does not hold. */
    PROVIDER,
    /** An identity provider does not answer. */
    PROVIDER_DOWN,
    /** An identity provider names groups that have no role here. */
    NO_ROLE;

    /** As the ledger and JSON name it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;
  private final transient Optional<Duration> retryAfter;

  SignInRefused(Reason reason, String message) {
    this(reason, message, Optional.empty());
  }

  SignInRefused(Reason reason, String message, Optional<Duration> retryAfter) {
    super(message);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /** A link that is used, old, or none. */
  public static SignInRefused link() {
    return new SignInRefused(
        Reason.LINK,
        "This link was used already, or its time is over. Ask for another: 'ward person link'.");
  }

  /** What went wrong, for programs. */
  public Reason reason() {
    return reason;
  }

  /** How long to wait before it makes sense to try again. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
