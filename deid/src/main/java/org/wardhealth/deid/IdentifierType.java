package org.wardhealth.deid;

/**
 * What an identifier is: the 18 classes of the HIPAA Safe Harbor method (45 CFR 164.514(b)(2)(i),
 * letters A to R) and what a hospital's text holds besides.
 *
 * <p>The name of a constant is stable; programs may store it. {@link #tag()} is the short word that
 * stands in a surrogate.
 */
public enum IdentifierType {
  /** (A) A person's name or a part of it: patients, relatives, clinicians. */
  NAME("NAME"),
  /** (B) A geographic unit smaller than a state: street address, city, county, postal code. */
  LOCATION("PLACE"),
  /**
   * (B) A hospital, clinic, department with a proper name, or other organisation that places the
   * patient.
   */
  FACILITY("FACILITY"),
  /** (C) An element of a date more precise than a year, directly related to an individual. */
  DATE("DATE"),
  /** (C) An age over 89. */
  AGE_OVER_89("AGE"),
  /** (D) A telephone or pager number. */
  PHONE("PHONE"),
  /** (E) A fax number. */
  FAX("FAX"),
  /** (F) An electronic mail address. */
  EMAIL("EMAIL"),
  /** (G) A social security number. */
  SSN("SSN"),
  /** (H) A medical record number. */
  MRN("MRN"),
  /** (I) A health plan beneficiary, policy, member or group number. */
  HEALTH_PLAN("PLAN"),
  /** (J) An account number. */
  ACCOUNT("ACCOUNT"),
  /** (K) A certificate or licence number, NPI and DEA numbers included. */
  LICENSE("LICENSE"),
  /** (L) A vehicle identifier: VIN, number plate. */
  VEHICLE("VEHICLE"),
  /** (M) A device identifier or serial number, MAC addresses included. */
  DEVICE("DEVICE"),
  /** (N) A web address. */
  URL("URL"),
  /** (O) An IP address. */
  IP("IP"),
  /** (P) A reference to a stored biometric: a labelled fingerprint, voice print or iris number. */
  BIOMETRIC("BIOMETRIC"),
  /** (Q) A reference to a full-face photograph: a labelled photograph or image number. */
  PHOTO("PHOTO"),
  /** (R) Any other unique identifying number or code. */
  OTHER_ID("ID");

  private final String tag;

  IdentifierType(String tag) {
    this.tag = tag;
  }

  /**
   * The word in the surrogate of this type: upper-case ASCII letters, 2 to 9 of them, unique among
   * the types.
   */
  public String tag() {
    return tag;
  }
}
