package org.wardhealth.deid;

import java.util.Map;
import org.wardhealth.deid.Tokens.Kind;
import org.wardhealth.deid.Tokens.Shape;

/**
 * Identifying numbers: those behind a label ({@code MRN: 00-123}, {@code policy no. HP-987654}),
 * social security numbers by shape, vehicle identification numbers by check digit, and unlabelled
 * runs too long or too odd to be a measurement.
 *
 * <p>Codes of terminologies and registries (ICD, LOINC, RxNorm, NCT...), quantities with a unit,
 * decimals and thousands are left alone.
 */
final class LabelledNumberRecogniser implements Recogniser {
  /** Label to type; the strong ones accept any value with a digit. */
  private static final Map<Cue, IdentifierType> LABELS =
      Map.ofEntries(
          Map.entry(Cue.SSN_LABEL, IdentifierType.SSN),
          Map.entry(Cue.MRN_LABEL, IdentifierType.MRN),
          Map.entry(Cue.PLAN_LABEL, IdentifierType.HEALTH_PLAN),
          Map.entry(Cue.ACCOUNT_LABEL, IdentifierType.ACCOUNT),
          Map.entry(Cue.LICENSE_LABEL, IdentifierType.LICENSE),
          Map.entry(Cue.VEHICLE_LABEL, IdentifierType.VEHICLE),
          Map.entry(Cue.DEVICE_LABEL, IdentifierType.DEVICE),
          Map.entry(Cue.BIOMETRIC_LABEL, IdentifierType.BIOMETRIC),
          Map.entry(Cue.PHOTO_LABEL, IdentifierType.PHOTO),
          Map.entry(Cue.ID_LABEL, IdentifierType.OTHER_ID));

  private static final Cue[] ORDER = {
    Cue.SSN_LABEL,
    Cue.MRN_LABEL,
    Cue.ACCOUNT_LABEL,
    Cue.LICENSE_LABEL,
    Cue.VEHICLE_LABEL,
    Cue.DEVICE_LABEL,
    Cue.BIOMETRIC_LABEL,
    Cue.PHOTO_LABEL,
    Cue.PLAN_LABEL,
    Cue.ID_LABEL
  };

  /** Labels of the numbers of a visit, a stay, a specimen. */
  private static final WordSet ENCOUNTERS =
      WordSet.of("accession csn har fin encounter visit specimen acc episode admission study");

  private static final long ANY_LABEL = Cue.of(ORDER);
  private static final int CONNECTORS = 5;
  private static final int CHUNK = 24;
  private static final int GROUPS = 5;

  /** Digits of a value that may go on in another group. */
  private static final int MOST_OF_GROUP = 4;

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.word(i)) {
        int last = labelled(tokens, i, found);
        if (last < 0 && chunkStart(tokens, i)) {
          last = unlabelled(tokens, i, found);
        }
        i = Math.max(i, last);
      } else if (tokens.number(i) && chunkStart(tokens, i)) {
        i = Math.max(i, unlabelled(tokens, i, found));
      }
    }
  }

  /** Answers the last token used, or -1. */
  private static int labelled(Tokens t, int i, Candidates found) {
    int end = -1;
    Cue longest = Cue.ID_LABEL;
    for (Cue label : ORDER) {
      int until = t.meansUntil(i, label);
      if (until > end) {
        end = until;
        longest = label;
      }
    }
    return end > 0 ? value(t, i, end, longest, found) : -1;
  }

  private static int value(Tokens t, int at, int from, Cue label, Candidates found) {
    int i = from;
    boolean marked = false;
    for (int step = 0; step < CONNECTORS; step++) {
      boolean sign = t.mark(i, '#') || t.mark(i, ':') || t.mark(i, '=');
      if (sign
          || (t.hasAny(i, ANY_LABEL | Cue.NUMBER_WORD.bit) && !beginsValue(t, i))
          || t.mark(i, '.')
          || t.mark(i, '(')
          || t.mark(i, '\u00B0')
          || t.dash(i)
          || t.is(i, Kind.POSSESSIVE)) {
        marked |= sign || t.is(i, FunctionWord.NUMBER);
        i++;
      } else {
        break;
      }
    }
    if (i == from + 1 && t.dash(from) && t.tight(from) && t.tight(i) && t.number(i)) {
      i = from - 1;
    }
    int to = chunkEnd(t, i);
    if (to == i || t.is(i, Kind.TAG)) {
      return -1;
    }
    int digits = digits(t, i, to);
    boolean strong =
        label != Cue.PLAN_LABEL
            && label != Cue.ID_LABEL
            && label != Cue.DEVICE_LABEL
            && label != Cue.VEHICLE_LABEL
            && label != Cue.PHOTO_LABEL
            && label != Cue.BIOMETRIC_LABEL
            && label != Cue.LICENSE_LABEL
            && label != Cue.ACCOUNT_LABEL;
    int most = !strong && digits <= MOST_OF_GROUP ? groups(t, to) : to;
    int least = strong ? 2 : marked ? 3 : 4;
    if (digits(t, i, most) < least
        || t.hasAny(to, Cue.of(Cue.MEASURE))
        || t.mark(to, '%')
        || dateLike(t, i, to)) {
      return -1;
    }
    if (strong && to - i == 1) {
      while (t.number(to, 2, 4) && t.number(to - 1) && !t.tight(to)) {
        to++;
      }
    } else {
      to = most;
    }
    found.add(
        i,
        to,
        ENCOUNTERS.has(t, at)
            ? IdentifierType.ENCOUNTER
            : LABELS.getOrDefault(label, IdentifierType.OTHER_ID),
        Source.RULE,
        strong ? 0.97f : 0.9f);
    return to - 1;
  }

  /**
   * "28 10345678 41", "09 334 118 Q" behind a label: groups of two digits or more on the same line,
   * of which the last is no quantity, and a letter at the end.
   */
  private static int groups(Tokens t, int from) {
    int to = from;
    while (to - from < GROUPS
        && t.number(to, 2, 8)
        && t.number(to - 1)
        && ends(t, to + 1)
        && !t.has(to + 1, Cue.MEASURE)
        && !t.mark(to + 1, '%')) {
      to++;
    }
    boolean letter = to > from && t.shape(to) == Shape.INITIAL && ends(t, to + 1);
    boolean enough = to - from >= 2 || letter || (to > from && t.length(from) > 2);
    return !enough ? from : letter ? to + 1 : to;
  }

  /** Token {@code i} is no part of the number before it. */
  private static boolean ends(Tokens t, int i) {
    return !t.tight(i)
        || t.breaks(i)
        || (t.is(i, Kind.MARK) && (!t.tight(i + 1) || t.breaks(i + 1)));
  }

  private static int unlabelled(Tokens t, int from, Candidates found) {
    int to = chunkEnd(t, from);
    if (to - from == 3 + 2 && ssn(t, from)) {
      found.add(from, to, IdentifierType.SSN, Source.RULE, 0.9f);
      return to - 1;
    }
    if (t.hasAny(from - 1, Cue.of(Cue.CODE_LABEL))
        || t.hasAny(from - 2, Cue.of(Cue.CODE_LABEL))
        || t.has(from, Cue.CODE_LABEL)
        || t.hasAny(to, Cue.of(Cue.MEASURE))
        || t.mark(to, '%')) {
      return -1;
    }
    int length = t.end(to - 1) - t.start(from);
    int digits = digits(t, from, to);
    if (length == 17 && vin(t.text(), t.start(from))) {
      found.add(from, to, IdentifierType.VEHICLE, Source.RULE, 0.9f);
      return to - 1;
    }
    boolean single = to - from == 1;
    boolean plainNumber = single && digits >= 7;
    boolean lettersDashDigits =
        t.word(from)
            && t.shape(from) != Shape.LOWER
            && t.length(from) <= 5
            && t.dash(from + 1)
            && digits >= 5
            && !decimal(t, from, to);
    boolean lettersDigits =
        !single
            && t.word(from)
            && t.shape(from) != Shape.LOWER
            && t.number(from + 1)
            && digits >= 6
            && !decimal(t, from, to);
    boolean yearAccession =
        t.word(from)
            && t.shape(from) == Shape.INITIAL
            && t.number(from + 1, 2, 4)
            && t.dash(from + 2)
            && t.number(from + 3, 3, 9);
    boolean groups =
        t.number(from) && digits >= 8 && !decimal(t, from, to) && !dateLike(t, from, to);
    if (plainNumber || lettersDashDigits || lettersDigits || yearAccession || groups) {
      found.add(from, to, IdentifierType.OTHER_ID, Source.RULE, 0.6f);
      return to - 1;
    }
    return -1;
  }

  /** "SN-44871": the label is part of the number. */
  private static boolean beginsValue(Tokens t, int i) {
    return t.tight(i + 1) && (t.number(i + 1) || (t.dash(i + 1) && t.tight(i + 2)));
  }

  /** Words, numbers, and single marks between them, without white space. */
  private static int chunkEnd(Tokens t, int from) {
    int to = from;
    while (to - from < CHUNK && (to == from || t.tight(to))) {
      boolean part = t.word(to) || t.number(to);
      boolean joint =
          to > from
              && t.is(to, Kind.MARK)
              && ("-/._*".indexOf(t.first(to)) >= 0 || t.dash(to))
              && t.tight(to + 1)
              && (t.word(to + 1) || t.number(to + 1));
      if (!part && !joint) {
        break;
      }
      to++;
    }
    return to;
  }

  private static boolean chunkStart(Tokens t, int i) {
    return !t.tight(i)
        || !(t.word(i - 1)
            || t.number(i - 1)
            || t.dash(i - 1)
            || t.mark(i - 1, '.')
            || t.mark(i - 1, '/'));
  }

  private static int digits(Tokens t, int from, int to) {
    int digits = 0;
    for (int i = from; i < to; i++) {
      digits += t.number(i) ? t.length(i) : 0;
    }
    return digits;
  }

  private static boolean decimal(Tokens t, int from, int to) {
    for (int i = from; i < to; i++) {
      if (t.mark(i, '.') || t.mark(i, '/')) {
        return true;
      }
    }
    return false;
  }

  /** Three numbers with two equal marks that can be a calendar date. */
  private static boolean dateLike(Tokens t, int from, int to) {
    return to - from >= 5
        && t.number(from + 2, 1, 2)
        && t.number(from, 1, 4)
        && t.number(from + 4, 1, 4)
        && CalendarDate.numeric(
            t.value(from),
            t.length(from),
            t.value(from + 2),
            t.value(from + 4),
            t.length(from + 4));
  }

  /** {@code ddd-dd-dddd} that the administration can have issued or that is meant as one. */
  private static boolean ssn(Tokens t, int from) {
    return t.number(from, 3, 3)
        && t.number(from + 2, 2, 2)
        && t.number(from + 4, 4, 4)
        && t.first(from + 1) == t.first(from + 3)
        && !t.mark(from + 1, '/')
        && !t.mark(from + 1, '.');
  }

  /** ISO 3779 with the check digit of 49 CFR 565. */
  private static boolean vin(CharSequence text, int at) {
    int[] weights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      char c = Character.toUpperCase(text.charAt(at + i));
      int value;
      if (c >= '0' && c <= '9') {
        value = c - '0';
      } else {
        int letter = "ABCDEFGH JKLMN P R STUVWXYZ".indexOf(c);
        if (letter < 0 || c == ' ') {
          return false;
        }
        value = "12345678 12345 7 9 23456789".charAt(letter) - '0';
      }
      sum += value * weights[i];
    }
    int check = sum % 11;
    return Character.toUpperCase(text.charAt(at + 8)) == (check == 10 ? 'X' : (char) ('0' + check));
  }
}
