package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Kind;
import org.wardhealth.deid.Tokens.Shape;

/**
 * How the parts of a person's name follow each other: given and family names, initials, particles,
 * suffixes, nicknames between quotation marks; and what looks like a name and is none.
 */
final class NameGrammar {
  static final int PARTS = 5;

  /** White space so wide begins another column. */
  private static final int COLUMN = 3;

  static final long DICTIONARY = Cue.of(Cue.GIVEN, Cue.FAMILY);
  static final long WORDS = Cue.of(Cue.COMMON, Cue.WORD);
  static final long NEVER =
      Cue.of(
          Cue.MONTH,
          Cue.WEEKDAY,
          Cue.CREDENTIAL,
          Cue.FACILITY_HEAD,
          Cue.GENERIC,
          Cue.NAME_LABEL,
          Cue.MRN_LABEL,
          Cue.SSN_LABEL,
          Cue.LICENSE_LABEL,
          Cue.TITLE,
          Cue.HONORIFIC,
          Cue.COUNTRY,
          Cue.STREET,
          Cue.PHONE_LABEL,
          Cue.FAX_LABEL,
          Cue.AGE_LABEL,
          Cue.EPONYM_NOUN);

  private NameGrammar() {}

  /** The end of the name that begins at {@code from}. */
  static int sequence(Tokens t, int from) {
    int end = initialDot(t, from);
    boolean lower = !t.capital(from);
    for (int part = 1; part < PARTS; part++) {
      int at = end;
      if (t.mark(at, '"') || t.mark(at, '(')) {
        boolean nickname =
            t.capital(at + 1)
                && t.has(at + 1, Cue.GIVEN)
                && (t.mark(at + 2, '"') || t.mark(at + 2, ')'))
                && t.capital(at + 3);
        if (!nickname) {
          break;
        }
        end = at + 3;
        continue;
      }
      if (t.dash(at) && t.tight(at) && t.tight(at + 1) && t.capital(at + 1)) {
        end = at + 2;
        continue;
      }
      while (t.has(at, Cue.PARTICLE)
          && at - end < 3
          && (t.capital(at + 1) || t.has(at + 1, Cue.PARTICLE))) {
        at++;
      }
      if (t.gap(at) >= COLUMN || !continues(t, at, lower)) {
        break;
      }
      end = initialDot(t, at);
    }
    int suffix = t.mark(end, ',') ? end + 1 : end;
    if (t.has(suffix, Cue.SUFFIX) && (t.capital(suffix) || t.length(suffix) == 2)) {
      end = t.mark(suffix + 1, '.') && t.length(suffix) == 2 ? suffix + 2 : suffix + 1;
    }
    return end;
  }

  private static boolean continues(Tokens t, int i, boolean lower) {
    boolean initial = t.shape(i) == Shape.INITIAL && t.mark(i + 1, '.');
    boolean surname = t.has(i, Cue.FAMILY) && t.has(i, Cue.STREET) && t.capital(i);
    if (!t.word(i)
        || t.column(i)
        || (t.hasAny(i, NEVER) && !initial && !surname)
        || t.has(i, Cue.SUFFIX)) {
      return false;
    }
    if (lower) {
      return t.has(i, Cue.FAMILY_FREQUENT)
          && (!t.hasAny(i, Cue.COMMON.bit | Cue.MEDICAL.bit) || !t.word(i + 1));
    }
    if (!t.capital(i)) {
      return false;
    }
    if (t.shape(i) == Shape.INITIAL && t.mark(i + 1, '/') && t.tight(i + 1)) {
      return false;
    }
    if (t.shape(i) == Shape.INITIAL) {
      return t.mark(i + 1, '.') || (!t.reads(i, "i") && !t.reads(i, "a"));
    }
    boolean name = t.hasAny(i, DICTIONARY);
    boolean upper =
        t.shape(i) == Shape.UPPER && t.shape(i - 1) != Shape.UPPER && t.shape(i - 1) != Shape.NONE;
    return name
        ? !upper && !(t.means(i, Cue.MEDICAL) && !t.has(i, Cue.FAMILY))
        : !upper && !t.hasAny(i, WORDS) && !t.means(i, Cue.MEDICAL) && !t.has(i, Cue.STATE_CODE);
  }

  /**
   * The end of the part at {@code i}, with the point of an initial when something follows that
   * belongs.
   */
  private static int initialDot(Tokens t, int i) {
    return t.shape(i) == Shape.INITIAL && t.mark(i + 1, '.') && t.tight(i + 1) ? i + 2 : i + 1;
  }

  /** "Doe, Jane Q." */
  static int commaGiven(Tokens t, int end) {
    boolean never = t.hasAny(end + 1, NEVER) && !t.has(end + 1, Cue.GIVEN_FREQUENT);
    if (!t.mark(end, ',') || !t.capital(end + 1) || never) {
      return end;
    }
    boolean given =
        t.has(end + 1, Cue.GIVEN) || (!t.hasAny(end + 1, WORDS) && !t.has(end + 1, Cue.STATE_CODE));
    return given ? sequence(t, end + 1) : end;
  }

  static boolean eponym(Tokens t, int end) {
    int at = t.is(end, Kind.POSSESSIVE) ? end + 1 : t.dash(end) ? end + 1 : end;
    return t.has(at, Cue.EPONYM_NOUN)
        || (t.has(at + 1, Cue.EPONYM_NOUN)
            && t.shape(at) == Shape.LOWER
            && t.is(end, Kind.POSSESSIVE)
            && !t.has(at, Cue.COMMON));
  }

  /** "enfermedad de Crohn", "signo Murphy": in languages that name the kind first. */
  static boolean eponymBefore(Tokens t, int i) {
    int at = t.is(i - 1, FunctionWord.OF) || t.dash(i - 1) ? i - 2 : i - 1;
    return t.is(at, FunctionWord.EPONYM);
  }

  static boolean sentenceStart(Tokens t, int i) {
    return t.breaks(i - 1)
        || t.mark(i - 1, '.')
        || t.mark(i - 1, '?')
        || t.mark(i - 1, '!')
        || t.mark(i - 1, ':')
        || t.mark(i - 1, '\u2022')
        || (t.dash(i - 1) && !t.tight(i));
  }
}
