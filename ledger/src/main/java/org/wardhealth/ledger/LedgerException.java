package org.wardhealth.ledger;

import java.util.Objects;

/** Why a log does not do what it was asked. No message holds the content of an entry. */
public abstract sealed class LedgerException extends RuntimeException {
  private LedgerException(String message) {
    super(message);
  }

  private LedgerException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** Too many entries wait for the disk. The entry was not taken; it may be offered again. */
  public static final class Full extends LedgerException {
    Full(int limit) {
      super(limit + " entries wait for the disk already; offer the entry again later");
    }
  }

  /**
   * The log takes no more entries until it is opened anew: after {@code close}, or after an error
   * of the disk, which is never retried. An entry that failed with this may or may not be in the
   * log when it is opened again; no receipt was given for it.
   */
  public static final class Halted extends LedgerException {
    Halted(String message) {
      super(message);
    }

    Halted(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The log was not opened, because what lies on disk is not what this log can have left there. */
  public static final class Refused extends LedgerException {
    private final Reason reason;

    Refused(Reason reason, String message) {
      super(reason + ": " + message);
      this.reason = reason;
    }

    Refused(Reason reason, String message, Throwable cause) {
      super(reason + ": " + message, cause);
      this.reason = reason;
    }

    /** Which kind of refusal. */
    public Reason reason() {
      return reason;
    }
  }

  /** A published file cannot be read or contradicts another. Run the full verification. */
  public static final class Damaged extends LedgerException {
    Damaged(String message) {
      super(message);
    }

    Damaged(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Why {@link Ledger#open} refuses. */
  public enum Reason {
    /** Another process, or another ledger of this process, writes this log or its second store. */
    LOCKED,
    /** The log holds less than what was signed before. */
    ROLLBACK,
    /** Content, hashes and signatures do not belong together. */
    CORRUPT,
    /** A file is missing that a crash cannot remove. */
    MISSING,
    /** The disk did not let the log be read or written. */
    UNREADABLE
  }
}
