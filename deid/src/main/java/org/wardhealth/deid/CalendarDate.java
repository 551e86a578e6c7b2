package org.wardhealth.deid;

/** Which numbers can be a date of the calendar. */
final class CalendarDate {
  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private static final String[] ROMAN = {
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"
  };

  private CalendarDate() {}

  /** 1 to 12 for {@code text[from, to)} in Roman numerals; 0 when it is no month. */
  static int romanMonth(CharSequence text, int from, int to) {
    for (int month = 1; month <= ROMAN.length; month++) {
      if (ROMAN[month - 1].contentEquals(text.subSequence(from, to))) {
        return month;
      }
    }
    return 0;
  }

  static boolean year(int value) {
    return value >= 1850 && value <= 2150;
  }

  static boolean dayOfMonth(int day, int month) {
    return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1];
  }

  /** Day and month in one of both orders. */
  static boolean dayAndMonth(int a, int b) {
    return dayOfMonth(a, b) || dayOfMonth(b, a);
  }

  /**
   * Three numbers, year first (four digits) or year last (two or four digits), day and month in
   * either order.
   */
  static boolean numeric(int a, int lengthA, int b, int c, int lengthC) {
    if (lengthA == 4) {
      return year(a) && lengthC <= 2 && dayAndMonth(b, c);
    }
    return lengthA <= 2 && (lengthC == 2 || (lengthC == 4 && year(c))) && dayAndMonth(a, b);
  }
}
