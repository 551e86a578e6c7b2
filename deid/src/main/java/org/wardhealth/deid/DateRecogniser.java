package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Kind;
import org.wardhealth.deid.Tokens.Shape;

/**
 * Dates more precise than a year: ISO, month-first, day-first, textual, compact, with or without
 * year, ranges, date-times.
 *
 * <p>Bare years, but those of birth that tell an age over 89, and bare month names are left, and so
 * are ratios (120/80), scores (5/10), fractions (1/2 tablet): two numbers with a slash are a date
 * only behind a word that announces one.
 */
final class DateRecogniser implements Recogniser {
  /** Who was born later is not over 89 on any day that {@link DataSet} reckons with by itself. */
  private static final int LATEST_OF_THE_OLD = 1940;

  private static final int BIRTH_WITHIN = 5;
  private static final WordSet BORN =
      WordSet.of("born birth birthdate birthyear dob yob nacido nacida nacio nacimiento nac");

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      int from = i;
      int to = -1;
      if (tokens.number(i)) {
        to = numeric(tokens, i);
        to = to < 0 ? romanMonth(tokens, i) : to;
        if (to < 0) {
          to = dayFirst(tokens, i);
          from = to > 0 ? dayBefore(tokens, i) : from;
        }
        to = to < 0 ? dayAlone(tokens, i) : to;
        to = to < 0 ? yearOfBirth(tokens, i) : to;
      } else if (tokens.has(i, Cue.MONTH)) {
        to = monthFirst(tokens, i);
      }
      if (to > 0) {
        boolean relative = tokens.has(i, Cue.MONTH) && to == i + 1;
        from = relative && !small(tokens, i - 1) ? i - 1 : from;
        to = range(tokens, to);
        found.add(from, to, IdentifierType.DATE, Source.RULE, 0.9f);
        i = to - 1;
      }
    }
  }

  /**
   * {@code n/n/n}, {@code n/yyyy}, announced {@code n/n}, {@code yyyymmdd}; answers the end or -1.
   */
  private static int numeric(Tokens t, int i) {
    boolean glued =
        t.tight(i)
            && (t.word(i - 1)
                || (t.dash(i - 1) && t.tight(i - 1))
                || t.mark(i - 1, '/')
                || (t.mark(i - 1, '.') && t.tight(i - 1)));
    if (glued) {
      return -1;
    }
    if (t.number(i, 8, 8)) {
      return compact(t, i);
    }
    if (t.length(i) > 4 || !separator(t, i + 1) || !t.tight(i + 2) || !t.number(i + 2, 1, 4)) {
      return -1;
    }
    char mark = t.first(i + 1);
    boolean three =
        t.tight(i + 3) && sameSeparator(t, i + 1, i + 3) && t.tight(i + 4) && t.number(i + 4, 1, 4);
    if (three) {
      boolean longer =
          t.tight(i + 5)
              && (t.dash(i + 5) || t.mark(i + 5, '/') || t.mark(i + 5, '.'))
              && t.tight(i + 6)
              && t.number(i + 6)
              && !t.dash(i + 5);
      boolean dotted =
          mark == '.'
              && t.length(i) + t.length(i + 4) < 6
              && (t.length(i) < 2 || t.length(i + 2) < 2);
      if (longer
          || dotted
          || !CalendarDate.numeric(
              t.value(i), t.length(i), t.value(i + 2), t.value(i + 4), t.length(i + 4))) {
        return -1;
      }
      return time(t, i + 5);
    }
    if (t.tight(i + 3) && sameSeparator(t, i + 1, i + 3) && t.tight(i + 4) && t.number(i + 4)) {
      return -1;
    }
    if (mark != '/' && !(mark == '-' && t.length(i) == 4)) {
      return mark == '-'
              && t.number(i + 2, 4, 4)
              && month(t.value(i))
              && CalendarDate.year(t.value(i + 2))
              && announced(t, i)
          ? i + 3
          : -1;
    }
    if (t.number(i + 2, 4, 4) && t.length(i) <= 2) {
      return month(t.value(i)) && CalendarDate.year(t.value(i + 2)) && t.value(i + 2) > 1899
          ? i + 3
          : -1;
    }
    if (t.length(i) == 4) {
      return CalendarDate.year(t.value(i))
              && t.number(i + 2, 2, 2)
              && month(t.value(i + 2))
              && announced(t, i)
          ? i + 3
          : -1;
    }
    return t.length(i) <= 2
            && t.length(i + 2) <= 2
            && CalendarDate.dayAndMonth(t.value(i), t.value(i + 2))
            && (announced(t, i) || beginsLine(t, i))
            && !quantity(t, i + 3)
        ? i + 3
        : -1;
  }

  private static int compact(Tokens t, int i) {
    int value = t.value(i);
    boolean yearFirst =
        CalendarDate.year(value / 10000)
            && value / 10000 > 1899
            && CalendarDate.dayOfMonth(value % 100, value / 100 % 100);
    boolean yearLast =
        value % 10000 > 1899
            && value % 10000 < 2100
            && CalendarDate.dayAndMonth(value / 1000000, value / 10000 % 100);
    return (yearFirst || yearLast) && announced(t, i) ? i + 1 : -1;
  }

  /** "on", "since", "DOB:", "seen", a range's "to"... before a number. */
  private static boolean announced(Tokens t, int i) {
    int before = i - 1;
    if (t.mark(before, ':') || t.mark(before, '(')) {
      before--;
    }
    return t.has(before, Cue.DATE_CUE)
        || t.meantBefore(before + 1, Cue.DATE_CUE.bit) >= 0
        || t.has(before, Cue.WEEKDAY)
        || (t.capital(before) && t.hasAny(before, Cue.of(Cue.CREDENTIAL, Cue.FACILITY_HEAD)))
        || (t.capital(before)
            && t.has(before, Cue.PLACE)
            && !t.hasAny(before, Cue.of(Cue.COMMON, Cue.MEDICAL)))
        || (t.capital(before) && t.meantBefore(before + 1, Cue.FACILITY_HEAD.bit) >= 0);
  }

  /** "24/12 Curado": an entry of a diary. */
  private static boolean beginsLine(Tokens t, int i) {
    return t.breaks(i - 1)
        && i > 0
        && t.number(i, 2, 2)
        && t.number(i + 2, 2, 2)
        && t.value(i) > 12
        && t.value(i + 2) <= 12
        && (t.word(i + 3) || t.number(i + 3) || t.mark(i + 3, ':'));
  }

  private static boolean quantity(Tokens t, int i) {
    return t.has(i, Cue.MEASURE) || t.mark(i, '%') || t.reads(i, "pain");
  }

  /** "3 May 2021", "3rd of May", "12-Jan-2023", "12JAN2023". */
  private static int dayFirst(Tokens t, int i) {
    int day = t.value(i);
    if (!t.number(i, 1, 2)
        || day < 1
        || day > 31
        || (t.tight(i) && (t.mark(i - 1, '.') || t.mark(i - 1, '/') || t.word(i - 1)))) {
      return -1;
    }
    int at = ordinal(t, i + 1);
    boolean bound = t.is(at, FunctionWord.OF);
    if (bound) {
      at++;
    }
    boolean joined = t.dash(at) || t.mark(at, '/') || t.mark(at, '.');
    if (joined) {
      at++;
    }
    boolean sentence = t.mark(at - 1, '.') && !t.tight(at) && t.shape(at) == Shape.UPPER;
    if (!t.has(at, Cue.MONTH) || sentence) {
      return -1;
    }
    int end = abbreviation(t, at);
    int year = year(t, end, true);
    boolean ordinary = !t.has(at, Cue.MONTH_WORD) || t.capital(at) || bound;
    if (year > 0) {
      return time(t, year);
    }
    boolean sure = ordinary && (at > i + 1 || t.length(at) > 2);
    boolean timed =
        t.number(end) && (t.tight(end + 1) && (t.word(end + 1) || t.mark(end + 1, ':')));
    return sure && (bound || timed || !t.number(end)) ? at + 1 : -1;
  }

  /** "2-VI-2021", "17/XI/22": the month in Roman numerals. */
  private static int romanMonth(Tokens t, int i) {
    boolean shape =
        t.number(i, 1, 2)
            && separator(t, i + 1)
            && t.word(i + 2)
            && t.tight(i + 2)
            && t.shape(i + 2) != Shape.LOWER
            && sameSeparator(t, i + 1, i + 3)
            && t.tight(i + 4)
            && (t.number(i + 4, 2, 2) || t.number(i + 4, 4, 4));
    return shape
            && CalendarDate.dayOfMonth(
                t.value(i), CalendarDate.romanMonth(t.text(), t.start(i + 2), t.end(i + 2)))
        ? i + 5
        : -1;
  }

  /** "el 28", "el dia 18": a day whose month goes without saying. */
  private static int dayAlone(Tokens t, int i) {
    if (!t.number(i, 1, 2)
        || (t.tight(i) && !t.breaks(i - 1))
        || t.value(i) < 1
        || t.value(i) > 31) {
      return -1;
    }
    boolean day = t.is(i - 1, FunctionWord.DAY);
    int article = day ? i - 2 : i - 1;
    boolean weekday = t.has(i - 1, Cue.WEEKDAY) && t.is(i - 2, FunctionWord.ON);
    boolean announced =
        weekday
            || (t.is(i - 1, FunctionWord.OF) && t.is(i - 2, FunctionWord.DAY))
            || (t.is(article, FunctionWord.THE) && t.is(article, FunctionWord.ON));
    boolean ends =
        t.breaks(i + 1)
            || ((t.mark(i + 1, '.')
                    || t.mark(i + 1, ',')
                    || t.mark(i + 1, ')')
                    || t.mark(i + 1, ';'))
                && !(t.tight(i + 2) && t.number(i + 2)))
            || t.is(i + 1, FunctionWord.AND)
            || t.is(i + 1, FunctionWord.AT)
            || ((day || weekday) && !t.tight(i + 1) && !t.is(i + 1, FunctionWord.OF));
    boolean quantity = quantity(t, i + 1) || t.number(i + 1) || t.mark(i + 1, '/');
    return announced && ends && !quantity ? i + 1 : -1;
  }

  /** "3 y 4 de mayo", "del 3 al 7 de mayo": the first day of the pair, or {@code i}. */
  private static int dayBefore(Tokens t, int i) {
    boolean pair =
        (t.is(i - 1, FunctionWord.AND) || t.is(i - 1, FunctionWord.UNTIL) || t.dash(i - 1))
            && t.number(i - 2, 1, 2)
            && t.value(i - 2) >= 1
            && t.value(i - 2) <= 31
            && !t.tight(i - 2);
    return pair ? i - 2 : i;
  }

  /** "born in 1931", "(b. 1931)", "YOB: 1931": a year that tells an age over 89. */
  private static int yearOfBirth(Tokens t, int i) {
    if (!t.number(i, 4, 4)
        || t.value(i) < 1880
        || t.value(i) > LATEST_OF_THE_OLD
        || (t.tight(i + 1) && (t.dash(i + 1) || t.mark(i + 1, '/')) && t.number(i + 2))) {
      return -1;
    }
    int at = i - 1;
    while (i - at < BIRTH_WITHIN
        && (t.mark(at, ':')
            || t.mark(at, '.')
            || t.mark(at, '=')
            || t.mark(at, ')')
            || t.is(at, FunctionWord.IN)
            || t.is(at, FunctionWord.OF)
            || t.is(at, FunctionWord.IS)
            || t.is(at, FunctionWord.YEAR)
            || t.reads(at, "the")
            || t.reads(at, "around")
            || t.reads(at, "was"))) {
      at--;
    }
    boolean born = BORN.has(t, at) || (t.reads(at, "b") && t.mark(at + 1, '.'));
    return born ? i + 1 : -1;
  }

  private static boolean small(Tokens t, int i) {
    return t.is(i, FunctionWord.IN)
        || t.is(i, FunctionWord.FROM)
        || t.is(i, FunctionWord.OF)
        || t.is(i, FunctionWord.FOR)
        || t.is(i, FunctionWord.AGO)
        || (t.is(i, FunctionWord.UNTIL) && !t.is(i, FunctionWord.ON));
  }

  /** "May 3rd, 2021", "May 3", "May 2021", "Jan 20th '23". */
  private static int monthFirst(Tokens t, int i) {
    boolean verb = t.has(i, Cue.MONTH_WORD) && !t.capital(i);
    if (verb && !(t.number(i + 1, 1, 2) && t.is(i - 1, FunctionWord.ON))) {
      return -1;
    }
    int at = abbreviation(t, i);
    if (t.dash(at) || t.mark(at, '/')) {
      at++;
    }
    if (t.is(at, FunctionWord.THE)) {
      at++;
    }
    if (t.number(at, 1, 2)
        && t.value(at) >= 1
        && t.value(at) <= 31
        && !(t.tight(at + 1) && t.mark(at + 1, '.') && t.tight(at + 2) && t.number(at + 2))
        && !(t.tight(at + 1) && t.mark(at + 1, '/') && t.tight(at + 2) && t.number(at + 2))
        && !t.mark(at + 1, '%')
        && !(t.has(at + 1, Cue.MEASURE) && t.has(i, Cue.MONTH_WORD))) {
      int end = ordinal(t, at + 1);
      if ((t.dash(end) || t.is(end, FunctionWord.UNTIL) || t.is(end, FunctionWord.AND))
          && t.number(end + 1, 1, 2)
          && t.value(end + 1) <= 31
          && t.value(end + 1) > 0) {
        end = ordinal(t, end + 2);
      }
      int year = year(t, end, false);
      return time(t, year > 0 ? year : end);
    }
    int year = year(t, at, false);
    if (year > 0) {
      return year;
    }
    boolean relative = t.hasAny(i - 1, Cue.of(Cue.DATE_PART));
    return relative && (t.capital(i) || !t.has(i, Cue.MONTH_WORD)) ? i + 1 : -1;
  }

  private static int abbreviation(Tokens t, int month) {
    return t.mark(month + 1, '.') && t.length(month) <= 4 ? month + 2 : month + 1;
  }

  private static int ordinal(Tokens t, int i) {
    int at = t.mark(i, '.') && t.tight(i) ? i + 1 : i;
    return t.tight(at) && t.is(at, FunctionWord.ORDINAL) ? at + 1 : i;
  }

  /**
   * A year behind an optional mark: four digits, or two behind an apostrophe (or anywhere when
   * {@code shortToo}).
   */
  private static int year(Tokens t, int i, boolean shortToo) {
    int at =
        t.mark(i, ',') || t.dash(i) || t.mark(i, '/') || t.mark(i, '.') || t.is(i, FunctionWord.OF)
            ? i + 1
            : i;
    if (t.number(at, 4, 4) && CalendarDate.year(t.value(at)) && !t.has(at + 1, Cue.MEASURE)) {
      return at + 1;
    }
    if ((t.mark(at, '\'') || t.mark(at, '\u2019') || t.mark(at, '\u2018'))
        && t.tight(at + 1)
        && t.number(at + 1, 2, 2)) {
      return at + 2;
    }
    boolean joined = at == i + 1 && t.tight(i) && t.tight(at);
    return shortToo && joined && t.number(at, 2, 2) ? at + 1 : -1;
  }

  /** An ISO time glued to a date is part of it. */
  private static int time(Tokens t, int end) {
    if (!t.tight(end) || !t.word(end) || !t.reads(end, "t") || !t.number(end + 1, 2, 2)) {
      return end;
    }
    int to = end + 2;
    while (t.tight(to)
        && (t.number(to)
            || t.mark(to, ':')
            || t.mark(to, '.')
            || t.mark(to, '+')
            || t.dash(to)
            || t.reads(to, "z"))) {
      to++;
    }
    return t.mark(to - 1, '.') ? to - 1 : to;
  }

  /** The second half of a range whose first half ended at {@code end}. */
  private static int range(Tokens t, int end) {
    int at = t.dash(end) || t.is(end, FunctionWord.UNTIL) ? end + 1 : end;
    if (at == end || t.is(at, Kind.BREAK)) {
      return end;
    }
    if (t.number(at, 1, 2)
        && t.mark(at + 1, '/')
        && t.number(at + 2, 1, 2)
        && t.tight(at + 1)
        && t.tight(at + 2)) {
      boolean full = t.mark(at + 3, '/') && t.tight(at + 3) && t.number(at + 4, 2, 4);
      return CalendarDate.dayAndMonth(t.value(at), t.value(at + 2))
          ? (full ? at + 5 : at + 3)
          : end;
    }
    return end;
  }

  private static boolean separator(Tokens t, int i) {
    return t.tight(i) && (t.mark(i, '/') || t.mark(i, '.') || t.dash(i));
  }

  private static boolean sameSeparator(Tokens t, int i, int j) {
    return separator(t, j) && (t.first(i) == t.first(j) || (t.dash(i) && t.dash(j)));
  }

  private static boolean month(int value) {
    return value >= 1 && value <= 12;
  }
}
