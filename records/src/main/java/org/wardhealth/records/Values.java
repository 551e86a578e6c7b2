package org.wardhealth.records;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wardhealth.deid.Action;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Subject;

/**
 * Judges single values of HL7 v2 and v3 for one patient of one file. Every method answers what may
 * stand in the value's place, the empty string when nothing may, and counts what it took out.
 *
 * @param release the file
 * @param patient whom the values are about
 */
record Values(Release release, PatientKey patient) {
  /** A code of a vocabulary that is nobody's but the sender's. */
  private static final Pattern LOCAL_CODE =
      Pattern.compile("[\\p{L}\\p{N}._/+*%^:#&'()=<>,\\[\\] -]{1,32}");

  private static final Pattern NUMBER =
      Pattern.compile("[<>]?=?[+-]?[0-9]{0,15}([.,][0-9]{1,15})?([eE][+-]?[0-9]{1,3})?\\+?");

  /** So many digits can be somebody's number. */
  private static final int MANY_DIGITS = 6;

  private static final int OLDEST_AGE = 89;
  private static final String OLD = "90";

  private Subject subject() {
    return release.subject(patient);
  }

  /** Free text. */
  String text(String text) {
    return text.isBlank() ? text : release.text(patient, text);
  }

  /**
   * A code: it stays when it has the form of its public vocabulary, or is one that HL7 defines, or
   * is short and the engine sees nothing in it. A local code of many digits becomes a pseudonym.
   *
   * @param system the URI of its vocabulary; empty when it is none that is known
   */
  String code(String system, String code) {
    if (code.isEmpty()
        || (!system.isEmpty() && FhirCodes.code(system, code))
        || FhirElements.ALL.code(code)) {
      return code;
    }
    if (!LOCAL_CODE.matcher(code).matches()) {
      return removed(Removal.UNREADABLE_VALUE);
    }
    if (!text(code).equals(code)) {
      return removed(Removal.IDENTIFYING);
    }
    if (digits(code) >= MANY_DIGITS) {
      return release.identifier(IdentifierType.OTHER_ID, code);
    }
    return code;
  }

  /** A number without unit. */
  String number(String number) {
    if (number.isEmpty()) {
      return number;
    }
    if (!NUMBER.matcher(number).matches() || digits(number) == 0) {
      return removed(Removal.UNREADABLE_VALUE);
    }
    if (digits(number) >= MANY_DIGITS && !text(number).equals(number)) {
      return removed(Removal.IDENTIFYING);
    }
    return number;
  }

  /** An age in years: over 89 it is one class, written as {@value #OLD}. */
  String age(String number) {
    String plain = number(number);
    if (plain.isEmpty() || release.profile().action(IdentifierType.AGE_OVER_89) == Action.KEEP) {
      return plain;
    }
    StringBuilder whole = new StringBuilder();
    for (int i = 0; i < plain.length() && ".,eE".indexOf(plain.charAt(i)) < 0; i++) {
      if (Character.isDigit(plain.charAt(i))) {
        whole.append(plain.charAt(i));
      }
    }
    boolean old = !whole.isEmpty() && Long.parseLong(whole.toString()) > OLDEST_AGE;
    if (!old && plain.toLowerCase(Locale.ROOT).indexOf('e') < 0) {
      return plain;
    }
    release.tally().replaced(IdentifierType.AGE_OVER_89, 1);
    return OLD;
  }

  /** A date, whole or partial. */
  String date(String date) {
    if (date.isEmpty()) {
      return date;
    }
    Optional<Timestamp> read = Timestamp.read(date);
    if (read.isEmpty()) {
      return removed(Removal.UNREADABLE_VALUE);
    }
    return read.get().released(release, subject()).orElse("");
  }

  /** A time of day without a date. */
  String time(String time) {
    return time.isEmpty() || Timestamp.time(time) ? time : removed(Removal.UNREADABLE_VALUE);
  }

  /** A number or code that links: a pseudonym that links the same. */
  String identifier(IdentifierType type, String value) {
    return value.isBlank() ? value : release.identifier(type, value);
  }

  /** A whole value of one type. */
  String value(IdentifierType type, String value) {
    return value.isBlank() ? value : subject().value(type, value);
  }

  /** A state or province; what is none is some place. */
  String state(String state) {
    return value(
        Regions.isState(state) ? IdentifierType.STATE : IdentifierType.LOCATION, state);
  }

  /** A country; what is none is some place. */
  String country(String country) {
    return value(
        Regions.isCountry(country) ? IdentifierType.COUNTRY : IdentifierType.LOCATION, country);
  }

  /** Mr, MD, Jr: whatever else goes. */
  String honorific(String word) {
    return word.isEmpty() || FhirCodes.honorific(word) ? word : removed(Removal.IDENTIFYING);
  }

  /** A unit of measure. */
  String unit(String unit) {
    return code("", unit);
  }

  /** The OID, UUID or host name of an organisation or register. */
  String universalId(String id) {
    if (id.isBlank() || Oids.isPublic(id)) {
      return id;
    }
    if (release.profile().action(IdentifierType.FACILITY) == Action.KEEP) {
      return Oids.isOid(id) || Uuids.isUuid(id) ? id : text(id);
    }
    release.tally().replaced(IdentifierType.FACILITY, 1);
    String pseudonym = release.pseudonym(id);
    return Oids.isOid(id) ? Oids.of(pseudonym) : pseudonym;
  }

  /** Counts a removal; answers the empty string. */
  String removed(Removal reason) {
    release.tally().removed(reason);
    return "";
  }

  private static int digits(String text) {
    return (int) text.chars().filter(Character::isDigit).count();
  }
}
