package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wardhealth.deid.DateGroup.Field;
import org.wardhealth.deid.Wording.Kind;
import org.wardhealth.deid.Wording.Piece;

/** Reads the pieces of a spelling as dates, all of them or none. One use. */
final class DateReader {
  private final List<Piece> pieces;
  private final Language language;
  private final boolean dayFirst;
  private final List<DateGroup> groups = new ArrayList<>();

  DateReader(List<Piece> pieces, Language language, boolean dayFirst) {
    this.pieces = pieces;
    this.language = language;
    this.dayFirst = dayFirst;
  }

  /** The dates in order; empty if there is none or anything else. */
  Optional<List<DateGroup>> read() {
    Optional<Field> weekday = Optional.empty();
    int at = 0;
    while (at < pieces.size()) {
      int before = groups.size();
      int next = date(at);
      if (next < 0) {
        next = time(at);
      }
      if (next < 0 && word(at)) {
        Optional<Field> day = weekday(at);
        if (day.isEmpty() && !DateWords.filler(text(at))) {
          return Optional.empty();
        }
        weekday = day.isPresent() ? day : weekday;
        next = at + 1;
      } else if (next < 0 && number(at)) {
        return Optional.empty();
      }
      if (groups.size() > before && weekday.isPresent()) {
        groups.set(before, groups.get(before).withWeekday(weekday.get()));
        weekday = Optional.empty();
      }
      at = Math.max(next, at + 1);
    }
    if (weekday.isPresent() && !groups.isEmpty()) {
      groups.set(groups.size() - 1, groups.getLast().withWeekday(weekday.get()));
    }
    return groups.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(groups));
  }

  /** Reads a date at {@code at}; answers its end, or -1. */
  private int date(int at) {
    if (word(at)) {
      return monthFirst(at);
    }
    if (!number(at)) {
      return -1;
    }
    int end = compact(at);
    end = end < 0 ? triple(at) : end;
    end = end < 0 ? pair(at) : end;
    end = end < 0 ? daysThenMonth(at) : end;
    end = end < 0 ? dayThenMonth(at) : end;
    boolean longer = mark(at + 1) && number(at + 2) && !year(at + 2);
    if (end < 0 && year(at) && !longer) {
      add(field(at), Optional.empty(), Optional.empty(), false);
      end = at + 1;
    }
    return end;
  }

  /** {@code yyyyMMdd[HH[mm[ss]]]}, {@code MMddyyyy}, HL7's {@code yyyyMM} alone. */
  private int compact(int at) {
    int length = text(at).length();
    if (length == 6
        && pieces.size() == 1
        && yearIn(at, 0)
        && value(at, 4, 6) >= 1
        && value(at, 4, 6) <= 12) {
      add(part(at, 0, 4), part(at, 4, 6), Optional.empty(), true);
      return at + 1;
    }
    if (length != 8 && length != 10 && length != 12 && length != 14) {
      return -1;
    }
    if (yearIn(at, 0) && CalendarDate.dayOfMonth(value(at, 6, 8), value(at, 4, 6))) {
      add(part(at, 0, 4), part(at, 4, 6), part(at, 6, 8), true);
      return zone(at + 1);
    }
    if (length == 8 && yearIn(at, 4)) {
      int a = value(at, 0, 2);
      int b = value(at, 2, 4);
      boolean day = dayFirst(a, b, false);
      if (CalendarDate.dayOfMonth(day ? a : b, day ? b : a)) {
        add(
            part(at, 4, 8),
            day ? part(at, 2, 4) : part(at, 0, 2),
            day ? part(at, 0, 2) : part(at, 2, 4),
            true);
        return at + 1;
      }
    }
    return -1;
  }

  /** Three numbers with the same mark between. */
  private int triple(int at) {
    if (!mark(at + 1) || !number(at + 2) || !mark(at + 3) || !number(at + 4)) {
      return -1;
    }
    char mark = text(at + 1).strip().charAt(0);
    if (mark != text(at + 3).strip().charAt(0)) {
      return -1;
    }
    int a = value(at);
    int b = value(at + 2);
    int c = value(at + 4);
    if (year(at)) {
      if (!small(at + 2) || !small(at + 4) || !CalendarDate.dayOfMonth(c, b)) {
        return -1;
      }
      add(field(at), field(at + 2), field(at + 4), padded(at + 2, at + 4));
      return isoTime(at + 5);
    }
    if (!small(at) || !small(at + 2) || !(year(at + 4) || text(at + 4).length() == 2)) {
      return -1;
    }
    boolean day = dayFirst(a, b, mark == '.');
    if (!CalendarDate.dayOfMonth(day ? a : b, day ? b : a) || c < 0) {
      return -1;
    }
    add(field(at + 4), field(day ? at + 2 : at), field(day ? at : at + 2), padded(at, at + 2));
    return isoTime(at + 5);
  }

  /** Month and year in either order, or day and month. */
  private int pair(int at) {
    if (!mark(at + 1) || !number(at + 2)) {
      return -1;
    }
    int a = value(at);
    int b = value(at + 2);
    boolean further =
        mark(at + 3) && text(at + 3).strip().equals(text(at + 1).strip()) && number(at + 4);
    if (further) {
      return -1;
    }
    if (year(at) && text(at + 2).length() <= 2 && b >= 1 && b <= 12) {
      add(field(at), field(at + 2), Optional.empty(), padded(at + 2, at + 2));
      return at + 3;
    }
    if (small(at) && year(at + 2) && a >= 1 && a <= 12) {
      add(field(at + 2), field(at), Optional.empty(), padded(at, at));
      return at + 3;
    }
    boolean dayMonth = small(at) && small(at + 2) && monthWord(fill(at + 3)).isEmpty();
    boolean day = dayFirst(a, b, text(at + 1).strip().equals("."));
    if (!dayMonth || !CalendarDate.dayOfMonth(day ? a : b, day ? b : a)) {
      return -1;
    }
    add(Optional.empty(), field(day ? at + 2 : at), field(day ? at : at + 2), padded(at, at + 2));
    return at + 3;
  }

  /** "3-5 May 2021", "del 3 al 5 de mayo". */
  private int daysThenMonth(int at) {
    if (!dayNumber(at)) {
      return -1;
    }
    int second = ordinal(at + 1);
    second = between(second);
    if (second < 0 || !dayNumber(second)) {
      return -1;
    }
    int before = groups.size();
    int end = dayThenMonth(second);
    if (end > 0) {
      DateGroup whole = groups.get(before);
      groups.add(before, borrowing(whole, at));
    }
    return end;
  }

  /** "3 May 2021", "3rd of May", "12JAN2023", "14 de mayo de 2021", "14-V-2021". */
  private int dayThenMonth(int at) {
    if (!dayNumber(at)) {
      return -1;
    }
    int month = fill(ordinal(at + 1));
    Optional<DateWords.Found> name = monthWord(month);
    if (name.isEmpty()) {
      return -1;
    }
    int year = yearBehind(month + 1);
    add(year < 0 ? Optional.empty() : field(year), named(month, name), field(at), padded(at, at));
    return year < 0 ? month + 1 : isoTime(year + 1);
  }

  /** "May 3rd, 2021", "May 3-5, 2021", "May 2021", "mayo de 2021", "May". */
  private int monthFirst(int at) {
    Optional<DateWords.Found> name = monthWord(at);
    if (name.isEmpty()) {
      return -1;
    }
    int day = fill(at + 1);
    boolean hasDay = dayNumber(day) && !text(day - 1).contains("'") && !colonBehind(day);
    if (!hasDay) {
      int year = yearBehind(at + 1);
      boolean weekday = year < 0 && weekday(at).isPresent();
      if (weekday) {
        return -1;
      }
      add(year < 0 ? Optional.empty() : field(year), named(at, name), Optional.empty(), false);
      return year < 0 ? at + 1 : year + 1;
    }
    int end = ordinal(day + 1);
    int second = between(end);
    boolean range =
        second > 0
            && dayNumber(second)
            && !colonBehind(second)
            && !mark(second + 1)
            && monthWord(fill(second + 1)).isEmpty();
    int last = range ? ordinal(second + 1) : end;
    int year = yearBehind(last);
    add(year < 0 ? Optional.empty() : field(year), named(at, name), field(day), padded(day, day));
    if (range) {
      groups.add(borrowing(groups.getLast(), second));
    }
    return year < 0 ? last : isoTime(year + 1);
  }

  private DateGroup borrowing(DateGroup whole, int day) {
    return new DateGroup(
        whole.year(), whole.month(), field(day), Optional.empty(), padded(day, day), true);
  }

  /** A dash, "to", "al", "and": answers where the number behind may be, or -1. */
  private int between(int at) {
    if (at < pieces.size() && pieces.get(at).is(Kind.OTHER)) {
      String mark = text(at).strip();
      if (mark.length() == 1 && Tokens.isDash(mark.charAt(0))) {
        return at + 1;
      }
      if (!mark.isEmpty()
          || !word(at + 1)
          || !text(at + 1).matches("(?i)to|through|and|al|a|y|e")) {
        return -1;
      }
      return at + 3;
    }
    return -1;
  }

  /** Over one mark and one "of". */
  private int fill(int from) {
    int at = from;
    for (int i = 0; i < 2; i++) {
      if (at < pieces.size() && pieces.get(at).is(Kind.OTHER) && text(at).strip().length() <= 1) {
        at++;
      }
      if (word(at) && text(at).matches("(?i)of|de|del|the")) {
        at++;
      }
    }
    return at;
  }

  private int ordinal(int at) {
    return word(at) && DateWords.ordinal(text(at)) ? at + 1 : at;
  }

  /** The place of a year behind a day or month, or -1. */
  private int yearBehind(int from) {
    int at = from;
    StringBuilder marks = new StringBuilder();
    while (at < pieces.size() && at - from < 5 && !number(at)) {
      if (word(at) && !text(at).matches("(?i)of|de|del|in|ano")) {
        return -1;
      }
      marks.append(text(at));
      at++;
    }
    if (!number(at) || colonBehind(at)) {
      return -1;
    }
    boolean apostrophe = marks.indexOf("'") >= 0 || marks.indexOf("\u2019") >= 0;
    boolean joined = marks.toString().matches("[-/.]?|\\.?-| de(l)? ");
    return year(at) || (text(at).length() == 2 && (apostrophe || joined)) ? at : -1;
  }

  /** "10:30", "10:30:15.123", "10:30 pm" with a zone; answers the end or -1. */
  private int time(int at) {
    if (!number(at) || text(at).length() > 2 || !colonBehind(at)) {
      return -1;
    }
    int end = at + 1;
    while (end + 1 < pieces.size() && text(end).equals(":") && number(end + 1)) {
      end += 2;
    }
    return zone(end);
  }

  /** A time glued on by T. */
  private int isoTime(int at) {
    if (word(at) && text(at).equalsIgnoreCase("T") && number(at + 1)) {
      int end = time(at + 1);
      return end < 0 ? zone(at + 2) : end;
    }
    return at;
  }

  /** A fraction of a second and a zone. */
  private int zone(int from) {
    int at = from;
    if (at + 1 < pieces.size() && text(at).equals(".") && number(at + 1)) {
      at += 2;
    }
    if (word(at) && text(at).equalsIgnoreCase("Z")) {
      return at + 1;
    }
    if (at + 1 < pieces.size() && text(at).matches("[+-]") && number(at + 1)) {
      at += 2;
      return at + 1 < pieces.size() && text(at).equals(":") && number(at + 1) ? at + 2 : at;
    }
    return at;
  }

  private Optional<Field> weekday(int at) {
    return DateWords.weekday(text(at), language).flatMap(found -> named(at, Optional.of(found)));
  }

  private Optional<DateWords.Found> monthWord(int at) {
    if (!word(at)) {
      return Optional.empty();
    }
    boolean point = at + 1 < pieces.size() && text(at + 1).startsWith(".");
    boolean joined = at > 0 && (text(at - 1).matches("[-/.]") || number(at - 1));
    Optional<DateWords.Found> name = DateWords.month(text(at), language, point || joined);
    return name.isEmpty() && joined ? DateWords.roman(text(at)) : name;
  }

  private boolean dayFirst(int a, int b, boolean points) {
    return a > 12 || (b <= 12 && (dayFirst || points));
  }

  private void add(
      Optional<Field> year, Optional<Field> month, Optional<Field> day, boolean padded) {
    groups.add(new DateGroup(year, month, day, Optional.empty(), padded, false));
  }

  private Optional<Field> field(int at) {
    return part(at, 0, text(at).length());
  }

  private Optional<Field> part(int at, int from, int to) {
    return Optional.of(new Field(at, from, to, value(at, from, to), Optional.empty()));
  }

  private Optional<Field> named(int at, Optional<DateWords.Found> name) {
    return name.map(
        found -> new Field(at, 0, text(at).length(), found.number(), Optional.of(found)));
  }

  /** Two digits always: one of them begins with 0, or neither has one digit. */
  private boolean padded(int a, int b) {
    return text(a).startsWith("0")
        || text(b).startsWith("0")
        || (a != b && text(a).length() == 2 && text(b).length() == 2);
  }

  private boolean colonBehind(int at) {
    return at + 2 < pieces.size() && text(at + 1).equals(":") && number(at + 2);
  }

  private boolean dayNumber(int at) {
    return small(at) && value(at) >= 1 && value(at) <= 31;
  }

  private boolean small(int at) {
    return number(at) && text(at).length() <= 2;
  }

  private boolean year(int at) {
    return number(at) && text(at).length() == 4 && CalendarDate.year(value(at));
  }

  private boolean yearIn(int at, int from) {
    int value = value(at, from, from + 4);
    return CalendarDate.year(value);
  }

  private boolean mark(int at) {
    if (at >= pieces.size() || !pieces.get(at).is(Kind.OTHER)) {
      return false;
    }
    String mark = text(at).strip();
    return mark.length() == 1
        && (Tokens.isDash(mark.charAt(0)) || mark.equals("/") || mark.equals("."));
  }

  private boolean word(int at) {
    return at >= 0 && at < pieces.size() && pieces.get(at).is(Kind.WORD);
  }

  private boolean number(int at) {
    return at >= 0 && at < pieces.size() && pieces.get(at).is(Kind.NUMBER);
  }

  private String text(int at) {
    return pieces.get(at).text();
  }

  private int value(int at) {
    return text(at).length() > 9 ? -1 : Integer.parseInt(text(at));
  }

  private int value(int at, int from, int to) {
    return Math.min(to, text(at).length()) - from > 9
        ? -1
        : Integer.parseInt(text(at).substring(from, to));
  }
}
