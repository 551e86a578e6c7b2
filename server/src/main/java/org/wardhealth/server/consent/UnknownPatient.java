package org.wardhealth.server.consent;

/** A consent is about a patient that Ward does not know. */
public final class UnknownPatient extends RuntimeException {
  UnknownPatient() {
    super("the consent is about a patient that Ward does not know");
  }
}
