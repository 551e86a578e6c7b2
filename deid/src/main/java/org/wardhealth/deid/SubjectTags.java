package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tags of one subject: {@code [NAME-4821]}. The number is drawn by the key, so it is the same
 * in every file; the letter of a further spelling follows the order in which this subject saw them.
 * A number that stands in the text is not used there.
 */
final class SubjectTags {
  private static final int NUMBERS = 9999;
  private static final int ATTEMPTS = 200;

  private final Prf prf;
  private final Collisions collisions;
  private final Map<String, List<String>> spellings = new HashMap<>();
  private final Map<String, String> standsFor = new HashMap<>();

  /** The names of several words, each a set of words. */
  private final Set<Set<String>> persons = new HashSet<>();

  SubjectTags(Prf prf, Collisions collisions) {
    this.prf = prf;
    this.collisions = collisions;
  }

  /** Learns a whole name, to know its parts when they stand alone. */
  void learn(String name) {
    Set<String> words = words(name);
    if (words.size() > 1) {
      persons.add(words);
    }
  }

  /** The tag of {@code spelling}. */
  String tag(IdentifierType type, String spelling) {
    String key = key(type, spelling);
    int number = 0;
    for (int attempt = 0; number == 0; attempt++) {
      int range = attempt < ATTEMPTS ? NUMBERS : 100 * NUMBERS;
      int drawn = 1 + prf.draw("tag " + type.tag(), key, attempt).below(range);
      String stem = type.tag() + '-' + drawn;
      boolean free =
          !collisions.inText(Integer.toString(drawn))
              && standsFor.merge(stem, key, (old, now) -> old).equals(key);
      number = free ? drawn : 0;
    }
    List<String> known =
        spellings.computeIfAbsent(type.tag() + '-' + number, unused -> new ArrayList<>());
    int variant = known.indexOf(spelling);
    if (variant < 0) {
      variant = known.size();
      known.add(spelling);
    }
    return Tag.write(type, number, variant);
  }

  private String key(IdentifierType type, String spelling) {
    if (type != IdentifierType.NAME && type != IdentifierType.CLINICIAN) {
      return Wording.key(spelling);
    }
    Set<String> words = words(spelling);
    if (words.isEmpty()) {
      return Wording.key(spelling);
    }
    List<Set<String>> whole = persons.stream().filter(p -> p.containsAll(words)).toList();
    return String.join(" ", whole.size() == 1 ? whole.getFirst() : words);
  }

  private static Set<String> words(String name) {
    Set<String> words = new TreeSet<>();
    for (Wording.Piece piece : Wording.pieces(name)) {
      if (piece.is(Wording.Kind.WORD) && piece.text().length() > 1) {
        words.add(piece.folded());
      }
    }
    return words;
  }
}
