package org.wardhealth.deid;

/** Who names the types of identifiers. */
public enum Vocabulary {
  /** The constants of {@link IdentifierType}. */
  WARD,
  /** The letters A to R of 45 CFR 164.514(b)(2)(i); what Safe Harbor keeps has none. */
  HIPAA,
  /** The types of the i2b2 2014 de-identification guidelines (Stubbs and Uzuner, 2015). */
  I2B2,
  /** The types of the MEDDOCAN shared task (Marimon et al., 2019), in Spanish. */
  MEDDOCAN
}
