package org.wardhealth.deid;

import java.util.Arrays;

/**
 * A text cut into tokens in one pass: words, numbers, marks, line breaks, possessive endings and
 * surrogate tags, each with its meanings from the {@link Lexicon}. White space separates and is no
 * token. Every index outside the text answers "nothing there", so that recognisers look around
 * without bounds checks.
 *
 * <p>Words are runs of letters with inner apostrophes (O'Brien); digits and letters never share a
 * token; a code point beyond the basic plane is one mark of two units.
 */
final class Tokens {
  enum Kind {
    WORD,
    NUMBER,
    MARK,
    /** {@code 's} behind a word. */
    POSSESSIVE,
    /** One or more line breaks. */
    BREAK,
    /** A surrogate in canonical form, opaque to recognisers. */
    TAG
  }

  enum Shape {
    NONE,
    LOWER,
    /** One upper-case letter. */
    INITIAL,
    CAPITAL,
    UPPER,
    /** Capitals inside: McDonald, O'Brien, iPhone. */
    MIXED
  }

  private static final int COLUMN = 3;

  private final CharSequence text;
  private final Lexicon lexicon;
  private int size;
  private int[] start;
  private int[] end;
  private Kind[] kind;
  private Shape[] shape;
  private long[] hash;
  private long[] bits;
  private long[] phraseBits = {};
  private int[] phraseEnd = {};

  private Tokens(CharSequence text, Lexicon lexicon) {
    this.text = text;
    this.lexicon = lexicon;
    int room = text.length() / 4 + 16;
    start = new int[room];
    end = new int[room];
    kind = new Kind[room];
    shape = new Shape[room];
    hash = new long[room];
    bits = new long[room];
  }

  static Tokens of(CharSequence text, Lexicon lexicon) {
    Tokens tokens = new Tokens(text, lexicon);
    tokens.cut();
    tokens.phrases();
    return tokens;
  }

  int size() {
    return size;
  }

  int start(int i) {
    return start[i];
  }

  int end(int i) {
    return end[i];
  }

  /** The first token that ends behind unit {@code unit}; {@link #size()} when none does. */
  int at(int unit) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (end[middle] <= unit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  int length(int i) {
    return in(i) ? end[i] - start[i] : 0;
  }

  CharSequence text() {
    return text;
  }

  long hash(int i) {
    return in(i) ? hash[i] : 0;
  }

  Shape shape(int i) {
    return in(i) ? shape[i] : Shape.NONE;
  }

  boolean is(int i, Kind wanted) {
    return in(i) && kind[i] == wanted;
  }

  boolean word(int i) {
    return is(i, Kind.WORD);
  }

  boolean number(int i) {
    return is(i, Kind.NUMBER);
  }

  /** A number of {@code min} to {@code max} digits. */
  boolean number(int i, int min, int max) {
    return number(i) && length(i) >= min && length(i) <= max;
  }

  boolean mark(int i, char c) {
    return is(i, Kind.MARK) && text.charAt(start[i]) == c;
  }

  boolean dash(int i) {
    return is(i, Kind.MARK) && isDash(text.charAt(start[i]));
  }

  /** A line break, or the edge of the text. */
  boolean breaks(int i) {
    return !in(i) || kind[i] == Kind.BREAK;
  }

  /** Token {@code i} follows the one before without white space. */
  boolean tight(int i) {
    return i > 0 && in(i) && start[i] == end[i - 1];
  }

  /** The units of white space before token {@code i}. */
  int gap(int i) {
    return i > 0 && in(i) ? start[i] - end[i - 1] : 0;
  }

  /** White space as wide as between columns stands before token {@code i}. */
  boolean column(int i) {
    return i > 0 && in(i) && start[i] - end[i - 1] >= COLUMN;
  }

  boolean has(int i, Cue cue) {
    return in(i) && (bits[i] & cue.bit) != 0;
  }

  boolean hasAny(int i, long cues) {
    return in(i) && (bits[i] & cues) != 0;
  }

  /** All meanings of the word itself, one bit each. */
  long bits(int i) {
    return in(i) ? bits[i] & ~Lexicon.BEGINS_PHRASE : 0;
  }

  /** All meanings of the longest phrase that begins here. */
  long phraseBits(int i) {
    return in(i) ? phraseBits[i] : 0;
  }

  /** The end (exclusive) of the phrase that {@link #phraseBits} speaks of. */
  int phraseEnd(int i) {
    return in(i) ? phraseEnd[i] : i;
  }

  Kind kind(int i) {
    return in(i) ? kind[i] : Kind.BREAK;
  }

  /** The token, or a phrase beginning with it, has the cue. */
  boolean means(int i, Cue cue) {
    return has(i, cue) || (in(i) && (phraseBits[i] & cue.bit) != 0);
  }

  /** The end (exclusive) of the phrase or word at {@code i} that has the cue, or -1. */
  int meansUntil(int i, Cue cue) {
    if (!in(i)) {
      return -1;
    }
    if ((phraseBits[i] & cue.bit) != 0) {
      return phraseEnd[i];
    }
    return has(i, cue) ? i + 1 : -1;
  }

  /**
   * A word or phrase with one of {@code cues} ends just before {@code i}; answers its first token,
   * or -1.
   */
  int meantBefore(int i, long cues) {
    if (hasAny(i - 1, cues)) {
      return i - 1;
    }
    for (int from = i - 2; from >= Math.max(0, i - 2 * Lexicon.MAX_PHRASE); from--) {
      if (phraseEnd[from] == i && (phraseBits[from] & cues) != 0) {
        return from;
      }
    }
    return -1;
  }

  boolean capital(int i) {
    Shape s = shape(i);
    return s == Shape.CAPITAL || s == Shape.UPPER || s == Shape.MIXED || s == Shape.INITIAL;
  }

  /** The number at {@code i}; -1 when it has more than nine digits or is none. */
  int value(int i) {
    if (!number(i) || length(i) > 9) {
      return -1;
    }
    int value = 0;
    for (int at = start[i]; at < end[i]; at++) {
      value = value * 10 + Character.digit(text.charAt(at), 10);
    }
    return value;
  }

  char first(int i) {
    return in(i) ? text.charAt(start[i]) : 0;
  }

  /** The word at {@code i} reads as {@code folded}. */
  boolean reads(int i, String folded) {
    return word(i) && length(i) == folded.length() && hash[i] == Lexicon.hash(folded);
  }

  /** The word at {@code i} plays the part of {@code function} in its language. */
  boolean is(int i, FunctionWord function) {
    return word(i) && (lexicon.functions(hash[i]) & function.bit) != 0;
  }

  static boolean isDash(char c) {
    return c == '-' || (c >= '\u2010' && c <= '\u2015') || c == '\u2212';
  }

  private boolean in(int i) {
    return i >= 0 && i < size;
  }

  private void cut() {
    int n = text.length();
    int at = 0;
    while (at < n) {
      char c = text.charAt(at);
      if (c == '\n' || c == '\r') {
        at = lineBreak(at, n);
      } else if (c <= ' ' || Character.isWhitespace(c) || c == '\u00A0') {
        at++;
      } else if (letter(c)) {
        at = cutWord(at, n);
      } else if (digit(c)) {
        int to = at + 1;
        while (to < n && digit(text.charAt(to))) {
          to++;
        }
        at = push(Kind.NUMBER, at, to);
      } else if (c == '[') {
        int to = Tag.canonicalEnd(text, at);
        at = to > 0 ? push(Kind.TAG, at, to) : push(Kind.MARK, at, at + 1);
      } else {
        boolean pair =
            Character.isHighSurrogate(c)
                && at + 1 < n
                && Character.isLowSurrogate(text.charAt(at + 1));
        at = push(Kind.MARK, at, pair ? at + 2 : at + 1);
      }
    }
  }

  private int lineBreak(int from, int n) {
    int to = from + 1;
    int end = to;
    while (to < n && text.charAt(to) <= ' ') {
      char c = text.charAt(to++);
      if (c == '\n' || c == '\r') {
        end = to;
      }
    }
    return push(Kind.BREAK, from, end);
  }

  private int cutWord(int from, int n) {
    int to = from;
    int uppers = 0;
    int letters = 0;
    long h = 0;
    while (to < n) {
      char c = text.charAt(to);
      if (letter(c)) {
        h = Lexicon.hash(h, Folding.fold(c));
        letters++;
        if (Character.isUpperCase(c)) {
          uppers++;
        }
      } else if (apostrophe(c) && to + 1 < n && letter(text.charAt(to + 1))) {
        if (possessive(to, n)) {
          break;
        }
      } else if (!Folding.isMark(c)) {
        break;
      }
      to++;
    }
    int i = size;
    push(Kind.WORD, from, to);
    hash[i] = h;
    bits[i] = lexicon.bits(h);
    if (bits[i] == 0 && letters >= WordEndings.SHORTEST) {
      bits[i] = lexicon.bitsByEnding(text, from, to);
    }
    boolean firstUpper = Character.isUpperCase(text.charAt(from));
    shape[i] =
        uppers == 0
            ? Shape.LOWER
            : letters == 1
                ? Shape.INITIAL
                : uppers == letters
                    ? Shape.UPPER
                    : firstUpper && uppers == 1 ? Shape.CAPITAL : Shape.MIXED;
    if (to < n && apostrophe(text.charAt(to)) && to + 1 < n && possessive(to, n)) {
      return push(Kind.POSSESSIVE, to, to + 2);
    }
    return to;
  }

  private boolean possessive(int at, int n) {
    char s = text.charAt(at + 1);
    return (s == 's' || s == 'S') && (at + 2 >= n || !letter(text.charAt(at + 2)));
  }

  private static boolean apostrophe(char c) {
    return c == '\'' || c == '\u2019' || c == '\u02BC';
  }

  private static boolean letter(char c) {
    return c < 0x80 ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') : Character.isLetter(c);
  }

  private static boolean digit(char c) {
    return c < 0x80 ? c >= '0' && c <= '9' : Character.isDigit(c);
  }

  private int push(Kind what, int from, int to) {
    if (size == start.length) {
      int room = size * 2;
      start = Arrays.copyOf(start, room);
      end = Arrays.copyOf(end, room);
      kind = Arrays.copyOf(kind, room);
      shape = Arrays.copyOf(shape, room);
      hash = Arrays.copyOf(hash, room);
      bits = Arrays.copyOf(bits, room);
    }
    start[size] = from;
    end[size] = to;
    kind[size] = what;
    shape[size] = Shape.NONE;
    size++;
    return to;
  }

  /** Looks up the longest phrase at each token that can begin one. */
  private void phrases() {
    phraseBits = new long[size];
    phraseEnd = new int[size];
    for (int i = 0; i < size; i++) {
      if ((bits[i] & Lexicon.BEGINS_PHRASE) == 0) {
        continue;
      }
      long phrase = hash[i];
      int words = 1;
      for (int j = i + 1; j < size && words < Lexicon.MAX_PHRASE; j++) {
        if (kind[j] == Kind.WORD) {
          phrase = Lexicon.join(phrase, hash[j]);
          words++;
          long found = lexicon.bits(phrase);
          if ((found & ~Lexicon.BEGINS_PHRASE) != 0) {
            phraseBits[i] = found & ~Lexicon.BEGINS_PHRASE;
            phraseEnd[i] = j + 1;
          }
        } else if (kind[j] != Kind.POSSESSIVE && !(kind[j] == Kind.MARK && joinsPhrase(j))) {
          break;
        }
      }
    }
  }

  private boolean joinsPhrase(int j) {
    char c = text.charAt(start[j]);
    return isDash(c) || (c == '.' && end[j - 1] - start[j - 1] <= 3) || c == '&';
  }
}
