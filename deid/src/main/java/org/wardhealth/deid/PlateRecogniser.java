package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Shape;

/**
 * Marks of vehicles: a plate of one or two groups behind its label ("tag 4B7-91M", "plate: KXR
 * 4409"), and the registration of an aircraft in the United States by its shape (14 CFR 47.15: N,
 * digits, one or two letters but I and O).
 *
 * <p>Left to the tagger: an aircraft without letters at the end, a plate without a label, and one
 * that ends like a quantity ("91M").
 */
final class PlateRecogniser implements Recogniser {
  private static final WordSet LABELS = WordSet.of("plate plates tag tags tail");
  private static final int LEAST = 5;
  private static final int MOST = 9;
  private static final int CONNECTORS = 3;

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      int from = i;
      int to = -1;
      if (LABELS.has(tokens, i)) {
        from = behind(tokens, i + 1);
        to = plate(tokens, from);
      } else if (aircraft(tokens, i)) {
        to = i + 3;
      }
      if (to > 0) {
        found.add(from, to, IdentifierType.VEHICLE, Source.RULE, 0.88f);
        i = to - 1;
      }
    }
  }

  private static int behind(Tokens t, int from) {
    int at = from;
    while (at - from < CONNECTORS
        && (t.mark(at, ':')
            || t.mark(at, '#')
            || t.mark(at, '.')
            || t.is(at, FunctionWord.IS)
            || t.is(at, FunctionWord.NUMBER))) {
      at++;
    }
    return at;
  }

  /** Letters and digits of both kinds, in one group or in two with a blank. */
  private static int plate(Tokens t, int from) {
    int one = group(t, from);
    int two = t.gap(one) == 1 ? group(t, one) : one;
    return fits(t, from, one) ? one : two > one && fits(t, from, two) ? two : -1;
  }

  private static int group(Tokens t, int from) {
    int to = from;
    while (part(t, to)
        && (to == from || t.tight(to) || (t.dash(to) && t.tight(to) && t.tight(to + 1)))) {
      to++;
    }
    return to;
  }

  private static boolean part(Tokens t, int i) {
    return t.number(i) || t.word(i) || (t.dash(i) && t.tight(i) && t.tight(i + 1));
  }

  private static boolean fits(Tokens t, int from, int to) {
    int digits = 0;
    int letters = 0;
    for (int i = from; i < to; i++) {
      digits += t.number(i) ? t.length(i) : 0;
      letters += t.word(i) ? t.length(i) : 0;
    }
    int length = digits + letters;
    return digits > 1
        && letters > 0
        && letters < LEAST
        && length >= LEAST
        && length <= MOST
        && !t.has(to, Cue.MEASURE)
        && !t.has(to - 1, Cue.MEASURE);
  }

  private static boolean aircraft(Tokens t, int i) {
    return t.shape(i) == Shape.INITIAL
        && t.first(i) == 'N'
        && !t.tight(i)
        && t.number(i + 1, 2, 4)
        && t.tight(i + 1)
        && t.first(i + 1) != '0'
        && t.word(i + 2)
        && t.tight(i + 2)
        && t.length(i + 2) <= 2
        && (t.shape(i + 2) == Shape.UPPER || t.shape(i + 2) == Shape.INITIAL)
        && !(t.tight(i + 3) && (t.number(i + 3) || t.word(i + 3) || t.dash(i + 3)))
        && !t.has(i + 2, Cue.MEASURE);
  }
}
