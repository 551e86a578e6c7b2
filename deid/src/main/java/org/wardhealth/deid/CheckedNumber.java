package org.wardhealth.deid;

/**
 * Numbers that a country or a bank gives out with a check character, or in a shape that nothing
 * else has: they are known by it, with or without a label. Sources: Spain, Orden INT/2058/2008
 * (DNI, NIE), Orden EHA/451/2008 (CIF), the social security's own control (number modulo 97); ISO
 * 13616 (IBAN); Mexico, DOF 23/10/1996 (CURP); Chile, module 11 (RUT); Argentina, module 11 (CUIT,
 * CUIL); United States, CMS, "Understanding the MBI".
 */
enum CheckedNumber {
  /** Spanish identity card: up to eight digits and a letter. */
  DNI(IdentifierType.OTHER_ID) {
    @Override
    boolean accepts(char[] s, int n, boolean parted) {
      return (n == 8 || n == 9)
          && digits(s, 0, n - 1)
          && s[n - 1] == DNI_LETTERS.charAt((int) (value(s, 0, n - 1) % DNI_LETTERS.length()));
    }
  },
  /** Spanish number for foreigners: X, Y or Z, seven digits, a letter. */
  NIE(IdentifierType.OTHER_ID) {
    @Override
    boolean accepts(char[] s, int n, boolean parted) {
      if (n != 9 || s[0] < 'X' || s[0] > 'Z' || !digits(s, 1, 8)) {
        return false;
      }
      long value = (s[0] - 'X') * 10_000_000L + value(s, 1, 8);
      return s[8] == DNI_LETTERS.charAt((int) (value % DNI_LETTERS.length()));
    }
  },
  /** Spanish tax number of an organisation: a letter, seven digits, a digit or letter. */
  CIF(IdentifierType.OTHER_ID) {
    @Override
    boolean accepts(char[] s, int n, boolean parted) {
      if (n != 9 || "ABCDEFGHJNPQRSUVW".indexOf(s[0]) < 0 || !digits(s, 1, 8)) {
        return false;
      }
      int sum = 0;
      for (int i = 1; i < 8; i++) {
        int doubled = (s[i] - '0') * (i % 2 == 1 ? 2 : 1);
        sum += doubled / 10 + doubled % 10;
      }
      int control = (10 - sum % 10) % 10;
      return s[8] == '0' + control || s[8] == "JABCDEFGHI".charAt(control);
    }
  },
  /** Spanish social security: province, eight digits, two control digits. */
  NASS(IdentifierType.HEALTH_PLAN) {
    @Override
    boolean accepts(char[] s, int n, boolean parted) {
      if (n != 12 || !digits(s, 0, 12)) {
        return false;
      }
      long province = value(s, 0, 2);
      long number = value(s, 2, 10);
      long whole = number < 10_000_000 ? province * 10_000_000 + number : value(s, 0, 10);
      return province >= 1 && province <= 66 && whole % 97 == value(s, 10, 12);
    }
  },
  /** International bank account. */
  IBAN(IdentifierType.ACCOUNT) {
    @Override
    boolean accepts(char[] s, int n, boolean parted) {
      if (n < 15 || n > 34 || !letters(s, 0, 2) || !digits(s, 2, 4)) {
        return false;
      }
      if (n == SPANISH_IBAN && s[0] == 'E' && s[1] == 'S' && digits(s, 4, n)) {
        return true;
      }
      int rest = 0;
      for (int i = 0; i < n; i++) {
        char c = s[(i + 4) % n];
        rest = (c <= '9' ? rest * 10 + c - '0' : rest * 100 + c - 'A' + 10) % 97;
      }
      return rest == 1;
    }
  },
  /** Mexican population registry: 18 characters with the date of birth inside. */
  CURP(IdentifierType.OTHER_ID) {
    @Override
    boolean accepts(char[] s, int n, boolean parted) {
      return n == 18
          && letters(s, 0, 4)
          && CalendarDate.dayOfMonth(day(s, 8), day(s, 6))
          && letters(s, 10, 16)
          && (s[10] == 'H' || s[10] == 'M' || s[10] == 'X')
          && digits(s, 17, 18);
    }
  },
  /** Mexican tax number of a person: 13 characters with the date of birth inside. */
  RFC(IdentifierType.OTHER_ID) {
    @Override
    boolean accepts(char[] s, int n, boolean parted) {
      return n == 13
          && letters(s, 0, 4)
          && CalendarDate.dayOfMonth(day(s, 8), day(s, 6))
          && (letters(s, 12, 13) || digits(s, 12, 13));
    }
  },
  /** Chilean number: seven or eight digits, a dash, a check character. */
  RUT(IdentifierType.OTHER_ID) {
    @Override
    boolean accepts(char[] s, int n, boolean parted) {
      if (!parted || (n != 8 && n != 9) || !digits(s, 0, n - 1)) {
        return false;
      }
      int sum = 0;
      for (int i = n - 2; i >= 0; i--) {
        sum += (s[i] - '0') * ((n - 2 - i) % 6 + 2);
      }
      int check = 11 - sum % 11;
      return s[n - 1] == (check == 11 ? '0' : check == 10 ? 'K' : (char) ('0' + check));
    }
  },
  /** Medicare beneficiary of the United States: eleven characters, a kind for each place. */
  MBI(IdentifierType.HEALTH_PLAN) {
    @Override
    boolean accepts(char[] s, int n, boolean parted) {
      boolean fits = n == MBI_KINDS.length() && s[0] != '0';
      for (int i = 0; fits && i < n; i++) {
        boolean digit = s[i] >= '0' && s[i] <= '9';
        boolean letter = s[i] >= 'A' && s[i] <= 'Y' && "SLOIB".indexOf(s[i]) < 0;
        char kind = MBI_KINDS.charAt(i);
        fits = (digit && kind != 'A') || (letter && kind != '9');
      }
      return fits;
    }
  },
  /** Argentine tax and labour number: two digits, eight digits, a check digit. */
  CUIL(IdentifierType.OTHER_ID) {
    @Override
    boolean accepts(char[] s, int n, boolean parted) {
      if (!parted || n != 11 || !digits(s, 0, 11)) {
        return false;
      }
      int sum = 0;
      for (int i = 0; i < 10; i++) {
        sum += (s[i] - '0') * ("5432765432".charAt(i) - '0');
      }
      return s[10] - '0' == (11 - sum % 11) % 11;
    }
  };

  /** Characters of the longest. */
  static final int LONGEST = 34;

  /** An account of Spain is known by its shape, mistyped or not. */
  private static final int SPANISH_IBAN = 24;

  /** A digit, a letter, or either. */
  private static final String MBI_KINDS = "9AX9AX9AA99";

  private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";

  private final IdentifierType type;

  CheckedNumber(IdentifierType type) {
    this.type = type;
  }

  IdentifierType type() {
    return type;
  }

  /**
   * The characters are one, check character included.
   *
   * @param s upper-case letters and digits, without what parts them
   * @param n how many of {@code s} count
   * @param parted a mark stands before the last group
   */
  abstract boolean accepts(char[] s, int n, boolean parted);

  private static boolean digits(char[] s, int from, int to) {
    for (int i = from; i < to; i++) {
      if (s[i] < '0' || s[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean letters(char[] s, int from, int to) {
    for (int i = from; i < to; i++) {
      if (s[i] < 'A' || s[i] > 'Z') {
        return false;
      }
    }
    return true;
  }

  private static long value(char[] s, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + s[i] - '0';
    }
    return value;
  }

  /** Two digits as a number; -1 when they are none. */
  private static int day(char[] s, int from) {
    return digits(s, from, from + 2) ? (int) value(s, from, from + 2) : -1;
  }
}
