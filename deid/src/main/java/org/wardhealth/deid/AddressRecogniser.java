package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Shape;

/** Street addresses, post office boxes, postal codes, and the city and state that follow them. */
final class AddressRecogniser implements Recogniser {
  private static final int STREET_WORDS = 5;

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      int to = -1;
      if (tokens.number(i, 1, 6)) {
        to = street(tokens, i);
        if (to < 0) {
          postalCode(tokens, i, found);
        }
      } else if (tokens.reads(i, "po") || tokens.reads(i, "p") || tokens.reads(i, "box")) {
        to = box(tokens, i);
      }
      if (to > 0) {
        to = unit(tokens, to);
        found.add(i, to, IdentifierType.STREET, Source.RULE, 0.92f);
        cityBehind(tokens, to, found);
        i = to - 1;
      }
    }
  }

  /** Number, up to five words, a street word; answers the end or -1. */
  private static int street(Tokens t, int i) {
    if (t.tight(i)
        && !t.mark(i - 1, '#')
        && !t.mark(i - 1, '(')
        && !t.mark(i - 1, ',')
        && !t.mark(i - 1, ':')) {
      return -1;
    }
    int at = i + 1;
    if (t.tight(at) && t.shape(at) == Shape.INITIAL) {
      at++;
    } else if (t.tight(at) && t.dash(at) && t.number(at + 1, 1, 6)) {
      at += 2;
    }
    if (t.tight(at)) {
      return -1;
    }
    int words = 0;
    for (int k = at; k - at < STREET_WORDS * 2 && !t.column(k); k++) {
      boolean full = t.has(k, Cue.STREET);
      boolean abbreviated = t.has(k, Cue.STREET_ABBREVIATED) && t.capital(k);
      if (words > 0 && (full || abbreviated) && !(t.capital(k + 1) && t.has(k + 1, Cue.STREET))) {
        int end = t.mark(k + 1, '.') && abbreviated ? k + 2 : k + 1;
        return t.has(end, Cue.DIRECTION) && t.capital(end) ? end + 1 : end;
      }
      boolean name =
          t.capital(k) || t.has(k, Cue.DIRECTION) || ordinalNumber(t, k) || t.has(k, Cue.PARTICLE);
      boolean lowerName =
          t.word(k)
              && words < 2
              && (t.has(k + 1, Cue.STREET) || t.has(k + 2, Cue.STREET))
              && !t.hasAny(k, Cue.of(Cue.MEASURE, Cue.PLACE_PREPOSITION))
              && !t.reads(k, "the");
      boolean glue =
          t.mark(k, '.')
              || t.dash(k)
              || t.is(k, Tokens.Kind.POSSESSIVE)
              || (t.tight(k) && t.word(k));
      if (name || lowerName) {
        words++;
      } else if (!glue) {
        return -1;
      }
      if (words > STREET_WORDS) {
        return -1;
      }
    }
    return -1;
  }

  private static boolean ordinalNumber(Tokens t, int k) {
    return t.number(k, 1, 3)
        && t.tight(k + 1)
        && (t.reads(k + 1, "st")
            || t.reads(k + 1, "nd")
            || t.reads(k + 1, "rd")
            || t.reads(k + 1, "th"));
  }

  private static int box(Tokens t, int i) {
    int at = i;
    if (t.reads(i, "p")) {
      at = t.mark(i + 1, '.') ? i + 2 : i + 1;
      if (!t.reads(at, "o")) {
        return -1;
      }
    }
    if (!t.reads(i, "box")) {
      at = t.mark(at + 1, '.') ? at + 2 : at + 1;
      if (!t.reads(at, "box")) {
        return -1;
      }
    } else if (t.shape(i) == Shape.LOWER) {
      return -1;
    }
    at++;
    if (t.mark(at, '#')) {
      at++;
    }
    return t.number(at, 1, 7) ? at + 1 : -1;
  }

  /** ", Apt 4B", "Suite 200", "#5". */
  private static int unit(Tokens t, int end) {
    int at = t.mark(end, ',') ? end + 1 : end;
    if (!t.has(at, Cue.UNIT_OF_ADDRESS) && !t.mark(at, '#')) {
      return end;
    }
    at++;
    while (t.mark(at, '.') || t.mark(at, '#')) {
      at++;
    }
    if (!t.number(at) && t.shape(at) != Shape.INITIAL) {
      return end;
    }
    at++;
    while (t.tight(at) && (t.number(at) || t.word(at) || t.dash(at))) {
      at++;
    }
    return at;
  }

  /**
   * ", City Name, ST 12345": behind a street every capitalised word up to a state or a code is a
   * place.
   */
  private static void cityBehind(Tokens t, int end, Candidates found) {
    int from = t.mark(end, ',') || t.breaks(end) ? end + 1 : end;
    int at = from;
    while (at - from < 6
        && ((t.capital(at) && !t.has(at, Cue.STATE_CODE))
            || (at > from && (t.dash(at) || (t.mark(at, '.') && t.length(at - 1) <= 3))))) {
      at++;
    }
    int city = at;
    at = t.mark(at, ',') ? at + 1 : at;
    int state = t.meansUntil(at, Cue.STATE);
    state = state < 0 && t.has(at, Cue.STATE_CODE) && t.shape(at) == Shape.UPPER ? at + 1 : state;
    if (state < 0 && !t.number(at, 5, 5)) {
      return;
    }
    if (city > from) {
      found.add(from, city, IdentifierType.LOCATION, Source.RULE, 0.85f);
    }
    if (state > 0) {
      found.add(at, state, IdentifierType.LOCATION, Source.RULE, 0.85f);
    }
  }

  /** Five digits, with four more at will, behind a state or a label. */
  private static void postalCode(Tokens t, int i, Candidates found) {
    if (!t.number(i, 5, 5) || t.tight(i)) {
      return;
    }
    int before = t.mark(i - 1, ',') || t.mark(i - 1, ':') ? i - 2 : i - 1;
    boolean code =
        t.has(before, Cue.STATE_CODE)
            && t.shape(before) == Shape.UPPER
            && (!t.reads(before, "id") || t.mark(before - 1, ','));
    boolean state = t.meantBefore(before + 1, Cue.STATE.bit) >= 0 && t.capital(before);
    boolean label =
        t.has(before, Cue.ZIP_LABEL)
            || (t.reads(before, "code") && t.has(before - 1, Cue.ZIP_LABEL));
    if (!code && !state && !label) {
      return;
    }
    int to = t.dash(i + 1) && t.tight(i + 1) && t.number(i + 2, 4, 4) ? i + 3 : i + 1;
    found.add(i, to, IdentifierType.LOCATION, Source.RULE, 0.9f);
    if (code) {
      found.add(before, before + 1, IdentifierType.LOCATION, Source.RULE, 0.8f);
    }
  }
}
