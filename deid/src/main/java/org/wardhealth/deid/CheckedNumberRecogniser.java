package org.wardhealth.deid;

import java.util.List;

/** Numbers known by their check character, however their groups are parted. */
final class CheckedNumberRecogniser implements Recogniser {
  private static final int TOKENS = 16;

  private final List<CheckedNumber> kinds;

  CheckedNumberRecogniser(List<CheckedNumber> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    char[] characters = new char[CheckedNumber.LONGEST];
    for (int i = 0; i < tokens.size(); i++) {
      if (begins(tokens, i)) {
        i = Math.max(i, longest(tokens, i, characters, found));
      }
    }
  }

  /** A number, or letters with a number close behind. */
  private static boolean begins(Tokens t, int i) {
    if (t.tight(i) && (t.word(i - 1) || t.number(i - 1) || t.dash(i - 1) || t.mark(i - 1, '.'))) {
      return false;
    }
    return t.number(i)
        || (t.word(i)
            && t.length(i) <= 4
            && t.capital(i)
            && (t.number(i + 1) || (t.dash(i + 1) && t.number(i + 2))));
  }

  /** Answers the last token of the longest number that begins at {@code from}, or -1. */
  private int longest(Tokens t, int from, char[] characters, Candidates found) {
    int n = 0;
    int end = -1;
    IdentifierType type = IdentifierType.OTHER_ID;
    boolean parted = false;
    for (int at = from; at - from < TOKENS; at++) {
      boolean mark = t.dash(at) || t.mark(at, '.') || t.mark(at, '/');
      if (mark && at > from && t.tight(at) && t.tight(at + 1)) {
        parted = t.dash(at);
        continue;
      }
      boolean part = t.number(at) || (t.word(at) && t.length(at) <= 6 && t.capital(at));
      if (!part || n + t.length(at) > characters.length) {
        break;
      }
      for (int k = t.start(at); k < t.end(at); k++) {
        characters[n++] = Character.toUpperCase(t.text().charAt(k));
      }
      boolean last = !t.tight(at + 1) || !(t.word(at + 1) || t.number(at + 1));
      for (CheckedNumber kind : kinds) {
        if (last && kind.accepts(characters, n, parted && t.dash(at - 1))) {
          end = at + 1;
          type = kind.type();
        }
      }
    }
    if (end < 0) {
      return -1;
    }
    found.add(from, end, type, Source.RULE, 0.96f);
    return end - 1;
  }
}
