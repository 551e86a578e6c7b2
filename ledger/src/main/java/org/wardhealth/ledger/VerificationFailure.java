package org.wardhealth.ledger;

import java.util.Objects;

/**
 * Why a log, a checkpoint or a proof is not accepted. Each kind has its own exit code, so that a
 * script can tell them apart.
 *
 * <p>Verification either returns or throws one of these: if nothing was thrown, verification
 * passed. The message names the file or the entry; it never holds the content of an entry.
 */
public abstract sealed class VerificationFailure extends Exception {

  private VerificationFailure(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** The exit code of {@code verify} for this kind of failure. */
  public abstract int exitCode();

  /** A note is malformed, or the expected key did not sign it. Exit code 3. */
  public static final class BadSignature extends VerificationFailure {

    BadSignature(String message) {
      super(message);
    }

    @Override
    public int exitCode() {
      return 3;
    }
  }

  /** Entries, tiles and signed root do not belong together, or a proof is wrong. Exit code 4. */
  public static final class BadContent extends VerificationFailure {

    BadContent(String message) {
      super(message);
    }

    @Override
    public int exitCode() {
      return 4;
    }
  }

  /** A file that the signed size requires is not there. Exit code 5. */
  public static final class MissingData extends VerificationFailure {

    MissingData(String message) {
      super(message);
    }

    @Override
    public int exitCode() {
      return 5;
    }
  }

  /** The log is shorter than the older checkpoint, or has another history. Exit code 6. */
  public static final class BadHistory extends VerificationFailure {

    BadHistory(String message) {
      super(message);
    }

    @Override
    public int exitCode() {
      return 6;
    }
  }

  /** Too few of the witnesses that the policy knows cosigned the checkpoint. Exit code 7. */
  public static final class NoQuorum extends VerificationFailure {

    NoQuorum(String message) {
      super(message);
    }

    @Override
    public int exitCode() {
      return 7;
    }
  }
}
