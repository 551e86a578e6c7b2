package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Kind;
import org.wardhealth.deid.Tokens.Shape;

/**
 * Numbers that could identify and that nothing names: proposed at a score that no finding is made
 * of without a tagger that agrees. Runs without white space that hold five digits, or four and a
 * capital letter; "x4417"; numbers behind a number sign; ages from 90.
 */
final class NumberProposals implements Recogniser {
  private static final float PROPOSED = 0.2f;
  private static final int LONGEST = 24;

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      if (!tokens.word(i) && !tokens.number(i)) {
        continue;
      }
      int to = run(tokens, i);
      propose(tokens, i, to, found);
      i = to - 1;
    }
  }

  private static int run(Tokens t, int from) {
    int to = from + 1;
    while (to - from < LONGEST && t.tight(to)) {
      boolean part = t.word(to) || t.number(to);
      boolean joint =
          t.is(to, Kind.MARK)
              && (t.dash(to) || "/._*".indexOf(t.first(to)) >= 0)
              && t.tight(to + 1)
              && (t.word(to + 1) || t.number(to + 1));
      if (!part && !joint) {
        break;
      }
      to++;
    }
    return to;
  }

  private static void propose(Tokens t, int from, int to, Candidates found) {
    int digits = 0;
    boolean capital = false;
    boolean decimal = false;
    for (int i = from; i < to; i++) {
      digits += t.number(i) ? t.length(i) : 0;
      capital |= t.shape(i) == Shape.UPPER || t.shape(i) == Shape.INITIAL;
      decimal |= t.mark(i, '.');
    }
    boolean extension =
        to - from == 2 && t.reads(from, "x") && t.number(from + 1, 3, 6) && t.tight(from + 1);
    boolean sign = t.mark(from - 1, '#') && digits >= 2;
    boolean age =
        to - from == 1 && t.number(from, 2, 3) && t.value(from) >= 90 && t.value(from) < 116;
    if (extension) {
      found.add(
          from, to, IdentifierType.PHONE, Source.RULE, t.number(from + 1, 4, 6) ? 0.7f : PROPOSED);
    } else if (age) {
      found.add(from, to, IdentifierType.AGE_OVER_89, Source.RULE, PROPOSED);
    } else if (!decimal
        && !t.has(to, Cue.MEASURE)
        && (digits >= 5 || (digits >= 3 && capital) || sign)) {
      found.add(from, to, IdentifierType.OTHER_ID, Source.RULE, PROPOSED);
    }
  }
}
