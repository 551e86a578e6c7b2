package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Shape;

/**
 * What is said letter by letter and digit by digit, as dictation and speech recognition write it:
 * numbers ("MRN is four eight one oh nine", "five five five, zero one two two") and spelled names
 * ("O L U W A", "B-R-I-G-H-T").
 */
final class SpokenRecogniser implements Recogniser {
  private static final WordSet DIGITS =
      WordSet.of("zero oh one two three four five six seven eight nine niner double triple");
  private static final WordSet OTHER_NUMBERS =
      WordSet.of(
          "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
              + " thirty forty fifty sixty seventy eighty ninety hundred thousand");
  private static final WordSet JOINTS = WordSet.of("dash hyphen comma space slash dot");
  private static final int LEAST = 4;
  private static final int LONGEST = 40;
  private static final int LEAST_LETTERS = 5;
  private static final int LABEL_REACH = 6;

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      if (DIGITS.has(tokens, i)) {
        i = number(tokens, i, found) - 1;
      } else if (tokens.shape(i) == Shape.INITIAL) {
        i = letters(tokens, i, found) - 1;
      }
    }
  }

  /** Answers the token behind the run of number words at {@code from}. */
  private static int number(Tokens t, int from, Candidates found) {
    int end = from;
    int digits = 0;
    int at = from;
    while (at - from < LONGEST) {
      boolean digit = DIGITS.has(t, at);
      if (digit || (digits >= 2 && OTHER_NUMBERS.has(t, at))) {
        digits += digit ? 1 : 0;
        end = ++at;
      } else if (t.mark(at, ',') || t.dash(at) || JOINTS.has(t, at)) {
        at++;
      } else {
        break;
      }
    }
    if (digits >= LEAST) {
      found.add(from, end, type(t, from, digits), Source.RULE, digits > LEAST ? 0.9f : 0.7f);
    }
    return end;
  }

  private static IdentifierType type(Tokens t, int from, int digits) {
    for (int i = from - 1; i >= from - LABEL_REACH && !t.breaks(i); i--) {
      if (t.has(i, Cue.FAX_LABEL)) {
        return IdentifierType.FAX;
      }
      if (t.hasAny(i, Cue.of(Cue.PHONE_LABEL, Cue.PAGER_LABEL))) {
        return IdentifierType.PHONE;
      }
      if (t.has(i, Cue.SSN_LABEL)) {
        return IdentifierType.SSN;
      }
      if (t.has(i, Cue.MRN_LABEL) || t.reads(i, "record")) {
        return IdentifierType.MRN;
      }
    }
    return digits == 7 || digits == 10 ? IdentifierType.PHONE : IdentifierType.OTHER_ID;
  }

  /** Answers the token behind the run of single letters at {@code from}. */
  private static int letters(Tokens t, int from, Candidates found) {
    int end = from + 1;
    int letters = 1;
    while (letters < LONGEST) {
      int next = t.dash(end) || t.mark(end, '.') ? end + 1 : end;
      if (t.shape(next) != Shape.INITIAL || t.tight(next) != (next > end)) {
        break;
      }
      letters++;
      end = next + 1;
    }
    if (letters >= LEAST_LETTERS) {
      found.add(from, end, IdentifierType.NAME, Source.RULE, 0.85f);
    }
    return end;
  }
}
