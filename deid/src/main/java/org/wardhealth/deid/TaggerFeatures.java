package org.wardhealth.deid;

import java.util.Arrays;
import org.wardhealth.deid.Tokens.Kind;
import org.wardhealth.deid.Tokens.Shape;

/**
 * What a {@link Tagger} knows of each token, as 32-bit keys: the same code for training and for
 * use.
 *
 * <p>A key is announced once, by the token that it describes, with the range of neighbours that may
 * learn from it: "the word <em>Dr</em> stands here" is evidence for the three tokens on either
 * side. So a word is hashed and looked up once, not seven times.
 *
 * <p>Walks a text from token -1 to token {@code size()}, the breaks at its edges included; looks at
 * a bounded number of tokens around each, and allocates nothing on the way but the memory of words
 * seen ({@link TaggerMemory}), which grows with the text.
 */
final class TaggerFeatures {
  /** How far a feature reaches, in tokens, either way. */
  static final int REACH = 3;

  /** Takes the features of one token after the other. */
  interface Sink {
    /**
     * {@code key} holds for {@code token}, and speaks of tokens {@code token + from .. token + to}.
     */
    void feature(int token, int key, int from, int to);
  }

  /** Room before the first token and behind the last. */
  private static final int EDGE = 4;

  /** The bit of the token itself among those asked for. */
  private static final int ITSELF = 1 << REACH;

  /** Every neighbour. */
  static final int ALL = (1 << (2 * REACH + 1)) - 1;

  private static final int LONGEST_RUN = 24;
  private static final int LONGEST_NAME = 14;
  private static final int AFFIX = 5;
  private static final long BREAK = 0x2545F4914F6CDD1DL;
  private static final long NOTHING = 0x9E6C63D0676A9A99L;
  private static final long MARK = 0x6A09E667F3BCC909L;
  private static final long POSSESSIVE = 0x3C6EF372FE94F82BL;
  private static final long TAG = 0x510E527FADE682D1L;
  private static final long DICTIONARY =
      Cue.of(
          Cue.COMMON,
          Cue.WORD,
          Cue.GIVEN,
          Cue.GIVEN_FREQUENT,
          Cue.FAMILY,
          Cue.FAMILY_FREQUENT,
          Cue.PLACE,
          Cue.PLACE_LARGE,
          Cue.MEDICAL);

  /** By name, so that the order of the cues stays free. */
  private static final long[] CUE_KEYS = new long[Long.SIZE];

  private static final long[] TEMPLATES = new long[128];

  static {
    for (int i = 0; i < TEMPLATES.length; i++) {
      TEMPLATES[i] = mix(mix(0x5DEECE66DL + i));
    }
    for (Cue cue : Cue.values()) {
      CUE_KEYS[Long.numberOfTrailingZeros(cue.bit)] = Lexicon.hash(cue.name());
    }
  }

  private final Tokens t;
  private final Hints hints;
  private final int size;
  private final int style;
  private final long[] heads = new long[16];
  private int bars = 1;
  private int lastBars;
  private boolean table;
  private int token;
  private int asked;
  private Sink sink = (token, key, from, to) -> {};
  private final TaggerMemory memory = new TaggerMemory();
  private final long[] identity;
  private final int[] form;

  private int lineStart;
  private int previousLine = -1;
  private long label;
  private long longLabel;
  private int behindColon = -1;
  private int runStart;
  private int runEnd;
  private long run;
  private int chainEnd;
  private int chainStart;
  private long chain;
  private int nameStart;
  private int nameEnd;
  private int phraseStart;
  private int phraseEnd;
  private long phraseBits;

  TaggerFeatures(Tokens tokens, Hints hints) {
    this.t = tokens;
    this.hints = hints;
    this.style = style(tokens);
    this.size = tokens.size();
    this.identity = new long[size + 2 * EDGE];
    this.form = new int[size + 2 * EDGE];
    for (int i = -EDGE; i < size + EDGE; i++) {
      identity[i + EDGE] = identityOf(i);
      form[i + EDGE] = formOf(i);
    }
  }

  /**
   * The key of a template with a value. Templates differ by numbers drawn at random, and by no
   * constant that hashes of words are made with: else a short word of one template would be another
   * word of another.
   */
  static int key(int template, long value) {
    return (int) (mix(value ^ TEMPLATES[template]) >>> 32);
  }

  private static long mix(long value) {
    long h = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
    return h ^ (h >>> 31);
  }

  /** Moves to token {@code j}: the one behind the last, beginning with -1. */
  void advance(int j) {
    if (j < 0 || j >= size) {
      return;
    }
    line(j);
    bars(j);
    if (j >= runEnd) {
      run(j);
    }
    if (j >= chainEnd) {
      chain(j);
    }
    if (j >= nameEnd) {
      name(j);
    }
    if (j >= phraseEnd) {
      phraseStart = j;
      phraseBits = t.phraseBits(j);
      phraseEnd = phraseBits == 0 ? j + 1 : t.phraseEnd(j);
    }
  }

  /**
   * Tells the features of the token that was advanced to.
   *
   * @param asked one bit for each neighbour of which somebody wants to know, the one {@link #REACH}
   *     before the token lowest; what speaks of no other is not told
   */
  void emit(int j, int asked, Sink sink) {
    this.token = j;
    this.asked = asked;
    this.sink = sink;
    long word = identify(j);
    int shape = form(j);
    tell(1, word, -REACH, REACH);
    tell(2, shape, -REACH, REACH);
    pairs(j, word, shape);
    if (j < 0 || j >= size) {
      return;
    }
    dictionary(j, shape);
    if (t.word(j)) {
      affixes(j);
    }
    hint(j, word, shape);
    layout(j, shape);
    numbers(j);
    seen(j, shape);
    if ((asked & ITSELF) != 0) {
      surroundings(j, word, shape);
      names(j);
    }
  }

  private void tell(int template, long value, int from, int to) {
    int reached = (1 << (to + REACH + 1)) - (1 << (from + REACH));
    if ((asked & reached) != 0) {
      sink.feature(token, key(template, value), from, to);
    }
  }

  private void pairs(int j, long word, int shape) {
    long before = identify(j - 1);
    int shapeBefore = form(j - 1);
    tell(3, Lexicon.join(before, word), -2, 1);
    tell(4, shapeBefore * 4096L + shape, -2, 1);
    tell(5, (form(j - 2) * 4096L + shapeBefore) * 4096L + shape, -2, 1);
    tell(6, Lexicon.join(Lexicon.join(identify(j - 2), before), word), -1, 1);
    tell(7, Lexicon.join(before, shape), -1, 0);
    tell(8, Lexicon.join(word, shapeBefore + 7L), -1, 0);
    tell(9, Lexicon.join(identify(j - 2), word), -1, 1);
    long wide = 0;
    for (int i = j - 2; i <= j + 2; i++) {
      wide = wide * 64 + (form(i) & 63);
    }
    tell(10, wide, 0, 0);
  }

  private void dictionary(int j, int shape) {
    long bits = t.bits(j);
    for (long rest = bits; rest != 0; rest &= rest - 1) {
      tell(12, CUE_KEYS[Long.numberOfTrailingZeros(rest)], -2, 2);
    }
    long dictionary = bits & DICTIONARY;
    long signature = signature(dictionary) * 64 + (shape & 63);
    tell(13, signature, -1, 1);
    long before = signature(t.bits(j - 1) & DICTIONARY) * 64 + (form(j - 1) & 63);
    tell(14, Lexicon.join(before, signature), -1, 0);
    if (phraseBits != 0) {
      int place = j == phraseStart ? 0 : j == phraseEnd - 1 ? 2 : 1;
      for (long rest = phraseBits; rest != 0; rest &= rest - 1) {
        tell(15, CUE_KEYS[Long.numberOfTrailingZeros(rest)] * 4 + place, -1, 1);
      }
    }
  }

  /** Columns: wide gaps, and what stands over a cell of a table with bars. */
  private void layout(int j, int shape) {
    int gaps = gap(j) * 4 + gap(j + 1);
    if (gaps != 5) {
      tell(67, gaps, -1, 1);
      tell(68, gaps * 64L + (shape & 63), 0, 0);
    }
    if (table && bars < heads.length && heads[bars] != 0) {
      tell(69, heads[bars], 0, 0);
      tell(70, Lexicon.join(heads[bars], shape & 63), 0, 0);
    }
  }

  private int gap(int i) {
    return Math.min(t.gap(i), 3);
  }

  /** Cells of a table: the words that the first of several lines with bars has in them. */
  private void bars(int j) {
    if (t.is(j - 1, Kind.BREAK)) {
      table = lastBars > 1;
      if (!table) {
        Arrays.fill(heads, 0);
      }
      lastBars = 0;
      bars = 1;
    }
    if (t.mark(j, '|')) {
      bars++;
      lastBars++;
    } else if (!table && bars < heads.length && heads[bars] == 0 && t.word(j)) {
      heads[bars] = t.hash(j);
    }
  }

  private void hint(int j, long word, int shape) {
    int hint = hints.at(j);
    if (hint != 0) {
      tell(60, hint, -2, 2);
      tell(61, Lexicon.join(hint, signature(t.bits(j) & DICTIONARY)), 0, 0);
      tell(62, Lexicon.join(hint, shape & 63), 0, 0);
      tell(63, Lexicon.join(hint, identify(j - 1)), 0, 0);
      tell(64, Lexicon.join(hint, word), 0, 0);
    }
    if (t.word(j)) {
      long manner = style * 64L + (shape & 63);
      tell(65, manner, 0, 0);
      tell(66, Lexicon.join(manner, signature(t.bits(j) & DICTIONARY)), -1, 1);
    }
  }

  /** How a text is written: 0 mixed, 1 all lower case, 2 mostly lower case, 3 all upper case. */
  private static int style(Tokens t) {
    int words = 0;
    int lower = 0;
    int upper = 0;
    for (int i = 0; i < t.size(); i++) {
      Shape shape = t.shape(i);
      words += shape == Shape.NONE ? 0 : 1;
      lower += shape == Shape.LOWER ? 1 : 0;
      upper += shape == Shape.UPPER || shape == Shape.INITIAL ? 1 : 0;
    }
    return upper * 4 > words * 3 ? 3 : lower * 50 > words * 49 ? 1 : lower * 10 > words * 9 ? 2 : 0;
  }

  /** What the dictionaries say of token {@code i}, with its shape. */
  long classes(int i) {
    return signature(t.bits(i)) * 64 + (form(i) & 63);
  }

  /** Independent of the order of the cues. */
  private static long signature(long dictionary) {
    long sum = 0;
    for (long rest = dictionary; rest != 0; rest &= rest - 1) {
      sum += CUE_KEYS[Long.numberOfTrailingZeros(rest)];
    }
    return sum;
  }

  private void affixes(int j) {
    CharSequence text = t.text();
    int start = t.start(j);
    int end = t.end(j);
    long hash = 0;
    int most = Math.min(AFFIX, end - start - 1);
    for (int i = 0; i < most; i++) {
      hash = Lexicon.hash(hash, Folding.fold(text.charAt(start + i)));
      if (i > 0 || end - start > 3) {
        tell(16 + i, hash, i > 1 ? -1 : 0, i > 1 ? 1 : 0);
      }
    }
    hash = 0;
    for (int i = 0; i < most; i++) {
      hash = Lexicon.hash(hash, Folding.fold(text.charAt(end - 1 - i)));
      if (i > 0 || end - start > 3) {
        tell(22 + i, hash, i == 2 ? -1 : 0, i == 2 ? 1 : 0);
      }
    }
  }

  private void numbers(int j) {
    if (t.number(j) && t.length(j) <= 4) {
      tell(30, t.value(j) * 8L + t.length(j), -1, 1);
    }
    if (runEnd - runStart > 1) {
      tell(31, run, -1, 1);
      tell(32, run * 32 + j - runStart, 0, 0);
    }
    if (chainEnd - chainStart > 1) {
      tell(33, chain, -1, 1);
      tell(34, chain * 32 + j - chainStart, 0, 0);
      tell(35, Lexicon.join(chain, label), 0, 0);
    }
  }

  private void surroundings(int j, long word, int shape) {
    int column = Math.min(j - lineStart, 7);
    int colon = behindColon < 0 ? 15 : Math.min(j - behindColon, 8);
    tell(40, label, 0, 0);
    tell(41, longLabel, 0, 0);
    tell(42, Lexicon.join(label, shape), 0, 0);
    tell(43, Lexicon.join(label, colon), 0, 0);
    tell(44, Lexicon.join(label, word), 0, 0);
    tell(45, colon * 4096L + shape, 0, 0);
    long first = identify(lineStart);
    tell(46, Lexicon.join(first, column), 0, 0);
    tell(47, column * 4096L + shape, 0, 0);
    if (previousLine >= 0) {
      tell(48, Lexicon.join(identify(previousLine), column), 0, 0);
    }
    tell(49, 32L - Integer.numberOfLeadingZeros(j), 0, 0);
    tell(50, (32L - Integer.numberOfLeadingZeros(size - j)) * 64 + (shape & 63), 0, 0);
  }

  /** Where the word stood when the text first held it. */
  private void seen(int j, int shape) {
    long seen = memory.context(t.hash(j));
    if (seen != 0 && t.word(j)) {
      tell(51, seen, -1, 1);
      tell(52, Lexicon.join(seen, shape & 63), 0, 0);
    }
  }

  private void names(int j) {
    if (nameEnd - nameStart < 1 || j < nameStart) {
      return;
    }
    int from = j - nameStart;
    int left = nameEnd - 1 - j;
    long before = identify(nameStart - 1);
    long behind = identify(nameEnd);
    tell(53, before, 0, 0);
    tell(54, behind, 0, 0);
    tell(55, identify(nameStart) * 2 + (from == 0 ? 1 : 0), 0, 0);
    tell(56, identify(nameEnd - 1) * 2 + (left == 0 ? 1 : 0), 0, 0);
    tell(57, Math.min(from, 3) * 16L + Math.min(left, 3), 0, 0);
    tell(58, Lexicon.join(before, Math.min(from, 2) * 16L + Math.min(left, 2)), 0, 0);
    tell(59, Lexicon.join(identify(nameStart - 2), before), 0, 0);
  }

  /** The word itself, or what stands for it; a break outside the text. */
  long identify(int i) {
    return i < -EDGE || i >= size + EDGE ? BREAK : identity[i + EDGE];
  }

  /** Kind and shape in the low 6 bits, length and the like above: below 4096. */
  int form(int i) {
    return form[i + EDGE];
  }

  private long identityOf(int i) {
    if (i < 0 || i >= size) {
      return BREAK;
    }
    return switch (t.kind(i)) {
      case WORD -> t.hash(i);
      case NUMBER -> NOTHING + formOf(i);
      case MARK -> MARK + (t.dash(i) ? '-' : t.first(i));
      case POSSESSIVE -> POSSESSIVE;
      case BREAK -> BREAK;
      case TAG -> TAG;
    };
  }

  private int formOf(int i) {
    return switch (t.kind(i)) {
      case WORD -> shape(t.shape(i)) + 64 * length(t.length(i));
      case NUMBER -> 8 + Math.min(t.length(i), 12) + 64 * value(i);
      case MARK -> mark(t.first(i)) + 64 * ((t.tight(i) ? 1 : 0) + (t.tight(i + 1) ? 2 : 0));
      case POSSESSIVE -> 6;
      case BREAK -> 7;
      case TAG -> 8;
    };
  }

  private static int shape(Shape shape) {
    return switch (shape) {
      case NONE -> 0;
      case LOWER -> 1;
      case INITIAL -> 2;
      case CAPITAL -> 3;
      case UPPER -> 4;
      case MIXED -> 5;
    };
  }

  private static int length(int length) {
    return length <= 4 ? length : length <= 6 ? 5 : length <= 9 ? 6 : 7;
  }

  private int value(int i) {
    int value = t.value(i);
    return switch (t.length(i)) {
      case 1, 2 ->
          (t.first(i) == '0' ? 8 : 0)
              + (value == 0
                  ? 0
                  : value <= 12 ? 1 : value <= 31 ? 2 : value <= 59 ? 3 : value <= 89 ? 4 : 5);
      case 4 -> value >= 1900 && value <= 2039 ? 6 : 7;
      default -> 0;
    };
  }

  private static int mark(char c) {
    int at = ".,:;()/-@\"'\u00BA\u00AA%+#*&=<>[]|_?!\u2013\u2022~".indexOf(c);
    return 22 + (at < 0 ? 31 : at);
  }

  private void line(int j) {
    if (t.is(j - 1, Kind.BREAK) || j == 0) {
      previousLine = j == 0 ? -1 : lineStart;
      lineStart = j;
      if (j > 0 && behindColon != j - 1) {
        label = NOTHING;
        longLabel = NOTHING;
        behindColon = -1;
      } else if (j > 0) {
        behindColon = j;
      }
    }
    if (t.mark(j - 1, ':') && t.word(j - 2)) {
      label = t.hash(j - 2);
      longLabel = Lexicon.join(identify(j - 3), label);
      behindColon = j;
    }
  }

  private void run(int j) {
    runStart = j;
    int end = j + 1;
    while (end - j < LONGEST_RUN && t.tight(end) && t.kind(end) != Kind.BREAK) {
      end++;
    }
    while (end > j + 1 && t.is(end - 1, Kind.MARK) && ".,;:)".indexOf(t.first(end - 1)) >= 0) {
      end--;
    }
    runEnd = end;
    run = 0;
    for (int i = j; i < end && end - j > 1; i++) {
      long part =
          switch (t.kind(i)) {
            case WORD -> shape(t.shape(i));
            case NUMBER -> 8L + Math.min(t.length(i), 12);
            case MARK -> 32L + t.first(i);
            case POSSESSIVE -> 6;
            case BREAK, TAG -> 7;
          };
      run = Lexicon.join(run, part);
    }
  }

  /** Numbers with blanks or dashes between them: a telephone number, "28 28 70973". */
  private void chain(int j) {
    chainStart = j;
    chainEnd = j + 1;
    if (!t.number(j)) {
      return;
    }
    chain = Math.min(t.length(j), 12);
    int last = j;
    for (int i = j + 1; i - j < LONGEST_RUN; i++) {
      if (t.number(i)) {
        chain = chain * 13 + Math.min(t.length(i), 12);
        last = i;
      } else if (!t.is(i, Kind.MARK) || i - last > 1) {
        break;
      }
    }
    chainEnd = last + 1;
  }

  /** Capitalised words with small words, points and dashes between them. */
  private void name(int j) {
    nameStart = j;
    nameEnd = j;
    if (!t.capital(j)) {
      nameEnd = j + 1;
      nameStart = j + 1;
      return;
    }
    int end = j + 1;
    for (int i = j + 1; i - j < LONGEST_NAME; i++) {
      if (t.capital(i)) {
        end = i + 1;
      } else if (!(t.word(i) && t.length(i) <= 3 && i - end < 2)
          && !(i == end && (t.dash(i) || (t.mark(i, '.') && t.length(i - 1) <= 3)))) {
        break;
      }
    }
    nameEnd = end;
    for (int i = j; i < end; i++) {
      if (t.word(i) && t.capital(i) && t.length(i) > 2 && !t.has(i, Cue.COMMON)) {
        memory.remember(t.hash(i), label == 0 || label == NOTHING ? identify(j - 1) : label);
      }
    }
  }
}
