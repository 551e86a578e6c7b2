package org.wardhealth.deid;

/**
 * Postal codes of Great Britain ("SW1A 2AA", BS 7666) and Canada ("K1A 0B1"), by the letters that
 * each country uses and, of the British, by the 124 areas that there are. Behind a label or a place
 * in any writing; by themselves where the shape has no other reading.
 *
 * <p>Left to the tagger without a label or a place: what may be a level, a grade or a count ("L4
 * 5NR", "G3P2A1"), and what is written without a blank or in lower case.
 */
final class PostcodeRecogniser implements Recogniser {
  private static final WordSet AREAS =
      WordSet.of(
          "ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt"
              + " dy e ec eh en ex fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw"
              + " ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr"
              + " rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w"
              + " wa wc wd wf wn wr ws wv yo ze");
  private static final WordSet PROVINCES =
      WordSet.of("ab bc mb nb nl ns nt nu on pe qc sk yt uk england scotland wales canada");
  private static final String NOT_INWARD = "cikmov";
  private static final String NOT_CANADIAN = "dfioqu";
  private static final WordSet ORDINALS = WordSet.of("st nd rd th");
  private static final int LABEL_REACH = 4;

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      int to = begins(tokens, i) ? code(tokens, i) : -1;
      if (to > 0) {
        found.add(i, to, IdentifierType.LOCATION, Source.RULE, 0.9f);
        i = to - 1;
      }
    }
  }

  /** A word with a number close behind. */
  private static boolean begins(Tokens t, int i) {
    return t.word(i)
        && t.number(i + 1, 1, 3)
        && t.tight(i + 1)
        && !glued(t, i)
        && !t.has(i - 1, Cue.CODE_LABEL);
  }

  /** The end of the code at {@code i}, or -1. */
  private static int code(Tokens t, int i) {
    int canadian = canadian(t, i);
    int to = canadian > 0 ? canadian : british(t, i);
    if (to < 0) {
      return -1;
    }
    boolean clear =
        canadian > 0
            ? to == i + 6 && !t.tight(i + 3) && t.capital(i + 4) && !counts(t, i)
            : apart(t, i, to) && t.capital(to - 1) && !level(t, i, to);
    boolean stands = (clear && t.capital(i)) || behindPlace(t, i);
    return (stands && !quantity(t, to - 1)) || labelled(t, i) ? to : -1;
  }

  private static boolean glued(Tokens t, int i) {
    return t.tight(i) && (t.word(i - 1) || t.number(i - 1) || t.dash(i - 1) || t.mark(i - 1, '_'));
  }

  private static boolean closed(Tokens t, int end) {
    return !t.tight(end) || !(t.word(end) || t.number(end) || t.dash(end) || t.mark(end, '/'));
  }

  /** A letter, a digit, a letter; a digit, a letter, a digit: the end, or -1. */
  private static int canadian(Tokens t, int i) {
    int at = i + 3;
    boolean dash = t.dash(at);
    at += dash ? 1 : 0;
    boolean shape =
        letter(t, i)
            && t.number(i + 1, 1, 1)
            && letter(t, i + 2)
            && t.tight(i + 2)
            && t.number(at, 1, 1)
            && letter(t, at + 1)
            && t.tight(at + 1)
            && t.number(at + 2, 1, 1)
            && t.tight(at + 2)
            && t.gap(i + 3) <= 1
            && closed(t, at + 3);
    boolean first = "wz".indexOf(Folding.fold(t.first(i))) < 0;
    boolean same = t.hash(i) == t.hash(i + 2) && t.hash(i) == t.hash(at + 1);
    return shape && first && !same ? at + 3 : -1;
  }

  private static boolean letter(Tokens t, int i) {
    return t.word(i)
        && t.length(i) == 1
        && NOT_CANADIAN.indexOf(Folding.fold(t.first(i))) < 0
        && t.first(i) < 0x80;
  }

  /** An area, a district of one or two digits or a digit and a letter; a digit, two letters. */
  private static int british(Tokens t, int i) {
    if (!AREAS.has(t, i)) {
      return -1;
    }
    boolean lettered =
        t.number(i + 1, 1, 1) && t.length(i + 2) == 1 && t.word(i + 2) && t.tight(i + 2);
    int inward = lettered ? i + 3 : i + 2;
    boolean split =
        t.number(inward, 1, 1) && t.gap(inward) <= 1 && t.length(i + 1) <= (lettered ? 1 : 2);
    if (!split) {
      inward = i + 1;
      split = !lettered && t.number(inward, 2, 3);
    }
    int letters = inward + 1;
    boolean two = t.word(letters) && t.length(letters) == 2 && t.tight(letters);
    return split && two && inward(t, letters) && closed(t, letters + 1) ? letters + 1 : -1;
  }

  private static boolean inward(Tokens t, int i) {
    return NOT_INWARD.indexOf(Folding.fold(t.first(i))) < 0
        && NOT_INWARD.indexOf(Folding.fold(t.text().charAt(t.start(i) + 1))) < 0
        && t.text().charAt(t.start(i) + 1) < 0x80;
  }

  /** "T2N 0M0", "G3P 2A1": a stage, pregnancies. */
  private static boolean counts(Tokens t, int i) {
    return (t.reads(i, "t") && t.reads(i + 2, "n") && t.reads(i + 4, "m"))
        || (t.reads(i, "g") && t.reads(i + 2, "p"));
  }

  /** With a blank before its last three, or so long that it needs none. */
  private static boolean apart(Tokens t, int i, int to) {
    return !t.tight(to - 2) || (t.length(i) == 2 && to == i + 5);
  }

  /** "L4 5NR", "B12 2AB": a vertebra, a grade, a vitamin. */
  private static boolean level(Tokens t, int i, int to) {
    return t.length(i) == 1 && to == i + 4 && (t.length(i + 1) == 1 || t.reads(i, "b"));
  }

  /** "4HR", "2ND". */
  private static boolean quantity(Tokens t, int last) {
    return t.has(last, Cue.MEASURE) || ORDINALS.has(t, last);
  }

  private static boolean labelled(Tokens t, int i) {
    for (int at = i - 1; at >= i - LABEL_REACH && !t.breaks(at); at--) {
      if (t.has(at, Cue.ZIP_LABEL) || t.reads(at, "postcode")) {
        return true;
      }
    }
    return false;
  }

  private static boolean behindPlace(Tokens t, int i) {
    int before = t.mark(i - 1, ',') || t.breaks(i - 1) ? i - 2 : i - 1;
    long places = Cue.of(Cue.PLACE, Cue.PLACE_LARGE);
    return t.capital(before)
        && !t.tight(before)
        && (PROVINCES.has(t, before)
            || t.hasAny(before, places | Cue.STREET.bit)
            || t.meantBefore(before + 1, places) >= 0);
  }
}
