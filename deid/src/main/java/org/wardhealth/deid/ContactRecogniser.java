package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Kind;

/**
 * E-mail addresses, web addresses, IPv4 and IPv6 addresses, MAC addresses: shapes that need no
 * context.
 */
final class ContactRecogniser implements Recogniser {
  /**
   * An address part longer than this many tokens is cut; the parts are still found by other rules.
   */
  private static final int REACH = 48;

  private static final WordSet SHORT_LINKS =
      WordSet.of("ly gl gg be me co app ai dev link page site cc to ws tv ch nl ie nz in za it se");

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.mark(i, '@')) {
        email(tokens, i, found);
      } else if (tokens.mark(i, ':')) {
        i = Math.max(i, colon(tokens, i, found));
      } else if (tokens.mark(i, '.')) {
        i = Math.max(i, dot(tokens, i, found));
      } else if (tokens.mark(i, '-') && tokens.length(i - 1) == 2) {
        mac(tokens, i - 1, found);
      }
    }
  }

  private static void email(Tokens t, int at, Candidates found) {
    int from = at;
    while (from > 0 && at - from < REACH && t.tight(from) && localPart(t, from - 1)) {
      from--;
    }
    int to = at + 1;
    int labels = 0;
    while (t.tight(to)
        && to - at < REACH
        && (t.word(to) || t.number(to) || t.dash(to) || t.mark(to, '.'))) {
      labels += t.mark(to, '.') ? 0 : 1;
      to++;
    }
    while (to > at + 1 && (t.mark(to - 1, '.') || t.dash(to - 1))) {
      to--;
    }
    if (from < at && labels > 1 && t.word(to - 1)) {
      found.add(from, to, IdentifierType.EMAIL, Source.RULE, 0.99f);
    }
  }

  private static boolean localPart(Tokens t, int i) {
    if (t.word(i) || t.number(i) || t.dash(i)) {
      return true;
    }
    return t.is(i, Kind.MARK) && "._%+'".indexOf(t.first(i)) >= 0;
  }

  /** {@code scheme://}, IPv6 and MAC; answers the last token used, or -1. */
  private static int colon(Tokens t, int i, Candidates found) {
    if (t.mark(i + 1, '/')
        && t.mark(i + 2, '/')
        && t.tight(i + 1)
        && t.tight(i + 2)
        && t.word(i - 1)) {
      int to = untilSpace(t, i + 3);
      found.add(i - 1, to, IdentifierType.URL, Source.RULE, 0.98f);
      return to - 1;
    }
    int from = i;
    while (from > 0 && i - from < 2 && t.tight(from) && hex(t, from - 1)) {
      from--;
    }
    int to = from;
    int colons = 0;
    int doubles = 0;
    int groups = 0;
    int numbers = 0;
    while (to - from < REACH && (to == from || t.tight(to)) && (hex(t, to) || t.mark(to, ':'))) {
      if (t.mark(to, ':')) {
        colons++;
        doubles += t.mark(to + 1, ':') && t.tight(to + 1) ? 1 : 0;
      } else if (to == from || t.mark(to - 1, ':')) {
        groups++;
      }
      numbers += t.number(to) ? 1 : 0;
      to++;
    }
    if (colons == 5 && groups == 6 && doubles == 0 && sixPairs(t, from, to)) {
      found.add(from, to, IdentifierType.DEVICE, Source.RULE, 0.97f);
      return to - 1;
    }
    if ((colons == 7 && groups == 8)
        || (doubles == 1 && groups >= 2 && colons >= 2 && numbers > 0)) {
      found.add(from, to, IdentifierType.IP, Source.RULE, 0.97f);
      return to - 1;
    }
    return -1;
  }

  private static void mac(Tokens t, int from, Candidates found) {
    int to = from;
    int dashes = 0;
    while (to - from < 17 && (to == from || t.tight(to)) && (hex(t, to) || t.mark(to, '-'))) {
      dashes += t.mark(to, '-') ? 1 : 0;
      to++;
    }
    if (dashes == 5 && sixPairs(t, from, to)) {
      found.add(from, to, IdentifierType.DEVICE, Source.RULE, 0.97f);
    }
  }

  /** Six groups of two hexadecimal digits, 17 units in all. */
  private static boolean sixPairs(Tokens t, int from, int to) {
    int at = t.start(from);
    if (t.end(to - 1) - at != 17) {
      return false;
    }
    for (int k = 2; k < 17; k += 3) {
      char c = t.text().charAt(at + k);
      if (c != ':' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean hex(Tokens t, int i) {
    if ((!t.word(i) && !t.number(i)) || t.length(i) > 4) {
      return false;
    }
    for (int at = t.start(i); at < t.end(i); at++) {
      char c = t.text().charAt(at);
      if (Character.digit(c, 16) < 0 || c > 0x7F) {
        return false;
      }
    }
    return true;
  }

  /**
   * IPv4, {@code www.} and bare domains with a known ending; answers the last token used, or -1.
   */
  private static int dot(Tokens t, int i, Candidates found) {
    if (!t.tight(i) || !t.tight(i + 1)) {
      return -1;
    }
    if (t.number(i - 1, 1, 3) && (!t.tight(i - 1) || !t.mark(i - 2, '.'))) {
      return ipv4(t, i - 1, found);
    }
    boolean www = t.reads(i - 1, "www");
    if (www
        || (t.has(i + 1, Cue.TOP_LEVEL_DOMAIN)
            && t.word(i - 1)
            && lowerCase(t, i + 1)
            && endsLabel(t, i + 2))
        || path(t, i)) {
      int from = i - 1;
      while (from > 0 && i - from < REACH && t.tight(from) && domainPart(t, from - 1)) {
        from--;
      }
      if (from > 0 && t.tight(from) && t.mark(from - 1, '@')) {
        return -1;
      }
      int to = untilSpace(t, i + 1);
      found.add(from, to, IdentifierType.URL, Source.RULE, 0.9f);
      return to - 1;
    }
    return -1;
  }

  /** "bit.ly/3xQ": endings that are words or units too, and so need something behind a slash. */
  private static boolean path(Tokens t, int dot) {
    return SHORT_LINKS.has(t, dot + 1)
        && lowerCase(t, dot + 1)
        && t.word(dot - 1)
        && t.length(dot - 1) > 1
        && t.mark(dot + 2, '/')
        && t.tight(dot + 2)
        && t.tight(dot + 3)
        && (t.word(dot + 3) || t.number(dot + 3));
  }

  private static int ipv4(Tokens t, int from, Candidates found) {
    for (int k = 0; k < 7; k++) {
      int i = from + k;
      boolean fits = k % 2 == 0 ? t.number(i, 1, 3) && t.value(i) <= 255 : t.mark(i, '.');
      if (!fits || (k > 0 && !t.tight(i))) {
        return -1;
      }
    }
    if (t.tight(from + 7) && t.mark(from + 7, '.') && t.tight(from + 8) && t.number(from + 8)) {
      return -1;
    }
    found.add(from, from + 7, IdentifierType.IP, Source.RULE, 0.95f);
    return from + 6;
  }

  private static boolean domainPart(Tokens t, int i) {
    return t.word(i) || t.number(i) || t.dash(i) || t.mark(i, '.');
  }

  private static boolean lowerCase(Tokens t, int i) {
    return t.shape(i) == Tokens.Shape.LOWER || t.shape(i) == Tokens.Shape.UPPER;
  }

  private static boolean endsLabel(Tokens t, int i) {
    return !t.tight(i) || (!t.word(i) && !t.number(i));
  }

  /** The end of what follows {@code from} without white space, less closing punctuation. */
  private static int untilSpace(Tokens t, int from) {
    int to = from;
    while (t.tight(to)
        && !t.breaks(to)
        && !t.mark(to, '"')
        && !t.mark(to, '>')
        && !t.mark(to, '<')) {
      to++;
    }
    while (to > from && t.is(to - 1, Kind.MARK) && t.first(to - 1) != '/') {
      to--;
    }
    return to;
  }
}
