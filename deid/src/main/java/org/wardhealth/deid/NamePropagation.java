package org.wardhealth.deid;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wardhealth.deid.Tokens.Kind;
import org.wardhealth.deid.Tokens.Shape;

/**
 * Finds the parts of names that were found elsewhere in the same text: "Smith" once "John Smith" is
 * known, "the Smiths", and, where a part has six letters or more, what differs from it by one
 * letter left out, added, or changed.
 *
 * <p>For the last, a part is known under its own hash and under those of its spellings with one
 * letter less, and so is a word of the text asked for: linear in the text.
 */
final class NamePropagation implements Recogniser {
  private static final int SHORTEST = 3;
  private static final int SHORTEST_MISSPELT = 6;
  private static final int LONGEST_MISSPELT = 20;
  private static final float LEAST = 0.4f;
  private static final long WORDS = Cue.of(Cue.COMMON, Cue.WORD, Cue.MEDICAL);

  /** "Hawkins positive" is a test, also where a Dr. Hawkins is known. */
  private static final WordSet RESULTS = WordSet.of("positive negative pos neg equivocal");

  private final List<Finding> names;
  private final Map<Long, IdentifierType> parts = new HashMap<>();
  private final Map<Long, IdentifierType> misspelt = new HashMap<>();

  NamePropagation(List<Finding> found) {
    this.names = found.stream().filter(f -> person(f) && f.score() >= LEAST).toList();
  }

  private static boolean person(Finding finding) {
    return finding.type() == IdentifierType.NAME || finding.type() == IdentifierType.CLINICIAN;
  }

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    learn(tokens);
    for (int i = 0; i < tokens.size() && !parts.isEmpty(); i++) {
      if (tokens.word(i) && tokens.length(i) >= SHORTEST) {
        Optional<IdentifierType> same = Optional.ofNullable(parts.get(tokens.hash(i)));
        int at = i;
        if (same.isPresent()) {
          same.filter(type -> plausible(tokens, at))
              .ifPresent(type -> found.add(at, at + 1, type, Source.PROPAGATED, 0.5f));
        } else if (tokens.capital(i) && !tokens.hasAny(i, WORDS)) {
          family(tokens, i)
              .or(() -> likeness(tokens, at))
              .ifPresent(type -> found.add(at, at + 1, type, Source.PROPAGATED, 0.45f));
        }
      }
    }
  }

  private void learn(Tokens t) {
    int at = 0;
    for (int i = 0; i < t.size() && at < names.size(); i++) {
      while (at < names.size() && names.get(at).end() <= t.start(i)) {
        at++;
      }
      boolean part =
          at < names.size()
              && t.start(i) >= names.get(at).start()
              && t.word(i)
              && t.length(i) >= SHORTEST
              && !t.hasAny(i, Cue.of(Cue.PARTICLE, Cue.TITLE, Cue.CREDENTIAL));
      if (part) {
        IdentifierType type = names.get(at).type();
        parts.putIfAbsent(t.hash(i), type);
        if (correctable(t, i)) {
          misspelt.putIfAbsent(t.hash(i), type);
          for (int k = 0; k < t.length(i); k++) {
            misspelt.putIfAbsent(without(t, i, k), type);
          }
        }
      }
    }
  }

  /** "the Smiths". */
  private Optional<IdentifierType> family(Tokens t, int i) {
    char last = Folding.fold(t.text().charAt(t.end(i) - 1));
    return last == 's' && t.length(i) > SHORTEST + 1
        ? Optional.ofNullable(parts.get(without(t, i, t.length(i) - 1)))
        : Optional.empty();
  }

  private Optional<IdentifierType> likeness(Tokens t, int i) {
    if (!correctable(t, i)) {
      return Optional.empty();
    }
    Optional<IdentifierType> type = Optional.ofNullable(misspelt.get(t.hash(i)));
    for (int k = 0; k < t.length(i) && type.isEmpty(); k++) {
      type = Optional.ofNullable(misspelt.get(without(t, i, k)));
    }
    return type;
  }

  private static boolean correctable(Tokens t, int i) {
    return t.length(i) >= SHORTEST_MISSPELT && t.length(i) <= LONGEST_MISSPELT;
  }

  /** The hash of the word without its unit {@code k}. */
  private static long without(Tokens t, int i, int k) {
    long hash = 0;
    for (int at = t.start(i); at < t.end(i); at++) {
      char c = t.text().charAt(at);
      if (at != t.start(i) + k && Character.isLetter(c)) {
        hash = Lexicon.hash(hash, Folding.fold(c));
      }
    }
    return hash;
  }

  private static boolean plausible(Tokens t, int i) {
    int behind = t.is(i + 1, Kind.POSSESSIVE) ? i + 2 : i + 1;
    if (t.has(behind, Cue.EPONYM_NOUN)
        || (t.has(i, Cue.MEDICAL) && (RESULTS.has(t, behind) || t.mark(behind, '+')))) {
      return false;
    }
    boolean common = t.has(i, Cue.COMMON);
    if (t.shape(i) == Shape.LOWER) {
      return !common && !t.has(i, Cue.WORD) && !t.has(i, Cue.MEDICAL);
    }
    boolean start = t.breaks(i - 1) || t.mark(i - 1, '.');
    return !common || (!start && t.shape(i) == Shape.CAPITAL && !t.capital(i - 1));
  }
}
