package org.wardhealth.deid;

/**
 * Ages over 89, in digits or in words, in years, months, weeks or days; younger ages are kept, as
 * Safe Harbor allows. What may be a measurement as well ("94F", "she was 94") is only a hint to the
 * tagger.
 */
final class AgeRecogniser implements Recogniser {
  private static final int OLDEST = 130;
  private static final float HINT = 0.6f;
  private static final WordSet PART_OF_DECADE = WordSet.of("early mid middle late");
  private static final WordSet LATE_DECADES = WordSet.of("tenth eleventh");
  private static final WordSet HUNDRED = WordSet.of("hundred hundredth cien ciento");
  private static final WordSet A_HUNDRED = WordSet.of("a one");
  private static final WordSet TEENS = WordSet.of("ten eleven twelve diez once doce");
  private static final WordSet WEEKS = WordSet.of("week weeks wk wks semana semanas");
  private static final WordSet DAYS = WordSet.of("day days dia dias");
  private static final WordSet SEXES = WordSet.of("varon mujer hombre paciente");
  private static final int MONTHS_OF_90_YEARS = 1080;
  private static final int WEEKS_OF_90_YEARS = 4696;
  private static final int DAYS_OF_90_YEARS = 32_872;

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      int small = smallUnits(tokens, i);
      if (small > 0) {
        found.add(i, small, IdentifierType.AGE_OVER_89, Source.RULE, 0.9f);
        i = small - 1;
      } else if (tokens.number(i, 2, 3) && tokens.value(i) > 89 && tokens.value(i) < OLDEST) {
        digits(tokens, i, found);
      } else if (tokens.has(i, Cue.TENS_90) || HUNDRED.has(tokens, i)) {
        words(tokens, i, found);
      } else if (lateDecade(tokens, i)) {
        found.add(i, i + 2, IdentifierType.AGE_OVER_89, Source.RULE, 0.85f);
      }
    }
  }

  private static void digits(Tokens t, int i, Candidates found) {
    int to = fraction(t, i + 1);
    if (ageBehind(t, i, to) || ageBefore(t, i) || decade(t, i)) {
      found.add(i, unitBehind(t, to), IdentifierType.AGE_OVER_89, Source.RULE, 0.9f);
    } else if (reached(t, i) || birthday(t, i + 1) || coded(t, i)) {
      found.add(i, i + 1, IdentifierType.AGE_OVER_89, Source.RULE, 0.85f);
    } else if (sexBehind(t, i) || said(t, i)) {
      found.add(i, i + 1, IdentifierType.AGE_OVER_89, Source.RULE, HINT);
    }
  }

  private static void words(Tokens t, int i, Candidates found) {
    boolean hundred = HUNDRED.has(t, i);
    boolean counted = t.reads(i, "hundred");
    int from = counted ? i - 1 : i;
    if (counted ? !A_HUNDRED.has(t, from) : hundred && t.is(i - 1, FunctionWord.DIGIT)) {
      return;
    }
    int to = i + 1;
    if (t.dash(to) && t.word(to + 1) && t.tight(to) && !t.is(to + 1, FunctionWord.YEAR)) {
      to += 2;
    } else if (unit(t, to)) {
      to++;
    } else if (t.is(to, FunctionWord.AND) && unit(t, to + 1)) {
      to += 2;
    }
    if (ageBehind(t, from, to)
        || ageBefore(t, from)
        || t.has(i, Cue.AGE_LABEL)
        || t.is(from - 1, FunctionWord.TURNS)
        || (t.reads(i, "nineties") && whose(t, i - 1))
        || t.is(to, FunctionWord.BIRTHDAY)) {
      found.add(from, unitBehind(t, to), IdentifierType.AGE_OVER_89, Source.RULE, 0.85f);
    }
  }

  private static boolean unit(Tokens t, int i) {
    return t.is(i, FunctionWord.DIGIT) || TEENS.has(t, i);
  }

  /** "1,090 months old", "edad: 1090 meses": the end of an age of 90 years or more, or -1. */
  private static int smallUnits(Tokens t, int i) {
    if (!t.number(i, 1, 5)) {
      return -1;
    }
    int value = t.value(i);
    int to = i + 1;
    boolean thousands =
        t.length(i) < 3
            && (t.mark(to, ',') || t.mark(to, '.'))
            && t.tight(to)
            && t.tight(to + 1)
            && t.number(to + 1, 3, 3);
    if (thousands) {
      value = value * 1000 + t.value(to + 1);
      to += 2;
    }
    int unit = t.dash(to) ? to + 1 : to;
    int least =
        t.is(unit, FunctionWord.MONTH_UNIT)
            ? MONTHS_OF_90_YEARS
            : WEEKS.has(t, unit)
                ? WEEKS_OF_90_YEARS
                : DAYS.has(t, unit) ? DAYS_OF_90_YEARS : Integer.MAX_VALUE;
    return value >= least && (old(t, unit + 1) || ageBefore(t, i)) ? unit + 1 : -1;
  }

  /** Behind a unit: "old", "-old", "of age". */
  private static boolean old(Tokens t, int at) {
    int i = t.dash(at) || t.mark(at, '.') ? at + 1 : at;
    return t.is(i, FunctionWord.OLD) || (t.is(i, FunctionWord.OF) && t.has(i + 1, Cue.AGE_LABEL));
  }

  /** ".5", ",5", a half: belongs to the years before it. */
  private static int fraction(Tokens t, int at) {
    if (!t.tight(at)) {
      return at;
    }
    boolean part =
        t.tight(at + 1)
            && (t.mark(at, '.')
                ? t.number(at + 1, 1, 2)
                : t.mark(at, ',') && t.number(at + 1, 1, 1));
    boolean sign = t.mark(at, '\u00BC') || t.mark(at, '\u00BD') || t.mark(at, '\u00BE');
    return part ? at + 2 : sign ? at + 1 : at;
  }

  /**
   * "-year-and-3-month", "y 4m", " a\u00F1os y 3 meses": the end of years with months, or {@code
   * at}.
   */
  private static int monthsBehind(Tokens t, int at) {
    int years = t.dash(at) ? at + 1 : at;
    if (!t.is(years, FunctionWord.YEAR)) {
      return at;
    }
    int i = years + 1;
    while (i - years < 4 && (t.dash(i) || t.mark(i, ',') || t.is(i, FunctionWord.AND))) {
      i++;
    }
    int unit = t.dash(i + 1) ? i + 2 : i + 1;
    boolean months = t.is(unit, FunctionWord.MONTH_UNIT) || (t.reads(unit, "m") && t.tight(unit));
    return t.number(i, 1, 2) && months ? unit + 1 : at;
  }

  /** Where the word for years alone makes the age, it belongs to it; so do months. */
  private static int unitBehind(Tokens t, int at) {
    int months = monthsBehind(t, at);
    return months == at && t.is(at, FunctionWord.AGED) && t.is(at, FunctionWord.YEAR)
        ? at + 1
        : months;
  }

  /**
   * "-year-old", "y/o", "yo", "years of age", "yrs old", "F", "M".
   *
   * @param number where the age begins
   * @param at what follows it
   */
  private static boolean ageBehind(Tokens t, int number, int at) {
    int plus = t.mark(at, '+') ? at + 1 : at;
    int i = t.dash(plus) ? plus + 1 : plus;
    if (t.is(i, FunctionWord.AGED)) {
      return !t.is(number - 1, FunctionWord.AGO);
    }
    if (t.reads(i, "y")
        && (t.mark(i + 1, '/') || t.mark(i + 1, '.') || t.dash(i + 1))
        && t.reads(i + 2, "o")) {
      return true;
    }
    if (t.is(i, FunctionWord.YEAR) && (old(t, i + 1) || old(t, monthsBehind(t, plus)))) {
      return true;
    }
    return at == number + 1
        && t.tight(at)
        && t.shape(at) == Tokens.Shape.INITIAL
        && (t.reads(at, "m") || (t.reads(at, "f") && !fahrenheit(t, number)));
  }

  /** A body temperature rather than a woman's age. */
  private static boolean fahrenheit(Tokens t, int at) {
    return t.value(at) >= 94 && t.value(at) <= 108;
  }

  private static boolean ageBefore(Tokens t, int at) {
    int i = at - 1;
    if (t.mark(i, ':') || t.mark(i, '=') || t.is(i, FunctionWord.OF) || t.is(i, FunctionWord.IS)) {
      i--;
    }
    boolean when = t.word(i) && (t.is(i - 1, FunctionWord.AT) || t.is(i - 1, FunctionWord.OF));
    return t.has(i, Cue.AGE_LABEL) || (when && t.has(i - 2, Cue.AGE_LABEL) && !measured(t, at + 1));
  }

  /** "F/93", "091Y" as scanners write it (DICOM PS3.5, AS), "var\u00F3n 95a". */
  private static boolean coded(Tokens t, int i) {
    boolean sex =
        t.mark(i - 1, '/')
            && t.tight(i)
            && t.tight(i - 1)
            && !t.tight(i - 2)
            && t.capital(i - 2)
            && (t.reads(i - 2, "f") || t.reads(i - 2, "m"));
    boolean years = t.tight(i + 1) && !(t.tight(i + 2) && (t.word(i + 2) || t.number(i + 2)));
    return (sex && !(t.tight(i + 1) && t.word(i + 1)) && !measured(t, i + 1))
        || (years && t.length(i) == 3 && t.reads(i + 1, "y") && t.capital(i + 1))
        || (years && SEXES.has(t, i - 1) && t.reads(i + 1, "a"));
  }

  /** "in her tenth decade". */
  private static boolean lateDecade(Tokens t, int i) {
    return LATE_DECADES.has(t, i) && t.reads(i + 1, "decade") && t.is(i - 1, FunctionWord.WHOSE);
  }

  /** "turned 90", and no degrees. */
  private static boolean reached(Tokens t, int at) {
    return t.is(at - 1, FunctionWord.TURNS) && !measured(t, at + 1);
  }

  /** "90th birthday". */
  private static boolean birthday(Tokens t, int at) {
    return t.tight(at) && t.is(at, FunctionWord.ORDINAL) && t.is(at + 1, FunctionWord.BIRTHDAY);
  }

  /** "94F fell at home", "a 94m": where a sentence or a line begins, or behind an article. */
  private static boolean sexBehind(Tokens t, int at) {
    return t.tight(at + 1)
        && (t.reads(at + 1, "f") || t.reads(at + 1, "m"))
        && t.word(at + 2)
        && (t.breaks(at - 1) || t.mark(at - 1, '.') || t.is(at - 1, FunctionWord.A));
  }

  /** "she is 94", and no saturation. */
  private static boolean said(Tokens t, int at) {
    return t.is(at - 1, FunctionWord.IS)
        && t.is(at - 2, FunctionWord.SUBJECT)
        && !measured(t, at + 1);
  }

  private static boolean measured(Tokens t, int at) {
    return (t.has(at, Cue.MEASURE) && !t.reads(at, "in"))
        || t.mark(at, '%')
        || t.mark(at, '/')
        || t.mark(at, '\u00B0')
        || t.is(at, FunctionWord.DEGREE)
        || (t.mark(at, '.') && t.tight(at + 1) && t.number(at + 1));
  }

  /** "her", "her late", "their mid-". */
  private static boolean whose(Tokens t, int before) {
    int at = t.dash(before) ? before - 1 : before;
    at = PART_OF_DECADE.has(t, at) ? at - 1 : at;
    return t.is(at, FunctionWord.WHOSE);
  }

  /** "in her 90s", "in her late 90s". */
  private static boolean decade(Tokens t, int at) {
    return t.tight(at + 1)
        && (t.reads(at + 1, "s") || t.is(at + 1, Tokens.Kind.POSSESSIVE))
        && whose(t, at - 1);
  }
}
