package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Kind;
import org.wardhealth.deid.Tokens.Shape;

/**
 * Names of persons, by three kinds of evidence: a cue beside them (title, credential, label,
 * relation, "seen by"), which accepts unknown words; a given name of the dictionary with a family
 * name or initial behind it; a frequent given name alone.
 *
 * <p>Eponyms ("Wilson's disease", "Foley catheter") and medical terms are names only behind a title
 * or a given name.
 */
final class NameRecogniser implements Recogniser {
  private static final int PARTS = 5;
  private static final int TITLES = 2;
  private static final int CONNECTORS = 6;
  private static final long DICTIONARY = Cue.of(Cue.GIVEN, Cue.FAMILY);
  private static final long WORDS = Cue.of(Cue.COMMON, Cue.WORD);
  private static final long NEVER =
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

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.word(i)) {
        int last = announced(tokens, i, found);
        if (last < 0 && tokens.has(i, Cue.CREDENTIAL) && tokens.shape(i) != Shape.LOWER) {
          credential(tokens, i, found);
        }
        if (last < 0 && tokens.is(i, FunctionWord.IS)) {
          opener(tokens, i, found);
        }
        if (last < 0) {
          last = byDictionary(tokens, i, found);
        }
        i = Math.max(i, last);
      }
    }
  }

  /** A cue ends at {@code i}: the name begins behind it. Answers the last token used, or -1. */
  private static int announced(Tokens t, int i, Candidates found) {
    if (t.has(i, Cue.TITLE)
        && !(t.length(i) <= 2 && t.shape(i) == Shape.UPPER && t.capital(i - 1) && t.tight(i))) {
      int at = t.mark(i + 1, '.') ? i + 2 : i + 1;
      for (int more = 0; more < TITLES && t.has(at, Cue.TITLE); more++) {
        at = t.mark(at + 1, '.') ? at + 2 : at + 1;
      }
      boolean pointed = at == i + 1 || t.length(at - 2) <= 4;
      return pointed ? take(t, at, Trust.TITLE, found, 0.95f) : -1;
    }
    if (t.has(i, Cue.HONORIFIC) && (t.length(i) > 1 || t.capital(i))) {
      int at = t.mark(i + 1, '.') ? i + 2 : i + 1;
      boolean letter = t.length(i) == 1 && at == i + 1;
      boolean name = t.hasAny(at, DICTIONARY) || !t.hasAny(at, WORDS | Cue.MEDICAL.bit);
      int last = !letter && name ? take(t, at, Trust.CUE, found, 0.88f) : -1;
      if (last > 0) {
        return last;
      }
    }
    int label = t.meansUntil(i, Cue.NAME_LABEL);
    if (label > 0) {
      int at = label;
      boolean sign = false;
      while (at - label < CONNECTORS
          && (t.mark(at, ':')
              || t.dash(at)
              || t.is(at, Kind.POSSESSIVE)
              || t.reads(at, "name")
              || t.is(at, FunctionWord.IS)
              || t.mark(at, '('))) {
        sign |= t.mark(at, ':');
        at++;
      }
      boolean weak = at == i + 1 && !t.hasAny(at, DICTIONARY);
      return weak ? -1 : take(t, at, sign ? Trust.LABEL : Trust.CUE, found, 0.9f);
    }
    int verb = t.meansUntil(i, Cue.NAME_VERB);
    if (verb > 0) {
      int at = t.mark(verb, ':') ? verb + 1 : verb;
      return take(t, at, Trust.CUE, found, 0.85f);
    }
    if (t.has(i, Cue.KIN)) {
      int at = t.mark(i + 1, ',') || t.mark(i + 1, ':') || t.mark(i + 1, '(') ? i + 2 : i + 1;
      boolean common =
          at == i + 1
              && t.shape(i) == Shape.LOWER
              && t.shape(at) == Shape.CAPITAL
              && t.has(at, Cue.GIVEN_FREQUENT)
              && t.has(at, Cue.COMMON)
              && !t.hasAny(at, NEVER);
      return common || apposition(t, i, at)
          ? add(at, sequence(t, at), found, 0.8f)
          : take(t, at, Trust.CUE, found, 0.85f);
    }
    if (t.has(i, Cue.GREETING) && t.capital(i)) {
      return take(t, i + 1, Trust.CUE, found, 0.8f);
    }
    int signature = t.meansUntil(i, Cue.SIGNATURE);
    if (signature > 0 && t.capital(i)) {
      int at = t.mark(signature, ',') ? signature + 1 : signature;
      return take(t, t.breaks(at) ? at + 1 : at, Trust.CUE, found, 0.8f);
    }
    return -1;
  }

  /** "his wife, Grace, ...": a given name set off by commas is one, be it a word as well. */
  private static boolean apposition(Tokens t, int kin, int at) {
    return at == kin + 2
        && t.shape(at) == Shape.CAPITAL
        && t.has(at, Cue.GIVEN_FREQUENT)
        && !t.hasAny(at, NEVER)
        && (t.breaks(at + 1) || t.mark(at + 1, ',') || t.mark(at + 1, ')') || t.mark(at + 1, '.'));
  }

  /** How much the cue vouches for what follows. */
  private enum Trust {
    /** "Dr.": any capitalised word, or a lower-case name of the dictionary. */
    TITLE,
    /** "Patient:": any capitalised word that is not a common one, or a lower-case name. */
    LABEL,
    /** "seen by", "daughter": a capitalised word that is no word of the language, or a name. */
    CUE
  }

  private static int take(Tokens t, int from, Trust trust, Candidates found, float score) {
    if (!begins(t, from, trust)) {
      return -1;
    }
    int end = sequence(t, from);
    boolean initialOnly = end - from <= 2 && t.shape(from) == Shape.INITIAL;
    if ((initialOnly && trust != Trust.TITLE) || (trust != Trust.TITLE && eponym(t, end))) {
      return -1;
    }
    if (trust == Trust.LABEL || t.breaks(from - 1)) {
      end = commaGiven(t, end);
    }
    found.add(from, end, IdentifierType.NAME, Source.RULE, score);
    return end - 1;
  }

  private static boolean begins(Tokens t, int i, Trust trust) {
    if (!t.word(i) || (t.hasAny(i, NEVER) && !initialName(t, i))) {
      return false;
    }
    if (!t.capital(i)) {
      return trust != Trust.CUE
          && t.hasAny(i, Cue.of(Cue.GIVEN_FREQUENT, Cue.FAMILY_FREQUENT))
          && !t.hasAny(i, Cue.of(Cue.COMMON, Cue.MEDICAL));
    }
    boolean word = t.hasAny(i, WORDS) || t.means(i, Cue.MEDICAL);
    boolean name = t.hasAny(i, DICTIONARY);
    boolean common = t.has(i, Cue.COMMON);
    boolean person = t.capital(i + 1) && t.hasAny(i + 1, DICTIONARY) && !t.has(i + 1, Cue.COMMON);
    return switch (trust) {
      case TITLE -> true;
      case LABEL -> !word || (name && (!common || person)) || initialName(t, i);
      case CUE ->
          ((!word && notHeading(t, i))
                  || (name && !t.means(i, Cue.MEDICAL) && (!common || person))
                  || initialName(t, i))
              && (!t.has(i, Cue.STATE_CODE) || name)
              && !t.means(i, Cue.FACILITY_NAME);
    };
  }

  private static boolean notHeading(Tokens t, int i) {
    return t.shape(i) != Shape.UPPER || t.hasAny(i, DICTIONARY);
  }

  private static boolean initialName(Tokens t, int i) {
    int at = t.mark(i + 1, '.') ? i + 2 : i + 1;
    boolean family =
        at == i + 2
            ? !t.has(at, Cue.COMMON)
            : t.has(at, Cue.FAMILY) && !t.hasAny(at, WORDS) && !t.reads(i, "i");
    return t.shape(i) == Shape.INITIAL && t.capital(at) && family;
  }

  /** The end of the name that begins at {@code from}. */
  private static int sequence(Tokens t, int from) {
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
      if (!continues(t, at, lower)) {
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
    if (t.shape(i) == Shape.INITIAL) {
      boolean abbreviation = t.mark(i + 1, '/') && t.tight(i + 1);
      return t.mark(i + 1, '.') || abbreviation ? !abbreviation : (!t.reads(i, "i") && !t.reads(i, "a"));
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
  private static int commaGiven(Tokens t, int end) {
    boolean never = t.hasAny(end + 1, NEVER) && !t.has(end + 1, Cue.GIVEN_FREQUENT);
    if (!t.mark(end, ',') || !t.capital(end + 1) || never) {
      return end;
    }
    boolean given =
        t.has(end + 1, Cue.GIVEN) || (!t.hasAny(end + 1, WORDS) && !t.has(end + 1, Cue.STATE_CODE));
    return given ? sequence(t, end + 1) : end;
  }

  /** "Ashely Bausman, MD", "Boudro RN": walks back over the name. */
  private static void credential(Tokens t, int i, Candidates found) {
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
      boolean name = t.hasAny(at, DICTIONARY) && (!t.has(at, Cue.COMMON) || from < end);
      boolean plain = t.capital(at) && !t.hasAny(at, NEVER) && (t.shape(at) != Shape.UPPER || name);
      boolean beside =
          at == end - 1 && end < i && !t.has(at, Cue.COMMON) && !t.has(at, Cue.MEDICAL);
      if (!plain
          || !(initial || name || beside || !t.hasAny(at, WORDS | Cue.MEDICAL.bit))
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
      found.add(from, end, IdentifierType.NAME, Source.RULE, 0.88f);
    }
  }

  /** "Kegan Bevenour is a pleasant 44-year-old": what stands before is a person, known or not. */
  private static void opener(Tokens t, int is, Candidates found) {
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
        && is - from < PARTS
        && t.capital(from - 1)
        && !t.hasAny(from - 1, NEVER)
        && (!t.has(from - 1, Cue.COMMON) || t.hasAny(from - 1, DICTIONARY))) {
      from--;
    }
    if (from < is && !(is - from == 1 && t.has(from, Cue.COMMON))) {
      found.add(from, is, IdentifierType.NAME, Source.RULE, 0.8f);
    }
  }

  /** Answers the last token used, or -1. */
  private static int byDictionary(Tokens t, int i, Candidates found) {
    if (t.meansUntil(i, Cue.MEDICAL) > i + 1 || eponymBefore(t, i)) {
      return -1;
    }
    if (t.hasAny(i, NEVER)
        || (t.tight(i) && (t.dash(i - 1) || t.mark(i - 1, '/') || t.mark(i - 1, '@')))
        || (t.means(i, Cue.MEDICAL) && !t.has(i, Cue.GIVEN_FREQUENT))) {
      return -1;
    }
    if (!t.capital(i)) {
      boolean pair =
          t.has(i, Cue.GIVEN_FREQUENT)
              && !t.hasAny(i, WORDS)
              && t.shape(i + 1) == Shape.LOWER
              && t.hasAny(i + 1, Cue.of(Cue.FAMILY_FREQUENT))
              && !t.hasAny(i + 1, WORDS | Cue.MEDICAL.bit)
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
    int end = sequence(t, i);
    if (eponym(t, end)) {
      return end - 1;
    }
    boolean start = sentenceStart(t, i);
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
            && !(t.has(i, Cue.MEDICAL) && sentenceOrBracket(t, i))
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
      unknown |= t.word(k) && t.shape(k) != Shape.INITIAL && !t.hasAny(k, DICTIONARY | WORDS);
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
    if (!t.mark(i + 1, '.') || (t.hasAny(i - 1, Cue.of(Cue.WORD, Cue.MEDICAL)) && t.capital(i - 1))) {
      return -1;
    }
    int at = i + 2;
    if (t.shape(at) == Shape.INITIAL && t.mark(at + 1, '.')) {
      at += 2;
    }
    boolean family =
        t.has(at, Cue.FAMILY)
            && (t.shape(at) == Shape.CAPITAL || t.shape(at) == Shape.MIXED)
            && !t.hasAny(at, WORDS | NEVER)
            && !t.means(at, Cue.MEDICAL);
    boolean vitamin = t.word(i - 1) && !t.breaks(i - 1) && t.has(i - 1, Cue.MEASURE);
    return family && !vitamin && !eponym(t, at + 1) ? add(i, at + 1, found, 0.6f) : -1;
  }

  /** One family name, or two or three with particles, and a comma: answers the comma or -1. */
  private static int surnames(Tokens t, int i) {
    int at = i;
    while (at - i < PARTS + 1
        && ((t.has(at, Cue.FAMILY) && t.capital(at)) || (at > i && t.has(at, Cue.PARTICLE)))) {
      at++;
    }
    return at > i && t.mark(at, ',') && t.has(at - 1, Cue.FAMILY) ? at : -1;
  }

  /** "Brossoit, Deana A." on its own or behind a label: answers the end or -1. */
  private static int reversed(Tokens t, int i, int given) {
    boolean known =
        t.has(given, Cue.GIVEN_FREQUENT)
            && !t.hasAny(given, NEVER)
            && !t.hasAny(given, Cue.of(Cue.COMMON, Cue.PLACE_LARGE, Cue.STATE, Cue.MEDICAL));
    boolean family =
        !t.hasAny(
            i, Cue.of(Cue.COMMON, Cue.GIVEN_FREQUENT, Cue.PLACE_LARGE, Cue.MEDICAL, Cue.WORD));
    boolean alone = t.breaks(i - 1) || t.mark(i - 1, ':');
    boolean several = given > i + 2;
    return known && (family || several || (alone && !t.has(i, Cue.COMMON)))
        ? sequence(t, given)
        : -1;
  }

  /** "enfermedad de Crohn", "signo Murphy": in languages that name the kind first. */
  private static boolean eponymBefore(Tokens t, int i) {
    int at = t.is(i - 1, FunctionWord.OF) || t.dash(i - 1) ? i - 2 : i - 1;
    return t.is(at, FunctionWord.EPONYM);
  }

  private static boolean eponym(Tokens t, int end) {
    int at = t.is(end, Kind.POSSESSIVE) ? end + 1 : t.dash(end) ? end + 1 : end;
    return t.has(at, Cue.EPONYM_NOUN)
        || (t.has(at + 1, Cue.EPONYM_NOUN)
            && t.shape(at) == Shape.LOWER
            && t.is(end, Kind.POSSESSIVE)
            && !t.has(at, Cue.COMMON));
  }

  private static boolean sentenceOrBracket(Tokens t, int i) {
    return sentenceStart(t, i) || t.mark(i - 1, '(') || t.mark(i - 1, ',') || t.is(i + 1, FunctionWord.OF);
  }

  private static boolean sentenceStart(Tokens t, int i) {
    return t.breaks(i - 1)
        || t.mark(i - 1, '.')
        || t.mark(i - 1, '?')
        || t.mark(i - 1, '!')
        || t.mark(i - 1, ':')
        || t.mark(i - 1, '\u2022')
        || (t.dash(i - 1) && !t.tight(i));
  }

  private static int add(int from, int end, Candidates found, float score) {
    found.add(from, end, IdentifierType.NAME, Source.DICTIONARY, score);
    return end - 1;
  }
}
