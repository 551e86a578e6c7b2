package org.wardhealth.deid;

/** Which numbers can be a date of the calendar. */
final class CalendarDate {
  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private CalendarDate() {}

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
