package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Kind;
import org.wardhealth.deid.Tokens.Shape;

/**
 * Names told by what stands before them: a title, a label, a verb, a relation, a greeting. Each
 * says whether a clinician is meant, and how far it is to be believed.
 */
final class AnnouncedNames {
  private static final int TITLES = 2;
  private static final int CONNECTORS = 6;

  /** Below {@link Pack#SURE}: the tagger decides. */
  private static final float DOUBTED = 0.6f;

  private AnnouncedNames() {}

  /** A cue ends at {@code i}: the name begins behind it. Answers the last token used, or -1. */
  static int find(Tokens t, int i, Candidates found) {
    if (t.has(i, Cue.TITLE)
        && !(t.length(i) <= 2 && t.shape(i) == Shape.UPPER && t.capital(i - 1) && t.tight(i))) {
      int at = t.mark(i + 1, '.') ? i + 2 : i + 1;
      for (int more = 0; more < TITLES && t.has(at, Cue.TITLE); more++) {
        at = t.mark(at + 1, '.') ? at + 2 : at + 1;
      }
      boolean pointed = at == i + 1 || t.length(at - 2) <= 4;
      float score = valve(t, i, at) ? DOUBTED : 0.95f;
      return pointed ? take(t, at, Trust.TITLE, clinician(t, i, at), found, score) : -1;
    }
    int honorific = t.has(i, Cue.HONORIFIC) ? honorific(t, i, found) : -1;
    if (honorific > 0) {
      return honorific;
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
      boolean weak = at == i + 1 && !t.hasAny(at, NameGrammar.DICTIONARY);
      boolean therapy = t.reads(i, "pt") && t.shape(i) == Shape.UPPER;
      float score = therapy ? DOUBTED : 0.9f;
      return weak ? -1 : take(t, at, sign ? Trust.LABEL : Trust.CUE, type(t, i), found, score);
    }
    int verb = t.meansUntil(i, Cue.NAME_VERB);
    if (verb > 0) {
      int at = t.mark(verb, ':') ? verb + 1 : verb;
      return take(t, at, Trust.CUE, type(t, i), found, 0.85f);
    }
    if (t.has(i, Cue.KIN)) {
      int at = t.mark(i + 1, ',') || t.mark(i + 1, ':') || t.mark(i + 1, '(') ? i + 2 : i + 1;
      boolean common =
          at == i + 1
              && t.shape(i) == Shape.LOWER
              && t.shape(at) == Shape.CAPITAL
              && t.has(at, Cue.GIVEN_FREQUENT)
              && t.has(at, Cue.COMMON)
              && !t.hasAny(at, NameGrammar.NEVER);
      return common || apposition(t, i, at)
          ? DictionaryNames.add(at, NameGrammar.sequence(t, at), found, 0.8f)
          : take(t, at, Trust.CUE, IdentifierType.NAME, found, 0.85f);
    }
    if (t.has(i, Cue.GREETING) && t.capital(i)) {
      return take(t, i + 1, Trust.CUE, IdentifierType.NAME, found, 0.8f);
    }
    int signature = t.meansUntil(i, Cue.SIGNATURE);
    if (signature > 0 && t.capital(i)) {
      int at = t.mark(signature, ',') ? signature + 1 : signature;
      return take(t, t.breaks(at) ? at + 1 : at, Trust.CUE, IdentifierType.CLINICIAN, found, 0.8f);
    }
    return -1;
  }

  /** "MR" and "MS" in capitals are a valve, a scan, a disease and a drug before other words. */
  private static boolean valve(Tokens t, int i, int name) {
    return t.shape(i) == Shape.UPPER
        && t.shape(name) != Shape.UPPER
        && (t.reads(i, "mr") || t.reads(i, "ms"));
  }

  /** "D. Juan", "la enfermera Rosana": a title that is another word too, before a likely name. */
  private static int honorific(Tokens t, int i, Candidates found) {
    int at = t.mark(i + 1, '.') ? i + 2 : i + 1;
    boolean letter = t.length(i) == 1 && (at == i + 1 || !t.capital(i));
    boolean likely =
        t.hasAny(at, NameGrammar.DICTIONARY) || !t.hasAny(at, NameGrammar.WORDS | Cue.MEDICAL.bit);
    return !letter && likely ? take(t, at, Trust.CUE, clinician(t, i, at), found, 0.88f) : -1;
  }

  /** "his wife, Grace, ...": a given name set off by commas is one, be it a word as well. */
  private static boolean apposition(Tokens t, int kin, int at) {
    return at == kin + 2
        && t.shape(at) == Shape.CAPITAL
        && t.has(at, Cue.GIVEN_FREQUENT)
        && !t.hasAny(at, NameGrammar.NEVER)
        && (t.breaks(at + 1) || t.mark(at + 1, ',') || t.mark(at + 1, ')') || t.mark(at + 1, '.'));
  }

  /** One of the titles between {@code from} and {@code to} is a clinician's. */
  private static IdentifierType clinician(Tokens t, int from, int to) {
    for (int i = from; i < to; i++) {
      if (t.word(i) && !t.is(i, FunctionWord.LAY)) {
        return IdentifierType.CLINICIAN;
      }
    }
    return IdentifierType.NAME;
  }

  private static IdentifierType type(Tokens t, int cue) {
    return t.is(cue, FunctionWord.LAY) ? IdentifierType.NAME : IdentifierType.CLINICIAN;
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

  private static int take(
      Tokens t, int from, Trust trust, IdentifierType type, Candidates found, float score) {
    if (!begins(t, from, trust)) {
      return -1;
    }
    int end = NameGrammar.sequence(t, from);
    boolean initialOnly = end - from <= 2 && t.shape(from) == Shape.INITIAL;
    if ((initialOnly && trust != Trust.TITLE)
        || (trust != Trust.TITLE && NameGrammar.eponym(t, end))) {
      return -1;
    }
    if (trust == Trust.LABEL || t.breaks(from - 1)) {
      end = NameGrammar.commaGiven(t, end);
    }
    found.add(from, end, type, Source.RULE, score);
    return end - 1;
  }

  private static boolean begins(Tokens t, int i, Trust trust) {
    if (!t.word(i) || (t.hasAny(i, NameGrammar.NEVER) && !initialName(t, i))) {
      return false;
    }
    if (!t.capital(i)) {
      return trust != Trust.CUE
          && t.hasAny(i, Cue.of(Cue.GIVEN_FREQUENT, Cue.FAMILY_FREQUENT))
          && !t.hasAny(i, Cue.of(Cue.COMMON, Cue.MEDICAL));
    }
    boolean word = t.hasAny(i, NameGrammar.WORDS) || t.means(i, Cue.MEDICAL);
    boolean name = t.hasAny(i, NameGrammar.DICTIONARY);
    boolean common = t.has(i, Cue.COMMON);
    boolean person =
        t.capital(i + 1) && t.hasAny(i + 1, NameGrammar.DICTIONARY) && !t.has(i + 1, Cue.COMMON);
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
    return t.shape(i) != Shape.UPPER || t.hasAny(i, NameGrammar.DICTIONARY);
  }

  private static boolean initialName(Tokens t, int i) {
    int at = t.mark(i + 1, '.') ? i + 2 : i + 1;
    boolean family =
        at == i + 2
            ? !t.has(at, Cue.COMMON)
            : t.has(at, Cue.FAMILY) && !t.hasAny(at, NameGrammar.WORDS) && !t.reads(i, "i");
    return t.shape(i) == Shape.INITIAL && t.capital(at) && family;
  }
}
