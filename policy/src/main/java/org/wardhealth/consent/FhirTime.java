package org.wardhealth.consent;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/** FHIR dateTime: a year, a month, a day or an instant, as the time that it covers. */
final class FhirTime {
  private static final Pattern YEAR = Pattern.compile("\\d{4}");
  private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  private FhirTime() {}

  static Optional<Span> parse(String text, ZoneId zone) {
    try {
      if (DAY.matcher(text).matches()) {
        LocalDate day = LocalDate.parse(text);
        return Optional.of(days(day, day.plusDays(1), zone));
      }
      if (MONTH.matcher(text).matches()) {
        YearMonth month = YearMonth.parse(text);
        return Optional.of(days(month.atDay(1), month.plusMonths(1).atDay(1), zone));
      }
      if (YEAR.matcher(text).matches()) {
        Year year = Year.parse(text);
        return Optional.of(days(year.atDay(1), year.plusYears(1).atDay(1), zone));
      }
      long at = OffsetDateTime.parse(text).toInstant().toEpochMilli();
      return Optional.of(new Span(at, at + (text.indexOf('.') < 0 ? 1000 : 1)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Span days(LocalDate from, LocalDate until, ZoneId zone) {
    return new Span(
        from.atStartOfDay(zone).toInstant().toEpochMilli(),
        until.atStartOfDay(zone).toInstant().toEpochMilli());
  }
}
