package org.wardhealth.deid;

import java.util.Locale;

/**
 * Telephone numbers, electronic addresses and web addresses of the shape of the original that reach
 * nobody: 555-01xx in North America, the numbers that Ofcom keeps for drama in Britain, example.org
 * and its like (RFC 2606), the address blocks for documentation (RFC 5737, RFC 3849). Where a
 * country keeps no such range, as Spain, the number is drawn and may be somebody's.
 */
final class ContactSurrogates {
  private static final String LETTERS = "abcdefghijkmnopqrstuvwxyz";

  private ContactSurrogates() {}

  static String phone(String spelling, Language language, Prf.Draw draw) {
    int extension = extension(spelling);
    String main = spelling.substring(0, extension);
    String digits = digits(main);
    String drawn = drawnPhone(main.strip().startsWith("+"), digits, language, draw);
    return spread(drawn, main, draw)
        + spread(random(digits(spelling).length(), draw), spelling.substring(extension), draw);
  }

  private static String drawnPhone(boolean plus, String digits, Language language, Prf.Draw draw) {
    boolean british = plus && digits.startsWith("44") && digits.length() == 12;
    boolean american =
        plus ? digits.startsWith("1") && digits.length() == 11 : language == Language.ENGLISH;
    if (british) {
      return "447700900" + random(3, draw);
    }
    if (american && digits.length() == 7) {
      return "55501" + random(2, draw);
    }
    if (american && digits.length() == 10) {
      return areaCode(draw) + "55501" + random(2, draw);
    }
    if (american && digits.length() == 11 && digits.startsWith("1")) {
      return "1" + areaCode(draw) + "55501" + random(2, draw);
    }
    boolean spanish = digits.startsWith("34") && digits.length() == 11;
    int kept = spanish ? 3 : digits.length() == 9 ? 1 : plus ? 2 : 0;
    int from = Math.min(kept, digits.length());
    return digits.substring(0, from) + random(digits.length() - from, draw);
  }

  /** Of the form of an area code: 2 to 9, then not 9, not a service code. */
  private static String areaCode(Prf.Draw draw) {
    int first = 2 + draw.below(8);
    int second = draw.below(9);
    int third = draw.below(10);
    return "" + first + second + (second == 1 && third == 1 ? 2 : third);
  }

  private static int extension(String spelling) {
    String lower = spelling.toLowerCase(Locale.ROOT);
    for (int i = 1; i < lower.length(); i++) {
      if (Character.isLetter(lower.charAt(i)) && digits(lower.substring(0, i)).length() >= 7) {
        return i;
      }
    }
    return spelling.length();
  }

  static String email(String spelling, Prf.Draw draw) {
    int at = spelling.lastIndexOf('@');
    String local = at > 0 ? spelling.substring(0, at) : spelling;
    StringBuilder out = new StringBuilder();
    boolean dotted = local.indexOf('.') > 0;
    for (int i = 0; i < (dotted ? 5 : 8); i++) {
      out.append(draw.of(LETTERS));
    }
    if (dotted) {
      out.append('.');
      for (int i = 0; i < 6; i++) {
        out.append(draw.of(LETTERS));
      }
    }
    out.append(10 + draw.below(90)).append('@').append(host(draw));
    return Wording.cased(out.toString(), spelling);
  }

  static String url(String spelling, Prf.Draw draw) {
    int scheme = spelling.indexOf("://");
    int host = scheme < 0 ? 0 : scheme + 3;
    int path = spelling.indexOf('/', host);
    String www = spelling.regionMatches(true, host, "www.", 0, 4) ? "www." : "";
    StringBuilder out =
        new StringBuilder(spelling.substring(0, host))
            .append(www)
            .append(word(7, draw))
            .append('.')
            .append(host(draw));
    if (path >= 0 && path < spelling.length() - 1) {
      out.append('/').append(word(8, draw));
    } else if (path >= 0) {
      out.append('/');
    }
    return out.toString();
  }

  static String ip(String spelling, Prf.Draw draw) {
    int slash = spelling.indexOf('/');
    String suffix = slash < 0 ? "" : spelling.substring(slash);
    if (spelling.indexOf(':') >= 0 && spelling.indexOf('.') < 0) {
      return "2001:db8:%x:%x::%x"
              .formatted(draw.below(65536), draw.below(65536), 1 + draw.below(65535))
          + suffix;
    }
    String block =
        switch (draw.below(3)) {
          case 0 -> "192.0.2.";
          case 1 -> "198.51.100.";
          default -> "203.0.113.";
        };
    return block + (1 + draw.below(254)) + suffix;
  }

  private static String host(Prf.Draw draw) {
    return "example."
        + switch (draw.below(3)) {
          case 0 -> "org";
          case 1 -> "com";
          default -> "net";
        };
  }

  private static String word(int length, Prf.Draw draw) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length; i++) {
      out.append(draw.of(LETTERS));
    }
    return out.toString();
  }

  private static String random(int length, Prf.Draw draw) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length; i++) {
      out.append(draw.of("0123456789"));
    }
    return out.toString();
  }

  private static String digits(String text) {
    StringBuilder out = new StringBuilder();
    text.chars().filter(c -> c >= '0' && c <= '9').forEach(c -> out.append((char) c));
    return out.toString();
  }

  /** The digits of {@code drawn} in the places of the original's. */
  private static String spread(String drawn, String spelling, Prf.Draw draw) {
    StringBuilder out = new StringBuilder(spelling.length());
    int at = 0;
    for (int i = 0; i < spelling.length(); i++) {
      char c = spelling.charAt(i);
      if (c >= '0' && c <= '9') {
        out.append(at < drawn.length() ? drawn.charAt(at++) : draw.of("0123456789"));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
