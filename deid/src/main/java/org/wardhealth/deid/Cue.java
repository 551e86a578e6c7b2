package org.wardhealth.deid;

/**
 * What a word can mean for recognition. One bit each; the words of each class stand in the files of
 * the language pack ({@code en/cues.txt} names these constants in lower case).
 */
enum Cue {
  /** One of the 10,000 commonest words. */
  COMMON,
  /** A word of the language, rarer. */
  WORD,
  GIVEN,
  /** Among the 2,500 commonest given names. */
  GIVEN_FREQUENT,
  FAMILY,
  /** Among the 5,000 commonest family names. */
  FAMILY_FREQUENT,
  PLACE,
  /** Among the 3,000 largest places. */
  PLACE_LARGE,
  /** A medical term, drug, test, trial or eponym, not to be touched without strong context. */
  MEDICAL,
  /** A noun that makes the name before it an eponym: disease, sign, score. */
  EPONYM_NOUN,
  TITLE,
  /** A title that is also another word or a letter: it counts before a likely name only. */
  HONORIFIC,
  CREDENTIAL,
  NAME_LABEL,
  NAME_VERB,
  KIN,
  PARTICLE,
  SUFFIX,
  GREETING,
  SIGNATURE,
  MONTH,
  /** A month name that is also another word. */
  MONTH_WORD,
  WEEKDAY,
  /** A feast or public holiday: its date is known once the year is. */
  HOLIDAY,
  DATE_CUE,
  DATE_PART,
  TENS_90,
  STATE,
  STATE_CODE,
  COUNTRY,
  STREET,
  STREET_ABBREVIATED,
  DIRECTION,
  UNIT_OF_ADDRESS,
  PLACE_PREPOSITION,
  RESIDENCE,
  REGION,
  FACILITY_HEAD,
  /** The word for a health centre of primary care. */
  CENTER_HEAD,
  FACILITY_KIND,
  FACILITY_NAME,
  FACILITY_VETO,
  CARE_VERB,
  PHONE_LABEL,
  PAGER_LABEL,
  FAX_LABEL,
  SSN_LABEL,
  MRN_LABEL,
  PLAN_LABEL,
  ACCOUNT_LABEL,
  LICENSE_LABEL,
  VEHICLE_LABEL,
  DEVICE_LABEL,
  BIOMETRIC_LABEL,
  PHOTO_LABEL,
  ID_LABEL,
  NUMBER_WORD,
  CODE_LABEL,
  MEASURE,
  GENERIC,
  ZIP_LABEL,
  TOP_LEVEL_DOMAIN,
  AGE_LABEL;

  /** Lives only while the program runs, so the order of the constants is free. */
  @SuppressWarnings("EnumOrdinal")
  final long bit = 1L << ordinal();

  /** The bits of several. */
  static long of(Cue... cues) {
    long bits = 0;
    for (Cue cue : cues) {
      bits |= cue.bit;
    }
    return bits;
  }
}
