package org.wardhealth.deid;

/**
 * Ages over 89, in digits or in words; younger ages are kept, as Safe Harbor allows. What may be a
 * measurement as well ("94F", "she was 94") is only a hint to the tagger.
 */
final class AgeRecogniser implements Recogniser {
  private static final int OLDEST = 130;
  private static final float HINT = 0.6f;
  private static final WordSet PART_OF_DECADE = WordSet.of("early mid middle late");

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.number(i, 2, 3) && tokens.value(i) > 89 && tokens.value(i) < OLDEST) {
        if (ageBehind(tokens, i + 1) || ageBefore(tokens, i) || decade(tokens, i)) {
          int to = unitBehind(tokens, i + 1);
          found.add(i, to, IdentifierType.AGE_OVER_89, Source.RULE, 0.9f);
        } else if (reached(tokens, i) || birthday(tokens, i + 1)) {
          found.add(i, i + 1, IdentifierType.AGE_OVER_89, Source.RULE, 0.85f);
        } else if (sexBehind(tokens, i) || said(tokens, i)) {
          found.add(i, i + 1, IdentifierType.AGE_OVER_89, Source.RULE, HINT);
        }
      } else if (tokens.has(i, Cue.TENS_90)) {
        int to = i + 1;
        if (tokens.dash(to)
            && tokens.word(to + 1)
            && tokens.tight(to)
            && !tokens.is(to + 1, FunctionWord.YEAR)) {
          to += 2;
        } else if (tokens.is(to, FunctionWord.DIGIT)) {
          to++;
        } else if (tokens.is(to, FunctionWord.AND) && tokens.is(to + 1, FunctionWord.DIGIT)) {
          to += 2;
        }
        if (ageBehind(tokens, to)
            || ageBefore(tokens, i)
            || tokens.has(i, Cue.AGE_LABEL)
            || tokens.is(i - 1, FunctionWord.TURNS)
            || (tokens.reads(i, "nineties") && whose(tokens, i - 1))
            || tokens.is(to, FunctionWord.BIRTHDAY)) {
          to = unitBehind(tokens, to);
          found.add(i, to, IdentifierType.AGE_OVER_89, Source.RULE, 0.85f);
        }
      }
    }
  }

  /** Where the word for years alone makes the age, it belongs to it. */
  private static int unitBehind(Tokens t, int at) {
    return t.is(at, FunctionWord.AGED) && t.is(at, FunctionWord.YEAR) ? at + 1 : at;
  }

  /** "-year-old", "y/o", "yo", "years of age", "yrs old", "F", "M". */
  private static boolean ageBehind(Tokens t, int at) {
    int plus = t.mark(at, '+') ? at + 1 : at;
    int i = t.dash(plus) ? plus + 1 : plus;
    if (t.is(i, FunctionWord.AGED)) {
      return !t.is(at - 2, FunctionWord.AGO);
    }
    if (t.reads(i, "y")
        && (t.mark(i + 1, '/') || t.mark(i + 1, '.') || t.dash(i + 1))
        && t.reads(i + 2, "o")) {
      return true;
    }
    if (t.is(i, FunctionWord.YEAR)) {
      int j = t.dash(i + 1) || t.mark(i + 1, '.') ? i + 2 : i + 1;
      return t.is(j, FunctionWord.OLD) || (t.is(j, FunctionWord.OF) && t.has(j + 1, Cue.AGE_LABEL));
    }
    return t.tight(at)
        && t.shape(at) == Tokens.Shape.INITIAL
        && (t.reads(at, "m") || (t.reads(at, "f") && !fahrenheit(t, at - 1)));
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
    return t.has(i, Cue.AGE_LABEL);
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
