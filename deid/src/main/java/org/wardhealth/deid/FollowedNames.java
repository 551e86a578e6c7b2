package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Shape;

/**
 * Names told by what stands behind them: a credential ("Ashely Bausman, MD"), an age ("is a
 * 44-year-old").
 */
final class FollowedNames {
  private FollowedNames() {}

  /** "Ashely Bausman, MD", "Boudro RN": walks back over the name. */
  static void credential(Tokens t, int i, Candidates found) {
    if (t.number(i + 1, 5, 5) || !(t.shape(i) == Shape.UPPER || t.shape(i) == Shape.MIXED)) {
      return;
    }
    int end = t.mark(i - 1, ',') ? i - 1 : i;
    int from = end;
    for (int at = end - 1; end - at <= 8; at--) {
      boolean initial = t.shape(at) == Shape.INITIAL;
      if ((t.mark(at, '.') && t.shape(at - 1) == Shape.INITIAL)
          || (t.dash(at) && t.tight(at) && t.tight(at + 1))) {
        continue;
      }
      boolean name = t.hasAny(at, NameGrammar.DICTIONARY) && (!t.has(at, Cue.COMMON) || from < end);
      boolean plain =
          t.capital(at) && !t.hasAny(at, NameGrammar.NEVER) && (t.shape(at) != Shape.UPPER || name);
      boolean beside =
          at == end - 1 && end < i && !t.has(at, Cue.COMMON) && !t.has(at, Cue.MEDICAL);
      if (!plain
          || !(initial || name || beside || !t.hasAny(at, NameGrammar.WORDS | Cue.MEDICAL.bit))
          || t.means(at, Cue.STATE)) {
        break;
      }
      from = at;
    }
    boolean place =
        from < end
            && t.has(from, Cue.PLACE_LARGE)
            && end - from == 1
            && !t.has(from, Cue.FAMILY_FREQUENT);
    if (from < end && !place && !(end - from <= 2 && t.shape(from) == Shape.INITIAL)) {
      found.add(from, end, IdentifierType.CLINICIAN, Source.RULE, 0.88f);
    }
  }

  /** "Kegan Bevenour is a pleasant 44-year-old": what stands before is a person, known or not. */
  static void opener(Tokens t, int is, Candidates found) {
    if (!t.is(is + 1, FunctionWord.A)) {
      return;
    }
    int at = is + 2;
    while (at < is + 6 && t.shape(at) == Shape.LOWER) {
      at++;
    }
    int unit = t.dash(at + 1) ? at + 2 : at + 1;
    boolean aged =
        t.number(at, 1, 3)
            && (t.is(unit, FunctionWord.YEAR)
                || t.is(unit, FunctionWord.AGED)
                || t.is(unit, FunctionWord.MONTH_UNIT));
    int from = is;
    while (aged
        && is - from < NameGrammar.PARTS
        && t.capital(from - 1)
        && !t.hasAny(from - 1, NameGrammar.NEVER)
        && (!t.has(from - 1, Cue.COMMON) || t.hasAny(from - 1, NameGrammar.DICTIONARY))) {
      from--;
    }
    if (from < is && !(is - from == 1 && t.has(from, Cue.COMMON))) {
      found.add(from, is, IdentifierType.NAME, Source.RULE, 0.8f);
    }
  }
}
