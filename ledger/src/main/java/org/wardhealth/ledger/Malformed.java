package org.wardhealth.ledger;

/** Bytes that came from outside do not follow their format. The message says where. */
final class Malformed extends Exception {

  Malformed(String message) {
    super(message);
  }
}
