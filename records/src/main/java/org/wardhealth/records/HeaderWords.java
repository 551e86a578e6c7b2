package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the name of a column says of its kind: English and Spanish words, listed in {@code
 * column-words.txt}. A name is cut at blanks, points, underscores, hyphens and humps, without
 * accents and case; the longest listed run of its words decides, of equal ones the last. A word
 * that says only how something is written ("code", "value") gives way to one that identifies: a
 * patient's code is an id.
 */
final class HeaderWords {
  private static final int LONGEST = 5;
  private static final HeaderWords ONLY = load();

  /** Words of how something is written: whose it is decides. */
  private static final Set<String> VAGUE =
      Set.of("code", "codes", "codigo", "value", "valor", "numeric value", "text", "texto");

  private final Map<String, ColumnKind> kinds;

  /**
   * What a name says.
   *
   * @param kind the kind
   * @param whole whether the listed words are the whole name, and nothing stands beside them
   */
  record Hint(ColumnKind kind, boolean whole) {}

  private HeaderWords(Map<String, ColumnKind> kinds) {
    this.kinds = kinds;
  }

  /** The kind that a name suggests, if any. */
  static Optional<Hint> of(String name) {
    List<String> words = words(name);
    Optional<Hint> best = Optional.empty();
    Optional<Hint> identifying = Optional.empty();
    boolean vague = false;
    int length = 0;
    int identifyingLength = 0;
    for (int from = 0; from < words.size(); from++) {
      for (int to = from + 1; to <= Math.min(words.size(), from + LONGEST); to++) {
        String run = String.join(" ", words.subList(from, to));
        ColumnKind kind = ONLY.kinds.get(run);
        if (kind == null) {
          continue;
        }
        Hint hint = new Hint(kind, to - from == words.size());
        if (to - from >= length) {
          length = to - from;
          best = Optional.of(hint);
          vague = VAGUE.contains(run);
        }
        if (kind.identifies() && to - from >= identifyingLength) {
          identifyingLength = to - from;
          identifying = Optional.of(hint);
        }
      }
    }
    return vague && identifying.isPresent() ? identifying : best;
  }

  /** Folded words of a name. */
  static List<String> words(String name) {
    String plain = Normalizer.normalize(name, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    String cut =
        plain
            .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
            .replaceAll("(?<=[A-Z])(?=[A-Z][a-z])", " ")
            .replaceAll("(?<=[A-Za-z]{2})(?=[0-9])", " ")
            .replaceAll("[^A-Za-z0-9]+", " ");
    List<String> words = new ArrayList<>();
    for (String word : cut.strip().toLowerCase(Locale.ROOT).split(" ")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  private static HeaderWords load() {
    Map<String, ColumnKind> kinds = new HashMap<>();
    try (InputStream in = HeaderWords.class.getResourceAsStream("column-words.txt")) {
      if (in == null) {
        throw new IllegalStateException("this build lacks column-words.txt");
      }
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] parts = line.split(":", 2);
          ColumnKind kind =
              ColumnKind.of(parts[0])
                  .orElseThrow(() -> new IllegalStateException("column-words.txt: " + line));
          for (String phrase : parts[1].split(",")) {
            kinds.put(phrase.strip(), kind);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read column-words.txt", e);
    }
    return new HeaderWords(kinds);
  }
}
