package org.wardhealth.deid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Copies of marked texts with other names, places and numbers, so that a tagger learns what stands
 * around an identifier and not the identifiers of its few texts; some copies wholly in lower or
 * upper case. The same word of one text becomes the same other word wherever it is marked.
 */
final class Augmentation {
  private static final double LOWER = 0.08;
  private static final double UPPER = 0.08;
  private static final int FREQUENT = 4_000;
  private static final int WORDS = 12_000;

  /** Of the words of an organisation or address these stay: they tell what it is. */
  private static final long KINDS =
      Cue.of(
          Cue.FACILITY_HEAD,
          Cue.FACILITY_KIND,
          Cue.STREET,
          Cue.STREET_ABBREVIATED,
          Cue.DIRECTION,
          Cue.UNIT_OF_ADDRESS,
          Cue.STATE_CODE,
          Cue.STATE,
          Cue.REGION,
          Cue.COMMON,
          Cue.MEDICAL);

  private static final long NO_NAMES = Cue.of(Cue.PARTICLE, Cue.SUFFIX, Cue.TITLE, Cue.CREDENTIAL);

  private static final String CLEAR = "0O1lI5S8Bmoe";
  private static final String BLURRED = "O0lI1S5B8nce";

  private final List<String> given;
  private final List<String> family;
  private final List<String> places;
  private final List<String> common;
  private final Lexicon lexicon;
  private final Random random;
  private final double noise;

  /**
   * @param noise how many of the copies are broken into lines, partly in one case, or misspelt
   */
  Augmentation(Language language, Lexicon lexicon, Random random, double noise) {
    this.given = words(language, "given-names.txt");
    this.family = words(language, "family-names.txt");
    this.places = words(language, "places.txt");
    this.common = words(language, "words.txt");
    this.lexicon = lexicon;
    this.random = random;
    this.noise = noise;
  }

  private static List<String> words(Language language, String list) {
    String all = new String(Lexicon.read(language.code() + "/" + list), StandardCharsets.UTF_8);
    return all.lines().toList();
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
    String cased =
        way < LOWER ? cased(copy, false) : way < LOWER + UPPER ? cased(copy, true) : copy;
    return new MarkedText(source.id(), noise == 0 ? cased : noisy(cased, spans), spans);
  }

  /**
   * As texts come from scanners, keyboards and narrow screens; unit by unit, so that offsets stay.
   */
  private String noisy(String text, List<MarkedText.Span> spans) {
    StringBuilder out = new StringBuilder(text);
    if (random.nextDouble() < noise) {
      for (MarkedText.Span span : spans) {
        if (random.nextInt(3) == 0) {
          out.replace(span.start(), span.end(), lower(out.substring(span.start(), span.end())));
        }
      }
    }
    if (random.nextDouble() < noise) {
      lines(out);
    }
    if (random.nextDouble() < noise) {
      wrap(out, 38 + random.nextInt(50));
    }
    if (random.nextDouble() < noise) {
      slips(out);
    }
    return out.toString();
  }

  private static String lower(String text) {
    return cased(text, false);
  }

  /** Some lines wholly in upper or lower case. */
  private void lines(StringBuilder out) {
    int from = 0;
    while (from < out.length()) {
      int to = from;
      while (to < out.length() && out.charAt(to) != '\n') {
        to++;
      }
      int way = random.nextInt(5);
      if (way < 2) {
        out.replace(from, to, cased(out.substring(from, to), way == 0));
      }
      from = to + 1;
    }
  }

  /** Long lines broken where a blank stands, as a screen of so many columns does. */
  private static void wrap(StringBuilder out, int columns) {
    int begin = 0;
    int blank = -1;
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      if (c == '\n') {
        begin = i + 1;
        blank = -1;
      } else if (c == ' ') {
        if (i - begin > columns && blank > 0) {
          out.setCharAt(blank, '\n');
          begin = blank + 1;
        }
        blank = i;
      }
    }
  }

  /** Letters changed places, points and commas forgotten, digits read as letters. */
  private void slips(StringBuilder out) {
    for (int i = 1; i + 1 < out.length(); i++) {
      char c = out.charAt(i);
      int way = random.nextInt(200);
      if (way == 0 && Character.isLowerCase(c) && Character.isLowerCase(out.charAt(i + 1))) {
        out.setCharAt(i, out.charAt(i + 1));
        out.setCharAt(i + 1, c);
        i++;
      } else if (way < 24 && (c == ',' || c == '.') && out.charAt(i + 1) == ' ') {
        out.setCharAt(i, ' ');
      } else if (way < 3) {
        int at = CLEAR.indexOf(c);
        out.setCharAt(i, at < 0 ? c : BLURRED.charAt(at));
      }
    }
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
        upper.contains("NAME")
            || upper.contains("CLINICIAN")
            || upper.contains("NOMBRE")
            || upper.equals("PERSON");
    boolean place =
        upper.contains("LOCATION") || upper.contains("TERRITORIO") || upper.contains("CITY");
    boolean date =
        upper.contains("DATE")
            || upper.contains("FECHA")
            || upper.contains("AGE")
            || upper.contains("EDAD");
    boolean house =
        upper.contains("FACILITY")
            || upper.contains("HOSPITAL")
            || upper.contains("ORGANI")
            || upper.contains("STREET")
            || upper.contains("CALLE")
            || upper.contains("CENTRO")
            || upper.contains("INSTITUCION");
    if (place
        && !places.isEmpty()
        && original.chars().noneMatch(Character::isDigit)
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
        out.append(person ? person(word, words) : house ? house(word, words) : word);
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
          key,
          k ->
              String.valueOf(
                  (char)
                      ((Character.isUpperCase(word.charAt(0)) ? 'A' : 'a') + random.nextInt(26))));
    }
    boolean first = has(word, Cue.GIVEN_FREQUENT);
    long bits = lexicon.bits(Lexicon.hash(key));
    List<String> list = first ? given : family;
    if (list.isEmpty() || word.length() < 3 || (bits & NO_NAMES) != 0) {
      return word;
    }
    return like(word, words.computeIfAbsent(key, k -> name(list)));
  }

  private String name(List<String> list) {
    int way = random.nextInt(100);
    if (way < 40) {
      return any(list, list.size());
    }
    if (way < 65) {
      return any(list, FREQUENT);
    }
    return way < 75 && !common.isEmpty() ? any(common, WORDS) : invented(list);
  }

  /** A word of a street, a hospital, a company. */
  private String house(String word, Map<String, String> words) {
    String key = Folding.fold(word);
    if (word.length() < 3
        || family.isEmpty()
        || !Character.isUpperCase(word.charAt(0))
        || (lexicon.bits(Lexicon.hash(key)) & KINDS) != 0) {
      return word;
    }
    return like(
        word,
        words.computeIfAbsent(
            key,
            k ->
                random.nextBoolean() && !places.isEmpty()
                    ? any(places, places.size()).split(" ", 2)[0]
                    : name(family)));
  }

  /** The beginning of one name and the end of another: in no dictionary, as a rule. */
  private String invented(List<String> list) {
    String head = any(list, list.size());
    String tail = any(list, list.size());
    return head.substring(0, (head.length() + 1) / 2) + tail.substring(tail.length() / 2);
  }

  private String any(List<String> list, int most) {
    return list.get(random.nextInt(Math.min(most, list.size())));
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
          case 2 ->
              value <= 12 ? 1 + random.nextInt(12) : value <= 28 ? 13 + random.nextInt(16) : value;
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
