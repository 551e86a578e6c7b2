package org.wardhealth.deid;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.wardhealth.deid.KnownIdentity.Identifier;
import org.wardhealth.deid.KnownIdentity.Name;
import org.wardhealth.deid.Tokens.Shape;

/**
 * A {@link KnownIdentity} made ready for searching: a trie over the letters and digits of every
 * spelling, walked from the start of each token across separators, and an index of names for
 * one-letter misspellings.
 *
 * <p>Immutable and thread-safe. The walk from one token is bounded by the longest spelling, so a
 * search is linear in the text. {@link #toString()} shows nothing.
 */
public final class CompiledIdentity {
  /** Nothing is known. */
  public static final CompiledIdentity NONE = of(KnownIdentity.NONE);

  /** Separators that may stand between two characters of a spelling. */
  private static final int GAP = 3;

  private static final int LONGEST = 120;
  private static final int SHORTEST_MISSPELT = 5;

  /** Words of a family name that stand for it beside a given name, at most. */
  private static final int MOST_FAMILIES = 6;

  /** Digits of a number that is known without the noughts before it, at least. */
  private static final int SHORTEST_BARE = 4;

  /** Where no spelling leads. */
  private static final Node NOWHERE = new Node();

  private final Node root = new Node();

  /** By themselves and by themselves less any one letter: the names that may be misspelt. */
  private final Map<String, List<String>> misspellable = new HashMap<>();

  /** How many letters a misspelling of one of them may have. */
  private final BitSet lengths = new BitSet();

  private static final class Node {
    private final Map<Character, Node> next = new HashMap<>(2);
    private IdentifierType type = IdentifierType.NAME;
    private boolean end;
  }

  private CompiledIdentity(Set<String> names) {
    for (String name : names) {
      for (String key : lessOne(name)) {
        misspellable.computeIfAbsent(key, unused -> new ArrayList<>(1)).add(name);
      }
      lengths.set(name.length() - 1, name.length() + 2);
    }
  }

  static CompiledIdentity of(KnownIdentity known) {
    Set<String> misspellable = new LinkedHashSet<>();
    List<Name> people = new ArrayList<>(known.names());
    people.addAll(known.contacts());
    for (Name name : people) {
      for (String part : parts(name)) {
        if (part.length() >= SHORTEST_MISSPELT && part.length() <= LONGEST) {
          misspellable.add(part);
        }
      }
    }
    CompiledIdentity compiled = new CompiledIdentity(misspellable);
    people.forEach(compiled::addName);
    for (Name name : people) {
      Name spelledOut = spelledOut(name);
      if (!spelledOut.equals(name)) {
        compiled.addName(spelledOut);
      }
    }
    known.dates().forEach(compiled::addDate);
    for (String address : known.addresses()) {
      compiled.add(squeeze(address), IdentifierType.LOCATION);
    }
    for (String telecom : known.telecom()) {
      compiled.addTelecom(telecom);
    }
    for (Identifier identifier : known.identifiers()) {
      compiled.addNumber(squeeze(identifier.value()), identifier.type());
    }
    return compiled;
  }

  /** Adds a finding wherever a spelling stands at token boundaries. */
  void recognise(Tokens tokens, Candidates found) {
    if (root.next.isEmpty()) {
      return;
    }
    for (int i = 0; i < tokens.size(); i++) {
      if (!tokens.word(i) && !tokens.number(i)) {
        continue;
      }
      int last = walk(tokens, i, 0, found);
      int noughts = last < 0 ? noughts(tokens, i) : 0;
      last = noughts > 0 ? walk(tokens, i, noughts, found) : last;
      if (last < 0 && misspelt(tokens, i)) {
        found.add(i, i + 1, IdentifierType.NAME, Source.KNOWN, 0.9f);
      }
      i = Math.max(i, last);
    }
  }

  @Override
  public String toString() {
    return "CompiledIdentity[***]";
  }

  /** How many noughts a number begins with; 0 where it is a short one, or none. */
  private static int noughts(Tokens t, int i) {
    int noughts = 0;
    while (t.number(i) && noughts < t.length(i) && t.text().charAt(t.start(i) + noughts) == '0') {
      noughts++;
    }
    return t.length(i) - noughts < SHORTEST_BARE ? 0 : noughts;
  }

  /**
   * The longest spelling from token {@code from}, less the first {@code skipped} units of that;
   * answers its last token, or -1.
   */
  private int walk(Tokens t, int from, int skipped, Candidates found) {
    Node node = root;
    int bestEnd = -1;
    Node best = root;
    int gap = 0;
    for (int i = from; i < t.size() && gap <= GAP; i++) {
      if (!t.word(i) && !t.number(i)) {
        gap++;
        continue;
      }
      gap = 0;
      CharSequence text = t.text();
      for (int at = t.start(i) + (i == from ? skipped : 0); at < t.end(i); at++) {
        char c = text.charAt(at);
        if (Folding.isMark(c) || c == '\'' || c == '\u2019' || c == '\u02BC') {
          continue;
        }
        node = step(node, Folding.fold(c));
        if (node == NOWHERE) {
          return finish(t, from, bestEnd, best, found);
        }
      }
      if (node.end && !ordinary(t, from, i)) {
        bestEnd = i;
        best = node;
      }
    }
    return finish(t, from, bestEnd, best, found);
  }

  private static int finish(Tokens t, int from, int last, Node node, Candidates found) {
    if (last >= 0) {
      found.add(from, last + 1, node.type, Source.KNOWN, 1f);
      if (t.number(last)
          && node.type != IdentifierType.DATE
          && t.tight(last + 1)
          && t.number(last + 1)) {
        return last;
      }
    }
    return last;
  }

  /** Of a ligature both letters. */
  private static Node step(Node node, char folded) {
    String letters = ligature(folded);
    return letters.isEmpty()
        ? node.next.getOrDefault(folded, NOWHERE)
        : node.next
            .getOrDefault(letters.charAt(0), NOWHERE)
            .next
            .getOrDefault(letters.charAt(1), NOWHERE);
  }

  private static String ligature(char folded) {
    return switch (folded) {
      case '\u00DF' -> "ss";
      case '\u00E6' -> "ae";
      case '\u0153' -> "oe";
      default -> "";
    };
  }

  /** A word of the language in lower case, alone or beside a single letter: "slow", "a long". */
  private static boolean ordinary(Tokens t, int from, int last) {
    if (from == last) {
      return ordinaryWord(t, from);
    }
    boolean lower = t.shape(from) == Shape.LOWER && t.shape(last) == Shape.LOWER;
    return lower
        && ((t.length(from) == 1 && ordinaryWord(t, last))
            || (t.length(last) == 1 && ordinaryWord(t, from)));
  }

  private static boolean ordinaryWord(Tokens t, int i) {
    return t.shape(i) == Shape.LOWER && t.has(i, Cue.COMMON);
  }

  private boolean misspelt(Tokens t, int i) {
    if (!t.word(i)
        || !lengths.get(t.length(i))
        || t.hasAny(i, Cue.of(Cue.COMMON, Cue.WORD, Cue.MEDICAL))) {
      return false;
    }
    String word = Folding.fold(t.text().subSequence(t.start(i), t.end(i)));
    if (word.length() < SHORTEST_MISSPELT - 1) {
      return false;
    }
    for (String key : lessOne(word)) {
      for (String name : misspellable.getOrDefault(key, List.of())) {
        if (oneEdit(word, name)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * A word, and it less any one of its letters. Two words that are one edit apart have one of these
   * in common, so that thousands of names cost a word no more than one does.
   */
  private static Set<String> lessOne(String word) {
    Set<String> out = new HashSet<>();
    out.add(word);
    for (int i = 0; i < word.length(); i++) {
      out.add(word.substring(0, i) + word.substring(i + 1));
    }
    return out;
  }

  /** One letter missing, added, replaced, or two neighbours swapped. */
  static boolean oneEdit(String a, String b) {
    int same = 0;
    int shorter = Math.min(a.length(), b.length());
    while (same < shorter && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    int tail = 0;
    while (tail < shorter - same
        && a.charAt(a.length() - 1 - tail) == b.charAt(b.length() - 1 - tail)) {
      tail++;
    }
    int restA = a.length() - same - tail;
    int restB = b.length() - same - tail;
    if (restA <= 1 && restB <= 1) {
      return true;
    }
    return restA == 2
        && restB == 2
        && a.charAt(same) == b.charAt(same + 1)
        && a.charAt(same + 1) == b.charAt(same);
  }

  private void addName(Name name) {
    List<String> given =
        name.given().stream().map(CompiledIdentity::squeeze).filter(s -> !s.isEmpty()).toList();
    String family = squeeze(name.family());
    Set<String> parts = parts(name);
    parts.forEach(part -> add(part, IdentifierType.NAME));
    String all = String.join("", given);
    Set<String> firsts = new LinkedHashSet<>(given);
    if (!given.isEmpty()) {
      firsts.add(all);
      Set<String> nicknames = Nicknames.of(given.getFirst());
      nicknames.forEach(nickname -> add(nickname, IdentifierType.NAME));
      firsts.addAll(nicknames);
      StringBuilder initials = new StringBuilder();
      for (String one : words(String.join(" ", name.given()))) {
        initials.append(one.charAt(0));
        firsts.add(initials.toString());
        firsts.add(given.getFirst() + one.charAt(0));
      }
    }
    if (family.isEmpty()) {
      add(all, IdentifierType.NAME);
      return;
    }
    Set<String> families = new LinkedHashSet<>(Set.of(family));
    words(name.family()).stream()
        .filter(parts::contains)
        .limit(MOST_FAMILIES)
        .forEach(families::add);
    for (String first : firsts) {
      for (String one : families) {
        add(first + one, IdentifierType.NAME);
        add(one + first, IdentifierType.NAME);
      }
      if (first.length() > 2) {
        add(first + family.charAt(0), IdentifierType.NAME);
      }
    }
  }

  /** The words of a name, squeezed. */
  private static List<String> words(String name) {
    return Arrays.stream(name.split("[\\s-]+"))
        .map(CompiledIdentity::squeeze)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** The name without the letters that German and the Nordic languages also write as two. */
  private static Name spelledOut(Name name) {
    return new Name(
        name.given().stream().map(CompiledIdentity::spelledOut).toList(),
        spelledOut(name.family()));
  }

  private static String spelledOut(String name) {
    StringBuilder out = new StringBuilder(name.length());
    for (char c : Normalizer.normalize(name, Normalizer.Form.NFC).toCharArray()) {
      switch (Character.toLowerCase(c)) {
        case '\u00E4' -> out.append("ae");
        case '\u00F6', '\u00F8' -> out.append("oe");
        case '\u00FC' -> out.append("ue");
        case '\u00E5' -> out.append("aa");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** Every word of a name of two letters or more. */
  private static Set<String> parts(Name name) {
    Set<String> parts = new LinkedHashSet<>();
    List<String> all = new ArrayList<>(name.given());
    all.add(name.family());
    for (String one : all) {
      parts.add(squeeze(one));
      parts.addAll(words(one));
    }
    parts.removeIf(part -> part.length() < 2 || PARTICLES.contains(part));
    return parts;
  }

  private static final Set<String> PARTICLES =
      Set.of(
          "de", "la", "le", "du", "da", "di", "del", "van", "von", "der", "den", "bin", "al", "el",
          "st", "mac", "dos", "das");

  private void addDate(LocalDate date) {
    String y = String.valueOf(date.getYear());
    String yy = two(date.getYear() % 100);
    String name = date.getMonth().name().toLowerCase(Locale.ROOT);
    List<String> months = name.length() == 3 ? List.of(name) : List.of(name, name.substring(0, 3));
    for (String d : both(date.getDayOfMonth())) {
      for (String m : both(date.getMonthValue())) {
        for (String year : List.of(y, yy)) {
          add(m + d + year, IdentifierType.DATE);
          add(d + m + year, IdentifierType.DATE);
        }
        add(y + m + d, IdentifierType.DATE);
      }
      for (String m : months) {
        for (String ordinal : List.of("", "st", "nd", "rd", "th")) {
          add(m + d + ordinal + y, IdentifierType.DATE);
          add(d + ordinal + m + y, IdentifierType.DATE);
          add(d + ordinal + "of" + m + y, IdentifierType.DATE);
          add(m + d + ordinal, IdentifierType.DATE);
          add(d + ordinal + m, IdentifierType.DATE);
          add(d + ordinal + "of" + m, IdentifierType.DATE);
        }
        add(d + m + yy, IdentifierType.DATE);
      }
    }
  }

  private static List<String> both(int value) {
    return value < 10
        ? List.of("0" + value, String.valueOf(value))
        : List.of(String.valueOf(value));
  }

  private static String two(int value) {
    return value < 10 ? "0" + value : String.valueOf(value);
  }

  private void addTelecom(String value) {
    boolean mail = value.contains("@");
    String squeezed = squeeze(value);
    add(
        squeezed,
        mail ? IdentifierType.EMAIL : letters(value) ? IdentifierType.URL : IdentifierType.PHONE);
    if (!mail && squeezed.length() == 11 && squeezed.startsWith("1")) {
      add(squeezed.substring(1), IdentifierType.PHONE);
    }
    if (!mail && squeezed.length() == 10) {
      add("1" + squeezed, IdentifierType.PHONE);
    }
  }

  /** A number is the same with other noughts before it, or with none. */
  private void addNumber(String number, IdentifierType type) {
    add(number, type);
    String bare = bare(number);
    if (bare.length() >= SHORTEST_BARE) {
      add(bare, type);
    }
  }

  /** Without the noughts before it; as it is where it is no number. */
  private static String bare(String number) {
    return letters(number) ? number : number.replaceFirst("^0+", "");
  }

  private void add(String spelling, IdentifierType type) {
    boolean number = type != IdentifierType.NAME;
    if (spelling.length() < (number ? 3 : 2) || spelling.length() > LONGEST) {
      return;
    }
    Node node = root;
    for (int i = 0; i < spelling.length(); i++) {
      node = node.next.computeIfAbsent(spelling.charAt(i), c -> new Node());
    }
    node.end = true;
    node.type = type;
  }

  private static boolean letters(String text) {
    return text.codePoints().anyMatch(Character::isLetter);
  }

  /** Folded letters and digits only. */
  private static String squeeze(String text) {
    StringBuilder out = new StringBuilder(text.length());
    String folded = Folding.fold(text);
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        out.append(ligature(c).isEmpty() ? String.valueOf(c) : ligature(c));
      }
    }
    return out.toString();
  }
}
