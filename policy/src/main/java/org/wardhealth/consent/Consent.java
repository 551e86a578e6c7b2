package org.wardhealth.consent;

import java.time.ZoneOffset;

/**
 * A FHIR Consent of release 4 or 5, as far as it decides who may use which data for what.
 *
 * @param id its logical id; empty if it has none yet
 * @param release of FHIR: 4 or 5
 * @param status as FHIR has it; only {@code active} decides
 * @param patient whose data it is about, as {@link Reference} writes it
 * @param about whether its scope is the privacy of data, or Ward cannot tell, or another
 * @param period when it holds
 * @param base its base rule with all exceptions
 */
public record Consent(
    String id,
    int release,
    String status,
    String patient,
    About about,
    Span period,
    Provision base) {
  /** Whether a consent is about the use of data. */
  public enum About {
    DATA,
    UNKNOWN,
    SOMETHING_ELSE
  }

  /** The most bytes of a Consent that Ward reads. */
  public static final int MAX_BYTES = 4 << 20;

  /**
   * Reads and checks a Consent; dates without a zone are taken as UTC.
   *
   * @throws InvalidConsent with every problem, if it cannot be relied on
   */
  public static Consent parse(byte[] json) throws InvalidConsent {
    return new ConsentReader(ZoneOffset.UTC).read(json);
  }

  boolean active() {
    return status.equals("active");
  }
}
