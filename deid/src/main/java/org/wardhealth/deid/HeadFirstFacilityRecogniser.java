package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Kind;
import org.wardhealth.deid.Tokens.Shape;

/**
 * Hospitals, health centres and other organisations of languages that name the kind first: Hospital
 * Universitario Virgen de las Peñuelas, Centro de Salud Arroyo Culebro, C.S. Bidezabal. A kind
 * without a name of its own (el hospital, centro de salud de referencia) is left.
 */
final class HeadFirstFacilityRecogniser implements Recogniser {
  private static final int REACH = 12;

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      if (!tokens.word(i)) {
        continue;
      }
      int center = tokens.meansUntil(i, Cue.CENTER_HEAD);
      int head = Math.max(center, tokens.meansUntil(i, Cue.FACILITY_HEAD));
      int to = head > 0 ? nameEnd(tokens, i, head) : -1;
      if (to < 0) {
        to = known(tokens, i);
        center = -1;
      }
      if (to > 0) {
        IdentifierType type =
            center == head && center > 0 ? IdentifierType.CARE_CENTER : IdentifierType.FACILITY;
        found.add(i, to, type, Source.RULE, 0.8f);
        i = to - 1;
      }
    }
  }

  /** The end of the name behind the head {@code [from, head)}, or -1 when there is none. */
  private static int nameEnd(Tokens t, int from, int head) {
    boolean adjective =
        t.has(from, Cue.FACILITY_KIND) && t.capital(from - 1) && !t.breaks(from - 1);
    boolean letters = t.shape(from) == Shape.UPPER && t.length(from) <= 4;
    if (adjective || (t.length(from) <= 4 && !t.capital(from) && head == from + 1)) {
      return -1;
    }
    boolean heading = t.shape(from) == Shape.UPPER && !letters && head == from + 1;
    int at = kinds(t, head);
    boolean quoted = t.mark(at, '"') || t.mark(at, '\u201C') || t.mark(at, '\u00AB');
    int end = quoted ? quoteEnd(t, at) : -1;
    if (end > 0) {
      return tail(t, end);
    }
    boolean proper = false;
    int last = -1;
    int steps = at;
    while (at - steps < REACH && !t.breaks(at)) {
      boolean small = t.has(at, Cue.PARTICLE) || t.is(at, FunctionWord.OF);
      boolean name =
          t.capital(at)
              && !t.column(at)
              && !(small && t.shape(at) != Shape.CAPITAL)
              && !t.has(at, Cue.WEEKDAY)
              && !(t.has(at, Cue.MONTH) && !t.has(at - 1, Cue.PARTICLE))
              && !(t.mark(at + 1, ':') && !t.has(at, Cue.PLACE))
              && !generic(t, at)
              && !(t.has(at, Cue.STREET) && !t.has(at - 1, Cue.PARTICLE) && last > 0);
      boolean glue =
          (small && !t.column(at))
              || t.is(at, FunctionWord.AND)
              || (t.dash(at) && t.tight(at))
              || (t.mark(at, '.')
                  && (t.length(at - 1) <= 2 || t.has(at - 1, Cue.TITLE))
                  && t.capital(at - 1)
                  && t.capital(at + 1))
              || t.is(at, Kind.POSSESSIVE)
              || t.mark(at, '\'')
              || (t.number(at, 1, 2) && t.is(at + 1, FunctionWord.OF) && t.capital(at + 2));
      boolean day = t.number(at, 1, 2) && t.is(at + 1, FunctionWord.OF) && t.has(at + 2, Cue.MONTH);
      if (day) {
        proper = true;
        last = at + 3;
        at += 3;
        continue;
      }
      if (name) {
        proper |= t.length(at) > 1 && !t.hasAny(at, Cue.of(Cue.FACILITY_KIND));
        last = at + 1;
      } else if (!glue || t.is(at, FunctionWord.TO)) {
        break;
      }
      at++;
    }
    if (!proper || (heading && !t.capital(from))) {
      return -1;
    }
    return tail(t, last);
  }

  private static boolean generic(Tokens t, int at) {
    return t.hasAny(at, Cue.of(Cue.GENERIC, Cue.MEASURE))
        && !t.has(at, Cue.PLACE)
        && !t.has(at, Cue.FAMILY);
  }

  /** Universitario, Materno Infantil, General... */
  private static int kinds(Tokens t, int from) {
    int at = from;
    while (at - from < REACH) {
      int kind = Math.max(t.meansUntil(at, Cue.FACILITY_KIND), t.meansUntil(at, Cue.FACILITY_HEAD));
      boolean glue = t.dash(at) || t.is(at, FunctionWord.AND);
      if (kind < 0 && !(glue && t.has(at + 1, Cue.FACILITY_KIND))) {
        break;
      }
      at = kind > 0 ? kind : at + 1;
    }
    return at;
  }

  private static int quoteEnd(Tokens t, int open) {
    for (int at = open + 1; at - open < REACH && !t.breaks(at); at++) {
      if (t.mark(at, '"') || t.mark(at, '\u201D') || t.mark(at, '\u00BB')) {
        return t.capital(open + 1) ? at : -1;
      }
    }
    return -1;
  }

  /** ", Madrid", "de Leganés". */
  private static int tail(Tokens t, int end) {
    int at = t.is(end, FunctionWord.OF) ? end + 1 : end;
    int place = t.capital(at) ? t.meansUntil(at, Cue.PLACE) : -1;
    return at > end && place > 0 ? place : end;
  }

  /** A well-known name alone; answers the end or -1. */
  private static int known(Tokens t, int i) {
    int known = t.meansUntil(i, Cue.FACILITY_NAME);
    boolean capital = t.capital(i) || (t.number(i) && known > 0);
    return known > 0 && capital && (known > i + 1 || !t.has(i, Cue.COMMON)) ? known : -1;
  }
}
