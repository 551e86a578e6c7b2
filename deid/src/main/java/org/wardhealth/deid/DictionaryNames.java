package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Shape;

/**
 * Names by the dictionaries alone: a given name with a family name or initial behind it, "Doe,
 * Jane", an initial with a family name, a frequent given name by itself.
 */
final class DictionaryNames {
  private DictionaryNames() {}

  /** Answers the last token used, or -1. */
  static int find(Tokens t, int i, Candidates found) {
    if (t.meansUntil(i, Cue.MEDICAL) > i + 1 || NameGrammar.eponymBefore(t, i)) {
      return -1;
    }
    if (t.hasAny(i, NameGrammar.NEVER)
        || (t.tight(i) && (t.dash(i - 1) || t.mark(i - 1, '/') || t.mark(i - 1, '@')))
        || (t.means(i, Cue.MEDICAL) && !t.has(i, Cue.GIVEN_FREQUENT))) {
      return -1;
    }
    if (!t.capital(i)) {
      boolean pair =
          t.has(i, Cue.GIVEN_FREQUENT)
              && !t.hasAny(i, NameGrammar.WORDS)
              && t.shape(i + 1) == Shape.LOWER
              && t.hasAny(i + 1, Cue.of(Cue.FAMILY_FREQUENT))
              && !t.hasAny(i + 1, NameGrammar.WORDS | Cue.MEDICAL.bit)
              && !t.has(i + 2, Cue.EPONYM_NOUN);
      return pair ? add(i, i + 2, found, 0.6f) : -1;
    }
    if (t.shape(i) == Shape.INITIAL) {
      return initialFamily(t, i, found);
    }
    int comma = surnames(t, i);
    if (comma > 0 && t.capital(comma + 1)) {
      int end = reversed(t, i, comma + 1);
      if (end > 0) {
        return add(i, end, found, 0.7f);
      }
    }
    if (!t.has(i, Cue.GIVEN) || t.means(i, Cue.FACILITY_NAME)) {
      return -1;
    }
    int end = NameGrammar.sequence(t, i);
    if (NameGrammar.eponym(t, end)) {
      return end - 1;
    }
    boolean start = NameGrammar.sentenceStart(t, i);
    boolean common = t.has(i, Cue.COMMON);
    boolean upper = t.shape(i) == Shape.UPPER;
    if (end > i + 1) {
      return several(t, i, end, start, common, upper) ? add(i, end, found, 0.75f) : -1;
    }
    boolean city = t.has(i, Cue.PLACE_LARGE);
    boolean alone =
        t.has(i, Cue.GIVEN_FREQUENT)
            && !common
            && !upper
            && !city
            && !(t.has(i, Cue.MEDICAL) && listed(t, i, start))
            && (!t.has(i, Cue.WORD) || !start)
            && !t.hasAny(i, Cue.of(Cue.STATE, Cue.COUNTRY))
            && !t.has(i + 1, Cue.FACILITY_HEAD)
            && !t.mark(i + 1, '-');
    return alone ? add(i, end, found, 0.55f) : -1;
  }

  /** A given name and more. */
  private static boolean several(
      Tokens t, int i, int end, boolean start, boolean common, boolean upper) {
    boolean initial = t.shape(i + 1) == Shape.INITIAL;
    boolean family = false;
    boolean unknown = false;
    for (int k = i + 1; k < end; k++) {
      family |= t.has(k, Cue.FAMILY);
      unknown |=
          t.word(k)
              && t.shape(k) != Shape.INITIAL
              && !t.hasAny(k, NameGrammar.DICTIONARY | NameGrammar.WORDS);
    }
    boolean secondWord = t.has(i + 1, Cue.COMMON);
    boolean frequent = t.has(i, Cue.GIVEN_FREQUENT);
    if (upper) {
      return !common && family && !secondWord && frequent;
    }
    if (common) {
      boolean two =
          start
              && t.has(i + 1, Cue.FAMILY_FREQUENT)
              && t.shape(i) == Shape.CAPITAL
              && t.shape(i + 1) == Shape.CAPITAL
              && t.shape(end) == Shape.LOWER;
      boolean inside =
          !start
              && ((family && !secondWord)
                  || (initial && t.mark(i + 2, '.') && !t.reads(i + 1, "i")));
      return frequent && (two || inside);
    }
    if (t.has(i, Cue.WORD) && !frequent) {
      return !start && family && !secondWord;
    }
    boolean city = t.has(i, Cue.PLACE_LARGE) && !frequent;
    return !city
        && (family || (frequent && (initial || unknown)) || (initial && t.mark(i + 2, '.')));
  }

  /** "A. Barnes", "J. Q. Public". */
  private static int initialFamily(Tokens t, int i, Candidates found) {
    if (!t.mark(i + 1, '.')
        || (t.hasAny(i - 1, Cue.of(Cue.WORD, Cue.MEDICAL)) && t.capital(i - 1))) {
      return -1;
    }
    int at = i + 2;
    if (t.shape(at) == Shape.INITIAL && t.mark(at + 1, '.')) {
      at += 2;
    }
    boolean family =
        t.has(at, Cue.FAMILY)
            && (t.shape(at) == Shape.CAPITAL || t.shape(at) == Shape.MIXED)
            && !t.hasAny(at, NameGrammar.WORDS | NameGrammar.NEVER)
            && !t.means(at, Cue.MEDICAL);
    boolean vitamin = t.word(i - 1) && !t.breaks(i - 1) && t.has(i - 1, Cue.MEASURE);
    return family && !vitamin && !NameGrammar.eponym(t, at + 1) ? add(i, at + 1, found, 0.6f) : -1;
  }

  /** One family name, or several with particles, and a comma: answers the comma or -1. */
  private static int surnames(Tokens t, int i) {
    int at = i;
    while (at - i <= NameGrammar.PARTS
        && ((t.has(at, Cue.FAMILY) && t.capital(at)) || (at > i && t.has(at, Cue.PARTICLE)))) {
      at++;
    }
    return at > i && t.mark(at, ',') && t.has(at - 1, Cue.FAMILY) ? at : -1;
  }

  /** "Brossoit, Deana A." on its own or behind a label: answers the end or -1. */
  private static int reversed(Tokens t, int i, int given) {
    boolean known =
        t.has(given, Cue.GIVEN_FREQUENT)
            && !t.hasAny(given, NameGrammar.NEVER)
            && !t.hasAny(given, Cue.of(Cue.COMMON, Cue.PLACE_LARGE, Cue.STATE, Cue.MEDICAL));
    boolean family =
        !t.hasAny(
            i, Cue.of(Cue.COMMON, Cue.GIVEN_FREQUENT, Cue.PLACE_LARGE, Cue.MEDICAL, Cue.WORD));
    boolean alone = t.breaks(i - 1) || t.mark(i - 1, ':');
    boolean several = given > i + 2;
    return known && (family || several || (alone && !t.has(i, Cue.COMMON)))
        ? NameGrammar.sequence(t, given)
        : -1;
  }

  /** Where medical terms stand alone: first, in brackets, in a list, before "of". */
  private static boolean listed(Tokens t, int i, boolean start) {
    return start || t.mark(i - 1, '(') || t.mark(i - 1, ',') || t.is(i + 1, FunctionWord.OF);
  }

  static int add(int from, int end, Candidates found, float score) {
    found.add(from, end, IdentifierType.NAME, Source.DICTIONARY, score);
    return end - 1;
  }
}
