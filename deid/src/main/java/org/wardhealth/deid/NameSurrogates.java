package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.deid.SurrogatePack.Sex;
import org.wardhealth.deid.SurrogatePack.Words;
import org.wardhealth.deid.Wording.Kind;
import org.wardhealth.deid.Wording.Piece;

/**
 * Realistic names of one subject. Every word of a name has its own surrogate, drawn by the key from
 * the names of its kind, so the parts of one name agree wherever they stand and in whatever form:
 * "SMITH, JOHN A.", "Mr. Smith", "John". A keyed permutation of the alphabet says which initial a
 * surrogate has, so "J. Smith" agrees with "John Smith" without either having seen the other.
 *
 * <p>Particles, titles and suffixes stay. A name in a script other than Latin has no realistic
 * surrogate.
 */
final class NameSurrogates {
  private static final int ATTEMPTS = 60;

  /** Particles and credentials that are names of people as well, in some places. */
  private static final Set<String> NAMES_TOO =
      Set.of(
          "al", "ben", "bin", "da", "das", "de", "del", "della", "der", "di", "do", "dos", "du",
          "el", "la", "las", "le", "los", "pa", "ten", "ter", "van", "von", "zu");

  /** What a word is in a name. */
  private enum Role {
    GIVEN,
    FAMILY
  }

  private final Prf prf;
  private final SurrogatePack pack;
  private final List<SurrogatePack> others;
  private final Language language;
  private final Collisions collisions;
  private final String initials;

  /** What names of several words told about their words. */
  private final Map<String, Role> roles = new HashMap<>();

  private final Map<String, String> chosen = new HashMap<>();

  NameSurrogates(Prf prf, Language language, Collisions collisions) {
    this.prf = prf;
    this.language = language;
    this.pack = SurrogatePack.of(language);
    this.others = new ArrayList<>();
    for (Language other : Language.values()) {
      if (other != language) {
        others.add(SurrogatePack.of(other));
      }
    }
    this.collisions = collisions;
    this.initials = initials(prf);
  }

  /** For each letter from a to z the initial of the surrogates of names that begin with it. */
  private static String initials(Prf prf) {
    Prf.Draw draw = prf.draw("initials", "", 0);
    char[] letters = new char[26];
    for (int i = 0; i < letters.length; i++) {
      int j = draw.below(i + 1);
      letters[i] = letters[j];
      letters[j] = SurrogatePack.INITIALS.charAt(i % SurrogatePack.INITIALS.length());
    }
    return new String(letters);
  }

  /**
   * Learns from a name which of its words are given and which family names.
   *
   * @param before what stands before it in the text
   */
  void learn(String spelling, String before) {
    List<Piece> pieces = Wording.pieces(spelling);
    List<Integer> names = names(pieces);
    if (names.size() == 1) {
      String title = lastWord(before);
      String name = pieces.get(names.getFirst()).folded();
      if (pack.is(Words.TITLE_OF_FAMILY, title)) {
        roles.putIfAbsent(name, Role.FAMILY);
      } else if (pack.is(Words.TITLE_OF_GIVEN, title)) {
        roles.putIfAbsent(name, Role.GIVEN);
      }
    }
    if (names.size() > 1) {
      Map<Integer, Role> found = roles(pieces, names);
      found.forEach((at, role) -> roles.putIfAbsent(pieces.get(at).folded(), role));
    }
  }

  private static String lastWord(String text) {
    List<Piece> pieces = Wording.pieces(text);
    for (int at = pieces.size() - 1; at >= 0 && at >= pieces.size() - 2; at--) {
      if (pieces.get(at).is(Kind.WORD)) {
        return pieces.get(at).folded();
      }
    }
    return "";
  }

  /** The surrogate of a name in any form; empty where there is no realistic one. */
  Optional<String> name(String spelling) {
    List<Piece> pieces = Wording.pieces(spelling);
    return written(spelling, pieces, roles(pieces, names(pieces)));
  }

  /** The surrogate of one or more given names or initials. */
  Optional<String> given(String spelling) {
    return all(spelling, Role.GIVEN);
  }

  /** The surrogate of a family name of one or more words. */
  Optional<String> family(String spelling) {
    return all(spelling, Role.FAMILY);
  }

  private Optional<String> all(String spelling, Role role) {
    List<Piece> pieces = Wording.pieces(spelling);
    Map<Integer, Role> found = new HashMap<>();
    for (int at : names(pieces)) {
      found.put(at, role);
      roles.putIfAbsent(pieces.get(at).folded(), role);
    }
    return written(spelling, pieces, found);
  }

  private Optional<String> written(String spelling, List<Piece> pieces, Map<Integer, Role> found) {
    if (!Wording.latin(spelling)) {
      return Optional.empty();
    }
    StringBuilder out = new StringBuilder();
    boolean replaced = false;
    for (int at = 0; at < pieces.size(); at++) {
      Piece piece = pieces.get(at);
      Role role = found.get(at);
      if (role != null) {
        Optional<String> word = word(piece, role);
        if (word.isEmpty()) {
          return Optional.empty();
        }
        out.append(word.get());
        replaced = true;
      } else if (initials(pieces, at)) {
        for (int i = 0; i < piece.text().length(); i++) {
          out.append(initial(piece.text().charAt(i)));
        }
        replaced = true;
      } else if (piece.is(Kind.NUMBER)) {
        return Optional.empty();
      } else {
        out.append(piece.text());
      }
    }
    return replaced ? Optional.of(out.toString()) : Optional.empty();
  }

  private Optional<String> word(Piece piece, Role role) {
    String folded = piece.folded();
    String key = role + ":" + folded;
    String before = chosen.get(key);
    if (before != null && collisions.take(before, key)) {
      return Optional.of(Wording.cased(before, piece.text()));
    }
    char initial = initial(folded.charAt(0));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Prf.Draw draw = prf.draw("name", folded, attempt);
      String drawn =
          switch (role) {
            case GIVEN ->
                draw.of(packOf(folded, role).givenNames(sex(folded, draw), upper(initial)));
            case FAMILY -> draw.of(packOf(folded, role).familyNames(upper(initial)));
          };
      if (collisions.take(drawn, key)) {
        chosen.put(key, drawn);
        return Optional.of(Wording.cased(drawn, piece.text()));
      }
    }
    return Optional.empty();
  }

  /** The pack of the text's language, or the only one that has the word. */
  private SurrogatePack packOf(String folded, Role role) {
    if (knows(pack, folded, role)) {
      return pack;
    }
    for (SurrogatePack other : others) {
      if (knows(other, folded, role)) {
        return other;
      }
    }
    return pack;
  }

  private static boolean knows(SurrogatePack pack, String folded, Role role) {
    return role == Role.GIVEN ? pack.given(folded) : pack.family(folded);
  }

  private Sex sex(String folded, Prf.Draw draw) {
    boolean either = draw.below(2) == 0;
    List<SurrogatePack> packs = new ArrayList<>(List.of(pack));
    packs.addAll(others);
    for (SurrogatePack each : packs) {
      boolean female = each.given(Sex.FEMALE, folded);
      if (female != each.given(Sex.MALE, folded)) {
        return female ? Sex.FEMALE : Sex.MALE;
      }
    }
    return either ? Sex.FEMALE : Sex.MALE;
  }

  private char initial(char letter) {
    char folded = Folding.fold(letter);
    char drawn =
        folded >= 'a' && folded <= 'z'
            ? initials.charAt(folded - 'a')
            : initials.charAt(letter % initials.length());
    return Character.isUpperCase(letter) ? drawn : Character.toLowerCase(drawn);
  }

  private static char upper(char c) {
    return Character.toUpperCase(c);
  }

  /** Where the words are that have a surrogate of their own. */
  private List<Integer> names(List<Piece> pieces) {
    List<Integer> names = new ArrayList<>();
    for (int at = 0; at < pieces.size(); at++) {
      if (pieces.get(at).is(Kind.WORD) && !initials(pieces, at) && !kept(pieces, at)) {
        names.add(at);
      }
    }
    if (names.isEmpty()) {
      for (int at = 0; at < pieces.size(); at++) {
        if (pieces.get(at).is(Kind.WORD) && !initials(pieces, at)) {
          names.add(at);
        }
      }
    }
    return names;
  }

  private boolean kept(List<Piece> pieces, int at) {
    String folded = pieces.get(at).folded();
    boolean possessive = folded.equals("s") && at > 0;
    return possessive || (keptWord(folded) && !nameByPlace(pieces, at));
  }

  /** A word that stays of a name: in the language of the subject, or where it is no name there. */
  private boolean keptWord(String folded) {
    return pack.is(Words.NAME_KEPT, folded)
        || (!pack.given(folded)
            && others.stream().anyMatch(other -> other.is(Words.NAME_KEPT, folded)));
  }

  /**
   * Whether a word that is a particle elsewhere is a name here: at the beginning, directly before a
   * name ("Al Smith", "Van Jones"; not "De La Cruz"), or at the end ("Mary Do").
   */
  private boolean nameByPlace(List<Piece> pieces, int at) {
    String text = pieces.get(at).text();
    if (!NAMES_TOO.contains(pieces.get(at).folded())
        || !Character.isUpperCase(text.charAt(0))
        || (text.length() > 1 && Character.isUpperCase(text.charAt(1)))) {
      return false;
    }
    boolean leads = true;
    for (Piece piece : pieces.subList(0, at)) {
      leads &=
          !piece.is(Kind.WORD) || (keptWord(piece.folded()) && !NAMES_TOO.contains(piece.folded()));
      leads &= !piece.text().contains(",");
    }
    boolean before =
        at + 2 < pieces.size()
            && pieces.get(at + 1).text().isBlank()
            && pieces.get(at + 2).is(Kind.WORD)
            && !keptWord(pieces.get(at + 2).folded());
    boolean last = pieces.subList(at + 1, pieces.size()).stream().noneMatch(p -> p.is(Kind.WORD));
    return leads ? before : last;
  }

  /** One letter, or two capitals in a name that is not all capitals ("JA Smith"). */
  private boolean initials(List<Piece> pieces, int at) {
    String word = pieces.get(at).text();
    if (!pieces.get(at).is(Kind.WORD) || kept(pieces, at)) {
      return false;
    }
    if (word.length() == 1) {
      return true;
    }
    return word.length() == 2
        && Character.isUpperCase(word.charAt(0))
        && Character.isUpperCase(word.charAt(1))
        && pieces.stream()
            .anyMatch(p -> p.is(Kind.WORD) && p.text().chars().anyMatch(Character::isLowerCase));
  }

  private Map<Integer, Role> roles(List<Piece> pieces, List<Integer> names) {
    Map<Integer, Role> found = new HashMap<>();
    int comma = comma(pieces, names);
    int families = comma >= 0 ? 0 : families(pieces, names);
    for (int i = 0; i < names.size(); i++) {
      int at = names.get(i);
      boolean family = comma >= 0 ? at < comma : i >= names.size() - families;
      found.put(at, family ? Role.FAMILY : Role.GIVEN);
    }
    return found;
  }

  /** The comma of "DOE, JANE": with a name before it and a name or initial behind it. */
  private int comma(List<Piece> pieces, List<Integer> names) {
    for (int at = 0; at < pieces.size(); at++) {
      if (pieces.get(at).is(Kind.OTHER) && pieces.get(at).text().contains(",")) {
        int comma = at;
        boolean before = names.stream().anyMatch(n -> n < comma);
        boolean behind = names.stream().anyMatch(n -> n > comma);
        for (int k = at + 1; k < pieces.size(); k++) {
          behind |= initials(pieces, k);
        }
        return before && behind ? at : -1;
      }
    }
    return -1;
  }

  /** How many of the last words are family names. */
  private int families(List<Piece> pieces, List<Integer> names) {
    if (names.size() <= 1) {
      return names.isEmpty() || single(pieces, names.getFirst()) == Role.GIVEN ? 0 : 1;
    }
    int joined = 1;
    while (joined < names.size()
        && hyphen(pieces, names.get(names.size() - joined - 1), names.get(names.size() - joined))) {
      joined++;
    }
    if (joined > 1) {
      boolean allGiven = joined == names.size() && single(pieces, names.getFirst()) == Role.GIVEN;
      return allGiven ? 0 : joined;
    }
    return switch (language) {
      case ENGLISH -> 1;
      case SPANISH -> {
        boolean bothFamily = names.size() == 2 && single(pieces, names.getFirst()) == Role.FAMILY;
        boolean bothGiven =
            names.size() == 2
                && single(pieces, names.getFirst()) == Role.GIVEN
                && single(pieces, names.getLast()) == Role.GIVEN;
        yield bothGiven ? 0 : names.size() > 2 || bothFamily ? 2 : 1;
      }
    };
  }

  private static boolean hyphen(List<Piece> pieces, int from, int to) {
    return to == from + 2 && Tokens.isDash(pieces.get(from + 1).text().charAt(0));
  }

  /** What a word is that stands alone: what was learnt of it, or what the lists say. */
  private Role single(List<Piece> pieces, int at) {
    String folded = pieces.get(at).folded();
    Role learnt = roles.get(folded);
    if (learnt != null) {
      return learnt;
    }
    boolean given = pack.ratherGiven(folded);
    if (!pack.given(folded) && !pack.family(folded)) {
      given = others.stream().anyMatch(other -> other.ratherGiven(folded));
    }
    boolean titled = at > 0 && pieces.subList(0, at).stream().anyMatch(p -> p.is(Kind.WORD));
    boolean alone = names(pieces).size() == 1;
    return given && !(titled && alone) ? Role.GIVEN : Role.FAMILY;
  }
}
