package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardhealth.deid.SurrogatePack.Words;
import org.wardhealth.deid.Wording.Kind;
import org.wardhealth.deid.Wording.Piece;

/**
 * Streets, towns, hospitals and organisations: the words for the kind ("Street", "Medical Center",
 * "Hospital Universitario") stay, each run of proper words becomes one drawn name, digits become
 * digits. The drawn names of hospitals and organisations are made up; a town is a real one.
 */
final class PlaceSurrogates {
  private static final int ATTEMPTS = 60;

  /** A postal code of Britain or Canada. */
  private static final String CODE_WITH_LETTERS =
      "(?i)[a-z]{1,2}[0-9][0-9a-z]? ?[0-9][a-z]{2}|[a-z][0-9][a-z][ -]?[0-9][a-z][0-9]";

  private static final Pattern CODE_BEHIND_PLACE =
      Pattern.compile("(.*[^\\s,][\\s,]+)(" + CODE_WITH_LETTERS + ")", Pattern.DOTALL);

  private static final Set<String> GLUE = Set.of(".", "'", "\u2019", "&", "-");

  /** Words that stay in an address and may stand in the name of a town. */
  private static final Set<String> NOT_ONLY_STREETS =
      Set.of(
          "county",
          "parish",
          "township",
          "village",
          "city",
          "town",
          "borough",
          "district",
          "of",
          "the",
          "de",
          "del",
          "la",
          "las",
          "los",
          "el",
          "and",
          "y",
          "north",
          "south",
          "east",
          "west",
          "zip",
          "code",
          "cp",
          "postal",
          "near");

  private final Prf prf;
  private final SurrogatePack pack;
  private final Collisions collisions;

  PlaceSurrogates(Prf prf, Language language, Collisions collisions) {
    this.prf = prf;
    this.pack = SurrogatePack.of(language);
    this.collisions = collisions;
  }

  /** A town, county, address or postal code, in any combination. */
  Optional<String> place(String spelling) {
    if (spelling.matches(CODE_WITH_LETTERS)) {
      String key = Wording.key(spelling);
      return Optional.of(
          NumberSurrogates.of(IdentifierType.OTHER_ID, spelling, prf.draw("code", key, 0)));
    }
    Matcher behind = CODE_BEHIND_PLACE.matcher(spelling);
    if (behind.matches()) {
      return place(behind.group(1))
          .flatMap(place -> place(behind.group(2)).map(code -> place + code));
    }
    List<Piece> pieces = Wording.pieces(spelling);
    boolean address = street(pieces);
    List<Piece> rest = pieces;
    StringBuilder out = new StringBuilder();
    if (address) {
      int comma = comma(pieces);
      Optional<String> street =
          written(pieces.subList(0, comma), Words.STREET_KIND, pack.words(Words.STREET), "street");
      if (street.isEmpty()) {
        return street;
      }
      out.append(street.get());
      rest = pieces.subList(comma, pieces.size());
    }
    return written(rest, Words.STREET_KIND, pack.cities(), "city")
        .map(out::append)
        .map(Object::toString);
  }

  Optional<String> street(String spelling) {
    List<Piece> pieces = Wording.pieces(spelling);
    return written(pieces, Words.STREET_KIND, pack.words(Words.STREET), "street");
  }

  Optional<String> facility(String spelling) {
    return named(spelling, Words.FACILITY_KIND, pack.words(Words.FACILITY), "facility");
  }

  Optional<String> organisation(String spelling) {
    return named(spelling, Words.ORGANISATION_KIND, pack.words(Words.ORGANISATION), "organisation");
  }

  /** One of a list: an occupation, a state, a country. */
  Optional<String> listed(String spelling, Words list) {
    return drawn(Wording.key(spelling), pack.words(list), list.name())
        .map(word -> Wording.cased(word, spelling));
  }

  /**
   * As written with a drawn name; of what is all kind ("Community General Hospital") only the head
   * stays, as the words together are its name.
   */
  private Optional<String> named(String spelling, Words kinds, List<String> names, String label) {
    List<Piece> pieces = Wording.pieces(spelling);
    List<Piece> words = pieces.stream().filter(piece -> piece.is(Kind.WORD)).toList();
    if (words.isEmpty() || words.stream().anyMatch(word -> !kept(word, kinds))) {
      return written(pieces, kinds, names, label);
    }
    boolean headFirst = pack == SurrogatePack.of(Language.SPANISH);
    String head = (headFirst ? words.getFirst() : words.getLast()).text();
    return drawn(Wording.key(spelling), names, label)
        .map(name -> Wording.cased(name, head))
        .map(name -> headFirst ? head + " " + name : name + " " + head);
  }

  private Optional<String> written(
      List<Piece> pieces, Words kinds, List<String> names, String label) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < pieces.size()) {
      Piece piece = pieces.get(at);
      if (piece.is(Kind.NUMBER)) {
        out.append(
            NumberSurrogates.of(
                IdentifierType.OTHER_ID, piece.text(), prf.draw("number", piece.text(), 0)));
        at++;
      } else if (piece.is(Kind.OTHER) || kept(piece, kinds) || state(pieces, at)) {
        out.append(piece.text());
        at++;
      } else {
        int end = run(pieces, at, kinds);
        boolean state =
            at > 0
                && pieces.get(at - 1).text().contains(",")
                && pack.is(Words.STATE, Folding.fold(text(pieces.subList(at, end))));
        Optional<String> name =
            state
                ? Optional.of(text(pieces.subList(at, end)))
                : name(pieces.subList(at, end), names, label);
        if (name.isEmpty()) {
          return name;
        }
        out.append(name.get());
        at = end;
      }
    }
    return Optional.of(out.toString());
  }

  private Optional<String> name(List<Piece> run, List<String> names, String label) {
    String original = text(run);
    if (original.length() == 1) {
      return Optional.of(
          NumberSurrogates.of(IdentifierType.OTHER_ID, original, prf.draw("letter", original, 0)));
    }
    return drawn(Wording.key(original), names, label).map(name -> Wording.cased(name, original));
  }

  private static String text(List<Piece> pieces) {
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.text()));
    return text.toString();
  }

  private Optional<String> drawn(String key, List<String> names, String label) {
    for (int attempt = 0; attempt < ATTEMPTS && !names.isEmpty(); attempt++) {
      String name = prf.draw(label, key, attempt).of(names);
      if (collisions.take(name, label + ":" + key)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** The end of the proper words from {@code at}, over spaces, hyphens, points and particles. */
  private int run(List<Piece> pieces, int at, Words kinds) {
    int end = at + 1;
    int to = at + 1;
    while (to < pieces.size()) {
      Piece piece = pieces.get(to);
      if (piece.is(Kind.OTHER)) {
        boolean glue = piece.text().isBlank() || GLUE.contains(piece.text().strip());
        if (!glue || piece.text().indexOf('\n') >= 0) {
          break;
        }
      } else if (piece.is(Kind.NUMBER) || kept(piece, kinds) || state(pieces, to)) {
        break;
      } else {
        end = to + 1;
      }
      to++;
    }
    return end;
  }

  private boolean kept(Piece piece, Words kinds) {
    return piece.is(Kind.WORD) && pack.is(kinds, piece.folded());
  }

  /** A state's code behind a comma or before a postal code. */
  private boolean state(List<Piece> pieces, int at) {
    Piece piece = pieces.get(at);
    boolean code =
        piece.is(Kind.WORD)
            && piece.text().length() == 2
            && pack.is(Words.STATE_CODE, piece.folded())
            && Character.isUpperCase(piece.text().charAt(1));
    boolean behind = at > 0 && pieces.get(at - 1).text().contains(",");
    boolean before = at + 2 < pieces.size() && pieces.get(at + 2).is(Kind.NUMBER);
    return code && (behind || before || pieces.size() == 1);
  }

  /** A house number or a word for a street somewhere. */
  private boolean street(List<Piece> pieces) {
    List<Piece> head = new ArrayList<>(pieces.subList(0, comma(pieces)));
    boolean number = head.stream().anyMatch(p -> p.is(Kind.NUMBER) && p.text().length() != 5);
    boolean first = true;
    boolean kind = false;
    for (Piece piece : head) {
      if (piece.is(Kind.WORD)) {
        boolean saint = first && piece.folded().equals("st");
        kind |= !saint && piece.text().length() > 1 && streetWord(piece.folded());
        first = false;
      }
    }
    return kind || (number && !first);
  }

  private boolean streetWord(String folded) {
    return pack.is(Words.STREET_KIND, folded) && !NOT_ONLY_STREETS.contains(folded);
  }

  private static int comma(List<Piece> pieces) {
    for (int at = 0; at < pieces.size(); at++) {
      if (pieces.get(at).is(Kind.OTHER)
          && (pieces.get(at).text().contains(",") || pieces.get(at).text().contains("\n"))) {
        return at;
      }
    }
    return pieces.size();
  }
}
