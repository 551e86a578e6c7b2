package org.wardhealth.deid;

/**
 * What an identifier is: the 18 classes of the HIPAA Safe Harbor method (45 CFR 164.514(b)(2)(i),
 * letters A to R), and what other rules and corpora mark besides. Which of them are taken out says
 * a {@link Profile}.
 *
 * <p>The name of a constant is stable; programs may store it. {@link #tag()} is the short word that
 * stands in a surrogate.
 */
public enum IdentifierType {
  /** (A) The name, or a part of it, of a patient, a relative, or anyone who is no clinician. */
  NAME("NAME", "A", "PATIENT", "NOMBRE_SUJETO_ASISTENCIA"),
  /** (A) The name of somebody who gives care. */
  CLINICIAN("CLINICIAN", "A", "DOCTOR", "NOMBRE_PERSONAL_SANITARIO"),
  /** A mention of a relative without a name: mother, his two sons. */
  RELATION("RELATIVE", "", "", "FAMILIARES_SUJETO_ASISTENCIA"),
  /** (B) A street address or post box. */
  STREET("STREET", "B", "STREET", "CALLE"),
  /** (B) A geographic unit smaller than a state: city, county, postal code, place. */
  LOCATION("PLACE", "B", "CITY", "TERRITORIO"),
  /** A state or province that stands alone: Safe Harbor keeps it. */
  STATE("STATE", "", "STATE", "TERRITORIO"),
  /** A country: Safe Harbor keeps it. */
  COUNTRY("COUNTRY", "", "COUNTRY", "PAIS"),
  /** (B) A hospital, clinic, department with a proper name: it places the patient. */
  FACILITY("FACILITY", "B", "HOSPITAL", "HOSPITAL"),
  /** (B) A health centre of primary care. */
  CARE_CENTER("CENTER", "B", "HOSPITAL", "CENTRO_SALUD"),
  /** (B) An employer, school, church or other organisation that places the patient. */
  ORGANISATION("ORG", "B", "ORGANIZATION", "INSTITUCION"),
  /** (R) An occupation, where it identifies. */
  OCCUPATION("JOB", "R", "PROFESSION", "PROFESION"),
  /** (R) Another trait that can identify. */
  CHARACTERISTIC("TRAIT", "R", "OTHER", "OTROS_SUJETO_ASISTENCIA"),
  /** The patient's sex: Safe Harbor keeps it. */
  SEX("SEX", "", "", "SEXO_SUJETO_ASISTENCIA"),
  /** (C) An element of a date more precise than a year. */
  DATE("DATE", "C", "DATE", "FECHAS"),
  /** An age up to 89: Safe Harbor keeps it. */
  AGE("YEARS", "", "AGE", "EDAD_SUJETO_ASISTENCIA"),
  /** (C) An age over 89. */
  AGE_OVER_89("AGE", "C", "AGE", "EDAD_SUJETO_ASISTENCIA"),
  /** (D) A telephone or pager number. */
  PHONE("PHONE", "D", "PHONE", "NUMERO_TELEFONO"),
  /** (E) A fax number. */
  FAX("FAX", "E", "FAX", "NUMERO_FAX"),
  /** (F) An electronic mail address. */
  EMAIL("EMAIL", "F", "EMAIL", "CORREO_ELECTRONICO"),
  /** (G) A social security number. */
  SSN("SSN", "G", "SSN", "ID_SUJETO_ASISTENCIA"),
  /** (H) A medical record number. */
  MRN("MRN", "H", "MEDICALRECORD", "ID_SUJETO_ASISTENCIA"),
  /** (I) A health plan beneficiary, policy, member or group number. */
  HEALTH_PLAN("PLAN", "I", "HEALTHPLAN", "ID_ASEGURAMIENTO"),
  /** (J) An account number. */
  ACCOUNT("ACCOUNT", "J", "ACCOUNT", "OTRO_NUMERO_IDENTIF"),
  /** (K) A certificate or licence number, NPI and DEA numbers included. */
  LICENSE("LICENSE", "K", "LICENSE", "ID_TITULACION_PERSONAL_SANITARIO"),
  /** (L) A vehicle identifier: VIN, number plate. */
  VEHICLE("VEHICLE", "L", "VEHICLE", "IDENTIF_VEHICULOS_NRSERIE_PLACAS"),
  /** (M) A device identifier or serial number, MAC addresses included. */
  DEVICE("DEVICE", "M", "DEVICE", "IDENTIF_DISPOSITIVOS_NRSERIE"),
  /** (N) A web address. */
  URL("URL", "N", "URL", "URL_WEB"),
  /** (O) An IP address. */
  IP("IP", "O", "IPADDRESS", "DIREC_PROT_INTERNET"),
  /** (P) A reference to a stored biometric: a labelled fingerprint, voice print or iris number. */
  BIOMETRIC("BIOMETRIC", "P", "BIOID", "IDENTIF_BIOMETRICOS"),
  /** (Q) A reference to a full-face photograph: a labelled photograph or image number. */
  PHOTO("PHOTO", "Q", "OTHER", "OTROS_SUJETO_ASISTENCIA"),
  /** (R) A visit, episode, accession or specimen number. */
  ENCOUNTER("VISIT", "R", "IDNUM", "ID_CONTACTO_ASISTENCIAL"),
  /** (R) Any other unique identifying number or code. */
  OTHER_ID("ID", "R", "IDNUM", "OTRO_NUMERO_IDENTIF");

  private final String tag;
  private final String safeHarbor;
  private final String i2b2;
  private final String meddocan;

  IdentifierType(String tag, String safeHarbor, String i2b2, String meddocan) {
    this.tag = tag;
    this.safeHarbor = safeHarbor;
    this.i2b2 = i2b2;
    this.meddocan = meddocan;
  }

  /**
   * The word in the surrogate of this type: upper-case ASCII letters, 2 to 9 of them, unique among
   * the types.
   */
  public String tag() {
    return tag;
  }

  /** The name of this type in a vocabulary; the empty string where the vocabulary has none. */
  public String in(Vocabulary vocabulary) {
    return switch (vocabulary) {
      case WARD -> name();
      case HIPAA -> safeHarbor;
      case I2B2 -> i2b2;
      case MEDDOCAN -> meddocan;
    };
  }
}
