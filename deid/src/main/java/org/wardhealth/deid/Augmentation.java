package org.wardhealth.deid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Copies of marked texts with other names, places and numbers, so that a tagger learns what stands
 * around an identifier and not the identifiers of its few texts; some copies wholly in lower or upper
 * case. The same word of one text becomes the same other word wherever it is marked.
 */
final class Augmentation {
  private static final double LOWER = 0.08;
  private static final double UPPER = 0.08;
  private static final int NAMES = 8_000;

  private final List<String> given;
  private final List<String> family;
  private final List<String> places;
  private final Lexicon lexicon;
  private final Random random;

  Augmentation(Language language, Lexicon lexicon, Random random) {
    this.given = words(language, "given-names.txt");
    this.family = words(language, "family-names.txt");
    this.places = words(language, "places.txt");
    this.lexicon = lexicon;
    this.random = random;
  }

  private static List<String> words(Language language, String list) {
    String all =
        new String(Lexicon.read(language.code() + "/" + list), StandardCharsets.UTF_8);
    return all.lines().limit(NAMES).toList();
  }

  MarkedText copy(MarkedText source) {
    Map<String, String> words = new HashMap<>();
    StringBuilder text = new StringBuilder();
    List<MarkedText.Span> spans = new ArrayList<>();
    int done = 0;
    for (MarkedText.Span span : source.spans()) {
      text.append(source.text(), done, span.start());
      int start = text.length();
      text.append(other(source.text().substring(span.start(), span.end()), span.label(), words));
      spans.add(new MarkedText.Span(start, text.length(), span.label()));
      done = span.end();
    }
    text.append(source.text(), done, source.text().length());
    double way = random.nextDouble();
    String copy = text.toString();
    return new MarkedText(
        source.id(),
        way < LOWER ? cased(copy, false) : way < LOWER + UPPER ? cased(copy, true) : copy,
        spans);
  }

  /** Unit by unit, so that offsets stay. */
  private static String cased(String text, boolean upper) {
    char[] units = text.toCharArray();
    for (int i = 0; i < units.length; i++) {
      units[i] = upper ? Character.toUpperCase(units[i]) : Character.toLowerCase(units[i]);
    }
    return new String(units);
  }

  private String other(String original, String label, Map<String, String> words) {
    String upper = label.toUpperCase(java.util.Locale.ROOT);
    boolean person =
        upper.contains("NAME") || upper.contains("CLINICIAN") || upper.contains("NOMBRE")
            || upper.equals("PERSON");
    boolean place =
        upper.contains("LOCATION") || upper.contains("TERRITORIO") || upper.contains("CITY");
    boolean date = upper.contains("DATE") || upper.contains("FECHA") || upper.contains("AGE")
        || upper.contains("EDAD");
    if (place && !places.isEmpty() && original.chars().noneMatch(Character::isDigit)
        && has(original, Cue.PLACE)) {
      return words.computeIfAbsent(
          original, o -> like(o, places.get(random.nextInt(places.size()))));
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < original.length()) {
      char c = original.charAt(at);
      int to = at + 1;
      if (Character.isLetter(c)) {
        while (to < original.length() && Character.isLetter(original.charAt(to))) {
          to++;
        }
        String word = original.substring(at, to);
        out.append(person ? person(word, words) : word);
      } else if (c >= '0' && c <= '9') {
        while (to < original.length() && Character.isDigit(original.charAt(to))) {
          to++;
        }
        String number = original.substring(at, to);
        out.append(date ? day(number) : digits(number));
      } else {
        out.append(c);
      }
      at = to;
    }
    return out.toString();
  }

  private boolean has(String word, Cue cue) {
    Tokens tokens = Tokens.of(word, lexicon);
    return tokens.size() > 0 && tokens.meansUntil(0, cue) == tokens.size();
  }

  private String person(String word, Map<String, String> words) {
    String key = Folding.fold(word);
    if (word.length() == 1) {
      return words.computeIfAbsent(
          key, k -> String.valueOf((char) ((Character.isUpperCase(word.charAt(0)) ? 'A' : 'a') + random.nextInt(26))));
    }
    boolean first = has(word, Cue.GIVEN_FREQUENT);
    boolean last = has(word, Cue.FAMILY);
    List<String> list = first ? given : family;
    if (list.isEmpty() || (word.length() < 4 && !first && !last)) {
      return word;
    }
    String other = words.computeIfAbsent(key, k -> list.get(random.nextInt(list.size())));
    return like(word, other);
  }

  /** In the case of {@code model}. */
  private static String like(String model, String folded) {
    if (model.equals(model.toLowerCase(java.util.Locale.ROOT))) {
      return folded;
    }
    if (model.length() > 1 && model.equals(model.toUpperCase(java.util.Locale.ROOT))) {
      return folded.toUpperCase(java.util.Locale.ROOT);
    }
    StringBuilder out = new StringBuilder(folded);
    boolean begins = true;
    for (int i = 0; i < out.length(); i++) {
      if (begins) {
        out.setCharAt(i, Character.toUpperCase(out.charAt(i)));
      }
      begins = !Character.isLetter(out.charAt(i));
    }
    return out.toString();
  }

  /** Another number that can stand in its place in a date. */
  private String day(String number) {
    int value = number.length() > 9 ? 0 : Integer.parseInt(number);
    int other =
        switch (number.length()) {
          case 1 -> value == 0 ? 0 : 1 + random.nextInt(9);
          case 2 -> value <= 12 ? 1 + random.nextInt(12) : value <= 28 ? 13 + random.nextInt(16) : value;
          case 4 -> value > 1900 && value < 2040 ? 1930 + random.nextInt(95) : value;
          default -> value;
        };
    String out = Integer.toString(other);
    return "0".repeat(Math.max(0, number.length() - out.length())) + out;
  }

  private String digits(String number) {
    StringBuilder out = new StringBuilder(number.length());
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      boolean keep = i == 0 && c == '0';
      out.append(keep ? c : (char) ('0' + (i == 0 ? 1 + random.nextInt(9) : random.nextInt(10))));
    }
    return out.toString();
  }
}
