package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Kind;
import org.wardhealth.deid.Tokens.Shape;

/**
 * Street addresses of languages that name the street before the number (C/ Mayor, 14, 3.º izda.,
 * 28917 Leganés), postal codes, and the place that follows.
 */
final class StreetFirstAddressRecogniser implements Recogniser {
  private static final int NAME_TOKENS = 12;
  private static final int UNITS = 8;
  private static final int PLACE_TOKENS = 9;

  /** Postal codes of Spain begin with the number of the province. */
  private static final int PROVINCES = 52;

  private static final long STREETS = Cue.of(Cue.STREET, Cue.STREET_ABBREVIATED);
  private static final long LABELS =
      Cue.of(
          Cue.PHONE_LABEL,
          Cue.FAX_LABEL,
          Cue.NAME_LABEL,
          Cue.MRN_LABEL,
          Cue.PLAN_LABEL,
          Cue.LICENSE_LABEL);

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      int to = -1;
      if (tokens.hasAny(i, STREETS)) {
        to = street(tokens, i);
      }
      if (to < 0 && tokens.is(i, FunctionWord.ADDRESS) && tokens.mark(i + 1, ':')) {
        to = announced(tokens, i + 2);
        i = to > 0 ? i + 2 : i;
      }
      if (to > 0) {
        found.add(i, to, IdentifierType.STREET, Source.RULE, 0.9f);
        i = Math.max(to, place(tokens, to, found)) - 1;
      } else if (tokens.number(i, 4, 5)) {
        postalCode(tokens, i, found);
      }
    }
  }

  /** A street word, its name, and a number; the number may lack where the word leaves no doubt. */
  private static int street(Tokens t, int i) {
    boolean full = t.has(i, Cue.STREET);
    boolean slash = t.mark(i + 1, '/') && t.tight(i + 1);
    boolean point = t.mark(i + 1, '.') && t.has(i, Cue.STREET_ABBREVIATED);
    boolean letters = t.shape(i) == Shape.UPPER && t.length(i) == 2 && !slash;
    boolean named = t.capital(i - 1) && t.hasAny(i - 1, Cue.of(Cue.GIVEN, Cue.FAMILY));
    boolean titled = t.has(i - 1, Cue.TITLE) || (t.mark(i - 1, '.') && t.has(i - 2, Cue.TITLE));
    if ((!full && !t.capital(i) && !slash && !point) || (t.length(i) == 1 && !slash) || titled) {
      return -1;
    }
    int at = slash || point ? i + 2 : i + 1;
    int name = nameEnd(t, at);
    boolean lower = t.shape(i) == Shape.LOWER && full;
    if (name < 0
        || t.has(at, Cue.MEDICAL)
        || (letters && t.shape(at) == Shape.UPPER && t.length(at) <= 3)
        || (lower && t.shape(name - 1) == Shape.UPPER)) {
      return -1;
    }
    int number = number(t, name);
    if (number < 0) {
      boolean sure = (full && !t.has(i, Cue.COMMON)) || t.reads(i, "calle") || slash || point;
      return sure && (!named || slash) && !t.has(name - 1, Cue.MEDICAL) ? name : -1;
    }
    return units(t, number);
  }

  /** The end of the name of the street; -1 when no capitalised word is in it. */
  private static int nameEnd(Tokens t, int from) {
    int at = from;
    int end = -1;
    while (at - from < NAME_TOKENS && !t.breaks(at)) {
      boolean numeral = at == from && t.number(at, 1, 2) && t.is(at + 1, FunctionWord.OF);
      if (at == from && t.number(at, 1, 3) && t.mark(at + 1, '#')) {
        return at + 1;
      }
      boolean glue =
          numeral
              || (t.shape(at) == Shape.LOWER
                  && (t.has(at, Cue.PARTICLE) || t.has(at, Cue.TITLE) || t.is(at, FunctionWord.OF)))
              || (t.mark(at, '.') && t.length(at - 1) <= 4)
              || (t.dash(at) && t.tight(at) && t.capital(at + 1))
              || (t.mark(at, '\'') && t.tight(at));
      boolean upperLabel = t.hasAny(at, LABELS) && t.mark(at + 1, ':');
      boolean unit = end > 0 && t.has(at, Cue.UNIT_OF_ADDRESS) && t.number(at + 1);
      if (t.capital(at) && !upperLabel && !unit && !abbreviatedNumber(t, at)) {
        end = at + 1;
      } else if (!glue) {
        break;
      }
      at++;
    }
    return end;
  }

  /** "N.º 5", "Nº 5", "S/N". */
  private static boolean abbreviatedNumber(Tokens t, int at) {
    return (t.is(at, FunctionWord.NUMBER) && (t.number(at + 1) || t.mark(at + 1, '.')))
        || (t.reads(at, "n") && t.is(at + 1, Kind.MARK) && t.number(at + 2));
  }

  /** ", 14", "nº 3", "s/n", "km 4", "240"; answers the end or -1. */
  private static int number(Tokens t, int from) {
    int at = t.mark(from, ',') || t.mark(from, '.') ? from + 1 : from;
    for (int step = 0; step < 4; step++) {
      boolean word = t.is(at, FunctionWord.NUMBER) || t.reads(at, "n") || t.reads(at, "km");
      boolean mark = t.mark(at, '.') || t.mark(at, '\u00B0') || t.mark(at, '#') || t.mark(at, ':');
      boolean raised = t.tight(at) && t.reads(at, "o");
      if (!word && !mark && !raised) {
        break;
      }
      at++;
    }
    if (t.reads(at, "s") && t.mark(at + 1, '/') && t.reads(at + 2, "n")) {
      return at + 3;
    }
    if (t.reads(at, "sn")) {
      return at + 1;
    }
    if (t.reads(at - 1, "n") && t.mark(at - 2, '/') && t.reads(at - 3, "s")) {
      return at;
    }
    if (!t.number(at, 1, 5) || t.has(at + 1, Cue.MEASURE) || t.mark(at + 1, '%')) {
      return -1;
    }
    int end = at + 1;
    while (t.tight(end)
        && (t.dash(end) || t.mark(end, '/') || t.mark(end, ',') || t.number(end) || t.word(end))
        && (t.number(end)
            || t.word(end)
            || (t.tight(end + 1) && (t.number(end + 1) || t.word(end + 1))))) {
      end++;
    }
    return end;
  }

  /** ", 3º izda.", "esc. B", ", 2-4", "of. 804". */
  private static int units(Tokens t, int from) {
    int end = from;
    for (int round = 0; round < UNITS; round++) {
      int at =
          t.mark(end, ',') || t.mark(end, '-') || t.dash(end) || t.mark(end, '.') ? end + 1 : end;
      boolean unit = t.has(at, Cue.UNIT_OF_ADDRESS);
      boolean floor = t.number(at, 1, 3) && !t.mark(at + 1, '%') && !t.has(at + 1, Cue.MEASURE);
      boolean raised = t.tight(at) && (t.reads(at, "o") || t.reads(at, "a"));
      boolean door = t.shape(at) == Shape.INITIAL && !t.mark(at + 1, '/') && !t.capital(at + 1);
      if (unit) {
        end = t.mark(at + 1, '.') ? at + 2 : at + 1;
      } else if (floor || raised || (door && at > from)) {
        end = at + 1;
      } else {
        break;
      }
    }
    return t.mark(end - 1, '.') && !t.tight(end) && end > from ? end - 1 : end;
  }

  /** The text behind "Domicilio:" up to the end of its number. */
  private static int announced(Tokens t, int from) {
    for (int at = from; at - from < NAME_TOKENS && !t.breaks(at); at++) {
      int number = at > from ? number(t, at) : -1;
      if (number > 0) {
        return units(t, number);
      }
      if (t.hasAny(at, LABELS) && t.mark(at + 1, ':')) {
        return -1;
      }
    }
    return -1;
  }

  /** ", 28917 Leganés (Madrid)" behind a street; answers the end of what was found. */
  private static int place(Tokens t, int end, Candidates found) {
    int from = end;
    while (t.mark(from, ',')
        || t.mark(from, '.')
        || t.dash(from)
        || t.mark(from, ';')
        || t.breaks(from)) {
      if (from - end >= 2 || from >= t.size()) {
        return end;
      }
      from++;
    }
    boolean label = t.has(from, Cue.ZIP_LABEL);
    from = label ? (t.mark(from + 1, ':') || t.mark(from + 1, '.') ? from + 2 : from + 1) : from;
    boolean code = t.number(from, 4, 5) && !t.tight(from + 1);
    if (code) {
      found.add(from, from + 1, IdentifierType.LOCATION, Source.RULE, 0.9f);
      from++;
      from = t.dash(from) || t.mark(from, ',') ? from + 1 : from;
    }
    int at = from;
    int done = from;
    while (at - from < PLACE_TOKENS && !t.breaks(at)) {
      boolean labelled =
          t.capital(at) && (t.mark(at + 1, ':') || t.hasAny(at, LABELS | Cue.ZIP_LABEL.bit));
      boolean name = t.capital(at) && !labelled && !t.has(at, Cue.COUNTRY);
      boolean glue = t.has(at, Cue.PARTICLE) || (t.dash(at) && t.tight(at)) || t.mark(at, '\'');
      if (name) {
        done = at + 1;
      } else if (!(glue && at > from)) {
        break;
      }
      at++;
    }
    boolean known = code || t.means(from, Cue.PLACE);
    if (done == from || !known) {
      return Math.max(end, code ? from : end);
    }
    found.add(from, done, IdentifierType.LOCATION, Source.RULE, 0.85f);
    int next = done;
    while (t.mark(next, '(') || t.mark(next, ',') || t.dash(next) || t.mark(next, '.')) {
      next++;
    }
    int wider = next > done && t.capital(next) ? t.meansUntil(next, Cue.PLACE_LARGE) : -1;
    wider = wider < 0 && next > done && t.capital(next) ? t.meansUntil(next, Cue.STATE) : wider;
    if (wider > 0) {
      found.add(next, wider, IdentifierType.LOCATION, Source.RULE, 0.85f);
      return wider;
    }
    return done;
  }

  /** Behind a label, or five digits of a province before a place. */
  private static void postalCode(Tokens t, int i, Candidates found) {
    int before = t.mark(i - 1, ':') || t.mark(i - 1, '.') ? i - 2 : i - 1;
    boolean label = t.meantBefore(before + 1, Cue.ZIP_LABEL.bit) >= 0;
    int province = t.value(i) / 1000;
    int behind = t.mark(i + 1, ',') || t.dash(i + 1) ? i + 2 : i + 1;
    boolean town =
        t.number(i, 5, 5)
            && province >= 1
            && province <= PROVINCES
            && (!t.tight(i) || t.breaks(i - 1))
            && t.capital(behind)
            && t.means(behind, Cue.PLACE)
            && !t.has(behind, Cue.COMMON);
    boolean behindTown =
        t.number(i, 5, 5)
            && province >= 1
            && province <= PROVINCES
            && t.capital(i - 1)
            && t.has(i - 1, Cue.PLACE)
            && !t.has(i - 1, Cue.COMMON);
    if (label || town || behindTown) {
      found.add(i, i + 1, IdentifierType.LOCATION, Source.RULE, 0.9f);
    }
    int next = t.mark(i + 1, '.') || t.mark(i + 1, '(') || t.dash(i + 1) ? i + 2 : i + 1;
    if (behindTown) {
      found.add(i - 1, i, IdentifierType.LOCATION, Source.RULE, 0.85f);
    }
    if (behindTown && t.capital(next) && t.means(next, Cue.PLACE_LARGE)) {
      int to = t.meansUntil(next, Cue.PLACE_LARGE);
      found.add(next, to, IdentifierType.LOCATION, Source.RULE, 0.85f);
    }
    if (town) {
      found.add(
          behind, t.meansUntil(behind, Cue.PLACE), IdentifierType.LOCATION, Source.RULE, 0.85f);
    }
  }
}
