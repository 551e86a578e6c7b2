package org.wardhealth.deid;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The spelling of surrogates: {@code [NAME-1]}, and {@code [NAME-1b]} for another spelling of the
 * same thing.
 *
 * <p>The canonical form is: an opening bracket, the {@linkplain IdentifierType#tag() word} of a
 * type in capitals, a hyphen, a number without leading zero, optionally lower-case letters, a
 * closing bracket.
 */
final class Tag {
  /** More digits than this are somebody's number, not a tag. */
  static final int MAX_DIGITS = 4;

  static final int MAX_LETTERS = 3;

  /** Words that notes number themselves: a heading {@code PLAN-1} is nobody's insurance number. */
  static final Set<String> ORDINARY = Set.of("PLAN", "VISIT", "DEVICE", "CENTER", "ID");

  static final Map<String, IdentifierType> TYPES = new HashMap<>();
  static final int LONGEST_WORD;

  static {
    int longest = 0;
    for (IdentifierType type : IdentifierType.values()) {
      TYPES.put(type.tag(), type);
      longest = Math.max(longest, type.tag().length());
    }
    LONGEST_WORD = longest;
  }

  private Tag() {}

  /**
   * The end of the canonical tag that begins at {@code at}, or -1. Used to leave issued tags alone
   * when text is searched.
   */
  static int canonicalEnd(CharSequence text, int at) {
    int n = text.length();
    int i = at + 1;
    while (i < n && i - at - 1 <= LONGEST_WORD && text.charAt(i) >= 'A' && text.charAt(i) <= 'Z') {
      i++;
    }
    if (i - at < 3
        || i >= n
        || text.charAt(i) != '-'
        || !TYPES.containsKey(text.subSequence(at + 1, i).toString())) {
      return -1;
    }
    int digits = ++i;
    while (i < n && i - digits < MAX_DIGITS && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    if (i == digits || text.charAt(digits) == '0') {
      return -1;
    }
    int letters = i;
    while (i < n && i - letters < MAX_LETTERS && text.charAt(i) >= 'a' && text.charAt(i) <= 'z') {
      i++;
    }
    return i < n && text.charAt(i) == ']' ? i + 1 : -1;
  }

  /** The canonical surrogate; {@code spelling} 0 is the first. */
  static String write(IdentifierType type, int number, int spelling) {
    return "[" + type.tag() + "-" + number + letters(spelling) + "]";
  }

  /** 0 is none, 1 is b, 25 is z, 26 is ba... */
  static String letters(int spelling) {
    if (spelling == 0) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    for (int rest = spelling; rest > 0; rest /= 26) {
      out.append((char) ('a' + rest % 26));
    }
    return out.reverse().toString();
  }
}
