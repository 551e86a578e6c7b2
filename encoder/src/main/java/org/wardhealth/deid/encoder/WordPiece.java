package org.wardhealth.deid.encoder;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Map;

/**
 * Cuts a text as BERT does: control characters dropped, accents stripped, lower case (if uncased),
 * white space and punctuation separate, and each word as the longest pieces of the vocabulary from
 * its left end on (Schuster and Nakajima 2012; Devlin and others 2019). A word of more than a
 * hundred code points, or with a part that no piece holds, is the unknown piece.
 *
 * <p><b>Guarantees.</b> Any string is accepted; time is linear in its length; bounds count UTF-16
 * units of the text as it was given and never cut a surrogate pair.
 */
final class WordPiece {
  static final String UNKNOWN = "[UNK]";
  static final String BEGIN = "[CLS]";
  static final String END = "[SEP]";

  private static final int LONGEST = 100;
  private static final String INNER = "##";
  private static final int REPLACEMENT = 0xFFFD;

  private final Map<String, Integer> vocabulary;
  private final int unknown;
  private final boolean cased;

  /**
   * @param cased whether capitals and accents stay, as in cased BERT
   * @throws IllegalArgumentException when one of the special pieces is missing
   */
  WordPiece(Map<String, Integer> vocabulary, boolean cased) {
    this.vocabulary = Map.copyOf(vocabulary);
    this.cased = cased;
    this.unknown = id(UNKNOWN);
  }

  int begin() {
    return id(BEGIN);
  }

  int end() {
    return id(END);
  }

  private int id(String piece) {
    Integer id = vocabulary.get(piece);
    if (id == null) {
      throw new IllegalArgumentException("the vocabulary has no piece " + piece);
    }
    return id;
  }

  /** The text in words and pieces. */
  Pieces cut(String text) {
    Walk walk = new Walk();
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      int next = at + Character.charCount(point);
      if (separates(point)) {
        walk.close();
      } else if (!dropped(point)) {
        boolean alone = punctuation(point) || ideograph(point);
        if (alone) {
          walk.close();
        }
        walk.take(point, at, next);
        if (alone) {
          walk.close();
        }
      }
      at = next;
    }
    walk.close();
    return walk.pieces();
  }

  private static boolean separates(int point) {
    return point == '\t'
        || point == '\n'
        || point == '\r'
        || Character.getType(point) == Character.SPACE_SEPARATOR
        || (Character.isWhitespace(point) && !Character.isISOControl(point));
  }

  private static boolean dropped(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> point == REPLACEMENT;
    };
  }

  private static boolean punctuation(int point) {
    if (point < 0x80) {
      return point > ' ' && !Character.isLetterOrDigit(point);
    }
    return switch (Character.getType(point)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  /** The blocks that BERT calls Chinese: every character of them is a word. */
  private static boolean ideograph(int p) {
    return (p >= 0x4E00 && p <= 0x9FFF)
        || (p >= 0x3400 && p <= 0x4DBF)
        || (p >= 0x20000 && p <= 0x2A6DF)
        || (p >= 0x2A700 && p <= 0x2CEAF)
        || (p >= 0xF900 && p <= 0xFAFF)
        || (p >= 0x2F800 && p <= 0x2FA1F);
  }

  private final class Walk {
    private final StringBuilder word = new StringBuilder();
    private int points;
    private int from;
    private int to;
    private int[] ids = new int[64];
    private int[] first = new int[32];
    private int[] start = new int[32];
    private int[] end = new int[32];
    private int pieces;
    private int words;

    void take(int point, int at, int next) {
      if (points == 0) {
        from = at;
      }
      to = next;
      if (cased) {
        push(point);
      } else if (point < 0x80) {
        push(Character.toLowerCase(point));
      } else {
        Normalizer.normalize(Character.toString(point), Normalizer.Form.NFD)
            .codePoints()
            .filter(p -> Character.getType(p) != Character.NON_SPACING_MARK)
            .forEach(p -> push(Character.toLowerCase(p)));
      }
    }

    private void push(int point) {
      points++;
      if (points <= LONGEST) {
        word.appendCodePoint(point);
      }
    }

    void close() {
      if (points == 0) {
        return;
      }
      if (words == start.length) {
        first = Arrays.copyOf(first, words * 2);
        start = Arrays.copyOf(start, words * 2);
        end = Arrays.copyOf(end, words * 2);
      }
      first[words] = pieces;
      start[words] = from;
      end[words] = to;
      words++;
      int before = pieces;
      if (points > LONGEST || !split()) {
        pieces = before;
        piece(unknown);
      }
      word.setLength(0);
      points = 0;
    }

    /** Adds the longest pieces; whether all of the word was covered. */
    private boolean split() {
      int left = 0;
      while (left < word.length()) {
        int right = word.length();
        Integer id = null;
        while (right > left) {
          String part = word.substring(left, right);
          id = vocabulary.get(left == 0 ? part : INNER + part);
          if (id != null) {
            break;
          }
          right--;
        }
        if (id == null) {
          return false;
        }
        piece(id);
        left = right;
      }
      return true;
    }

    private void piece(int id) {
      if (pieces == ids.length) {
        ids = Arrays.copyOf(ids, pieces * 2);
      }
      ids[pieces++] = id;
    }

    Pieces pieces() {
      int[] firsts = Arrays.copyOf(first, words + 1);
      firsts[words] = pieces;
      return new Pieces(
          Arrays.copyOf(ids, pieces),
          firsts,
          Arrays.copyOf(start, words),
          Arrays.copyOf(end, words));
    }
  }
}
