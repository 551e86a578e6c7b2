package org.wardhealth.records;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of a date column, and how it was written.
 *
 * <p>Read are whole dates with a year of four digits: year first, or day or month first as the
 * column says, or with the month as an English or Spanish word; separated by hyphen, slash, point
 * or blank, or eight digits; followed by a time of day or not. A year alone, or with a month, is
 * read as what it is.
 */
final class TableDate {
  private static final int LONGEST = 40;
  private static final String TIME =
      "(?<time>[T ]\\s?\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?"
          + "(?: ?[AaPp]\\.?[Mm]\\.?)?(?: ?(?:Z|UTC|[+-]\\d{2}(?::?\\d{2})?))?)?";
  private static final Pattern YEAR_FIRST =
      Pattern.compile("(?<y>\\d{4})(?<s>[-/.])(?<a>\\d{1,2})\\k<s>(?<b>\\d{1,2})" + TIME);
  private static final Pattern YEAR_LAST =
      Pattern.compile("(?<a>\\d{1,2})(?<s>[-/.])(?<b>\\d{1,2})\\k<s>(?<y>\\d{4})" + TIME);
  private static final Pattern WORD =
      Pattern.compile("(?<a>\\d{1,2})(?<s>[- /])(?<m>\\p{L}{3,10})\\k<s>(?<y>\\d{4})" + TIME);
  private static final Pattern DIGITS =
      Pattern.compile(
          "(?<y>(?:1[89]|20)\\d{2})(?<a>\\d{2})(?<b>\\d{2})(?<time>\\d{4}(?:\\d{2})?)?");
  private static final Pattern PARTIAL =
      Pattern.compile("(?<y>(?:1[89]|20)\\d{2})(?:-(?<a>0[1-9]|1[0-2]))?");
  private static final Pattern CLOCK =
      Pattern.compile("\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?(?: ?[AaPp]\\.?[Mm]\\.?)?");

  private static final Map<String, Integer> MONTHS =
      Map.ofEntries(
          Map.entry("jan", 1),
          Map.entry("ene", 1),
          Map.entry("feb", 2),
          Map.entry("mar", 3),
          Map.entry("apr", 4),
          Map.entry("abr", 4),
          Map.entry("may", 5),
          Map.entry("jun", 6),
          Map.entry("jul", 7),
          Map.entry("aug", 8),
          Map.entry("ago", 8),
          Map.entry("sep", 9),
          Map.entry("oct", 10),
          Map.entry("nov", 11),
          Map.entry("dec", 12),
          Map.entry("dic", 12));
  private static final String[] SHORT = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  private enum Form {
    YEAR_FIRST,
    DAY_FIRST,
    MONTH_FIRST,
    WORD,
    DIGITS
  }

  private final LocalDate date;
  private final boolean whole;
  private final boolean ambiguous;
  private final Form form;
  private final String separator;
  private final boolean padded;
  private final String time;

  private TableDate(
      LocalDate date,
      boolean whole,
      boolean ambiguous,
      Form form,
      String separator,
      boolean padded,
      String time) {
    this.date = date;
    this.whole = whole;
    this.ambiguous = ambiguous;
    this.form = form;
    this.separator = separator;
    this.padded = padded;
    this.time = time;
  }

  /** The date that {@code value} is, if it is one. */
  static Optional<TableDate> read(String value, DateOrder order) {
    String plain = value.strip();
    if (plain.length() > LONGEST || plain.length() < 4) {
      return Optional.empty();
    }
    try {
      return readPlain(plain, order);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<TableDate> readPlain(String plain, DateOrder order) {
    Matcher m = YEAR_FIRST.matcher(plain);
    if (m.matches()) {
      return Optional.of(of(m, m.group("a"), m.group("b"), false, Form.YEAR_FIRST));
    }
    m = YEAR_LAST.matcher(plain);
    if (m.matches()) {
      boolean either =
          Integer.parseInt(m.group("a")) <= 12
              && Integer.parseInt(m.group("b")) <= 12
              && !m.group("a").equals(m.group("b"));
      return Optional.of(
          order == DateOrder.DAY_FIRST
              ? of(m, m.group("b"), m.group("a"), either, Form.DAY_FIRST)
              : of(m, m.group("a"), m.group("b"), either, Form.MONTH_FIRST));
    }
    m = WORD.matcher(plain);
    if (m.matches()) {
      Integer month = MONTHS.get(m.group("m").toLowerCase(Locale.ROOT).substring(0, 3));
      return month == null
          ? Optional.empty()
          : Optional.of(of(m, month.toString(), m.group("a"), false, Form.WORD));
    }
    m = DIGITS.matcher(plain);
    if (m.matches()) {
      String time = m.group("time") == null ? "" : m.group("time");
      LocalDate date = date(m.group("y"), m.group("a"), m.group("b"));
      return Optional.of(new TableDate(date, true, false, Form.DIGITS, "", true, time));
    }
    m = PARTIAL.matcher(plain);
    if (m.matches()) {
      String month = m.group("a") == null ? "1" : m.group("a");
      LocalDate date = date(m.group("y"), month, "1");
      return Optional.of(new TableDate(date, false, false, Form.YEAR_FIRST, "-", true, ""));
    }
    return Optional.empty();
  }

  private static TableDate of(Matcher m, String month, String day, boolean ambiguous, Form form) {
    String time = m.group("time") == null ? "" : m.group("time");
    boolean padded = day.length() == 2 && (form == Form.WORD || month.length() == 2);
    LocalDate date = date(m.group("y"), month, day);
    return new TableDate(date, true, ambiguous, form, m.group("s"), padded, time);
  }

  private static LocalDate date(String year, String month, String day) {
    return LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
  }

  /** Whether a value is a time of day. */
  static boolean isTime(String value) {
    return value.length() <= LONGEST && CLOCK.matcher(value.strip()).matches();
  }

  LocalDate date() {
    return date;
  }

  /** Day, month and year are there. */
  boolean whole() {
    return whole;
  }

  /** Another order of day and month would be a date as well. */
  boolean ambiguous() {
    return ambiguous;
  }

  boolean hasTime() {
    return !time.isEmpty();
  }

  /** Another date in the same form; the time of day stays. */
  String write(LocalDate other) {
    String pattern = padded ? "%02d" : "%d";
    String year = "%04d".formatted(other.getYear());
    String month = pattern.formatted(other.getMonthValue());
    String day = pattern.formatted(other.getDayOfMonth());
    String written =
        switch (form) {
          case YEAR_FIRST -> year + separator + month + separator + day;
          case DAY_FIRST -> day + separator + month + separator + year;
          case MONTH_FIRST -> month + separator + day + separator + year;
          case WORD -> day + separator + SHORT[other.getMonthValue() - 1] + separator + year;
          case DIGITS -> year + month + day;
        };
    return written + time;
  }
}
