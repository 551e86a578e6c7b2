package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Shape;

/**
 * Cities, counties and other places smaller than a state, by dictionary and by the words around
 * them. A state or country alone is left; a state beside a city is part of it.
 */
final class PlaceRecogniser implements Recogniser {
  private static final long OTHER_WORD =
      Cue.of(Cue.COMMON, Cue.WORD, Cue.MEDICAL, Cue.GIVEN_FREQUENT, Cue.MONTH, Cue.COUNTRY);

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      if (!tokens.capital(i)) {
        continue;
      }
      int to = place(tokens, i);
      if (to > 0) {
        to = stateBehind(tokens, to);
        boolean several =
            tokens.means(i, Cue.PLACE_LARGE) && tokens.meansUntil(i, Cue.PLACE) > i + 1;
        found.add(i, to, IdentifierType.LOCATION, Source.DICTIONARY, several ? 0.8f : 0.7f);
        i = to - 1;
      }
    }
  }

  private static int place(Tokens t, int i) {
    int region = region(t, i);
    if (region > 0) {
      return region;
    }
    boolean residence = residence(t, i);
    int place = t.meansUntil(i, Cue.PLACE);
    if (place < 0) {
      return residence ? unknownPlace(t, i) : -1;
    }
    if (t.means(i, Cue.STATE)
        && t.meansUntil(i, Cue.STATE) == place
        && stateBehind(t, place) == place) {
      return residence && t.means(i, Cue.PLACE_LARGE) ? place : -1;
    }
    if (t.has(place, Cue.EPONYM_NOUN)
        || (t.is(place, Tokens.Kind.POSSESSIVE) && t.has(place + 1, Cue.EPONYM_NOUN))) {
      return -1;
    }
    if (place > i + 1 && t.means(i, Cue.MEDICAL)) {
      return -1;
    }
    boolean state = stateBehind(t, place) > place;
    boolean several = place > i + 1;
    boolean preposition =
        t.has(i - 1, Cue.PLACE_PREPOSITION)
            || (t.is(i - 1, FunctionWord.THE) && t.has(i - 2, Cue.PLACE_PREPOSITION));
    boolean kind = t.has(place, Cue.FACILITY_HEAD);
    boolean ambiguous = t.hasAny(i, OTHER_WORD) && !several;
    boolean named = t.hasAny(i - 1, Cue.of(Cue.GIVEN, Cue.TITLE)) && t.capital(i - 1);
    if (several && (t.means(i, Cue.PLACE_LARGE) || preposition || state || kind)) {
      return kind && t.shape(place) == Shape.LOWER ? place + 1 : place;
    }
    boolean located =
        (t.is(i - 1, FunctionWord.IN)
                || t.is(i - 1, FunctionWord.OUR)
                || (preposition && t.has(i, Cue.PLACE_LARGE)))
            && t.has(i, Cue.PLACE_LARGE)
            && t.shape(i) == Shape.CAPITAL
            && !t.hasAny(i, Cue.of(Cue.COMMON, Cue.MEDICAL, Cue.MONTH, Cue.COUNTRY))
            && !t.capital(i + 1);
    if (ambiguous && located) {
      return place;
    }
    if (ambiguous) {
      return residence || (state && (preposition || !t.hasAny(i, Cue.of(Cue.COMMON, Cue.MEDICAL))))
          ? place
          : -1;
    }
    boolean sure =
        t.has(i, Cue.PLACE_LARGE) && !t.has(i, Cue.FAMILY_FREQUENT) && !named && t.length(i) > 3;
    boolean linked = chained(t, i, place) || dateline(t, i, place);
    if (state || kind || residence || (preposition && t.length(i) > 3) || sure || linked) {
      return kind && t.shape(place) == Shape.LOWER ? place + 1 : place;
    }
    return -1;
  }

  /** "Leganés (Madrid)", "Celaya, Guanajuato": a place that says where the place before it is. */
  private static boolean chained(Tokens t, int i, int to) {
    boolean joined = t.mark(i - 1, '(') ? t.mark(to, ')') : t.mark(i - 1, ',') && !t.capital(to);
    return joined
        && t.has(i - 2, Cue.PLACE)
        && t.capital(i - 2)
        && !t.hasAny(i - 2, Cue.of(Cue.GIVEN_FREQUENT, Cue.COMMON))
        && !t.has(i, Cue.GIVEN_FREQUENT)
        && t.means(i, Cue.PLACE_LARGE);
  }

  /** "Cuenca, a 30 de abril", "Cuenca, 30 de abril" at the beginning of a line. */
  private static boolean dateline(Tokens t, int i, int to) {
    int at = t.is(to + 1, FunctionWord.TO) ? to + 2 : to + 1;
    return t.breaks(i - 1)
        && t.mark(to, ',')
        && t.number(at, 1, 2)
        && t.is(at + 1, FunctionWord.OF)
        && t.has(at + 2, Cue.MONTH);
  }

  /** "lives in", "resident of", "born in"... before {@code i}. */
  private static boolean residence(Tokens t, int i) {
    if (t.mark(i - 1, ':') && t.is(i - 2, FunctionWord.PLACE_LABEL)) {
      return true;
    }
    int at = t.has(i - 1, Cue.PLACE_PREPOSITION) ? i - 2 : i - 1;
    return at < i - 1
        && (t.has(at, Cue.RESIDENCE)
            || (t.is(i - 1, FunctionWord.IN)
                && t.capital(at)
                && t.hasAny(at, Cue.of(Cue.FACILITY_HEAD, Cue.FACILITY_KIND))));
  }

  private static int unknownPlace(Tokens t, int i) {
    if (t.hasAny(i, Cue.of(Cue.COMMON, Cue.MEDICAL, Cue.STATE, Cue.COUNTRY, Cue.MONTH, Cue.GENERIC))
        || t.means(i, Cue.STATE)
        || t.means(i, Cue.COUNTRY)
        || t.has(i, Cue.STATE_CODE)) {
      return -1;
    }
    int to = i + 1;
    while (to - i < 4 && t.capital(to) && !t.hasAny(to, Cue.of(Cue.COMMON))) {
      to++;
    }
    return to;
  }

  /** "King County", "Cook County". */
  private static int region(Tokens t, int i) {
    for (int k = i + 1; k <= i + 3; k++) {
      if (t.has(k, Cue.REGION) && t.shape(k) == Shape.CAPITAL) {
        return t.has(i, Cue.GENERIC) || t.has(i, Cue.FACILITY_VETO) ? -1 : k + 1;
      }
      if (!t.capital(k)) {
        return -1;
      }
    }
    return -1;
  }

  private static int stateBehind(Tokens t, int to) {
    int at = t.mark(to, ',') ? to + 1 : to;
    if (t.has(at, Cue.STATE_CODE)
        && t.shape(at) == Shape.UPPER
        && (at > to || t.number(at + 1, 5, 5))) {
      return at + 1;
    }
    int state = t.meansUntil(at, Cue.STATE);
    return state > 0 && at > to && t.capital(at) ? state : to;
  }
}
