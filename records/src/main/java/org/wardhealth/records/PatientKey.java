package org.wardhealth.records;

import java.util.Locale;

/**
 * A name of one patient that is the same in every file and format. What is done to a patient's
 * records hangs on it: surrogates, shifted dates.
 *
 * <p>The record number is preferred, since it is what the formats share; it is compared without
 * regard to case, separators and leading zeros, and without its assigning authority, which each
 * format spells otherwise. Two hospitals that gave the same number to two patients give them one
 * key: their dates are shifted alike and their free text is searched for both; nothing leaks by it,
 * but keep the data of two such hospitals in two data sets.
 *
 * @param value begins with its kind; holds an identifier, so {@link #toString} hides it
 */
public record PatientKey(String value) implements Comparable<PatientKey> {
  /** By medical record number. */
  public static PatientKey ofRecordNumber(String number) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      if (Character.isLetterOrDigit(c) && !(c == '0' && plain.isEmpty())) {
        plain.append(c);
      }
    }
    return new PatientKey("mrn:" + plain.toString().toUpperCase(Locale.ROOT));
  }

  /** By an id that one system gave, such as the logical id {@code 17} of {@code Patient/17}. */
  public static PatientKey ofId(String id) {
    return new PatientKey("id:" + id);
  }

  /** By a business identifier other than the record number. */
  public static PatientKey ofIdentifier(String identifier) {
    return new PatientKey("identifier:" + identifier);
  }

  /** Of what is about no patient that is known: the record itself, by its kind and id. */
  public static PatientKey ofRecord(String kind, String id) {
    return new PatientKey("record:" + kind + "/" + id);
  }

  /** Record numbers first, then identifiers, ids, records. */
  @Override
  public int compareTo(PatientKey other) {
    int byKind = Integer.compare(rank(), other.rank());
    return byKind != 0 ? byKind : value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return "PatientKey[***]";
  }

  /** Whether this is no patient but a record. */
  boolean isRecord() {
    return value.startsWith("record:");
  }

  private int rank() {
    if (value.startsWith("mrn:")) {
      return 0;
    }
    if (value.startsWith("identifier:")) {
      return 1;
    }
    return value.startsWith("id:") ? 2 : 3;
  }
}
