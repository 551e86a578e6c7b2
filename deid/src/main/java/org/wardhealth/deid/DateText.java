package org.wardhealth.deid;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wardhealth.deid.Wording.Kind;
import org.wardhealth.deid.Wording.Piece;

/**
 * A spelling of one or more dates, understood to the last number: numeric in any order, ISO 8601,
 * FHIR date, dateTime and instant, HL7 TS, textual in English and Spanish, whole or partial,
 * ranges, with a time behind. It is written again in the same form with other values. What is not
 * understood whole is refused, so nothing passes unread.
 *
 * <p>Times of day and zones stay. A partial date is moved as the middle of its month or year; a
 * date without a year is moved within the year that stands nearest before it in the text.
 */
final class DateText {
  private static final int MIDDLE = 15;

  private final List<Piece> pieces;
  private final List<DateGroup> groups;

  private DateText(List<Piece> pieces, List<DateGroup> groups) {
    this.pieces = pieces;
    this.groups = groups;
  }

  /**
   * Reads {@code spelling}.
   *
   * @param dayFirst the order of day and month where both are possible
   */
  static Optional<DateText> read(String spelling, Language language, boolean dayFirst) {
    List<Piece> pieces = Wording.pieces(spelling);
    return new DateReader(pieces, language, dayFirst)
        .read()
        .map(groups -> new DateText(pieces, groups));
  }

  /**
   * What {@code spelling} says of the order of numeric dates: positive for day first, negative for
   * month first, 0 for nothing.
   */
  static int order(String spelling) {
    List<Piece> pieces = Wording.pieces(spelling);
    int votes = 0;
    for (int at = 0; at + 2 < pieces.size(); at++) {
      if (pieces.get(at).is(Kind.NUMBER)
          && pieces.get(at).text().length() <= 2
          && pieces.get(at + 1).text().matches("[/.-]")
          && pieces.get(at + 2).is(Kind.NUMBER)
          && pieces.get(at + 2).text().length() <= 2
          && (at == 0 || !pieces.get(at - 1).text().matches("[/.-]"))) {
        int a = Integer.parseInt(pieces.get(at).text());
        int b = Integer.parseInt(pieces.get(at + 2).text());
        votes += a > 12 && b <= 12 ? 1 : b > 12 && a <= 12 ? -1 : 0;
      }
    }
    return votes;
  }

  /** The last year named, for dates without one; {@code otherwise} if none is. */
  int yearOr(int otherwise) {
    int year = otherwise;
    for (DateGroup group : groups) {
      year = group.hasYear() ? group.yearNumber() : year;
    }
    return year;
  }

  /** The years named; empty when a date has none. */
  List<Integer> years(int pivot) {
    List<Integer> years = new ArrayList<>();
    for (DateGroup group : groups) {
      if (group.hasYear() && !years.contains(group.yearNumber(pivot))) {
        years.add(group.yearNumber(pivot));
      }
    }
    return years;
  }

  /** Whether nothing is more precise than a year. */
  boolean onlyYears() {
    return groups.stream().allMatch(group -> group.monthNumber() == 0 && group.dayNumber() == 0);
  }

  /**
   * The spelling with every date moved by {@code days}.
   *
   * @param nearYear the year of dates that name none
   * @return empty when a date does not exist
   */
  Optional<String> shifted(int days, int nearYear) {
    List<String> out = new ArrayList<>();
    pieces.forEach(piece -> out.add(piece.text()));
    int year = nearYear;
    for (int i = groups.size() - 1; i >= 0; i--) {
      year = groups.get(i).hasYear() ? groups.get(i).yearNumber() : year;
      try {
        DateGroup group = groups.get(i);
        group.write(out, moved(group, year, days), lender(group, year, days));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
    return Optional.of(String.join("", out));
  }

  /** The month that is written where {@code group} borrows its own. */
  private int lender(DateGroup group, int year, int days) {
    for (DateGroup other : groups) {
      if (group.borrowed() && !other.borrowed() && other.month().equals(group.month())) {
        return moved(other, other.hasYear() ? other.yearNumber() : year, days).getMonthValue();
      }
    }
    return 0;
  }

  private static LocalDate moved(DateGroup group, int nearYear, int days) {
    if (group.monthNumber() == 0) {
      return LocalDate.of(group.yearNumber(), 7, 2).plusDays(days);
    }
    int year = group.hasYear() ? group.yearNumber() : nearYear;
    if (group.dayNumber() == 0) {
      return LocalDate.of(year, group.monthNumber(), MIDDLE).plusDays(days);
    }
    boolean leapDay = group.monthNumber() == 2 && group.dayNumber() == 29 && !group.hasYear();
    return LocalDate.of(leapDay ? 2000 : year, group.monthNumber(), group.dayNumber())
        .plusDays(days);
  }
}
