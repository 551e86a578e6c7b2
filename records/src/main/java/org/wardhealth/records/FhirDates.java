package org.wardhealth.records;

import java.util.regex.Pattern;
import org.wardhealth.deid.IdentifierType;

/**
 * Dates in FHIR's form, by the profile's action on {@link IdentifierType#DATE}: kept, cut to the
 * year, or shifted. A year that tells an age over 89 goes with the rest of its date where the
 * profile takes such ages out.
 */
final class FhirDates {
  private static final Pattern DATE =
      Pattern.compile(
          "[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?"
              + "(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?");

  private static final Pattern TIME =
      Pattern.compile("[0-2][0-9]:[0-5][0-9](:[0-6][0-9](\\.[0-9]{1,9})?)?");

  private FhirDates() {}

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
    if (!DATE.matcher(date).matches()) {
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
    String shifted = release.subject(patient).date(date).orElse("");
    if (DATE.matcher(shifted).matches() && (!instant || shifted.length() > 10)) {
      return shifted;
    }
    release.tally().removed(Removal.IDENTIFYING);
    return "";
  }
}
