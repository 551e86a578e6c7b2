package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Makes other texts of a marked one, to train with: names, places and numbers replaced by drawn ones,
 * the same word by the same word, some of them in no dictionary and some common words; now and then
 * all in lower or in upper case. So a tagger learns what stands around names rather than the names of
 * a few hundred notes. The marks move along.
 */
final class NoteVariants {
  private static final Set<String> PERSONS = Set.of("NAME", "CLINICIAN");
  private static final Set<String> PLACES = Set.of("LOCATION", "STREET", "FACILITY", "ORGANISATION");
  private static final int SHORTEST = 3;
  private static final int FREQUENT = 4_000;

  private final Lexicon lexicon;
  private final List<String> given;
  private final List<String> family;
  private final List<String> places;
  private final List<String> words;
  private final Random random;

  /** The lists hold folded words, most frequent first; {@code random} decides all. */
  NoteVariants(
      Lexicon lexicon,
      List<String> given,
      List<String> family,
      List<String> places,
      List<String> words,
      Random random) {
    this.lexicon = lexicon;
    this.given = given;
    this.family = family;
    this.places = places;
    this.words = words;
    this.random = random;
  }

  /** One variant. */
  MarkedText of(MarkedText original) {
    Map<String, String> drawn = new HashMap<>();
    StringBuilder text = new StringBuilder();
    List<MarkedText.Span> spans = new ArrayList<>();
    int done = 0;
    for (MarkedText.Span span : original.spans()) {
      text.append(original.text(), done, span.start());
      int start = text.length();
      replace(original.text(), span, drawn, text);
      spans.add(new MarkedText.Span(start, text.length(), span.label()));
      done = span.end();
    }
    text.append(original.text(), done, original.text().length());
    return new MarkedText(original.id(), cased(text.toString()), spans);
  }

  private String cased(String text) {
    int draw = random.nextInt(100);
    if (draw < 12) {
      return sameLength(text, text.toLowerCase(Locale.ROOT));
    }
    return draw < 20 ? sameLength(text, text.toUpperCase(Locale.ROOT)) : text;
  }

  private static String sameLength(String text, String changed) {
    return changed.length() == text.length() ? changed : text;
  }

  private void replace(
      String text, MarkedText.Span span, Map<String, String> drawn, StringBuilder out) {
    boolean person = PERSONS.contains(span.label());
    boolean place = PLACES.contains(span.label());
    boolean number = !person && !span.label().equals("DATE") && !span.label().startsWith("AGE");
    boolean first = true;
    for (int at = span.start(); at < span.end(); ) {
      char c = text.charAt(at);
      if (Character.isLetter(c)) {
        int to = at + 1;
        while (to < span.end() && Character.isLetter(text.charAt(to))) {
          to++;
        }
        String word = text.substring(at, to);
        boolean only = first && to == span.end();
        out.append(
            person || place ? drawn(word, person, first && !only, drawn) : word);
        first = false;
        at = to;
      } else {
        out.append(number && c >= '0' && c <= '9' ? digit(c) : c);
        at++;
      }
    }
  }

  private char digit(char c) {
    return c == '0' ? c : (char) ('1' + random.nextInt(9));
  }

  private String drawn(String word, boolean person, boolean first, Map<String, String> drawn) {
    String folded = Folding.fold(word);
    long bits = lexicon.bits(Lexicon.hash(folded));
    long fixed =
        person
            ? Cue.of(Cue.PARTICLE, Cue.SUFFIX, Cue.TITLE, Cue.CREDENTIAL)
            : Cue.of(
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
    if (word.length() < SHORTEST || (bits & fixed) != 0) {
      return word;
    }
    String replacement =
        drawn.computeIfAbsent(folded, w -> person ? person(first, bits) : place());
    if (Character.isLowerCase(word.charAt(0))) {
      return replacement;
    }
    return Character.isUpperCase(word.charAt(1))
        ? replacement.toUpperCase(Locale.ROOT)
        : Character.toUpperCase(replacement.charAt(0)) + replacement.substring(1);
  }

  private String person(boolean first, long bits) {
    boolean asGiven =
        first
            || ((bits & Cue.GIVEN_FREQUENT.bit) != 0 && (bits & Cue.FAMILY_FREQUENT.bit) == 0);
    List<String> list = asGiven ? given : family;
    int draw = random.nextInt(100);
    if (draw < 40) {
      return word(list, list.size());
    }
    if (draw < 65) {
      return word(list, FREQUENT);
    }
    if (draw < 75) {
      return word(words, FREQUENT * 3);
    }
    return invented(list);
  }

  private String place() {
    int draw = random.nextInt(100);
    if (draw < 50) {
      return word(places, places.size());
    }
    return draw < 70
        ? word(family, family.size())
        : draw < 85 ? word(words, FREQUENT * 3) : invented(family);
  }

  /** The beginning of one word and the end of another: in no dictionary, as a rule. */
  private String invented(List<String> list) {
    String head = word(list, list.size());
    String tail = word(list, list.size());
    return head.substring(0, (head.length() + 1) / 2) + tail.substring(tail.length() / 2);
  }

  private String word(List<String> list, int most) {
    String entry = list.get(random.nextInt(Math.min(most, list.size())));
    int end = 0;
    while (end < entry.length() && entry.charAt(end) >= 'a' && entry.charAt(end) <= 'z') {
      end++;
    }
    return end < 2 ? "marlow" : entry.substring(0, end);
  }
}
