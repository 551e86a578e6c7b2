package org.wardhealth.server.identity;

/**
 * A token, or the proof that goes with it, does not hold. The message is for who sent it, and holds
 * nothing of the token but what its form allows to be said.
 */
public final class TokenRefused extends RuntimeException {
  /** What is in the way. */
  public enum Reason {
    /** The token itself. */
    TOKEN,
    /** The proof of possession. */
    PROOF,
    /** The purpose that the token states. */
    PURPOSE
  }

  private final Reason reason;

  TokenRefused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static TokenRefused token(String message) {
    return new TokenRefused(Reason.TOKEN, message);
  }

  static TokenRefused proof(String message) {
    return new TokenRefused(Reason.PROOF, message);
  }

  /** What is in the way. */
  public Reason reason() {
    return reason;
  }
}
