package org.wardhealth.deid;

import java.util.EnumSet;
import java.util.Set;
import org.wardhealth.deid.Tokens.Shape;

/**
 * What a tagger must not find in English: codes of terminologies and registries, code names of
 * drugs, ratios and ratings, doses, ordinals of what is counted, scales of assessment, rooms and
 * beds, seasons, years without how many, institutions that are only pointed at, words that open a
 * sentence and are nobody's name. A state or country alone becomes what it is, and a number behind
 * the label of a social security number becomes one.
 */
final class Exclusions {
  private static final WordSet DRUG_CODES =
      WordSet.of("mk bay rg gsk azd pf ly abt bms amg medi sar jnj tak ono bi nct rs il cd sars");
  private static final WordSet BEFORE_RATIO =
      WordSet.of(
          "pain strength reflexes take murmur motor power scale grade apgar grip steps step harsh bipap cpap pulses pulse"
              + " four cas ate dinner supper lunch breakfast meal quiz recall backwards remembers orientation oriented"
              + " trials leak soft thrill dtr dtrs edema mrc asia page pg pages bottle vial rated insight judgment fx fxs"
              + " fraction fractions mallampati moca mmse slums bims gds phq aims katz lawton norton braden"
              + " apfel bisap nihss berg tinetti epds ham cssrs");
  private static final WordSet BEHIND_RATIO =
      WordSet.of(
          "tablet tablets tab tabs cup pain strength murmur systolic diastolic teaspoon inch thrill leak ns saline sem"
              + " lusb rusb llsb lle rle lue rue quiz trials throughout bilaterally blasts nodes positive");
  private static final WordSet INSTRUMENTS = WordSet.of("scale score index criteria test trial");
  private static final WordSet OF_CARE =
      WordSet.of(
          "summary plan plans continuity goals goal transition transitions level standard standards point"
              + " episode coordination course");
  private static final WordSet RANKS =
      WordSet.of(
          "sgt sfc cpt capt maj lt ltc col adm cdr lcdr pfc pvt spc cpl ssg msgt tsgt sergeant captain corporal lieutenant"
              + " colonel officer trooper deputy ofc constable medic pastor chaplain deacon father brother sister grandma"
              + " grandpa granny nana oma opa abuela abuelo uncle aunt auntie attorney atty nurse interp interpreter fnu"
              + " shri coach imam rabbi nanny babcia dona senora sra");
  private static final WordSet SEASONS = WordSet.of("spring summer autumn fall winter");
  private static final WordSet BEFORE_SEASON =
      WordSet.of("last this next every each in since until the early late mid of by before after");
  private static final WordSet ROOMS = WordSet.of("room rm bed bay hallway");
  private static final WordSet OF_AGES =
      WordSet.of("year years yr yrs yo y o old month months mo week weeks wk day days of age aged");
  private static final WordSet PER =
      WordSet.of(
          "day week month year hour minute night dose shift visit dia semana mes ano hora minuto noche");
  private static final WordSet ORDINAL = WordSet.of("st nd rd th");
  private static final WordSet COUNTED =
      WordSet.of(
          "metatarsal metatarsals metacarpal metacarpals phalanx toe finger digit ray rib ribs molar premolar bicuspid"
              + " interspace intercostal webspace cranial trimester degree dose stage floor row attempt");
  private static final WordSet RATED =
      WordSet.of("pain rates rated rating severity intensity scale discomfort ache");
  private static final WordSet ON_A_DAY =
      WordSet.of("on since from until till by before after dated of through");
  private static final int RATED_WITHIN = 8;
  private static final int REACH = 3;

  private static final Set<IdentifierType> PERSONS =
      EnumSet.of(IdentifierType.NAME, IdentifierType.CLINICIAN);

  private static final Set<IdentifierType> INSTITUTIONS =
      EnumSet.of(IdentifierType.FACILITY, IdentifierType.ORGANISATION);

  private static final Set<IdentifierType> NUMBERS =
      EnumSet.of(
          IdentifierType.HEALTH_PLAN,
          IdentifierType.MRN,
          IdentifierType.ACCOUNT,
          IdentifierType.LICENSE,
          IdentifierType.OTHER_ID);

  private static final Set<IdentifierType> AGES =
      EnumSet.of(IdentifierType.AGE, IdentifierType.AGE_OVER_89);

  private Exclusions() {}

  /** Whether the tagger's finding over tokens {@code [from, to)} stands. */
  static boolean stands(Tokens t, int from, int to, IdentifierType type) {
    if (type == IdentifierType.DATE) {
      return !number(t, from, to);
    }
    if (INSTITUTIONS.contains(type) && pointedAt(t, from, to)) {
      return false;
    }
    if (PERSONS.contains(type) && to - from == 1 && opening(t, from)) {
      return false;
    }
    if (INSTITUTIONS.contains(type)
        && (INSTRUMENTS.has(t, to - 1) || (t.reads(to - 1, "care") && phraseOfCare(t, from, to)))) {
      return false;
    }
    if (PERSONS.contains(type) && to - from == 1 && (t.has(from, Cue.WEEKDAY) || season(t, from))) {
      return false;
    }
    if (NUMBERS.contains(type) && inRoom(t, from)) {
      return false;
    }
    if (AGES.contains(type) && unitAlone(t, from, to)) {
      return false;
    }
    boolean digits = false;
    boolean code = false;
    for (int i = from - REACH; i < to; i++) {
      digits |= i >= from && t.number(i);
      code |= t.has(i, Cue.CODE_LABEL) || (DRUG_CODES.has(t, i) && t.shape(i) != Shape.LOWER);
    }
    return !(digits && code) || type == IdentifierType.PHONE;
  }

  /**
   * "packs/day", "comprimidos/día": nobody. Short values are read in all languages, and a tagger
   * takes the word of another language for the initials of a typist, which are written so.
   */
  static boolean rate(Tokens t, Finding found) {
    int at = t.at(found.start());
    return PERSONS.contains(found.type())
        && t.end(at) == found.end()
        && PER.has(t, at)
        && t.shape(at) == Shape.LOWER
        && t.mark(at - 1, '/');
  }

  /** Where a person's name begins: ranks, offices and kin before it are none of it. */
  static int begin(Tokens t, int from, int to, IdentifierType type) {
    int begin = from;
    while (PERSONS.contains(type) && RANKS.has(t, begin)) {
      int next = t.mark(begin + 1, '.') ? begin + 2 : begin + 1;
      if (next >= to || !t.word(next) || (t.capital(begin) && !t.capital(next))) {
        break;
      }
      begin = next;
    }
    return begin;
  }

  /** Where it ends: degrees behind it are none of it. */
  static int end(Tokens t, int from, int to, IdentifierType type) {
    int end = to;
    while (PERSONS.contains(type)
        && end - from > 1
        && t.has(end - 1, Cue.CREDENTIAL)
        && t.shape(end - 1) == Shape.UPPER
        && (t.mark(end - 2, ',') || t.shape(end - 2) != Shape.UPPER)) {
      end--;
      while (end - from > 1 && t.mark(end - 1, ',')) {
        end--;
      }
    }
    return end;
  }

  /** "last summer": in small letters, as a girl called Summer is not written behind "last". */
  private static boolean season(Tokens t, int at) {
    return SEASONS.has(t, at)
        && t.shape(at) == Shape.LOWER
        && (BEFORE_SEASON.has(t, at - 1) || (t.dash(at - 1) && BEFORE_SEASON.has(t, at - 2)));
  }

  /** Behind "room", "bed": the place in a ward, which names no patient. */
  private static boolean inRoom(Tokens t, int from) {
    return ROOMS.has(t, from - 1) || (t.mark(from - 1, '#') && ROOMS.has(t, from - 2));
  }

  /** "years old", behind a surrogate or a blank. */
  private static boolean unitAlone(Tokens t, int from, int to) {
    for (int i = from; i < to; i++) {
      if ((t.word(i) || t.number(i)) && !OF_AGES.has(t, i)) {
        return false;
      }
    }
    return true;
  }

  /** "Summary of Care", "plan of care" and the like, and nothing before. */
  private static boolean phraseOfCare(Tokens t, int from, int to) {
    return to - from == 3 && t.reads(from + 1, "of") && OF_CARE.has(t, from);
  }

  /** A rating, "2-3 puffs", "the 1st metatarsal". */
  private static boolean number(Tokens t, int from, int to) {
    boolean pair = to - from == 3 && t.number(from) && t.number(to - 1);
    if (pair && t.mark(from + 1, '/')) {
      return score(t, from, to) || outOfTen(t, from, to);
    }
    boolean ordinal = to - from >= 2 && t.tight(to - 1) && ORDINAL.has(t, to - 1);
    return (pair && t.dash(from + 1) && t.has(to, Cue.MEASURE) && !t.reads(to, "in"))
        || (ordinal && t.number(to - 2) && COUNTED.has(t, to));
  }

  /** "rates her pain without medication as 6/10"; not "pain since 6/10". */
  private static boolean outOfTen(Tokens t, int from, int to) {
    if (t.value(to - 1) != 10 || ON_A_DAY.has(t, from - 1)) {
      return false;
    }
    for (int i = from - 1; i >= from - RATED_WITHIN && !t.breaks(i); i--) {
      if (RATED.has(t, i)) {
        return true;
      }
    }
    return false;
  }

  /** "that practice", "the southern": in small letters, and one of the commonest words. */
  private static boolean pointedAt(Tokens t, int from, int to) {
    return to - from == 2
        && (t.reads(from, "the") || t.reads(from, "that") || t.reads(from, "this"))
        && t.shape(from + 1) == Shape.LOWER
        && t.has(from + 1, Cue.COMMON);
  }

  /** A word of the language or of medicine that begins a sentence and that nobody is called by. */
  private static boolean opening(Tokens t, int at) {
    return t.shape(at) == Shape.CAPITAL
        && (t.breaks(at - 1) || t.mark(at - 1, '.'))
        && t.hasAny(at, Cue.of(Cue.COMMON, Cue.MEDICAL))
        && !t.hasAny(at, Cue.of(Cue.GIVEN, Cue.FAMILY));
  }

  private static boolean score(Tokens t, int from, int to) {
    return (t.number(from - 1) && !t.tight(from))
        || BEHIND_RATIO.has(t, to)
        || (t.has(to, Cue.MEASURE) && !t.reads(to, "in"))
        || BEFORE_RATIO.has(t, from - 1)
        || (BEFORE_RATIO.has(t, from - 2) && !ON_A_DAY.has(t, from - 1));
  }

  /** The type of a finding over tokens {@code [from, to)}. */
  static IdentifierType type(Tokens t, int from, int to, IdentifierType type) {
    if (NUMBERS.contains(type)
        && (t.has(from - 1, Cue.SSN_LABEL) || t.has(from - 2, Cue.SSN_LABEL))) {
      return IdentifierType.SSN;
    }
    if (type != IdentifierType.LOCATION && type != IdentifierType.NAME) {
      return type;
    }
    boolean behind = t.mark(from - 1, ',') || (t.capital(from - 1) && !t.breaks(from - 1));
    boolean name = type == IdentifierType.NAME && t.has(from, Cue.GIVEN);
    if (!behind && !name && t.meansUntil(from, Cue.STATE) == to) {
      return IdentifierType.STATE;
    }
    return type == IdentifierType.LOCATION && t.meansUntil(from, Cue.COUNTRY) == to
        ? IdentifierType.COUNTRY
        : type;
  }
}
