package org.wardhealth.server.consent;

/** A consent was changed by somebody else since it was read. */
public final class StaleConsent extends RuntimeException {
  private final int version;

  StaleConsent(int version) {
    super("the consent is at version " + version);
    this.version = version;
  }

  /** The version that it has. */
  public int version() {
    return version;
  }
}
