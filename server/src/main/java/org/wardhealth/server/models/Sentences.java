package org.wardhealth.server.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Splits clinical text into sentences: prose with abbreviations, lines broken by a mailer, bullets,
 * tables, headings, text without capitals.
 *
 * <p>Lines come first: bullets, table rows, columns, empty and short lines end what stands before
 * them; other lines are joined, with a word that was cut by a hyphen made whole. What was joined is
 * then split at full stops that are not part of an abbreviation, an initial or a number. Headings
 * that stand alone on their line, and rules, are dropped. Linear in the length of the text; tags
 * such as {@code [NAME-1]} are never cut.
 */
final class Sentences {
  /**
   * One sentence; {@code prose} is false for rows of tables, labelled fields, and lines such as
   * letterheads: neither items of a list nor ended by a full stop.
   */
  record Sentence(String text, boolean prose) {}

  /** Never followed by the end of a sentence. */
  private static final Set<String> OPEN =
      Set.of(
          "dr", "mr", "mrs", "ms", "prof", "st", "vs", "e.g", "i.e", "cf", "approx", "ca", "fig",
          "no", "nos", "tel", "ext", "lic", "resp", "temp", "wt", "ht", "hx", "dx", "tx", "rx",
          "sx", "pt", "incl", "esp", "gen", "capt", "sgt", "rev", "hon", "jan", "feb", "apr", "aug",
          "sept", "sep", "oct", "nov", "dec");

  /** May end a sentence; they do when a capital follows. */
  private static final Set<String> MAYBE =
      Set.of(
          "q.d", "q.o.d", "b.i.d", "t.i.d", "q.i.d", "q.h.s", "h.s", "a.c", "p.c", "p.r.n", "p.o",
          "p.r", "i.v", "i.m", "s.c", "s.q", "s.l", "n.p.o", "a.m", "p.m", "y.o", "m.d", "d.o",
          "r.n", "ph.d", "u.s", "etc", "mo", "mos", "yr", "yrs", "wk", "wks", "hr", "hrs", "min",
          "sec", "jr", "sr", "inc", "ave", "blvd", "rd", "apt", "dept", "neg", "pos", "tab", "tabs",
          "cap", "caps", "ct", "al");

  private static final int LOWER_CASE_TEXT = 100; // fewer than one capital in so many letters
  private static final int LONGEST_TAG = 40;
  private final List<Sentence> sentences = new ArrayList<>();
  private final StringBuilder block = new StringBuilder();
  private final boolean lowerCase;
  private final int longestLine;
  private int lastLine;
  private boolean item;

  private Sentences(boolean lowerCase, int longestLine) {
    this.lowerCase = lowerCase;
    this.longestLine = longestLine;
  }

  static List<Sentence> of(String text) {
    List<String> lines = text.lines().map(Sentences::unquoted).toList();
    int longest = lines.stream().mapToInt(String::length).max().orElse(0);
    Sentences split = new Sentences(isLowerCase(text), longest);
    lines.forEach(split::line);
    split.endBlock();
    return split.sentences;
  }

  private static boolean isLowerCase(String text) {
    int letters = 0;
    int capitals = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int tagEnd = tagEnd(text, i);
      if (tagEnd > 0) { // the capitals of a tag are not the writer's
        i = tagEnd - 1;
      } else if (Character.isLetter(c)) {
        letters++;
        capitals += Character.isUpperCase(c) ? 1 : 0;
      }
    }
    return capitals * LOWER_CASE_TEXT < letters;
  }

  /** The end of the tag that begins here, such as {@code [NAME-1]}; -1 when none does. */
  static int tagEnd(String text, int start) {
    if (text.charAt(start) != '[') {
      return -1;
    }
    int most = Math.min(text.length(), start + LONGEST_TAG);
    for (int i = start + 1; i < most && text.charAt(i) > ' '; i++) {
      if (text.charAt(i) == ']') {
        return i + 1;
      }
    }
    return -1;
  }

  private static String unquoted(String line) {
    int start = 0;
    while (start < line.length() && (line.charAt(start) == '>' || line.charAt(start) <= ' ')) {
      start++;
    }
    return line.substring(start).stripTrailing();
  }

  private void line(String line) {
    if (!hasWord(line)) {
      endBlock();
      return;
    }
    if (isFields(line)) {
      endBlock();
      sentences.add(new Sentence(line, false));
      return;
    }
    int bullet = bulletLength(line);
    if (bullet > 0 || endsEarly(line)) {
      endBlock();
    }
    if (line.endsWith(":") && line.length() < 60) {
      endBlock(); // a heading alone on its line
      return;
    }
    item |= bullet > 0;
    append(line.substring(bullet));
    lastLine = line.length();
  }

  /**
   * Whether the line before ended although there was room: this one, with a capital, begins
   * something else.
   */
  private boolean endsEarly(String next) {
    boolean capital = Character.isUpperCase(next.charAt(0)) || next.charAt(0) == '[';
    return !block.isEmpty() && capital && lastLine * 5 < longestLine * 3;
  }

  private void append(String line) {
    int end = block.length();
    if (end > 1
        && block.charAt(end - 1) == '-'
        && Character.isLetterOrDigit(block.charAt(end - 2))) {
      char next = line.charAt(0);
      if (Character.isLetter(block.charAt(end - 2)) && Character.isLowerCase(next)) {
        block.setLength(end - 1);
      }
    } else if (end > 0) {
      block.append(' ');
    }
    block.append(line);
  }

  private void endBlock() {
    String text = block.toString();
    block.setLength(0);
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isStop(c)) {
        int end = i + 1;
        while (end < text.length() && isClosing(text.charAt(end))) {
          end++;
        }
        if (end < text.length() && text.charAt(end) <= ' ' && isEnd(text, start, i, end)) {
          add(text.substring(start, end));
          start = end;
        }
      }
    }
    add(text.substring(start));
    item = false;
  }

  private void add(String sentence) {
    String stripped = sentence.strip();
    if (hasWord(stripped)) {
      char last = stripped.charAt(stripped.length() - 1);
      sentences.add(new Sentence(stripped, item || isStop(last) || isClosing(last)));
    }
  }

  private boolean isEnd(String text, int start, int stop, int end) {
    int next = end;
    while (next < text.length() && (text.charAt(next) <= ' ' || isOpening(text.charAt(next)))) {
      next++;
    }
    if (next == text.length()) {
      return true;
    }
    char follower = text.charAt(next);
    boolean letter = next + 1 < text.length() && text.charAt(next + 1) == ')';
    boolean lower = Character.isLowerCase(follower) && !letter;
    if (text.charAt(stop) != '.') {
      return !lower || lowerCase;
    }
    int word = stop;
    while (word > start && text.charAt(word - 1) > ' ' && !isOpening(text.charAt(word - 1))) {
      word--;
    }
    String before = text.substring(word, stop).toLowerCase(Locale.ROOT);
    if (before.isEmpty() || OPEN.contains(before) || isInitial(text, start, word, stop)) {
      return false;
    }
    if (MAYBE.contains(before)) {
      return Character.isUpperCase(follower) || follower == '[';
    }
    return !lower || lowerCase;
  }

  /**
   * Whether {@code text[word, stop)} is like the J of "Walter J. Parkinson", or the number of an
   * item.
   */
  private static boolean isInitial(String text, int start, int word, int stop) {
    if (stop - word > 2) {
      return false;
    }
    int begin = start;
    while (begin < word && text.charAt(begin) <= ' ') {
      begin++;
    }
    boolean first = begin == word;
    if (Character.isDigit(text.charAt(word))) {
      return first;
    }
    if (stop - word > 1 || !Character.isUpperCase(text.charAt(word))) {
      return false;
    }
    int last = word - 1;
    while (last > start && text.charAt(last) <= ' ') {
      last--;
    }
    int before = last;
    while (before > start && text.charAt(before - 1) > ' ') {
      before--;
    }
    return first || Character.isUpperCase(text.charAt(before)) || text.charAt(last) == ':';
  }

  /**
   * The length of a bullet or number at the start of a line with the space after it; 0 when there
   * is none.
   */
  private static int bulletLength(String line) {
    int i = 0;
    char first = line.charAt(0);
    if (first == '-' || first == '*' || first == '•' || first == '–' || first == '#') {
      i = 1;
    } else {
      int open = first == '(' ? 1 : 0;
      i = open;
      while (i < line.length() && i < open + 2 && Character.isDigit(line.charAt(i))) {
        i++;
      }
      if (i == open && i < line.length() && Character.isLetter(line.charAt(i))) {
        i++;
      }
      boolean closed = i < line.length() && (line.charAt(i) == ')' || line.charAt(i) == '.');
      if (i == open
          || !closed
          || (line.charAt(i) == '.' && !Character.isDigit(line.charAt(i - 1)))) {
        return 0;
      }
      i++;
    }
    int afterMark = i;
    while (i < line.length() && line.charAt(i) == ' ') {
      i++;
    }
    return i > afterMark && i < line.length() ? i : 0;
  }

  /** Whether a line is a row of a table or holds labelled fields in columns. */
  private static boolean isFields(String line) {
    if (line.startsWith("|")) {
      return true;
    }
    int columns = 0;
    int labels = 0;
    for (int i = 1; i + 1 < line.length(); i++) {
      char c = line.charAt(i);
      if (c == ' ' && line.charAt(i + 1) == ' ' && line.charAt(i - 1) != ' ') {
        columns += i + 2 < line.length() && line.charAt(i + 2) == ' ' ? 1 : 0;
      } else if (c == ':' && line.charAt(i + 1) == ' ' && Character.isLetter(line.charAt(i - 1))) {
        labels++;
      }
    }
    return columns > 0 || labels > 1;
  }

  private static boolean hasWord(String text) {
    return text.chars().anyMatch(Character::isLetterOrDigit);
  }

  private static boolean isStop(char c) {
    return c == '.' || c == '!' || c == '?';
  }

  private static boolean isClosing(char c) {
    return c == '"' || c == '\'' || c == ')' || c == '”' || c == '’';
  }

  private static boolean isOpening(char c) {
    return c == '"' || c == '\'' || c == '(' || c == '“' || c == '‘';
  }
}
