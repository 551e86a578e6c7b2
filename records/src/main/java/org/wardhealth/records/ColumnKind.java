package org.wardhealth.records;

import java.util.Optional;
import org.wardhealth.deid.IdentifierType;

/**
 * What a column of a table is, and so what happens to its values. Written in a {@link Plan} by
 * {@link #word}.
 */
public enum ColumnKind {
  /** The record number of the patient whom the row is about. */
  PATIENT("patient", IdentifierType.MRN, Rule.LINK, "a pseudonym that joins with other files"),
  /** The patient's id in the system that the table comes from. */
  PATIENT_ID("patient-id", Rule.ID, "a pseudonym that joins with other files"),
  /** Another record number. */
  RECORD_NUMBER(
      "record-number", IdentifierType.MRN, Rule.LINK, "a pseudonym that joins with other files"),
  /** A visit, episode, accession or specimen number. */
  VISIT("visit", IdentifierType.ENCOUNTER, Rule.LINK, "a pseudonym that joins with other files"),
  /** Any other number or code that means one person, thing or row. */
  ID("id", IdentifierType.OTHER_ID, Rule.LINK, "a pseudonym that joins with other files"),
  /** A health plan, policy or member number. */
  HEALTH_PLAN(
      "health-plan",
      IdentifierType.HEALTH_PLAN,
      Rule.LINK,
      "a pseudonym that joins with other files"),
  /** An account number. */
  ACCOUNT("account", IdentifierType.ACCOUNT, Rule.LINK, "a pseudonym that joins with other files"),
  /** A licence or certificate number. */
  LICENSE("license", IdentifierType.LICENSE, Rule.LINK, "a pseudonym that joins with other files"),
  /** A number plate or vehicle number. */
  VEHICLE("vehicle", IdentifierType.VEHICLE, Rule.LINK, "a pseudonym that joins with other files"),
  /** A device or serial number. */
  DEVICE("device", IdentifierType.DEVICE, Rule.LINK, "a pseudonym that joins with other files"),
  /** A social security number or another number of the state. */
  SSN("ssn", IdentifierType.SSN, Rule.VALUE, "replaced, unless the profile keeps it"),
  /** The patient's whole name. */
  NAME("name", IdentifierType.NAME, Rule.VALUE, "replaced, unless the profile keeps it"),
  /** The patient's first or middle name. */
  GIVEN_NAME(
      "given-name", IdentifierType.NAME, Rule.VALUE, "replaced, unless the profile keeps it"),
  /** The patient's family name; two columns of it are two surnames. */
  FAMILY_NAME(
      "family-name", IdentifierType.NAME, Rule.VALUE, "replaced, unless the profile keeps it"),
  /** The name of a relative or another contact. */
  CONTACT_NAME(
      "contact-name", IdentifierType.NAME, Rule.VALUE, "replaced, unless the profile keeps it"),
  /** The name of somebody who gives care. */
  CLINICIAN("clinician", IdentifierType.CLINICIAN, Rule.VALUE, "as the profile says"),
  /** A mention of a relative: mother, son. */
  RELATION("relation", IdentifierType.RELATION, Rule.VALUE, "as the profile says"),
  /** A street address or post box. */
  STREET("street", IdentifierType.STREET, Rule.VALUE, "replaced, unless the profile keeps it"),
  /** A town, county or place. */
  CITY("city", IdentifierType.LOCATION, Rule.VALUE, "as the profile says"),
  /** A postal code. */
  ZIP("zip", IdentifierType.LOCATION, Rule.VALUE, "as the profile says: its first three digits"),
  /** A state or province. */
  STATE("state", IdentifierType.STATE, Rule.VALUE, "as the profile says"),
  /** A country. */
  COUNTRY("country", IdentifierType.COUNTRY, Rule.VALUE, "as the profile says"),
  /** A hospital, clinic or department with a proper name. */
  FACILITY("facility", IdentifierType.FACILITY, Rule.VALUE, "as the profile says"),
  /** A health centre of primary care. */
  CARE_CENTER("care-center", IdentifierType.CARE_CENTER, Rule.VALUE, "as the profile says"),
  /** An employer, insurer, school or other organisation. */
  ORGANISATION("organisation", IdentifierType.ORGANISATION, Rule.VALUE, "as the profile says"),
  /** An occupation. */
  OCCUPATION("occupation", IdentifierType.OCCUPATION, Rule.VALUE, "as the profile says"),
  /** Another trait that can identify. */
  CHARACTERISTIC(
      "characteristic", IdentifierType.CHARACTERISTIC, Rule.VALUE, "as the profile says"),
  /** A telephone number. */
  PHONE("phone", IdentifierType.PHONE, Rule.VALUE, "replaced, unless the profile keeps it"),
  /** A fax number. */
  FAX("fax", IdentifierType.FAX, Rule.VALUE, "replaced, unless the profile keeps it"),
  /** An electronic mail address. */
  EMAIL("email", IdentifierType.EMAIL, Rule.VALUE, "replaced, unless the profile keeps it"),
  /** A web address. */
  URL("url", IdentifierType.URL, Rule.VALUE, "replaced, unless the profile keeps it"),
  /** An IP address. */
  IP("ip", IdentifierType.IP, Rule.VALUE, "replaced, unless the profile keeps it"),
  /** A reference to a stored fingerprint, voice print or the like. */
  BIOMETRIC(
      "biometric", IdentifierType.BIOMETRIC, Rule.VALUE, "replaced, unless the profile keeps it"),
  /** A reference to a photograph. */
  PHOTO("photo", IdentifierType.PHOTO, Rule.VALUE, "replaced, unless the profile keeps it"),
  /** A date, with or without time. What is no date goes. */
  DATE("date", IdentifierType.DATE, Rule.DATE, "as the profile says: its year, or shifted"),
  /** The patient's date of birth, which also tells an age over 89. */
  BIRTH_DATE("birth-date", IdentifierType.DATE, Rule.BIRTH_DATE, "as the profile says: its year"),
  /** A time of day. What is none goes. */
  TIME("time", Rule.TIME, "stays"),
  /** An age in years, or with a unit. What is none goes. */
  AGE("age", IdentifierType.AGE, Rule.AGE, "stays up to 89"),
  /** The patient's sex. What is no usual word for it goes. */
  SEX("sex", IdentifierType.SEX, Rule.SEX, "stays"),
  /**
   * A code of a vocabulary: no blanks, up to 40 characters, with a digit or of up to 3 letters.
   * What does not look so goes; words are a {@link #CATEGORY}.
   */
  CODE("code", Rule.CODE, "stays"),
  /** One of the values that the plan lists. Every other value goes. */
  CATEGORY("category", Rule.CATEGORY, "stays when the plan lists it"),
  /** A number of up to 8 digits before the point. What is none goes. */
  NUMBER("number", Rule.NUMBER, "stays"),
  /** Free text: goes through the text engine with all that is known of the patient. */
  TEXT("text", Rule.TEXT, "what identifies is replaced"),
  /** Whatever it is, it does not leave. */
  REMOVE("remove", Rule.REMOVE, "the column is left out");

  /** How a value is judged. */
  enum Rule {
    LINK,
    ID,
    VALUE,
    DATE,
    BIRTH_DATE,
    TIME,
    AGE,
    SEX,
    CODE,
    CATEGORY,
    NUMBER,
    TEXT,
    REMOVE
  }

  private final String word;
  private final Optional<IdentifierType> type;
  private final Rule rule;
  private final String effect;

  ColumnKind(String word, IdentifierType type, Rule rule, String effect) {
    this(word, Optional.of(type), rule, effect);
  }

  ColumnKind(String word, Rule rule, String effect) {
    this(word, Optional.empty(), rule, effect);
  }

  ColumnKind(String word, Optional<IdentifierType> type, Rule rule, String effect) {
    this.word = word;
    this.type = type;
    this.rule = rule;
    this.effect = effect;
  }

  /** As it is written in a plan: lower case, hyphens. */
  public String word() {
    return word;
  }

  /** The type of identifier that the column holds, whose action the profile decides. */
  public Optional<IdentifierType> type() {
    return type;
  }

  /** What happens to a value, in a few words for a person. */
  public String effect() {
    return effect;
  }

  Rule rule() {
    return rule;
  }

  /** Whether its values point to somebody or something, and are replaced. */
  boolean identifies() {
    return switch (rule) {
      case LINK, ID, VALUE -> true;
      case DATE, BIRTH_DATE, TIME, AGE, SEX, CODE, CATEGORY, NUMBER, TEXT, REMOVE -> false;
    };
  }

  /** The kind that is written {@code word}. */
  public static Optional<ColumnKind> of(String word) {
    for (ColumnKind kind : values()) {
      if (kind.word.equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
