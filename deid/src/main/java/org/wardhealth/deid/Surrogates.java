package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The two-way map of one exchange: what stands for what. Not thread-safe; never shared by two
 * exchanges; holds originals, so let it go when the exchange is over. {@link #toString()} shows
 * nothing.
 *
 * <p>A surrogate is a tag such as {@code [NAME-1]}. One identifier has one number throughout the
 * exchange; each further spelling of it (other case, "DOE, JANE", the family name alone) has the
 * same number and a letter, {@code [NAME-1b]}, so that a model sees who is who and {@linkplain
 * #restorer restoring} gives back exactly what stood there.
 *
 * <p><b>Guarantees.</b> {@code restore(replace(x))} equals {@code x}. Different strings never share
 * a tag. A tag that somebody typed, in any spelling that a restorer would accept, is never issued
 * once {@link #reserve} has seen it, so that nobody's value appears in its place.
 *
 * <p><b>Not guaranteed.</b> That two spellings that belong together share a number: parts of a name
 * are linked only when exactly one person of the exchange has that part.
 */
public final class Surrogates {
  private final Map<IdentifierType, Integer> next = new HashMap<>();

  /** By type and exact spelling. */
  private final Map<String, String> tagOf = new HashMap<>();

  /** By word, then label: the original. */
  private final Map<String, Map<String, String>> originals = new LinkedHashMap<>();

  /** By type and key: the number. */
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Spellings per type and number. */
  private final Map<String, Integer> spellings = new HashMap<>();

  /** Words of names: the number of the one person who has it, or -1 for several. */
  private final Map<String, Integer> persons = new HashMap<>();

  private final Set<String> reserved = new HashSet<>();
  private final Set<String> known = new HashSet<>();
  private final Map<String, Integer> longestLabel = new HashMap<>();
  private int longest;

  /** A new, empty map. */
  public Surrogates() {}

  /**
   * Notes every string in {@code text} that a restorer would take for a tag, so that it is never
   * issued. Call it with every text of the exchange before the first {@link #replace}; {@code
   * replace} does it for its own text.
   *
   * @throws IllegalStateException if the text holds a tag that was already issued in this exchange
   */
  public void reserve(CharSequence text) {
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      if (!Tokens.isDash(c) && c != '_') {
        continue;
      }
      int digits =
          text.charAt(i + 1) == ' ' || Character.isSpaceChar(text.charAt(i + 1)) ? i + 2 : i + 1;
      if (digits >= text.length() || text.charAt(digits) < '1' || text.charAt(digits) > '9') {
        continue;
      }
      int end = i - 1;
      while (end >= 0
          && i - end <= 3
          && (text.charAt(end) == '\\' || Character.isSpaceChar(text.charAt(end)))) {
        end--;
      }
      int from = end + 1;
      while (from > 0 && end + 1 - from < Tag.LONGEST_WORD && asciiLetter(text.charAt(from - 1))) {
        from--;
        String word = text.subSequence(from, end + 1).toString().toUpperCase(Locale.ROOT);
        if (Tag.TYPES.containsKey(word)) {
          reserve(word, text, digits);
        }
      }
    }
  }

  /** Every number that the digits at {@code from} begin with: a finding may cut them. */
  private void reserve(String word, CharSequence text, int from) {
    int number = 0;
    for (int i = from;
        i < text.length() && i - from < 9 && text.charAt(i) >= '0' && text.charAt(i) <= '9';
        i++) {
      number = number * 10 + text.charAt(i) - '0';
      String tag = word + "-" + number;
      if (reserved.add(tag) && spellings.containsKey(tag)) {
        throw new IllegalStateException(
            "the text holds the tag "
                + tag
                + " that this exchange already issued: reserve every text before the first"
                + " replace");
      }
    }
  }

  private static boolean asciiLetter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  /**
   * The text with a surrogate in place of each finding.
   *
   * @param findings of this text: sorted and disjoint, as {@link Deid#find} gives them
   * @throws IllegalArgumentException if findings overlap, are unsorted, or lie outside the text
   * @throws IllegalStateException as {@link #reserve}
   */
  public String replace(CharSequence text, List<Finding> findings) {
    reserve(text);
    StringBuilder out = new StringBuilder(text.length() + findings.size() * 4);
    int done = 0;
    for (Finding finding : findings) {
      if (finding.start() < done || finding.end() > text.length()) {
        throw new IllegalArgumentException(
            "findings must be sorted, disjoint and inside the text of "
                + text.length()
                + " units: "
                + finding.start()
                + ".."
                + finding.end());
      }
      out.append(text, done, finding.start());
      out.append(tag(finding.type(), text.subSequence(finding.start(), finding.end()).toString()));
      done = finding.end();
    }
    return out.append(text, done, text.length()).toString();
  }

  /** The number of distinct tags issued. */
  public int size() {
    return tagOf.size();
  }

  /** The length of the longest tag issued, in UTF-16 units; 0 when none was. */
  public int longest() {
    return longest;
  }

  /**
   * Whether {@code text} was among the originals of this exchange, or is a word of a name among
   * them; case, possessive, spacing and the separators of numbers are ignored. A guard asks this
   * for a finding in an answer: one that is not known was not sent.
   */
  public boolean knows(CharSequence text) {
    String key = key(text);
    return !key.isEmpty() && (known.contains(key) || known.contains(key.replace(" ", "")));
  }

  /**
   * Every tag issued with the original behind it: whoever calls this holds what identifies, and
   * must seal it.
   */
  public void forEach(BiConsumer<String, String> action) {
    originals.forEach(
        (word, byLabel) ->
            byLabel.forEach(
                (label, original) -> action.accept("[" + word + "-" + label + "]", original)));
  }

  /**
   * A restorer for one stream of text that may hold the tags issued so far or later. Each stream
   * needs its own.
   */
  public Restorer restorer(Restorer.Mode mode) {
    return new Restorer(this, mode);
  }

  /** Restores a whole text at once. */
  public String restore(CharSequence text, Restorer.Mode mode) {
    Restorer restorer = restorer(mode);
    return restorer.accept(text) + restorer.finish();
  }

  @Override
  public String toString() {
    return "Surrogates[" + size() + " tags]";
  }

  /**
   * The original behind a tag, or the empty string when no such tag was issued. No original is
   * empty.
   */
  String original(String word, String label) {
    return originals.getOrDefault(word, Map.of()).getOrDefault(label, "");
  }

  /** What this exchange issued, for the matcher. */
  TagMatcher.Surface issued() {
    return issued;
  }

  private final TagMatcher.Surface issued =
      new TagMatcher.Surface() {
        @Override
        public boolean wordBegins(String upper) {
          return anyBegins(originals.keySet(), upper);
        }

        @Override
        public boolean word(String upper) {
          return originals.containsKey(upper);
        }

        @Override
        public boolean labelBegins(String upper, String label) {
          return label.length() <= longestLabel.getOrDefault(upper, 0);
        }
      };

  private static boolean anyBegins(Set<String> words, String prefix) {
    for (String word : words) {
      if (word.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private String tag(IdentifierType type, String spelling) {
    return tagOf.computeIfAbsent(type.tag() + ' ' + spelling, unused -> issue(type, spelling));
  }

  private String issue(IdentifierType type, String spelling) {
    String key = key(spelling);
    int number = number(type, key);
    int variant = spellings.merge(type.tag() + '-' + number, 1, Integer::sum) - 1;
    String tag = Tag.write(type, number, variant);
    originals
        .computeIfAbsent(type.tag(), unused -> new HashMap<>())
        .put(number + Tag.letters(variant), spelling);
    longest = Math.max(longest, tag.length());
    longestLabel.merge(type.tag(), tag.length() - type.tag().length() - 3, Math::max);
    known.add(key);
    known.add(key.replace(" ", ""));
    return tag;
  }

  private int number(IdentifierType type, String key) {
    Integer same = numbers.get(type.tag() + ' ' + key);
    if (same != null) {
      return same;
    }
    int number = type == IdentifierType.NAME ? person(key) : fresh(type);
    numbers.put(type.tag() + ' ' + key, number);
    return number;
  }

  /** The number of the one person who has all words of {@code key}, or a fresh one. */
  private int person(String key) {
    List<String> words = new ArrayList<>();
    for (String word : key.split(" ")) {
      if (word.length() > 1) {
        words.add(word);
      }
    }
    int shared = 0;
    for (String word : words) {
      int person = persons.getOrDefault(word, 0);
      shared = shared == 0 || shared == person ? person : -1;
      if (person == 0) {
        shared = -1;
        break;
      }
    }
    int number = shared > 0 ? shared : fresh(IdentifierType.NAME);
    for (String word : words) {
      persons.merge(word, number, (old, now) -> old.equals(now) ? old : -1);
      known.add(word);
    }
    return number;
  }

  private int fresh(IdentifierType type) {
    int number;
    do {
      number = next.merge(type, 1, Integer::sum);
    } while (reserved.contains(type.tag() + '-' + number));
    return number;
  }

  /**
   * Folded letters and digits without escapes, one space for each run of anything else, without a
   * possessive ending.
   */
  private static String key(CharSequence text) {
    String folded = Folding.fold(Decoded.plain(text));
    String bare =
        folded.endsWith("'s") || folded.endsWith("\u2019s")
            ? folded.substring(0, folded.length() - 2)
            : folded;
    StringBuilder out = new StringBuilder(bare.length());
    boolean gap = false;
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        if (gap && !out.isEmpty()) {
          out.append(' ');
        }
        out.append(c);
        gap = false;
      } else {
        gap = true;
      }
    }
    return out.isEmpty() ? bare.toString().toLowerCase(Locale.ROOT) : out.toString();
  }

  /** A text read as it stands. */
  record PlainSource(CharSequence text) implements TagMatcher.Source {
    @Override
    public int at(int at) {
      return at < text.length() ? text.charAt(at) : END;
    }

    @Override
    public int next(int at) {
      return at + 1;
    }
  }
}
