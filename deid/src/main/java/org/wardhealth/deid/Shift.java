package org.wardhealth.deid;

/**
 * How far the dates of a patient are moved: by a number of days drawn once for each patient by the
 * key, never 0, forward or back.
 *
 * @param most the most days, 7 to 3650
 * @param weekdays whether a Monday stays a Monday: only whole weeks are drawn
 */
public record Shift(int most, boolean weekdays) {
  /** Up to 52 weeks, weekdays stay. */
  public static final Shift YEAR = new Shift(364, true);

  /** Checks the range. */
  public Shift {
    if (most < 7 || most > 3650) {
      throw new IllegalArgumentException("dates are moved by at most 7 to 3650 days, not " + most);
    }
  }

  int days(Prf.Draw draw) {
    int step = weekdays ? 7 : 1;
    int steps = 1 + draw.below(most / step);
    return draw.below(2) == 0 ? steps * step : -steps * step;
  }
}
