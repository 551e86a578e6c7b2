package org.wardhealth.deid;

import java.util.List;

/**
 * What rules and dictionaries found in a text, token by token, as the {@link TaggerFeatures} see
 * it: so a tagger learns from marked texts how far each of them is to be believed where.
 *
 * <p>A hint is the type, the place of the token in the finding (first, inner, last, only) and how
 * sure the finding is, in five grades; 0 where nothing was found.
 */
final class Hints {
  /** Nothing was found, or nothing was looked for. */
  static final Hints NONE = new Hints(new int[0]);

  private static final float SURE = 0.88f;
  private static final float FOUND = 0.3f;
  private static final float LIKELY = 0.65f;

  private final int[] codes;

  private Hints(int[] codes) {
    this.codes = codes;
  }

  /**
   * @param findings sorted, disjoint
   */
  static Hints of(Tokens tokens, List<Finding> findings) {
    int[] codes = new int[tokens.size()];
    int i = 0;
    for (Finding finding : findings) {
      while (i < codes.length && tokens.end(i) <= finding.start()) {
        i++;
      }
      int from = i;
      while (i < codes.length && tokens.start(i) < finding.end()) {
        i++;
      }
      int grade = grade(finding);
      int base = 1 + key(finding.type()) * 32 + grade * 4;
      for (int at = from; at < i; at++) {
        int place =
            i - from == 1
                ? TagStates.ONLY
                : at == from ? TagStates.FIRST : at == i - 1 ? TagStates.LAST : TagStates.INNER;
        codes[at] = base + place;
      }
    }
    return new Hints(codes);
  }

  private static int grade(Finding finding) {
    if (finding.source() == Source.PROPAGATED) {
      return 3;
    }
    if (finding.score() < FOUND) {
      return 4;
    }
    return finding.score() >= SURE ? 2 : finding.score() >= LIKELY ? 1 : 0;
  }

  /** Independent of the order of the types. */
  private static int key(IdentifierType type) {
    return (int) (Lexicon.hash(type.tag()) >>> 44);
  }

  /** The hint at token {@code i}; 0 where there is none. */
  int at(int i) {
    return i >= 0 && i < codes.length ? codes[i] : 0;
  }

  /** The part of a hint that tells the type. */
  static int type(int hint) {
    return (hint + 31) / 32;
  }
}
