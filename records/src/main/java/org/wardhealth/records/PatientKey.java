package org.wardhealth.records;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.wardhealth.deid.IdentifierType;

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
  private static final Set<String> NOBODY =
      Set.of(
          "UNKNOWN",
          "UNK",
          "NONE",
          "NULL",
          "NIL",
          "NA",
          "NAN",
          "NOTAVAILABLE",
          "NOTASSIGNED",
          "PENDING",
          "TBD",
          "TEMP",
          "DESCONOCIDO",
          "NINGUNO");
  private static final String IDENTIFIER = "identifier:";
  private static final String SHARED = "shared:";

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
    return new PatientKey(IDENTIFIER + identifier);
  }

  /**
   * By a business identifier whose type is known: of a type that is none in particular, the same
   * number in another {@code system} is another patient's; the number of a health plan or an
   * account is shared by families and leads to a patient only where nothing else does.
   *
   * @param system as FHIR has it; empty where it is not said
   */
  static PatientKey of(IdentifierType type, String system, String value) {
    if (type == IdentifierType.MRN) {
      return ofRecordNumber(value);
    }
    if (type == IdentifierType.HEALTH_PLAN || type == IdentifierType.ACCOUNT) {
      return new PatientKey(SHARED + value);
    }
    return ofIdentifier(
        type == IdentifierType.OTHER_ID && !system.isEmpty() ? system + '|' + value : value);
  }

  /** Whether an id can be one patient's: no filler where there is none, as zeros or "unknown". */
  public static boolean names(String id) {
    StringBuilder letters = new StringBuilder();
    id.chars().filter(Character::isLetterOrDigit).forEach(c -> letters.append((char) c));
    String plain = letters.toString().toUpperCase(Locale.ROOT);
    if (plain.isEmpty() || NOBODY.contains(plain)) {
      return false;
    }
    char first = plain.charAt(0);
    boolean filler = first == '0' || (plain.length() > 1 && (first == '9' || first == 'X'));
    return !filler || plain.chars().anyMatch(c -> c != first);
  }

  /**
   * The key that {@code patients} knows a patient by whom somebody else calls by this: an
   * identifier that is given without its type may be the record number.
   */
  PatientKey in(PatientIndex patients) {
    if (!value.startsWith(IDENTIFIER) || patients.knows(this)) {
      return this;
    }
    String number = value.substring(Math.max(IDENTIFIER.length(), value.lastIndexOf('|') + 1));
    for (PatientKey other :
        List.of(ofRecordNumber(number), ofIdentifier(number), new PatientKey(SHARED + number))) {
      if (patients.knows(other)) {
        return other;
      }
    }
    return this;
  }

  /** Of what is about no patient that is known: the record itself, by its kind and id. */
  public static PatientKey ofRecord(String kind, String id) {
    return new PatientKey("record:" + kind + "/" + id);
  }

  /** Record numbers first, then identifiers, ids, what families share, records. */
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
    if (value.startsWith(IDENTIFIER)) {
      return 1;
    }
    return value.startsWith("id:") ? 2 : value.startsWith(SHARED) ? 3 : 4;
  }
}
