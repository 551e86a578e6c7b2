package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Shape;

/**
 * Dates that are not written as dates: a month alone ("in March", "since jan"), a day of the month
 * ("on the 14th"), a holiday, a date in words ("June third two thousand twenty four", "the eleventh
 * of March").
 *
 * <p>Two numbers with a slash that nothing announces are proposed only, at a score that no finding
 * is made of without a tagger that agrees.
 */
final class InformalDateRecogniser implements Recogniser {
  private static final WordSet ORDINALS =
      WordSet.of(
          "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
              + " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
              + " twentieth thirtieth");
  private static final WordSet NUMBERS =
      WordSet.of(
          "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
              + " sixteen seventeen eighteen nineteen twenty thirty");
  private static final WordSet TENS = WordSet.of("twenty thirty");
  private static final WordSet YEARS =
      WordSet.of(
          "two thousand nineteen twenty hundred oh one three four five six seven eight nine ten"
              + " eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen thirty forty"
              + " fifty sixty seventy eighty ninety and");
  private static final WordSet BEFORE_MONTH =
      WordSet.of(
          "in since last early late mid until till by this next of from through between before after"
              + " during around and to");
  private static final WordSet BEFORE_DAY =
      WordSet.of("on since by until till before after from of to through for");
  private static final WordSet BEHIND_DAY =
      WordSet.of("at and or to in with for when she he they i we but was if");
  private static final float PROPOSED = 0.2f;
  private static final int YEAR_WORDS = 6;

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      int from = i;
      int to = -1;
      float score = 0.8f;
      if (tokens.means(i, Cue.HOLIDAY)) {
        to = holiday(tokens, i);
      } else if (tokens.has(i, Cue.MONTH)) {
        to = month(tokens, i);
        score = to == i + 1 && abbreviation(tokens, i) ? PROPOSED : score;
      } else if (tokens.number(i, 1, 2)) {
        to = day(tokens, i);
        if (to > 0) {
          from = tokens.reads(i - 1, "the") ? i - 1 : i;
        } else {
          to = pair(tokens, i);
          score = PROPOSED;
        }
      } else if (tokens.word(i) && ORDINALS.has(tokens, i)) {
        to = ordinalOfMonth(tokens, i);
      }
      if (to > 0) {
        found.add(from, to, IdentifierType.DATE, Source.RULE, score);
        i = to - 1;
      }
    }
  }

  private static int holiday(Tokens t, int i) {
    int end = t.meansUntil(i, Cue.HOLIDAY);
    boolean name = t.hasAny(end, Cue.of(Cue.EPONYM_NOUN, Cue.FACILITY_HEAD, Cue.STREET));
    boolean weak = !t.capital(i) && !t.number(i) && end == i + 1 && !BEFORE_MONTH.has(t, i - 1);
    if (name || weak) {
      return -1;
    }
    int year = t.mark(end, ',') ? end + 1 : end;
    return t.number(year, 4, 4) && CalendarDate.year(t.value(year)) ? year + 1 : end;
  }

  /** OCT, MAR, APR alone are more often a scan, a chart and a score than a month. */
  private static boolean abbreviation(Tokens t, int i) {
    return t.shape(i) == Shape.UPPER && t.length(i) <= 4 && !announced(t, i);
  }

  private static boolean announced(Tokens t, int i) {
    return BEFORE_MONTH.has(t, i - 1) || (t.dash(i - 1) && t.tight(i - 1));
  }

  /** A month with a day in words, or alone behind a word that tells that it is one. */
  private static int month(Tokens t, int i) {
    boolean word = t.has(i, Cue.MONTH_WORD);
    int at = t.reads(i + 1, "the") ? i + 2 : i + 1;
    if (ORDINALS.has(t, at) || NUMBERS.has(t, at)) {
      int end =
          TENS.has(t, at) && (ORDINALS.has(t, at + 1) || NUMBERS.has(t, at + 1)) ? at + 2 : at + 1;
      if (!t.has(end, Cue.MEASURE) && (!word || t.capital(i) || ORDINALS.has(t, at))) {
        return yearBehind(t, end);
      }
    }
    if (t.breaks(i + 1) && t.number(i + 2, 1, 2) && t.value(i + 2) <= 31 && t.capital(i)) {
      return i + 3;
    }
    boolean announced = announced(t, i);
    boolean person = t.capital(i + 1) && t.has(i + 1, Cue.FAMILY) && !t.breaks(i + 1);
    if (t.number(i + 1) || person) {
      return -1;
    }
    if (!word) {
      boolean name = t.has(i, Cue.GIVEN) && !announced;
      return !name && (t.capital(i) || announced) ? i + 1 : -1;
    }
    boolean written = t.shape(i) == Shape.CAPITAL || t.reads(i, "jan");
    return announced && written ? i + 1 : -1;
  }

  /** "two thousand twenty four", "nineteen eighty six", ", 2024". */
  private static int yearBehind(Tokens t, int end) {
    int at = t.mark(end, ',') || t.reads(end, "of") || t.reads(end, "comma") ? end + 1 : end;
    if (t.number(at, 4, 4) && CalendarDate.year(t.value(at))) {
      return at + 1;
    }
    if (!t.reads(at, "two") && !t.reads(at, "nineteen") && !t.reads(at, "twenty")) {
      return end;
    }
    int to = at;
    while (to - at < YEAR_WORDS && YEARS.has(t, to)) {
      to++;
    }
    return to - at >= 2 ? to : end;
  }

  /** "on the 14th"; not "the 3rd floor". */
  private static int day(Tokens t, int i) {
    boolean ordinal =
        t.tight(i + 1)
            && (t.reads(i + 1, "st")
                || t.reads(i + 1, "nd")
                || t.reads(i + 1, "rd")
                || t.reads(i + 1, "th"));
    if (!ordinal || t.value(i) < 1 || t.value(i) > 31) {
      return -1;
    }
    boolean the = t.reads(i - 1, "the");
    boolean weekday = t.has(the ? i - 2 : i - 1, Cue.WEEKDAY);
    boolean announced = BEFORE_DAY.has(t, the ? i - 2 : i - 1);
    boolean ends =
        t.breaks(i + 2)
            || (t.is(i + 2, Tokens.Kind.MARK) && !t.dash(i + 2))
            || BEHIND_DAY.has(t, i + 2);
    return weekday || (the && announced && ends) ? i + 2 : -1;
  }

  /** "7/26" that nothing announces. */
  private static int pair(Tokens t, int i) {
    boolean joint = t.mark(i + 1, '/') || t.dash(i + 1);
    boolean apart =
        !t.tight(i)
            || !(t.number(i - 1)
                || t.word(i - 1)
                || t.mark(i - 1, '/')
                || t.dash(i - 1)
                || t.mark(i - 1, '.'));
    boolean alone =
        !t.tight(i + 3)
            || !(t.mark(i + 3, '/') || t.word(i + 3) || t.number(i + 3) || t.mark(i + 3, '%'));
    return joint
            && apart
            && alone
            && t.tight(i + 1)
            && t.tight(i + 2)
            && t.number(i + 2, 1, 2)
            && t.value(i) >= 1
            && t.value(i) <= 12
            && t.value(i + 2) >= 1
            && t.value(i + 2) <= 31
        ? i + 3
        : -1;
  }

  /** "the eleventh of March", "twelfth of june two thousand one". */
  private static int ordinalOfMonth(Tokens t, int i) {
    int at = t.reads(i + 1, "of") ? i + 2 : i + 1;
    boolean of = at == i + 2;
    return t.has(at, Cue.MONTH) && (of || t.capital(at)) ? yearBehind(t, at + 1) : -1;
  }
}
