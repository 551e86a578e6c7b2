package org.wardhealth.deid;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which words a surrogate must not be: those of the text at hand, those of originals seen before,
 * and those that already stand for somebody else.
 */
final class Collisions {
  private Set<String> text = Set.of();
  private final Set<String> originals = new HashSet<>();
  private final Map<String, String> standsFor = new HashMap<>();

  /** The text whose surrogates are drawn next. */
  void enter(String next) {
    Set<String> words = new HashSet<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i <= next.length(); i++) {
      char c = i < next.length() ? Folding.fold(next.charAt(i)) : ' ';
      if (i < next.length() && Folding.isMark(c)) {
        continue;
      }
      if (Character.isLetterOrDigit(c)) {
        word.append(c);
      } else if (!word.isEmpty()) {
        words.add(word.toString());
        word.setLength(0);
      }
    }
    text = words;
  }

  /** A word of an original, which no surrogate may be from now on. */
  void original(String spelling) {
    for (Wording.Piece piece : Wording.pieces(spelling)) {
      if (!piece.is(Wording.Kind.OTHER) && piece.text().length() > 2) {
        originals.add(piece.folded());
      }
    }
    originals.add(Wording.key(spelling));
  }

  /**
   * Takes the drawn words {@code surrogate} for {@code original} if they are free: none of three
   * letters or more stands in the text or was an original, and they stand for nothing else.
   */
  boolean take(String surrogate, String original) {
    for (Wording.Piece piece : Wording.pieces(surrogate)) {
      String word = piece.folded();
      if (piece.is(Wording.Kind.WORD)
          && word.length() > 2
          && (text.contains(word) || originals.contains(word))) {
        return false;
      }
    }
    return takeWhole(surrogate, original);
  }

  /** As {@link #take}, but only the whole is compared: for numbers and addresses. */
  boolean takeWhole(String surrogate, String original) {
    String key = Wording.key(surrogate);
    return !key.equals(original)
        && !originals.contains(key)
        && !text.contains(key)
        && standsFor.merge(key, original, (old, now) -> old).equals(original);
  }

  /** Whether a number stands as a word in the text. */
  boolean inText(String word) {
    return text.contains(word);
  }
}
