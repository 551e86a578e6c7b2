package org.wardhealth.deid;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the originals back into one stream of text that is cut anywhere, even inside a tag, a
 * surrogate pair or a JSON escape. Not thread-safe; one for each stream.
 *
 * <p>Feed chunks to {@link #accept}, show what it returns, and show what {@link #finish} returns at
 * the end.
 *
 * <p><b>Guarantees.</b> The concatenated output does not depend on how the input was cut. What can
 * no longer become a tag is released at once; what is held back is never longer than {@link
 * #most()}. Time is linear. Unknown tags stay as they are. What is put back is not searched again.
 *
 * <p>Tags are known in brackets with any case, one space at each joint, any hyphen or underscore,
 * and markdown's backslashes; and without brackets in capitals (NAME-1) as a word of its own, but
 * not PLAN-1, VISIT-1, DEVICE-1, CENTER-1, ID-1, which models write of themselves. <b>Not
 * restored:</b> a tag that the model translated, renumbered or broke over lines.
 */
public final class Restorer {
  /** What the stream is. */
  public enum Mode {
    /** Text as people read it. */
    PLAIN,
    /**
     * The inside of a JSON string in source form, such as arguments of a tool call: escapes are
     * read, and what is put back is escaped.
     */
    JSON_STRING
  }

  /** Longest escape: {@code \}{@code u005b}. */
  private static final int ESCAPE = 6;

  private final Surrogates surrogates;
  private final Mode mode;
  private final StringBuilder held = new StringBuilder();
  private final TagMatcher.Source source;
  private final TagMatcher matcher;
  private final Map<String, Integer> restored = new TreeMap<>();
  private boolean insideWord;
  private boolean finished;

  Restorer(Surrogates surrogates, Mode mode) {
    this.surrogates = surrogates;
    this.mode = mode;
    this.source = mode == Mode.PLAIN ? new Surrogates.PlainSource(held) : new JsonSource(held);
    this.matcher = new TagMatcher(source, surrogates.issued());
  }

  /**
   * Takes the next chunk, of any length.
   *
   * @return what may be shown now; often less or more than the chunk
   * @throws IllegalStateException after {@link #finish}
   */
  public String accept(CharSequence chunk) {
    if (finished) {
      throw new IllegalStateException(
          "this stream was finished: use a new restorer for the next one");
    }
    held.append(chunk);
    return release(false);
  }

  /** Ends the stream and returns what was held back. */
  public String finish() {
    finished = true;
    return release(true);
  }

  /**
   * The most UTF-16 units that can be held back now: the longest tag of the exchange in its longest
   * accepted spelling; in JSON each character of it may be an escape of six.
   */
  public int most() {
    int units = mode == Mode.PLAIN ? 1 : ESCAPE;
    return surrogates.size() == 0 ? units - 1 : (surrogates.longest() + TagMatcher.SLACK) * units;
  }

  /** The number of UTF-16 units held back now. */
  public int held() {
    return held.length();
  }

  /** How many tags were put back so far, by the word of their type. */
  public Map<String, Integer> restored() {
    return Collections.unmodifiableMap(restored);
  }

  private String release(boolean last) {
    StringBuilder out = new StringBuilder(held.length());
    int at = 0;
    while (at < held.length()) {
      int c = source.at(at);
      if (c == TagMatcher.Source.END && !last) {
        break;
      }
      int next = c == TagMatcher.Source.END ? at + 1 : source.next(at);
      boolean begins = c == '[' || c == '\\' || (!insideWord && c >= 'A' && c <= 'Z');
      if (begins && surrogates.size() > 0) {
        int end = matcher.match(at, last);
        if (end == TagMatcher.MORE) {
          break;
        }
        String original =
            end == TagMatcher.NONE ? "" : surrogates.original(matcher.word(), matcher.label());
        if (!original.isEmpty()) {
          restored.merge(matcher.word(), 1, Integer::sum);
          append(out, original);
          at = end;
          insideWord = false;
          continue;
        }
      }
      out.append(held, at, next);
      insideWord = c != TagMatcher.Source.END && (Character.isLetterOrDigit(c) || c == '_');
      at = next;
    }
    held.delete(0, at);
    return out.toString();
  }

  private void append(StringBuilder out, String original) {
    if (mode == Mode.PLAIN) {
      out.append(original);
      return;
    }
    for (int i = 0; i < original.length(); i++) {
      char c = original.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || loneSurrogate(original, i)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
  }

  private static boolean loneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  /**
   * JSON source: an escape is one character. A malformed escape is read as its first unit, and
   * passes unchanged.
   */
  private record JsonSource(CharSequence text) implements TagMatcher.Source {
    @Override
    public int at(int at) {
      if (at >= text.length()) {
        return END;
      }
      char c = text.charAt(at);
      if (c != '\\') {
        return c;
      }
      if (at + 1 >= text.length()) {
        return END;
      }
      char escaped = text.charAt(at + 1);
      return switch (escaped) {
        case 'u' -> unicode(at + 2);
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case 'b' -> '\b';
        case 'f' -> '\f';
        default -> escaped;
      };
    }

    @Override
    public int next(int at) {
      if (text.charAt(at) != '\\') {
        return at + 1;
      }
      return text.charAt(at + 1) == 'u' && unicode(at + 2) != 0xFFFD ? at + 6 : at + 2;
    }

    private int unicode(int from) {
      int value = 0;
      for (int i = from; i < from + 4; i++) {
        if (i >= text.length()) {
          return END;
        }
        int digit = Character.digit(text.charAt(i), 16);
        if (digit < 0) {
          return 0xFFFD;
        }
        value = value * 16 + digit;
      }
      return value;
    }
  }
}
