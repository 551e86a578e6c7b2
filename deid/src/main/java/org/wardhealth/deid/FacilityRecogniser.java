package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Kind;
import org.wardhealth.deid.Tokens.Shape;

/**
 * Hospitals, clinics and other organisations that place a patient: a proper name with the word for
 * its kind (Elm Street Clinic, University Medical Center in Lafayette), or a well-known name alone
 * (Cedars-Sinai).
 *
 * <p>Organisations named as authors of guidelines and studies are left.
 */
final class FacilityRecogniser implements Recogniser {
  private static final int REACH = 9;

  /** White space so wide begins another column. */
  private static final int COLUMN = 3;

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      if (!tokens.word(i)) {
        continue;
      }
      int known = tokens.meansUntil(i, Cue.FACILITY_NAME);
      if (known > 0 && tokens.capital(i) && !author(tokens, i)) {
        int to = tail(tokens, kindBehind(tokens, known));
        found.add(i, to, IdentifierType.FACILITY, Source.DICTIONARY, 0.85f);
        i = to - 1;
        continue;
      }
      int visited = visited(tokens, i);
      if (visited > 0) {
        int from = visited;
        int to = properName(tokens, from);
        if (to > from) {
          found.add(from, to, IdentifierType.FACILITY, Source.RULE, 0.6f);
        }
      }
      int head = tokens.meansUntil(i, Cue.FACILITY_HEAD);
      if (head > 0 && tokens.capital(i)) {
        int from = nameBefore(tokens, i);
        int to = tail(tokens, kindBehind(tokens, head));
        boolean named = from < i || to > kindBehind(tokens, head);
        if (named && !author(tokens, from)) {
          float score = ordinary(tokens, from, i) ? 0.6f : 0.8f;
          found.add(from, to, IdentifierType.FACILITY, Source.RULE, score);
          i = to - 1;
        }
      }
    }
  }

  /** "treated at", "transferred from our": answers where a name may begin, or -1. */
  private static int visited(Tokens t, int i) {
    boolean preposition = t.reads(i, "at") || t.reads(i, "to") || t.reads(i, "from");
    if (!preposition || t.meantBefore(i, Cue.CARE_VERB.bit) < 0) {
      return -1;
    }
    return t.reads(i + 1, "the") || t.reads(i + 1, "our") ? i + 2 : i + 1;
  }

  /** The end of the capitalised words from {@code from}; {@code from} when they are no name. */
  private static int properName(Tokens t, int from) {
    int to = from;
    boolean proper = false;
    while (to - from < REACH && !t.breaks(to)) {
      boolean name = t.capital(to) && !t.hasAny(to, Cue.of(Cue.MONTH, Cue.TITLE, Cue.MRN_LABEL));
      boolean other = t.means(to, Cue.MEDICAL) || t.has(to, Cue.STATE) || t.has(to, Cue.GREETING);
      if (name && to == from && other) {
        return from;
      }
      if (name) {
        proper |= t.shape(to) != Shape.INITIAL;
      } else if (!(glue(t, to) && !t.reads(to, "and") && t.capital(to + 1))
          && !t.is(to, Kind.POSSESSIVE)) {
        break;
      }
      to++;
    }
    boolean generic =
        to == from + 1 && t.hasAny(from, Cue.of(Cue.GENERIC, Cue.FACILITY_HEAD, Cue.COUNTRY));
    return proper && !generic ? to : from;
  }

  /**
   * The first token of the capitalised name that ends before {@code head}; {@code head} when there
   * is none.
   */
  private static int nameBefore(Tokens t, int head) {
    int from = head;
    int at = head - 1;
    while (head - at <= REACH && !t.breaks(at) && t.gap(at + 1) < COLUMN) {
      boolean name =
          t.capital(at)
              && !t.has(at, Cue.FACILITY_VETO)
              && !t.has(at, Cue.MONTH)
              && !t.has(at, Cue.TITLE)
              && !t.has(at, Cue.MONTH_WORD);
      if (name) {
        from = at;
      } else if (!glue(t, at)) {
        break;
      }
      at--;
    }
    while (from < head
        && (t.has(from, Cue.GENERIC)
            || (sentenceStart(t, from)
                && t.hasAny(from, Cue.of(Cue.COMMON))
                && from + 1 < head
                && t.has(from, Cue.PLACE_PREPOSITION)))) {
      from++;
      while (from < head && !t.capital(from)) {
        from++;
      }
    }
    return from;
  }

  /** "Home Health", "Memory Clinic": words of care before the word for the kind name no house. */
  private static boolean ordinary(Tokens t, int from, int head) {
    for (int i = from; i < head; i++) {
      boolean name = !t.hasAny(i, Cue.of(Cue.COMMON, Cue.MEDICAL)) || t.has(i, Cue.FACILITY_HEAD);
      if (t.word(i) && name) {
        return false;
      }
    }
    return from < head;
  }

  private static boolean glue(Tokens t, int at) {
    return t.is(at, Kind.POSSESSIVE)
        || t.dash(at)
        || t.mark(at, '&')
        || t.mark(at, '\'')
        || (t.mark(at, '.') && t.length(at - 1) <= 3 && t.capital(at - 1))
        || ((t.reads(at, "of") || t.reads(at, "and") || t.reads(at, "the"))
            && (t.capital(at - 1) || t.reads(at - 1, "of"))
            && t.capital(at + 1));
  }

  /** Further words for the kind: Hospital and Clinics, Medical Center. */
  private static int kindBehind(Tokens t, int end) {
    int to = end;
    while (to - end < 6) {
      boolean joined = t.reads(to, "and") || t.reads(to, "for") || t.mark(to, '&') || t.dash(to);
      int next = joined ? to + 1 : to;
      int kind =
          Math.max(t.meansUntil(next, Cue.FACILITY_HEAD), t.meansUntil(next, Cue.FACILITY_KIND));
      if (kind < 0 || !(t.capital(next) || next == end)) {
        break;
      }
      to = kind;
    }
    return to;
  }

  /** "of Georgetown", "in Chicago", ", Dallas, TX", "Los Angeles". */
  private static int tail(Tokens t, int end) {
    int to = end;
    for (int round = 0; round < 2; round++) {
      int at =
          t.mark(to, ',') || t.dash(to) || t.reads(to, "of") || t.reads(to, "at") ? to + 1 : to;
      at = t.reads(at, "the") ? at + 1 : at;
      if (t.breaks(at) || !t.capital(at) || t.has(at, Cue.MONTH)) {
        break;
      }
      int place = Math.max(t.meansUntil(at, Cue.PLACE), t.meansUntil(at, Cue.STATE));
      boolean code = t.has(at, Cue.STATE_CODE) && t.shape(at) == Shape.UPPER && at > to;
      if (code) {
        to = at + 1;
      } else if (place > 0 && !(place == at + 1 && t.hasAny(at, Cue.of(Cue.COMMON)))) {
        to = place;
      } else if (t.reads(to, "of")) {
        to = at + 1;
      } else {
        break;
      }
    }
    return to;
  }

  private static boolean sentenceStart(Tokens t, int i) {
    return t.breaks(i - 1) || t.mark(i - 1, '.') || t.mark(i - 1, ':') || t.mark(i - 1, '?');
  }

  /** "guidelines from Mayo Clinic". */
  private static boolean author(Tokens t, int from) {
    int at = t.reads(from - 1, "the") ? from - 2 : from - 1;
    if (!(t.reads(at, "from") || t.reads(at, "by") || t.reads(at, "of") || t.mark(at, '('))) {
      return false;
    }
    return t.has(at - 1, Cue.FACILITY_VETO);
  }
}
