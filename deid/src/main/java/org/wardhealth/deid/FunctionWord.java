package org.wardhealth.deid;

/**
 * The small words of a language that hold an identifier together ("14 <em>de</em> mayo", "Hospital
 * <em>of</em> Saint Raphael") or decide what a number is. Their spellings stand in {@code
 * function-words.txt} of the language pack, under these names in lower case.
 */
enum FunctionWord {
  /** Binds a name to its kind, a day to its month: of, de, del. */
  OF,
  THE,
  /** The indefinite article. */
  A,
  AND,
  IN,
  AT,
  TO,
  FROM,
  FOR,
  /** One of our own: our hospital. */
  OUR,
  /** Says what the subject is: is, was. */
  IS,
  /** Says whose: his, her, their. */
  WHOSE,
  /** Stands before the last day of a range: to, until, al. */
  UNTIL,
  /** Stands before a day: on, since, el. */
  ON,
  /** Before a number of years that is no age: hace, durante. */
  AGO,
  /** Behind a number of a day, without white space: st, nd, o. */
  ORDINAL,
  /** Makes the number before it an age: yo; in Spanish the word for years is enough. */
  AGED,
  YEAR,
  MONTH_UNIT,
  /** Behind the word for years, makes it an age: old. */
  OLD,
  /** Before an age that somebody reaches: turned. */
  TURNS,
  /** Behind the number of an age: ninetieth birthday. */
  BIRTHDAY,
  /** Who an age is said of: she, who. */
  SUBJECT,
  /** Makes the number before it an angle or a temperature: degrees. */
  DEGREE,
  /** One to nine, in words. */
  DIGIT,
  /** The word for a day of the month: dia. */
  DAY,
  /** Says that a number follows: number, no, numero. */
  NUMBER,
  /** Stands between the label of a telephone number and the number: home, de casa. */
  LINE,
  /** Announces a street address: domicilio. */
  ADDRESS,
  /** Announces a place: city, municipio. */
  PLACE_LABEL,
  /** Makes the name behind it an eponym: enfermedad de Crohn, signo de Murphy. */
  EPONYM,
  /** A title, or a word of a label, of others than clinicians: Mr, patient, accompanied. */
  LAY,
  /** Any other word so frequent that it tells the language. */
  OTHER,
  /** Another language has a word that is written alike: it tells none. */
  SHARED;

  /** Lives only while the program runs, so the order of the constants is free. */
  @SuppressWarnings("EnumOrdinal")
  final long bit = 1L << ordinal();
}
