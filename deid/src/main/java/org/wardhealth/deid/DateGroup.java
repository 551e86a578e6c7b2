package org.wardhealth.deid;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One date among the pieces of a spelling: where its year, month, day and weekday stand.
 *
 * @param year empty for a date without a year
 * @param month empty for a bare year
 * @param day empty for a month
 * @param weekday a name of the day beside it
 * @param padded whether day and month always have two digits
 * @param borrowed whether month and year are written elsewhere: the 3 of "3-5 May", the 5 of "May
 *     3-5"
 */
record DateGroup(
    Optional<Field> year,
    Optional<Field> month,
    Optional<Field> day,
    Optional<Field> weekday,
    boolean padded,
    boolean borrowed) {

  /**
   * What stands at {@code [from, to)} of piece {@code at}.
   *
   * @param value the number that it says
   * @param name how it is written, if it is a word
   */
  record Field(int at, int from, int to, int value, Optional<DateWords.Found> name) {
    int length() {
      return to - from;
    }
  }

  DateGroup withWeekday(Field name) {
    return new DateGroup(year, month, day, Optional.of(name), padded, borrowed);
  }

  boolean hasYear() {
    return year.isPresent();
  }

  /** The year, that of two digits between 1951 and 2050; 0 without one. */
  int yearNumber() {
    return yearNumber(2050);
  }

  /** The year, that of two digits in the hundred years up to {@code latest}; 0 without one. */
  int yearNumber(int latest) {
    return year.map(
            field -> {
              if (field.length() > 2) {
                return field.value();
              }
              int inCentury = latest / 100 * 100 + field.value();
              return inCentury > latest ? inCentury - 100 : inCentury;
            })
        .orElse(0);
  }

  int monthNumber() {
    return month.map(Field::value).orElse(0);
  }

  int dayNumber() {
    return day.map(Field::value).orElse(0);
  }

  /**
   * Writes {@code date} into the pieces.
   *
   * @param lender the month that stands written where this one is borrowed from
   */
  void write(List<String> out, LocalDate date, int lender) {
    weekday.ifPresent(field -> put(out, field, date.getDayOfWeek().getValue()));
    day.ifPresent(
        field -> {
          int next = field.at() + 1;
          boolean ordinal = next < out.size() && DateWords.ordinal(out.get(next));
          if (ordinal && field.to() == out.get(field.at()).length()) {
            out.set(next, DateWords.ordinal(date.getDayOfMonth(), out.get(next)));
          }
          put(out, field, date.getDayOfMonth());
          if (borrowed && date.getMonthValue() != lender) {
            writeMonth(out, field, date.getMonthValue());
          }
        });
    if (borrowed) {
      return;
    }
    month.ifPresent(field -> put(out, field, date.getMonthValue()));
    year.ifPresent(
        field ->
            replace(
                out,
                field,
                field.length() > 2
                    ? String.format(Locale.ROOT, "%04d", date.getYear())
                    : String.format(Locale.ROOT, "%02d", date.getYear() % 100)));
  }

  /** The month's name beside a day whose month is no longer the one written elsewhere. */
  private void writeMonth(List<String> out, Field day, int value) {
    month
        .filter(field -> field.name().isPresent())
        .ifPresent(
            field -> {
              DateWords.Found name = field.name().get();
              String written = name.write(value, out.get(field.at()));
              String self = out.get(day.at());
              out.set(
                  day.at(),
                  field.at() < day.at()
                      ? written + " " + self
                      : self + (name.spanish() ? " de " : " ") + written);
            });
  }

  private void put(List<String> out, Field field, int value) {
    replace(
        out,
        field,
        field
            .name()
            .map(name -> name.write(value, out.get(field.at())))
            .orElse(padded ? String.format(Locale.ROOT, "%02d", value) : Integer.toString(value)));
  }

  private static void replace(List<String> out, Field field, String value) {
    String piece = out.get(field.at());
    out.set(field.at(), piece.substring(0, field.from()) + value + piece.substring(field.to()));
  }
}
