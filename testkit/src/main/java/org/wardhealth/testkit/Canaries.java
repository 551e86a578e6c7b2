package org.wardhealth.testkit;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One {@link Canary} of every kind, and the text to plant them in.
 *
 * <p>Different seeds give different canaries, so that a finding tells which test or request it came
 * from. What is found of them is told by {@link #search()}.
 */
public final class Canaries {
  private static final String[] ONSETS = {"quo", "vex", "zy", "brax", "jun", "wyr", "kha", "phlo"};
  private static final String[] MIDDLES = {"dra", "mun", "lith", "gor", "vash", "nym", "tuq"};
  private static final String[] ENDINGS = {"bël", "drüm", "qué", "fjør", "mañ", "löv"};

  private final Map<Canary.Kind, String> byKind = new EnumMap<>(Canary.Kind.class);

  private Canaries(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String given = word(random);
    String family = word(random);
    for (Canary.Kind kind : Canary.Kind.values()) {
      byKind.put(kind, value(kind, given, family, random));
    }
  }

  /** The canaries of this seed. */
  public static Canaries seeded(long seed) {
    return new Canaries(seed);
  }

  private static String value(
      Canary.Kind kind, String given, String family, SplittableRandom random) {
    return switch (kind) {
      case NAME -> given + " " + family;
      case BIRTH_DATE -> LocalDate.of(1931, 1, 1).plusDays(random.nextInt(7000)).toString();
      case STREET -> number(random, 4) + " " + word(random) + " Street";
      case PHONE -> number(random, 3) + "-555-01" + number(random, 2);
      case EMAIL -> "canary" + number(random, 9) + "@example.org";
      case MRN -> number(random, 9);
      case SSN -> "9" + number(random, 2) + "-" + number(random, 2) + "-" + number(random, 4);
      case URL -> "https://portal.example.org/p/" + number(random, 9);
      case IP -> "203.0.113." + random.nextInt(100, 255);
      case ACCOUNT -> "HPX" + number(random, 10);
    };
  }

  private static String word(SplittableRandom random) {
    String word =
        any(ONSETS, random) + any(MIDDLES, random) + any(MIDDLES, random) + any(ENDINGS, random);
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static String any(String[] parts, SplittableRandom random) {
    return parts[random.nextInt(parts.length)];
  }

  /** So many digits, none of them 0 or 1, which start no North American area code. */
  private static String number(SplittableRandom random, int digits) {
    StringBuilder number = new StringBuilder();
    for (int i = 0; i < digits; i++) {
      number.append(random.nextInt(2, 10));
    }
    return number.toString();
  }

  /** All of them, in the order of the kinds. */
  public List<Canary> all() {
    return byKind.entrySet().stream().map(e -> new Canary(e.getKey(), e.getValue())).toList();
  }

  /** The value of the canary of this kind. */
  public String value(Canary.Kind kind) {
    return byKind.getOrDefault(kind, "");
  }

  /**
   * A short clinical note that holds every canary, each in a context in which such an identifier is
   * written.
   */
  public String note() {
    return """
    Patient: %s
    DOB: %s   MRN: %s   SSN: %s
    Address: %s
    Phone: %s   E-mail: %s
    Health plan ID: %s

    %s was seen for follow-up of type 2 diabetes. HbA1c 7.9 %%, BP 128/76. Continues metformin
    500 mg b.i.d. Results were posted to %s and last read from %s. Call %s with the result.
    """
        .formatted(
            value(Canary.Kind.NAME),
            value(Canary.Kind.BIRTH_DATE),
            value(Canary.Kind.MRN),
            value(Canary.Kind.SSN),
            value(Canary.Kind.STREET),
            value(Canary.Kind.PHONE),
            value(Canary.Kind.EMAIL),
            value(Canary.Kind.ACCOUNT),
            value(Canary.Kind.NAME),
            value(Canary.Kind.URL),
            value(Canary.Kind.IP),
            value(Canary.Kind.PHONE));
  }

  /** A search for these canaries. */
  public CanarySearch search() {
    return new CanarySearch(all());
  }

  /** Where these canaries are found in the files under a directory. */
  public List<Sighting> under(Path directory) {
    return search().under(directory);
  }
}
