package org.wardhealth.deid;

/**
 * Parts of a year that are no month or day: seasons, halves, quarters, weeks and numbered days
 * beside their year ("spring 2023", "Q3 2022", "week 14 of 2021", "2021-W14", "mid-2020", "primer
 * trimestre de 2022"). More precise than a year, they go where dates go.
 *
 * <p>Without a year they stay, and so do decades ("the early 1990s"). "A fall in 2019" is no
 * autumn.
 */
final class PartOfYearRecogniser implements Recogniser {
  private static final String SEASON_WORDS =
      "spring summer autumn winter primavera verano otono invierno";
  private static final String BESIDE_WORDS = "early late mid";
  private static final String EDGE_WORDS =
      "beginning start middle end principio principios inicios comienzos mediados final finales"
          + " fines";
  private static final String ORDINAL_WORDS =
      "first second third fourth last primer primera primeros primeras segundo segunda tercer"
          + " tercera cuarto cuarta ultimo ultima ultimos ultimas";
  private static final String NUMBERED_WORDS = "week wk cw semana day dia";

  /** All that a part of a year may begin with, so that most words are asked once. */
  private static final WordSet BEGINS =
      WordSet.of(
          String.join(
              " ",
              SEASON_WORDS,
              BESIDE_WORDS,
              EDGE_WORDS,
              ORDINAL_WORDS,
              NUMBERED_WORDS,
              "fall q h w"));

  private static final WordSet SEASONS = WordSet.of(SEASON_WORDS);
  private static final WordSet BESIDE = WordSet.of(BESIDE_WORDS);
  private static final WordSet EDGES = WordSet.of(EDGE_WORDS);
  private static final WordSet ORDINALS = WordSet.of(ORDINAL_WORDS);
  private static final WordSet PARTS =
      WordSet.of(
          "quarter half semester trimester term week weeks month months day days trimestre semestre"
              + " cuatrimestre mitad semana semanas mes meses dia dias quincena");
  private static final WordSet NUMBERED = WordSet.of(NUMBERED_WORDS);
  private static final WordSet LINKS = WordSet.of("of the year in de del ano calendar fiscal fy");
  private static final int LINK_WORDS = 4;

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      int to = tokens.word(i) ? behindWord(tokens, i) : behindNumber(tokens, i);
      if (to > 0) {
        found.add(i, to, IdentifierType.DATE, Source.RULE, 0.85f);
        i = to - 1;
      }
    }
  }

  private static int behindWord(Tokens t, int i) {
    if (!BEGINS.has(t, i)) {
      return -1;
    }
    if (SEASONS.has(t, i) || fall(t, i)) {
      return year(t, i + 1);
    }
    if (BESIDE.has(t, i) || (EDGES.has(t, i) && t.is(i + 1, FunctionWord.OF))) {
      return year(t, i + 1);
    }
    if (ORDINALS.has(t, i) && PARTS.has(t, i + 1)) {
      return year(t, i + 2);
    }
    if (NUMBERED.has(t, i) && t.number(i + 1, 1, 3)) {
      return year(t, i + 2);
    }
    boolean letter = t.reads(i, "q") || t.reads(i, "h") || t.reads(i, "w");
    int most = t.reads(i, "w") ? 2 : 1;
    if (letter && t.capital(i) && t.tight(i + 1) && t.number(i + 1, 1, most)) {
      return year(t, i + 2);
    }
    return -1;
  }

  /** "in Fall 2019", "the fall of 2019"; not "had a fall in 2019", "hip fracture, fall 2019". */
  private static boolean fall(Tokens t, int i) {
    boolean season =
        t.is(i - 1, FunctionWord.IN)
            || t.is(i - 1, FunctionWord.THE)
            || (t.capital(i) && t.word(i - 1) && !t.capital(i - 1));
    return t.reads(i, "fall") && season && !t.is(i + 1, FunctionWord.IN);
  }

  /** "3Q2022", "1er trimestre de 2022", "3rd quarter of 2021", "2021-W14-3", "2022 Q3". */
  private static int behindNumber(Tokens t, int i) {
    if (t.number(i, 1, 2)) {
      int word = i + 1;
      if (t.tight(word) && t.reads(word, "q") && t.length(i) == 1) {
        return year(t, word + 1);
      }
      boolean ordinal = t.tight(word) && (t.word(word) || t.mark(word, '\u00BA'));
      return ordinal && PARTS.has(t, word + 1) ? year(t, word + 2) : -1;
    }
    if (!t.number(i, 4, 4) || !CalendarDate.year(t.value(i))) {
      return -1;
    }
    int at = t.dash(i + 1) || t.mark(i + 1, '/') ? i + 2 : i + 1;
    boolean week = t.reads(at, "w") && t.number(at + 1, 2, 2);
    boolean part = (t.reads(at, "q") || t.reads(at, "h")) && t.number(at + 1, 1, 1);
    if (!(week || part) || !t.capital(at) || !t.tight(at + 1)) {
      return -1;
    }
    boolean day = week && t.dash(at + 2) && t.tight(at + 2) && t.number(at + 3, 1, 1);
    return day ? at + 4 : at + 2;
  }

  /** The end of the year that the words from {@code at} on lead to, or -1. */
  private static int year(Tokens t, int from) {
    int at = t.mark(from, ',') || t.mark(from, '/') || t.dash(from) ? from + 1 : from;
    for (int words = 0; LINKS.has(t, at) && words < LINK_WORDS; words++) {
      at++;
    }
    boolean apostrophe = (t.mark(at, '\'') || t.mark(at, '\u2019')) && t.tight(at + 1);
    if (apostrophe && t.number(at + 1, 2, 2)) {
      return at + 2;
    }
    if (!yearNumber(t, at)) {
      return -1;
    }
    boolean more = (t.dash(at + 1) || t.mark(at + 1, '/')) && t.tight(at + 1) && t.tight(at + 2);
    return more && (t.number(at + 2, 2, 2) || yearNumber(t, at + 2)) ? at + 3 : at + 1;
  }

  /** Four digits, and no decade, dose or hour. */
  private static boolean yearNumber(Tokens t, int i) {
    return t.number(i, 4, 4)
        && CalendarDate.year(t.value(i))
        && !t.has(i + 1, Cue.MEASURE)
        && !(t.tight(i + 1) && (t.word(i + 1) || t.reads(i + 2, "s")));
  }
}
