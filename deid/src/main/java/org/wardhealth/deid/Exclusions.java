package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Shape;

/**
 * What a tagger must not find in English: codes of terminologies and registries, code names of
 * drugs, ratios of scores and doses. A state or country alone becomes what it is.
 */
final class Exclusions {
  private static final WordSet DRUG_CODES =
      WordSet.of("mk bay rg gsk azd pf ly abt bms amg medi sar jnj tak ono bi nct rs il cd sars");
  private static final WordSet BEFORE_RATIO =
      WordSet.of(
          "pain strength reflexes take murmur motor power scale grade apgar grip steps step harsh bipap cpap pulses pulse"
              + " four cas ate dinner supper lunch breakfast meal quiz recall backwards remembers orientation oriented"
              + " trials leak soft thrill dtr dtrs edema mrc asia");
  private static final WordSet BEHIND_RATIO =
      WordSet.of(
          "tablet tablets tab tabs cup pain strength murmur systolic diastolic teaspoon inch thrill leak ns saline sem"
              + " lusb rusb llsb lle rle lue rue quiz trials throughout bilaterally blasts nodes positive");
  private static final int REACH = 3;

  private Exclusions() {}

  /** Whether the tagger's finding over tokens {@code [from, to)} stands. */
  static boolean stands(Tokens t, int from, int to, IdentifierType type) {
    if (type == IdentifierType.DATE) {
      boolean ratio = to - from == 3 && t.mark(from + 1, '/') && t.number(from) && t.number(to - 1);
      return !ratio || !score(t, from, to);
    }
    boolean digits = false;
    boolean code = false;
    for (int i = from - REACH; i < to; i++) {
      digits |= i >= from && t.number(i);
      code |= t.has(i, Cue.CODE_LABEL) || (DRUG_CODES.has(t, i) && t.shape(i) != Shape.LOWER);
    }
    return !(digits && code) || type == IdentifierType.PHONE;
  }

  private static boolean score(Tokens t, int from, int to) {
    return (t.number(from - 1) && !t.tight(from))
        || BEHIND_RATIO.has(t, to)
        || (t.has(to, Cue.MEASURE) && !t.reads(to, "in"))
        || BEFORE_RATIO.has(t, from - 1)
        || BEFORE_RATIO.has(t, from - 2);
  }

  /** The type of a finding over tokens {@code [from, to)}. */
  static IdentifierType type(Tokens t, int from, int to, IdentifierType type) {
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
