package org.wardhealth.records;

import java.util.regex.Pattern;
import org.wardhealth.deid.IdentifierType;

/**
 * Dates in FHIR's form, by the profile's action on {@link IdentifierType#DATE}: kept, cut to the
 * year, or shifted. A year that tells an age over 89 goes with the rest of its date where the
 * profile takes such ages out.
 */
final class FhirDates {
  private static final Pattern TIME =
      Pattern.compile("[0-2][0-9]:[0-5][0-9](:[0-6][0-9](\\.[0-9]{1,9})?)?");

  private FhirDates() {}

  /** YYYY, YYYY-MM, YYYY-MM-DD, YYYY-MM-DDThh:mm[:ss[.f]][Z|+hh:mm], in form. */
  private static boolean isDate(String date) {
    int length = date.length();
    boolean day = length >= 10 && form(date, 0, "0000-00-00");
    if (length <= 10) {
      return day
          || (length == 4 && form(date, 0, "0000"))
          || (length == 7 && form(date, 0, "0000-00"));
    }
    if (!day || !form(date, 10, "T00:00")) {
      return false;
    }
    int at = 16;
    if (form(date, at, ":00")) {
      at += 3;
      if (at < length && date.charAt(at) == '.') {
        int digits = ++at;
        while (at < length && date.charAt(at) >= '0' && date.charAt(at) <= '9') {
          at++;
        }
        if (at == digits || at - digits > 9) {
          return false;
        }
      }
    }
    return at == length
        || (at == length - 1 && date.charAt(at) == 'Z')
        || (at == length - 6 && (form(date, at, "+00:00") || form(date, at, "-00:00")));
  }

  /** Whether {@code form} stands at {@code from}: 0 is any digit, the rest is itself. */
  private static boolean form(String text, int from, String form) {
    if (text.length() < from + form.length()) {
      return false;
    }
    for (int i = 0; i < form.length(); i++) {
      char c = text.charAt(from + i);
      if (form.charAt(i) == '0' ? c < '0' || c > '9' : c != form.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static boolean time(String time) {
    return TIME.matcher(time).matches();
  }

  /**
   * A date of a patient; empty when none may stay.
   *
   * @param instant whether it must be a whole point in time: then a year alone is none
   * @param required whether there must be one: then an instant of which only the year may stay
   *     becomes the first of that year
   */
  static String date(
      Release release, PatientKey patient, String date, boolean instant, boolean required) {
    if (!isDate(date)) {
      release.tally().removed(Removal.UNREADABLE_VALUE);
      return "";
    }
    if (release.tooOld(Integer.parseInt(date.substring(0, 4)))) {
      release.tally().removed(Removal.IDENTIFYING);
      return "";
    }
    return switch (release.profile().action(IdentifierType.DATE)) {
      case KEEP -> date;
      case GENERALISE -> year(release, date.substring(0, 4), instant, required);
      case SHIFT, SURROGATE -> shifted(release, patient, date, instant);
    };
  }

  private static String year(Release release, String year, boolean instant, boolean required) {
    release.tally().replaced(IdentifierType.DATE, 1);
    if (!instant) {
      return year;
    }
    return required ? year + "-01-01T00:00:00Z" : "";
  }

  private static String shifted(Release release, PatientKey patient, String date, boolean instant) {
    String shifted = release.fields(patient).date(date).orElse("");
    if (isDate(shifted) && (!instant || shifted.length() > 10)) {
      return shifted;
    }
    release.tally().removed(Removal.IDENTIFYING);
    return "";
  }
}
