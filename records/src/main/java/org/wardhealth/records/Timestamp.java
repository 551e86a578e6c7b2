package org.wardhealth.records;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Subject;

/**
 * A date in the form that HL7 v2 and v3 share: {@code yyyy[MM[dd[HH[mm[ss[.ffff]]]]]][+-ZZZZ]}.
 *
 * @param year four digits
 * @param month 0 where it is not said
 * @param day 0 where it is not said
 * @param clock time of day and zone, as written
 */
record Timestamp(int year, int month, int day, String clock) {
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{4})(?:([0-9]{2})(?:([0-9]{2})"
              + "((?:[0-2][0-9](?:[0-5][0-9](?:[0-6][0-9](?:\\.[0-9]{1,9})?)?)?)?)"
              + ")?)?((?:[+-][0-9]{2}:?[0-9]{2}|Z)?)");

  private static final Pattern TIME =
      Pattern.compile("[0-2][0-9](:?[0-5][0-9](:?[0-6][0-9](\\.[0-9]{1,9})?)?)?([+-][0-9]{4})?");

  /** What stands for a month or a year when it is moved. */
  private static final int MIDDLE_OF_MONTH = 15;

  private static final int MIDDLE_OF_YEAR = 183;

  /** Reads {@code text}; empty when it is no date of the calendar in this form. */
  static Optional<Timestamp> read(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int month = form.group(2) == null ? 0 : Integer.parseInt(form.group(2));
    int day = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
    String clock = (form.group(4) == null ? "" : form.group(4)) + form.group(5);
    Timestamp read = new Timestamp(Integer.parseInt(form.group(1)), month, day, clock);
    boolean real =
        read.exists() && (form.group(2) == null || month > 0) && (form.group(3) == null || day > 0);
    return real ? Optional.of(read) : Optional.empty();
  }

  /** Whether {@code text} is a time of day. */
  static boolean time(String text) {
    return TIME.matcher(text).matches();
  }

  /** The whole date; empty when only a part is said. */
  Optional<LocalDate> date() {
    return month > 0 && day > 0 ? Optional.of(LocalDate.of(year, month, day)) : Optional.empty();
  }

  /**
   * The date as the profile lets it go, in the same precision; empty when nothing of it may stay.
   */
  Optional<String> released(Release release, Subject subject) {
    if (release.tooOld(year)) {
      release.tally().removed(Removal.IDENTIFYING);
      return Optional.empty();
    }
    return switch (release.profile().action(IdentifierType.DATE)) {
      case KEEP -> Optional.of(written(year, month, day) + clock);
      case GENERALISE -> {
        if (month > 0) {
          release.tally().replaced(IdentifierType.DATE, 1);
        }
        yield Optional.of("%04d".formatted(year));
      }
      case SHIFT, SURROGATE -> {
        Optional<String> shifted = shifted(subject);
        if (shifted.isEmpty()) {
          release.tally().removed(Removal.IDENTIFYING);
        }
        yield shifted;
      }
    };
  }

  private Optional<String> shifted(Subject subject) {
    LocalDate whole =
        month > 0
            ? LocalDate.of(year, month, day > 0 ? day : MIDDLE_OF_MONTH)
            : LocalDate.ofYearDay(year, MIDDLE_OF_YEAR);
    try {
      LocalDate moved = LocalDate.parse(subject.date(whole.toString()).orElse(""));
      return Optional.of(
          written(
                  moved.getYear(),
                  month > 0 ? moved.getMonthValue() : 0,
                  day > 0 ? moved.getDayOfMonth() : 0)
              + clock);
    } catch (DateTimeException e) {
      return Optional.empty(); // the profile lets no date stand for it
    }
  }

  private boolean exists() {
    try {
      LocalDate.of(year, month > 0 ? month : 1, day > 0 ? day : 1);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static String written(int year, int month, int day) {
    StringBuilder out = new StringBuilder("%04d".formatted(year));
    if (month > 0) {
      out.append("%02d".formatted(month));
    }
    if (day > 0) {
      out.append("%02d".formatted(day));
    }
    return out.toString();
  }
}
