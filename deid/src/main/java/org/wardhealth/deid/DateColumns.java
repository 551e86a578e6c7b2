package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.List;

/**
 * Days and months at the head of a table's columns: "01/27 01/29 02/01 02/04" with wide gaps, in
 * the order of the calendar. Two of them are enough where one is written with a zero or has a day
 * beyond 12, else three are asked for, so that strengths and ratios in columns are left.
 */
final class DateColumns implements Recogniser {
  /** Units of white space between two columns, at least. */
  private static final int GAP = 2;

  private static final int FEW = 2;
  private static final int MANY = 3;
  private static final int MONTH = 31;

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (cell(tokens, i)) {
        int last = columns.isEmpty() ? -1 : columns.getLast();
        boolean goesOn = last >= 0 && i == last + MANY && later(tokens, last, i);
        if (!goesOn) {
          settle(tokens, columns, found);
        }
        columns.add(i);
      }
    }
    settle(tokens, columns, found);
  }

  /** {@code n/n} that can be a month and a day, in a column of its own. */
  private static boolean cell(Tokens t, int i) {
    return t.number(i, 1, 2)
        && (t.breaks(i - 1) || t.gap(i) >= GAP)
        && t.mark(i + 1, '/')
        && t.tight(i + 1)
        && t.number(i + 2, 1, 2)
        && t.tight(i + 2)
        && (t.breaks(i + MANY) || t.gap(i + MANY) >= GAP)
        && CalendarDate.dayOfMonth(t.value(i + 2), t.value(i));
  }

  private static boolean later(Tokens t, int before, int behind) {
    int day = ordinal(t, before);
    int next = ordinal(t, behind);
    boolean newYear = t.value(before) > 10 && t.value(behind) < FEW;
    return next > day || newYear;
  }

  private static int ordinal(Tokens t, int i) {
    return t.value(i) * (MONTH + 1) + t.value(i + 2);
  }

  private static void settle(Tokens t, List<Integer> columns, Candidates found) {
    boolean certain = columns.stream().anyMatch(i -> t.value(i + 2) > 12 || zero(t, i));
    if (columns.size() >= (certain ? FEW : MANY)) {
      for (int i : columns) {
        found.add(i, i + MANY, IdentifierType.DATE, Source.RULE, 0.9f);
      }
    }
    columns.clear();
  }

  private static boolean zero(Tokens t, int i) {
    return t.first(i) == '0' || (t.first(i + 2) == '0' && t.length(i + 2) == 2);
  }
}
