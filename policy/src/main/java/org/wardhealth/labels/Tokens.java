package org.wardhealth.labels;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * The words of a text, cut in one pass: lower case, without accents, with the sentence that each
 * stands in. A word is a run of letters and digits; a sentence does not reach over a line.
 */
final class Tokens {
  /** U+00C0 to U+00FF: the bare letter, or a point for one that only loses its case. */
  private static final String LATIN =
      "aaaaaa.ceeeeiiii.nooooo..uuuuy.." + "aaaaaa.ceeeeiiii.nooooo..uuuuy.y";

  private static final int FIRST = 0xC0;
  private static final int AFTER_LATIN = 0x250;
  private static final int FEW_LETTERS = 12;

  private char[] letters;
  private int length;
  private int[] start;
  private int[] sentence;
  private boolean[] capitals;
  private int size;
  private int seen;
  private int foreign;

  private Tokens(int room) {
    letters = new char[room];
    int words = room / 5 + 16;
    start = new int[words + 1];
    sentence = new int[words];
    capitals = new boolean[words];
  }

  static Tokens of(String text) {
    Tokens tokens = new Tokens(text.length());
    tokens.cut(text);
    return tokens;
  }

  int size() {
    return size;
  }

  /** Where the letters of a word begin, to be asked of {@link #letter}. */
  int start(int word) {
    return start[word];
  }

  int end(int word) {
    return start[word + 1];
  }

  char letter(int at) {
    return letters[at];
  }

  boolean is(int word, String text) {
    return end(word) - start(word) == text.length() && startsWith(word, text);
  }

  boolean startsWith(int word, String text) {
    int from = start(word);
    if (end(word) - from < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (letters[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is written in capitals, of which an abbreviation has two or more. */
  boolean isCapitals(int word) {
    return capitals[word];
  }

  int sentence(int word) {
    return sentence[word];
  }

  /** Whether both stand in one sentence of one line. */
  boolean together(int one, int other) {
    return sentence[one] == sentence[other];
  }

  /** Whether so many letters are of another script than Latin that it is no Latin text. */
  boolean inAnotherScript() {
    return foreign >= FEW_LETTERS && foreign * 4L > seen;
  }

  private void cut(String text) {
    int sentences = 0;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isOfWord(c)) {
        at = word(text, at, sentences);
      } else {
        at++;
        boolean stops =
            switch (c) {
              case '\n', '\r', ';', '?', '!' -> true;
              case '.' -> at == text.length() || !Character.isLetterOrDigit(text.charAt(at));
              default -> false;
            };
        sentences += stops ? 1 : 0;
      }
    }
  }

  /** Answers where the word ends. */
  private int word(String text, int from, int sentences) {
    int at = from;
    boolean lower = false;
    boolean plain = true;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c < 0x80) {
        if (c >= 'a' && c <= 'z') {
          lower = true;
          seen++;
        } else if (c >= 'A' && c <= 'Z') {
          c = (char) (c | 0x20);
          seen++;
        } else if (c < '0' || c > '9') {
          break;
        }
      } else if (isOfWord(c)) {
        lower |= Character.isLowerCase(c);
        plain &= c >= FIRST && c < FIRST + LATIN.length();
        script(c);
        c = folded(c);
      } else {
        break;
      }
      letters[length++] = c;
      at++;
    }
    if (!plain) {
      length = start[size];
      fold(text.substring(from, at));
    }
    // What is folded may have grown; the rest of the text must still find room.
    int rest = text.length() - at;
    if (letters.length - length < rest) {
      letters = Arrays.copyOf(letters, length + rest);
    }
    end(sentences, at - from > 1 && !lower);
    return at;
  }

  private void end(int sentences, boolean capital) {
    if (size == sentence.length) {
      start = Arrays.copyOf(start, size * 2 + 1);
      sentence = Arrays.copyOf(sentence, size * 2);
      capitals = Arrays.copyOf(capitals, size * 2);
    }
    sentence[size] = sentences;
    capitals[size] = capital;
    size++;
    start[size] = length;
  }

  private void script(char c) {
    if (Character.isLetter(c)) {
      seen++;
      foreign += c >= AFTER_LATIN && UnicodeScript.of(c) != UnicodeScript.LATIN ? 1 : 0;
    }
  }

  private static char folded(char c) {
    int at = c - FIRST;
    char bare = at >= 0 && at < LATIN.length() ? LATIN.charAt(at) : '.';
    return bare == '.' ? Character.toLowerCase(c) : bare;
  }

  /** A word with letters that the table does not have. */
  private void fold(String word) {
    String bare = Normalizer.normalize(word, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    if (letters.length - length < bare.length()) {
      letters = Arrays.copyOf(letters, length + bare.length());
    }
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      if (!isMark(c)) {
        letters[length++] = c;
      }
    }
  }

  private static boolean isMark(char c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          true;
      default -> false;
    };
  }

  private static boolean isOfWord(char c) {
    if (c < 0x80) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
    return Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
  }
}
