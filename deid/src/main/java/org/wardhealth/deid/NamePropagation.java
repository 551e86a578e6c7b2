package org.wardhealth.deid;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.wardhealth.deid.Tokens.Shape;

/**
 * Finds the parts of names that were found elsewhere in the same text: "Smith" once "John Smith" is
 * known.
 */
final class NamePropagation implements Recogniser {
  private static final int SHORTEST = 3;

  private final List<Finding> names;

  NamePropagation(List<Finding> found) {
    this.names =
        found.stream().filter(f -> f.type() == IdentifierType.NAME && f.score() >= 0.55f).toList();
  }

  @Override
  public void recognise(Tokens tokens, Candidates found) {
    if (names.isEmpty()) {
      return;
    }
    Set<Long> parts = new HashSet<>();
    int at = 0;
    for (int i = 0; i < tokens.size() && at < names.size(); i++) {
      while (at < names.size() && names.get(at).end() <= tokens.start(i)) {
        at++;
      }
      if (at < names.size()
          && tokens.start(i) >= names.get(at).start()
          && tokens.word(i)
          && tokens.length(i) >= SHORTEST
          && !tokens.has(i, Cue.PARTICLE)
          && !tokens.has(i, Cue.TITLE)) {
        parts.add(tokens.hash(i));
      }
    }
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.word(i)
          && tokens.length(i) >= SHORTEST
          && parts.contains(tokens.hash(i))
          && plausible(tokens, i)) {
        found.add(i, i + 1, IdentifierType.NAME, Source.PROPAGATED, 0.5f);
      }
    }
  }

  private static boolean plausible(Tokens t, int i) {
    int behind = t.is(i + 1, Tokens.Kind.POSSESSIVE) ? i + 2 : i + 1;
    if (t.has(behind, Cue.EPONYM_NOUN)) {
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
