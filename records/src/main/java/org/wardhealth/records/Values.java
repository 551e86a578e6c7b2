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
  /** A code that is too short to name somebody. */
  private static final Pattern SMALL =
      Pattern.compile("[A-Za-z0-9]{1,3}|[0-9]{1,4}([./-][0-9]{1,4}){0,3}");

  /** Longer than the letters of a unit. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z]{7}");

  private static final Pattern NUMBER =
      Pattern.compile("[<>]?=?[+-]?[0-9]{0,15}([.,][0-9]{1,15})?([eE][+-]?[0-9]{1,3})?\\+?");

  /** So many digits can be somebody's number. */
  private static final int MANY_DIGITS = 6;

  /** So many digits of a ward, a room or a clinic can still be looked for. */
  private static final int TELLING_DIGITS = 3;

  private static final int OLDEST_AGE = 89;
  private static final String OLD = "90";

  private Subject subject() {
    return release.fields(patient);
  }

  /** Free text. */
  String text(String text) {
    return text.isBlank() ? text : release.text(patient, text);
  }

  /**
   * A code: it stays when it has the form of its public vocabulary, or is one that HL7 defines, or
   * is so short that it is nobody's. Any other is a pseudonym.
   *
   * @param system the URI of its vocabulary; empty when it is none that is known
   */
  String code(String system, String code) {
    if (code.isEmpty()
        || (!system.isEmpty() && FhirCodes.code(system, code))
        || FhirElements.ALL.code(code)
        || (SMALL.matcher(code).matches() && text(code).equals(code))) {
      return code;
    }
    return release.identifier(IdentifierType.OTHER_ID, code);
  }

  /** A unit of UCUM, or one that looks like it and in which the engine sees nothing. */
  String unit(String unit) {
    if (unit.isEmpty() || FhirElements.ALL.code(unit)) {
      return unit;
    }
    if (!FhirCodes.unit(unit) || WORD.matcher(unit).find()) {
      return removed(Removal.UNREADABLE_VALUE);
    }
    return text(unit).equals(unit) ? unit : removed(Removal.IDENTIFYING);
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
    Action action = release.profile().action(IdentifierType.AGE_OVER_89);
    if (plain.isEmpty() || action == Action.KEEP) {
      return plain;
    }
    StringBuilder whole = new StringBuilder();
    for (int i = 0; i < plain.length() && ".,eE".indexOf(plain.charAt(i)) < 0; i++) {
      if (Character.isDigit(plain.charAt(i))) {
        whole.append(plain.charAt(i));
      }
    }
    boolean old =
        plain.toLowerCase(Locale.ROOT).indexOf('e') >= 0
            || (!whole.isEmpty() && Long.parseLong(whole.toString()) > OLDEST_AGE);
    if (!old) {
      return plain;
    }
    release.tally().replaced(IdentifierType.AGE_OVER_89, 1);
    return action == Action.GENERALISE ? OLD : removed(Removal.IDENTIFYING);
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

  /** A whole value of one type. No number of it stays, unless the profile says so. */
  String value(IdentifierType type, String value) {
    if (value.isBlank()) {
      return value;
    }
    String out = subject().value(type, value);
    Action action = release.profile().action(type);
    boolean replaced = action == Action.SURROGATE || action == Action.SHIFT;
    return replaced && sameNumber(value, out) ? release.pseudonym(value) : out;
  }

  private static boolean sameNumber(String before, String after) {
    for (String number : before.split("[^0-9]+")) {
      if (number.length() >= TELLING_DIGITS && after.contains(number)) {
        return true;
      }
    }
    return false;
  }

  /** A family name. */
  String family(IdentifierType type, String name) {
    return type == IdentifierType.NAME && !name.isBlank()
        ? subject().family(name)
        : value(type, name);
  }

  /** One or more given names. */
  String given(IdentifierType type, String name) {
    return type == IdentifierType.NAME && !name.isBlank()
        ? subject().given(name)
        : value(type, name);
  }

  /** A state or province; what is none is some place. */
  String state(String state) {
    return value(Regions.isState(state) ? IdentifierType.STATE : IdentifierType.LOCATION, state);
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
