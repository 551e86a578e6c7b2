package org.wardhealth.deid;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The words of dates in the languages of this library. */
final class DateWords {
  private static final Set<String> FILLERS =
      Set.of(
          "of",
          "the",
          "de",
          "del",
          "el",
          "la",
          "los",
          "las",
          "on",
          "and",
          "y",
          "to",
          "through",
          "thru",
          "until",
          "al",
          "a",
          "e",
          "hasta",
          "desde",
          "from",
          "at",
          "am",
          "pm",
          "hrs",
          "h",
          "dia",
          "early",
          "late",
          "mid",
          "principios",
          "finales",
          "mediados",
          "ano",
          "year");

  private static final List<String> ORDINALS = List.of("st", "nd", "rd", "th");

  private static final List<String> ROMAN =
      List.of("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII");

  /** One list of twelve months or seven days, Monday first. */
  private record Names(Language language, boolean shortForm, List<String> names) {}

  private static final List<Names> MONTHS =
      List.of(
          names(
              Language.ENGLISH,
              false,
              "January February March April May June July August September October November December"),
          names(Language.ENGLISH, true, "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
          names(Language.ENGLISH, true, "Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec"),
          names(
              Language.SPANISH,
              false,
              "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
          names(
              Language.SPANISH,
              false,
              "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre"),
          names(Language.SPANISH, true, "ene feb mar abr may jun jul ago sep oct nov dic"),
          names(Language.SPANISH, true, "ene feb mar abr may jun jul ago sept oct nov dic"));

  private static final List<Names> DAYS =
      List.of(
          names(
              Language.ENGLISH, false, "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
          names(Language.ENGLISH, true, "Mon Tue Wed Thu Fri Sat Sun"),
          names(Language.ENGLISH, true, "Mon Tues Wed Thurs Fri Sat Sun"),
          names(Language.SPANISH, false, "lunes martes miércoles jueves viernes sábado domingo"),
          names(Language.SPANISH, true, "lun mar mié jue vie sáb dom"));

  private DateWords() {}

  private static Names names(Language language, boolean shortForm, String names) {
    return new Names(language, shortForm, List.of(names.split(" ")));
  }

  /** A word found, and how to write another of its list. */
  record Found(int number, List<String> list) {
    boolean spanish() {
      return MONTHS.stream()
          .anyMatch(names -> names.language() == Language.SPANISH && names.names().equals(list));
    }

    /** The {@code number}-th of the list, 1 first, in the case of {@code like}. */
    String write(int number, String like) {
      String name = list.get(number - 1);
      boolean roman = list.equals(ROMAN);
      boolean lower = Character.isLowerCase(like.codePointAt(0));
      boolean upper = like.length() > 1 && like.equals(like.toUpperCase(Locale.ROOT));
      return roman
          ? name
          : upper
              ? name.toUpperCase(Locale.ROOT)
              : lower
                  ? name.toLowerCase(Locale.ROOT)
                  : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
  }

  /** The month that {@code word} names; a word of {@code language} goes before another's. */
  static Optional<Found> month(String word, Language language, boolean abbreviated) {
    return find(MONTHS, word, language, abbreviated);
  }

  static Optional<Found> weekday(String word, Language language) {
    return find(DAYS, word, language, false);
  }

  /** A month in Roman numerals. */
  static Optional<Found> roman(String word) {
    int at = ROMAN.indexOf(word);
    return at < 0 ? Optional.empty() : Optional.of(new Found(at + 1, ROMAN));
  }

  /** A word that may stand in a date and says nothing of it. */
  static boolean filler(String word) {
    return FILLERS.contains(Folding.fold(word));
  }

  static boolean ordinal(String word) {
    return ORDINALS.contains(Folding.fold(word));
  }

  static String ordinal(int day, String like) {
    boolean teens = day % 100 >= 11 && day % 100 <= 13;
    int last = day % 10;
    String suffix = ORDINALS.get(teens || last == 0 || last > 3 ? 3 : last - 1);
    return Wording.cased(suffix, like);
  }

  private static Optional<Found> find(
      List<Names> all, String word, Language language, boolean abbreviated) {
    String folded = Folding.fold(word);
    Optional<Found> best = Optional.empty();
    int rank = Integer.MAX_VALUE;
    for (Names names : all) {
      for (int i = 0; i < names.names().size(); i++) {
        int cost =
            (names.language() == language ? 0 : 2) + (names.shortForm() == abbreviated ? 0 : 1);
        if (cost < rank && Folding.fold(names.names().get(i)).equals(folded)) {
          rank = cost;
          best = Optional.of(new Found(i + 1, names.names()));
        }
      }
    }
    return best;
  }
}
