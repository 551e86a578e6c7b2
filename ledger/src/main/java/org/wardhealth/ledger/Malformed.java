package org.wardhealth.ledger;

import java.util.Objects;

/** Bytes that came from outside do not follow their format. The message says where. */
final class Malformed extends Exception {

  Malformed(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
