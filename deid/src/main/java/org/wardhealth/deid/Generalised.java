package org.wardhealth.deid;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.wardhealth.deid.SurrogatePack.Words;
import org.wardhealth.deid.Wording.Kind;
import org.wardhealth.deid.Wording.Piece;

/**
 * The coarser forms that 45 CFR 164.514(b)(2)(i) lets stand: years, ages up to 89, the first three
 * digits of postal codes where more than 20,000 people live (Census 2010, and Census 2000 for the
 * 17 that the guidance of HHS names), states. In Spain the province of a postal code stands for
 * them: its smallest has 80,000 people.
 */
final class Generalised {
  private static final int OLD = 90;

  /** A larger number counts months, weeks or days. */
  private static final int OLDEST = 130;

  private Generalised() {}

  private static final class Zip3 {
    static final Set<String> ALLOWED = new HashSet<>(SurrogatePack.lines("us-zip3.txt"));
  }

  /**
   * The year or years of a date; empty when it names none, and when one is so long before {@code
   * asOf} that who was born then is 90 or more.
   */
  static Optional<String> date(DateText date, LocalDate asOf) {
    List<Integer> years = date.years(asOf.getYear());
    if (years.isEmpty() || tellsOld(date, asOf)) {
      return Optional.empty();
    }
    return Optional.of(String.join("-", years.stream().map(Object::toString).toList()));
  }

  /**
   * The years of a date that is not understood ("spring 2023", "Christmas 2011"), by their four
   * digits; empty under the same conditions, and where another number has as many digits.
   */
  static Optional<String> years(String spelling, LocalDate asOf) {
    List<String> years =
        Wording.pieces(spelling).stream()
            .filter(piece -> piece.is(Kind.NUMBER) && piece.text().length() > 3)
            .map(Piece::text)
            .distinct()
            .toList();
    boolean clear = years.stream().allMatch(year -> year(year, asOf.getYear() - OLD));
    return years.isEmpty() || !clear ? Optional.empty() : Optional.of(String.join("-", years));
  }

  private static boolean year(String digits, int before) {
    return digits.length() == 4
        && CalendarDate.year(Integer.parseInt(digits))
        && Integer.parseInt(digits) > before;
  }

  /**
   * Whether a year is so long before {@code asOf} that who was born then is 90 or more. Two digits
   * are the hundred years up to {@code asOf}: 27 in 2026 is 1927, since a birth is more often in
   * the past than anything written is in the future.
   */
  static boolean tellsOld(DateText date, LocalDate asOf) {
    return date.years(asOf.getYear()).stream().anyMatch(year -> year <= asOf.getYear() - OLD);
  }

  /**
   * "90+" in place of the number or number word; what else the age says of itself goes. So does the
   * unit where it is smaller than a year.
   */
  static String age(String spelling) {
    if (number(spelling) > OLDEST) {
      return "90+";
    }
    StringBuilder out = new StringBuilder();
    String between = "";
    boolean written = false;
    boolean number = false;
    for (Piece piece : Wording.pieces(spelling)) {
      if (piece.is(Kind.NUMBER)) {
        out.append(written ? "" : between + "90+");
        between = "";
        written = true;
        number = true;
      } else if (piece.is(Kind.OTHER)) {
        between = number ? piece.text().replaceFirst("^[+\u00BC-\u00BE]", "") : piece.text();
        number = false;
      } else {
        boolean ordinal = number && DateWords.ordinal(piece.text());
        out.append(between).append(ordinal ? "" : piece.text());
        between = "";
        number = false;
      }
    }
    return written ? out + between : "90+";
  }

  /** The first number in {@code spelling} is an age of 90 or more. */
  static boolean over89(String spelling) {
    return number(spelling) >= OLD;
  }

  /** The first number, with its thousands; -1 without one. */
  private static int number(String spelling) {
    List<Piece> pieces = Wording.pieces(spelling);
    for (int at = 0; at < pieces.size(); at++) {
      if (pieces.get(at).is(Kind.NUMBER)) {
        boolean thousands =
            at + 2 < pieces.size()
                && pieces.get(at + 1).text().matches("[,.]")
                && pieces.get(at + 2).is(Kind.NUMBER)
                && pieces.get(at + 2).text().length() == 3;
        String digits = pieces.get(at).text() + (thousands ? pieces.get(at + 2).text() : "");
        return digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
      }
    }
    return -1;
  }

  /**
   * Whether {@code spelling} is a state of the United States and nothing else. A province of Spain
   * has the name of its chief town, so it does not count.
   */
  static boolean state(String spelling, Language language) {
    String folded = Folding.fold(spelling.strip());
    SurrogatePack pack = SurrogatePack.of(language);
    return switch (language) {
      case ENGLISH ->
          pack.is(Words.STATE, folded)
              || (pack.is(Words.STATE_CODE, folded)
                  && Character.isUpperCase(spelling.strip().charAt(0)));
      case SPANISH -> false;
    };
  }

  /**
   * A place of one or more parts: states stay, a postal code becomes its region, every other part
   * becomes what {@code surrogate} says.
   */
  static String place(String spelling, Language language, UnaryOperator<String> surrogate) {
    if (state(spelling, language)) {
      return spelling;
    }
    List<Piece> pieces = Wording.pieces(spelling);
    int code = code(pieces, language);
    if (code < 0) {
      return segments(spelling, language, surrogate);
    }
    int end = code + 1;
    if (end + 1 < pieces.size()
        && pieces.get(end).text().equals("-")
        && pieces.get(end + 1).is(Kind.NUMBER)) {
      end += 2;
    }
    return segments(text(pieces, 0, code), language, surrogate)
        + region(pieces.get(code).text(), language)
        + segments(text(pieces, end, pieces.size()), language, surrogate);
  }

  /** A whole postal code, of any writing; empty if it is none of the country of the language. */
  static String region(String code, Language language) {
    return switch (language) {
      case ENGLISH -> Zip3.ALLOWED.contains(code.substring(0, 3)) ? code.substring(0, 3) : "000";
      case SPANISH -> code.substring(0, 2);
    };
  }

  /** Where a postal code stands: at the end, or in Spanish at the beginning; -1 without one. */
  private static int code(List<Piece> pieces, Language language) {
    int last = -1;
    for (int at = 0; at < pieces.size(); at++) {
      Piece piece = pieces.get(at);
      boolean first = language == Language.SPANISH;
      if (piece.is(Kind.NUMBER) && piece.text().length() == 5 && (first || last(pieces, at))) {
        last = at;
      }
    }
    return last;
  }

  private static boolean last(List<Piece> pieces, int at) {
    for (Piece piece : pieces.subList(at + 1, pieces.size())) {
      if (piece.is(Kind.WORD)) {
        return false;
      }
    }
    return true;
  }

  private static String text(List<Piece> pieces, int from, int to) {
    StringBuilder out = new StringBuilder();
    pieces.subList(from, to).forEach(piece -> out.append(piece.text()));
    return out.toString();
  }

  /** Each part between commas and line breaks: a state stays, else its surrogate. */
  private static String segments(String text, Language language, UnaryOperator<String> surrogate) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int at = 0; at <= text.length(); at++) {
      if (at == text.length() || text.charAt(at) == ',' || text.charAt(at) == '\n') {
        out.append(segment(text.substring(from, at), language, surrogate));
        out.append(at == text.length() ? "" : text.substring(at, at + 1));
        from = at + 1;
      }
    }
    return out.toString();
  }

  private static String segment(
      String segment, Language language, UnaryOperator<String> surrogate) {
    String bare = segment.strip();
    if (bare.chars().noneMatch(Character::isLetterOrDigit) || state(bare, language)) {
      return segment;
    }
    int from = segment.indexOf(bare);
    return segment.substring(0, from)
        + surrogate.apply(bare)
        + segment.substring(from + bare.length());
  }
}
