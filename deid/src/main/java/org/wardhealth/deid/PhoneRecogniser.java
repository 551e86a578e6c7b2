package org.wardhealth.deid;

import java.util.List;
import org.wardhealth.deid.Tokens.Kind;
import org.wardhealth.deid.Tokens.Shape;

/**
 * Telephone, pager and fax numbers: North American shapes and those of the language's pack by
 * themselves, {@code +} international ones of 8 to 15 digits (ITU-T E.164), and shorter or unusual
 * ones behind a label.
 */
final class PhoneRecogniser implements Recogniser {
  private static final long LABELS = Cue.of(Cue.PHONE_LABEL, Cue.PAGER_LABEL, Cue.FAX_LABEL);

  private final List<PhoneShape> shapes;

  PhoneRecogniser(List<PhoneShape> shapes) {
    this.shapes = List.copyOf(shapes);
  }

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.hasAny(i, LABELS) && !acidity(tokens, i)) {
        i = Math.max(i, labelled(tokens, i, found));
      } else if (tokens.mark(i, '+') && tokens.tight(i + 1) && tokens.number(i + 1, 1, 15)) {
        i = Math.max(i, international(tokens, i, found));
      } else if (tokens.mark(i, '(') || tokens.number(i)) {
        int last = northAmerican(tokens, i, found);
        last = last < 0 ? national(tokens, i, found) : last;
        i = Math.max(i, last < 0 ? unparted(tokens, i, found) : last);
      }
    }
  }

  /** "pH 7.31/58/71" is no telephone. */
  private static boolean acidity(Tokens t, int i) {
    return t.reads(i, "ph") && t.shape(i) == Shape.MIXED;
  }

  private static int labelled(Tokens t, int label, Candidates found) {
    int from = label + 1;
    while (from - label <= 5
        && (t.mark(from, ':')
            || t.mark(from, '#')
            || t.mark(from, '.')
            || (t.mark(from, '(') && !t.number(from + 1, 3, 3))
            || t.dash(from)
            || t.mark(from, ')')
            || t.has(from, Cue.NUMBER_WORD)
            || t.hasAny(from, LABELS)
            || t.mark(from, '\u00B0')
            || t.is(from, FunctionWord.LINE)
            || (t.is(from, FunctionWord.AT) && !t.has(label, Cue.PAGER_LABEL)))) {
      from++;
    }
    int to = digitGroups(t, from);
    int digits = digits(t, from, to);
    boolean pager = t.has(label, Cue.PAGER_LABEL);
    if (digits < (pager ? 3 : 7) || digits > 16 || (pager && t.hasAny(to, Cue.of(Cue.MEASURE)))) {
      return -1;
    }
    to = extension(t, to);
    found.add(
        from,
        to,
        t.has(label, Cue.FAX_LABEL) ? IdentifierType.FAX : IdentifierType.PHONE,
        Source.RULE,
        0.95f);
    return to - 1;
  }

  private static int international(Tokens t, int plus, Candidates found) {
    int to = digitGroups(t, plus + 1);
    int digits = digits(t, plus + 1, to);
    if (digits < 8 || digits > 15) {
      return -1;
    }
    to = extension(t, to);
    found.add(plus, to, type(t, plus), Source.RULE, 0.93f);
    return to - 1;
  }

  /** The shapes of the pack; the longest that fits. */
  private int national(Tokens t, int from, Candidates found) {
    int to = -1;
    for (PhoneShape shape : shapes) {
      to = Math.max(to, shape.end(t, from));
    }
    if (to < 0) {
      return -1;
    }
    to = extension(t, to);
    found.add(from, to, type(t, from), Source.RULE, 0.85f);
    return to - 1;
  }

  /** {@code (ddd) ddd-dddd} and its kin, with an optional leading 1. */
  private static int northAmerican(Tokens t, int from, Candidates found) {
    if (t.tight(from)
        && t.number(from)
        && (t.dash(from - 1)
            || t.mark(from - 1, '.')
            || t.word(from - 1)
            || t.mark(from - 1, '/'))) {
      return -1;
    }
    int i = from;
    if (t.number(i, 1, 1) && t.value(i) == 1) {
      i += joint(t, i + 1) ? 2 : 1;
    }
    boolean bracket = t.mark(i, '(');
    if (bracket) {
      i++;
    }
    if (t.number(i, 3, 5) && t.first(i) == '0' && !t.tight(i + 1)) {
      return trunk(t, i, found);
    }
    if (!t.number(i, 3, 3)) {
      return -1;
    }
    i++;
    if (bracket) {
      if (!t.mark(i, ')')) {
        return -1;
      }
      i++;
    }
    boolean spaced = !joint(t, i);
    if (!spaced) {
      i++;
    }
    if (!t.number(i, 3, 3)) {
      return -1;
    }
    i++;
    if (joint(t, i)) {
      i++;
    } else if (!spaced || t.tight(i)) {
      return -1;
    }
    if (!t.number(i, 4, 4) || (t.tight(i + 1) && (t.dash(i + 1) && t.number(i + 2)))) {
      return -1;
    }
    int to = extension(t, i + 1);
    if (!bracket && t.has(to, Cue.MEASURE) && !t.reads(to, "x")) {
      return -1;
    }
    found.add(from, to, type(t, from), Source.RULE, 0.92f);
    return to - 1;
  }

  /** "(02) 9374 4000", "(11) 91234-5678", "07700900123": the last token, or -1. */
  private static int unparted(Tokens t, int from, Candidates found) {
    int to = t.mark(from, '(') ? areaInBrackets(t, from) : inOne(t, from);
    if (to < 0 || t.has(to, Cue.MEASURE)) {
      return -1;
    }
    found.add(from, to, type(t, from), Source.RULE, 0.8f);
    return to - 1;
  }

  /**
   * An area with its trunk prefix and two groups; of two digits without one if a dash parts them.
   */
  private static int areaInBrackets(Tokens t, int open) {
    int area = open + 1;
    int one = open + 3;
    int two = t.dash(one + 1) ? one + 2 : one + 1;
    boolean shape =
        t.number(area, 2, 5)
            && t.tight(area)
            && t.mark(area + 1, ')')
            && t.number(one, 3, 5)
            && t.number(two, 3, 5);
    int digits = digits(t, area, two + 1);
    boolean known = trunkPrefix(t, area) || (t.number(area, 2, 2) && t.dash(one + 1) && digits > 9);
    return shape && known && digits >= 9 && digits <= 12 ? two + 1 : -1;
  }

  /** A mobile of Great Britain (Ofcom, National Telephone Numbering Plan). */
  private static int inOne(Tokens t, int i) {
    boolean alone =
        !t.tight(i) && !(t.tight(i + 1) && (t.word(i + 1) || t.number(i + 1) || t.dash(i + 1)));
    boolean code = t.has(i - 1, Cue.CODE_LABEL) || t.has(i - 2, Cue.CODE_LABEL);
    return t.number(i, 11, 11)
            && t.text().charAt(t.start(i) + 1) == '7'
            && trunkPrefix(t, i)
            && alone
            && !code
        ? i + 1
        : -1;
  }

  /** One nought. */
  private static boolean trunkPrefix(Tokens t, int i) {
    return t.number(i, 2, 11) && t.first(i) == '0' && t.text().charAt(t.start(i) + 1) != '0';
  }

  /** "07700 900123", "020 7946 0958": a trunk prefix and ten or eleven digits in all. */
  private static int trunk(Tokens t, int from, Candidates found) {
    int to = from;
    while (to - from < 3 && t.number(to, 3, 8)) {
      to++;
    }
    int digits = digits(t, from, to);
    if (digits < 10 || digits > 11 || t.has(to, Cue.MEASURE)) {
      return -1;
    }
    found.add(from, to, type(t, from), Source.RULE, 0.8f);
    return to - 1;
  }

  static boolean joint(Tokens t, int i) {
    return t.dash(i) || t.mark(i, '.') || t.mark(i, '/') || t.mark(i, '\u00B7');
  }

  /** Numbers with single marks between them; a plus behind one begins another telephone. */
  private static int digitGroups(Tokens t, int from) {
    int to = from;
    int end = from;
    while (to - from < 14) {
      if (t.number(to)) {
        end = ++to;
      } else if (t.mark(to, '(')
          || t.mark(to, ')')
          || (t.mark(to, '+') && end == from)
          || joint(t, to)) {
        to++;
      } else {
        break;
      }
    }
    return end;
  }

  private static int digits(Tokens t, int from, int to) {
    int digits = 0;
    for (int i = from; i < to; i++) {
      digits += t.number(i) ? t.length(i) : 0;
    }
    return digits;
  }

  private static int extension(Tokens t, int at) {
    int i = t.mark(at, ',') ? at + 1 : at;
    if (t.reads(i, "x") || t.reads(i, "ext") || t.reads(i, "extension")) {
      i++;
      while (t.mark(i, '.') || t.mark(i, ':')) {
        i++;
      }
      return t.number(i, 1, 6) ? i + 1 : at;
    }
    return at;
  }

  private static IdentifierType type(Tokens t, int at) {
    for (int i = at - 1; i >= at - 4 && !t.is(i, Kind.BREAK); i--) {
      if (t.has(i, Cue.FAX_LABEL)) {
        return IdentifierType.FAX;
      }
    }
    return IdentifierType.PHONE;
  }
}
