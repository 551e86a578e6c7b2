package org.wardhealth.server.vault;

/** A stored value could not be sealed or opened. The message never holds the value. */
public final class SealException extends RuntimeException {
  SealException(String message, Throwable cause) {
    super(message, cause);
  }
}
