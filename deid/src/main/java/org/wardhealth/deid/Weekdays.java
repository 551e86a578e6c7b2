package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes the name of the day beside a date into it: "Monday, 3 March", "lunes 3/3/2025", "3/3/2025
 * (Mon)". A day that stays says more than the year, and one beside a moved date says by how much it
 * was moved.
 */
final class Weekdays {
  private static final int SHORTEST = 3;
  private static final int LONGEST = 12;

  private Weekdays() {}

  /**
   * The findings, sorted and disjoint as they were.
   *
   * @param language of the text
   */
  static List<Finding> with(String text, List<Finding> found, Language language) {
    List<Finding> out = new ArrayList<>(found.size());
    int done = 0;
    for (int i = 0; i < found.size(); i++) {
      Finding finding = found.get(i);
      if (finding.type() == IdentifierType.DATE) {
        int limit = i + 1 < found.size() ? found.get(i + 1).start() : text.length();
        int start = before(text, done, finding.start(), language);
        int end = behind(text, finding.end(), limit, language);
        finding = new Finding(start, end, finding.type(), finding.source(), finding.score());
      }
      out.add(finding);
      done = finding.end();
    }
    return out;
  }

  /** Where the day before {@code start} begins, not before {@code least}; else {@code start}. */
  private static int before(String text, int least, int start, Language language) {
    int end = start;
    while (end > least && end > start - 2 && " ,.".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    int from = end;
    while (from > least && Character.isLetter(text.charAt(from - 1))) {
      from--;
    }
    boolean whole = from == 0 || !Character.isLetterOrDigit(text.charAt(from - 1));
    return end < start && whole && day(text.substring(from, end), language) ? from : start;
  }

  /** Where the day in brackets behind {@code end} ends; else {@code end}. */
  private static int behind(String text, int end, int limit, Language language) {
    int from = end < limit && text.charAt(end) == ' ' ? end + 1 : end;
    if (from >= limit || text.charAt(from) != '(') {
      return end;
    }
    int close = text.indexOf(')', from, Math.min(limit, from + LONGEST));
    return close > 0 && day(text.substring(from + 1, close), language) ? close + 1 : end;
  }

  /** In full, or short with a capital: "sat 3/4" is no Saturday. */
  private static boolean day(String word, Language language) {
    return word.length() >= SHORTEST
        && DateWords.weekday(word, language).isPresent()
        && (Character.isUpperCase(word.charAt(0)) || word.length() > SHORTEST + 2);
  }
}
