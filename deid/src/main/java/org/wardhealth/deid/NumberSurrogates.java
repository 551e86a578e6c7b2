package org.wardhealth.deid;

import java.util.List;

/**
 * Numbers and codes that look like the original: digits for digits, letters for letters in their
 * case, all else kept. Where the original has a valid check digit of a known kind, so has the
 * surrogate, and what says no more than the kind stays (the country of an IBAN, the first letter of
 * a CIF); where a kind has numbers that are never issued, the surrogate is one of them (social
 * security numbers 900 to 999, NPI beginning with 2, NHS numbers beginning with 999).
 */
final class NumberSurrogates {
  /** Kinds with a check digit, the most telling first. */
  private enum Kind {
    VIN,
    DEA,
    DNI,
    NIE,
    NPI,
    NHS,
    NASS,
    IBAN,
    CIF,
    CURP,
    RFC,
    RUT,
    CUIL,
    LUHN,
    PLAIN
  }

  private static final String LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";
  private static final String VIN_LETTERS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ";
  private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";

  private NumberSurrogates() {}

  /** The surrogate of {@code spelling}, an identifier of {@code type}, by {@code draw}. */
  static String of(IdentifierType type, String spelling, Prf.Draw draw) {
    String bare = alphanumeric(spelling);
    String drawn =
        type == IdentifierType.SSN && bare.matches("[0-9]{9}")
            ? ssn(draw)
            : drawn(kind(bare, parted(spelling)), bare, draw);
    return spread(drawn, spelling);
  }

  /** Hexadecimal digits for hexadecimal digits, of a locally administered hardware address. */
  static String hardware(String spelling, Prf.Draw draw) {
    StringBuilder out = new StringBuilder("02");
    while (out.length() < 12) {
      out.append(draw.of("0123456789ABCDEF"));
    }
    return spread(Wording.cased(out.toString(), spelling), spelling);
  }

  /** Twelve hexadecimal digits in pairs or fours. */
  static boolean isHardware(String spelling) {
    return alphanumeric(spelling).matches("[0-9A-Fa-f]{12}") && spelling.matches(".*[:.-].*");
  }

  /** Whether a mark stands before the last group. */
  private static boolean parted(String spelling) {
    return spelling.strip().matches(".*[^A-Za-z0-9][A-Za-z0-9]");
  }

  private static Kind kind(String bare, boolean parted) {
    String upper = bare.toUpperCase(java.util.Locale.ROOT);
    if (upper.length() == 17
        && upper.matches("[0-9A-HJ-NPR-Z]{17}")
        && vin(upper) == upper.charAt(8)) {
      return Kind.VIN;
    }
    if (upper.matches("[A-Z][A-Z9][0-9]{7}") && dea(upper) == upper.charAt(8)) {
      return Kind.DEA;
    }
    if (upper.matches("[0-9]{8}[A-Z]") && dni(upper.substring(0, 8)) == upper.charAt(8)) {
      return Kind.DNI;
    }
    if (upper.matches("[XYZ][0-9]{7}[A-Z]") && nie(upper) == upper.charAt(8)) {
      return Kind.NIE;
    }
    if (upper.matches("[12][0-9]{9}") && luhn("80840" + upper.substring(0, 9)) == upper.charAt(9)) {
      return Kind.NPI;
    }
    if (upper.matches("[0-9]{10}") && nhs(upper.substring(0, 9)) == upper.charAt(9)) {
      return Kind.NHS;
    }
    if (upper.matches("[0-9]{12}") && nass(upper.substring(0, 10)).equals(upper.substring(10))) {
      return Kind.NASS;
    }
    for (Kind kind : List.of(Kind.IBAN, Kind.CIF, Kind.CURP, Kind.RFC, Kind.RUT, Kind.CUIL)) {
      boolean ascii = upper.length() <= CheckedNumber.LONGEST && upper.matches("[0-9A-Z]+");
      if (ascii
          && CheckedNumber.valueOf(kind.name())
              .accepts(upper.toCharArray(), upper.length(), parted)) {
        return kind;
      }
    }
    int last = upper.length() - 1;
    if (upper.matches("[0-9]{8,19}") && luhn(upper.substring(0, last)) == upper.charAt(last)) {
      return Kind.LUHN;
    }
    return Kind.PLAIN;
  }

  private static String drawn(Kind kind, String bare, Prf.Draw draw) {
    return switch (kind) {
      case VIN -> {
        StringBuilder vin = new StringBuilder();
        for (int i = 0; i < 17; i++) {
          vin.append(i > 12 ? draw.of("0123456789") : draw.of(VIN_LETTERS));
        }
        vin.setCharAt(8, vin(vin.toString()));
        yield vin.toString();
      }
      case DEA -> {
        String body = draw.of("ABFGM") + plain(bare.substring(1, 8), draw);
        yield body + dea(body);
      }
      case DNI -> {
        String body = plain(bare.substring(0, 8), draw);
        yield body + dni(body);
      }
      case NIE -> {
        String body = draw.of("XYZ") + plain(bare.substring(1, 8), draw);
        yield body + nie(body);
      }
      case NPI -> {
        String body = "2" + plain(bare.substring(1, 9), draw);
        yield body + luhn("80840" + body);
      }
      case NHS -> {
        String body = "999" + plain("0".repeat(6), draw);
        while (nhs(body) > '9') {
          body = "999" + plain("0".repeat(6), draw);
        }
        yield body + nhs(body);
      }
      case IBAN -> {
        String country = bare.substring(0, 2);
        String account = plain("0" + bare.substring(4), draw).substring(1);
        yield country + iban(country, account) + account;
      }
      case CIF, RUT, CUIL -> {
        int last = bare.length() - 1;
        boolean letter = kind == Kind.CIF;
        String body =
            letter
                ? bare.charAt(0) + plain("0" + bare.substring(1, last), draw).substring(1)
                : plain(bare.substring(0, last), draw);
        yield completed(CheckedNumber.valueOf(kind.name()), body, bare.charAt(last), draw);
      }
      case CURP, RFC -> {
        String born =
            "%02d%02d%02d".formatted(draw.below(100), 1 + draw.below(12), 1 + draw.below(28));
        String behind = plain("0" + bare.substring(10), draw).substring(1);
        String sex = kind == Kind.CURP ? bare.charAt(10) + behind.substring(1) : behind;
        yield plain(bare.substring(0, 4), draw) + born + sex;
      }
      case NASS -> {
        String body =
            String.format("%02d", 1 + draw.below(52)) + plain(bare.substring(2, 10), draw);
        yield body + nass(body);
      }
      case LUHN -> {
        String body = plain(bare.substring(0, bare.length() - 1), draw);
        yield body + luhn(body);
      }
      case PLAIN -> plain(bare, draw);
    };
  }

  /** A number that the agency never issues, and no taxpayer number of the same range either. */
  private static String ssn(Prf.Draw draw) {
    return String.format(
        "%03d%02d%04d", 900 + draw.below(100), 1 + draw.below(49), 1 + draw.below(9999));
  }

  /** Digits for digits, letters for letters; a first digit that is not 0 stays so. */
  private static String plain(String bare, Prf.Draw draw) {
    StringBuilder out = new StringBuilder(bare.length());
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      if (Character.isDigit(c)) {
        out.append(i == 0 && c != '0' ? draw.of("123456789") : draw.of("0123456789"));
      } else {
        char letter = draw.of(LETTERS);
        out.append(Character.isUpperCase(c) ? letter : Character.toLowerCase(letter));
      }
    }
    return out.toString();
  }

  private static String alphanumeric(String spelling) {
    StringBuilder out = new StringBuilder(spelling.length());
    spelling.chars().filter(Character::isLetterOrDigit).forEach(c -> out.append((char) c));
    return out.toString();
  }

  /** The characters of {@code drawn} in the places and the case of the original's. */
  private static String spread(String drawn, String spelling) {
    StringBuilder out = new StringBuilder(spelling.length());
    int at = 0;
    for (int i = 0; i < spelling.length(); i++) {
      char c = spelling.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        char d = drawn.charAt(at++);
        out.append(Character.isLowerCase(c) ? Character.toLowerCase(d) : d);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** ISO 3779: the check digit of the ninth place. */
  private static char vin(String vin) {
    int[] weights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    String values = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      sum += weights[i] * (values.indexOf(vin.charAt(i)) % 10);
    }
    return sum % 11 == 10 ? 'X' : (char) ('0' + sum % 11);
  }

  /** The last digit of a number of the US Drug Enforcement Administration. */
  private static char dea(String number) {
    int odd = digit(number, 2) + digit(number, 4) + digit(number, 6);
    int even = digit(number, 3) + digit(number, 5) + digit(number, 7);
    return (char) ('0' + (odd + 2 * even) % 10);
  }

  private static char dni(String digits) {
    return DNI_LETTERS.charAt(Integer.parseInt(digits) % 23);
  }

  private static char nie(String number) {
    return dni(List.of("X", "Y", "Z").indexOf(number.substring(0, 1)) + number.substring(1, 8));
  }

  /** The control digits of a Spanish social security number: province and number modulo 97. */
  private static String nass(String body) {
    long number = Long.parseLong(body.substring(2));
    long province = Long.parseLong(body.substring(0, 2));
    long whole =
        number < 10_000_000 ? province * 10_000_000 + number : province * 100_000_000 + number;
    return String.format("%02d", whole % 97);
  }

  /** NHS Data Dictionary: the check digit by module 11; above '9' when there is none. */
  private static char nhs(String digits) {
    int sum = 0;
    for (int i = 0; i < 9; i++) {
      sum += (10 - i) * digit(digits, i);
    }
    int check = (11 - sum % 11) % 11;
    return (char) ('0' + check);
  }

  /** ISO 13616: the two check digits. */
  private static String iban(String country, String account) {
    int rest = 0;
    for (char c : (account + country + "00").toUpperCase(java.util.Locale.ROOT).toCharArray()) {
      rest = (c <= '9' ? rest * 10 + c - '0' : rest * 100 + c - 'A' + 10) % 97;
    }
    return "%02d".formatted(98 - rest);
  }

  /** {@code body} with the check character that fits, a digit or a letter as it was. */
  private static String completed(CheckedNumber kind, String body, char like, Prf.Draw draw) {
    for (char check : "0123456789ABCDEFGHIJK".toCharArray()) {
      String whole = (body + check).toUpperCase(java.util.Locale.ROOT);
      boolean alike =
          kind != CheckedNumber.CIF || Character.isDigit(like) == Character.isDigit(check);
      if (alike && kind.accepts(whole.toCharArray(), whole.length(), true)) {
        return body + check;
      }
    }
    return completed(kind, plain(body, draw), like, draw); // no check character: module 11 has gaps
  }

  /** ISO/IEC 7812-1, annex B: the digit that completes {@code digits}. */
  private static char luhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int value = digit(digits, digits.length() - 1 - i);
      int twice = i % 2 == 0 ? value * 2 : value;
      sum += twice > 9 ? twice - 9 : twice;
    }
    return (char) ('0' + (10 - sum % 10) % 10);
  }

  private static int digit(String text, int at) {
    return text.charAt(at) - '0';
  }
}
