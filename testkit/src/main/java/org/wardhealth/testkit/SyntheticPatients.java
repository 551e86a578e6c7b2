package org.wardhealth.testkit;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A seeded source of {@link SyntheticPatient}s: names of many origins, ages from newborn to over a
 * hundred. The same seed gives the same patients. Not safe for use by several threads.
 */
public final class SyntheticPatients {
  private static final LocalDate OLDEST = LocalDate.of(1919, 1, 1);
  private static final int DAYS = 39_000;

  /** Names that go together; the last entry of a row's given names is as good as the first. */
  private record Origin(List<String> female, List<String> male, List<String> family) {}

  private static final List<Origin> ORIGINS =
      List.of(
          new Origin(
              List.of("Margaret", "Hazel", "Dorothy", "Paige"),
              List.of("Walter", "Clyde", "Desmond", "Grant"),
              List.of("Whitlock", "O'Rourke", "Fairbanks-Hume", "Long", "Winters")),
          new Origin(
              List.of("María José", "Ximena", "Guadalupe"),
              List.of("Íñigo", "Rafael", "José Luis"),
              List.of("Villaseñor", "de la Peña", "Quiñones Ortega", "Cruz")),
          new Origin(
              List.of("Thị Lan", "Quỳnh", "Mai"),
              List.of("Văn Hùng", "Đức", "Minh"),
              List.of("Nguyễn", "Trần", "Phạm")),
          new Origin(
              List.of("Adaeze", "Ngozi", "Folasade"),
              List.of("Chukwuemeka", "Babatunde", "Kwabena"),
              List.of("Okonkwo", "Adeyemi", "Mensah-Boateng")),
          new Origin(
              List.of("Fatima Zahra", "Layla", "Noor"),
              List.of("Abdul-Rahman", "Yusuf", "Tariq"),
              List.of("al-Khatib", "Haddad", "Bin Saleh")),
          new Origin(
              List.of("Małgorzata", "Zuzana", "Øydis"),
              List.of("Wojciech", "Jiří", "Søren"),
              List.of("Wiśniewska", "Dvořák", "Bjørnstad", "von der Heide")),
          new Origin(
              List.of("Lakshmi", "Parvathy", "Simran"),
              List.of("Venkatesh", "Harpreet", "Anirudh"),
              List.of("Subramanian", "Kaur", "Chattopadhyay")),
          new Origin(
              List.of("Xiuying", "Haruka", "Seo-yeon"),
              List.of("Zhiwei", "Kenji", "Min-jun"),
              List.of("Ou", "Li", "Takahashi", "Park")),
          new Origin(
              List.of("Kaiulani", "Aiyana", "Leilani"),
              List.of("Keoni", "Tasunka", "Makoa"),
              List.of("Kamaka", "Yellowhorse", "Begay")));

  private static final List<String> STREETS =
      List.of(
          "Quillfeather Lane",
          "Old Tannery Road",
          "North Marrowbone Avenue",
          "Saltglass Court Apt 4B",
          "Vetchling Street",
          "E. Thimbleberry Blvd Unit 12");
  private static final List<Place> PLACES =
      List.of(
          new Place("Brackenford", "OH", "449"),
          new Place("Port Ellery", "WA", "983"),
          new Place("Saint Odile", "LA", "705"),
          new Place("Kestrel Falls", "NY", "121"),
          new Place("Dunmarrow", "TX", "787"));
  private static final List<Integer> AREA_CODES = List.of(202, 312, 415, 617, 713, 808);
  private static final List<String> RELATIONS =
      List.of("daughter", "son", "wife", "husband", "mother", "brother", "neighbor");

  private record Place(String city, String state, String zipPrefix) {}

  private final SplittableRandom random;
  private int made;

  private SyntheticPatients(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A source that gives the same patients for the same seed. */
  public static SyntheticPatients seeded(long seed) {
    return new SyntheticPatients(seed);
  }

  /** The next patient. */
  public SyntheticPatient next() {
    Origin origin = any(ORIGINS);
    boolean female = random.nextBoolean();
    String first = any(female ? origin.female() : origin.male());
    List<String> given = new ArrayList<>(List.of(first));
    if (random.nextInt(3) == 0) {
      given.add((char) ('A' + random.nextInt(26)) + ".");
    }
    String family = any(origin.family());
    Place place = any(PLACES);
    made++;
    return new SyntheticPatient(
        "synthetic-" + made,
        given,
        family,
        female ? "female" : "male",
        OLDEST.plusDays(random.nextInt(DAYS)),
        new SyntheticPatient.Address(
            random.nextInt(1, 9999) + " " + any(STREETS),
            place.city(),
            place.state(),
            place.zipPrefix() + digits(2)),
        List.of(phone(), phone()),
        ascii(first) + "." + ascii(family) + made + "@example.org",
        digits(8),
        "9" + digits(2) + "-" + digits(2) + "-" + digits(4),
        new SyntheticPatient.Contact(
            any(RELATIONS), any(female ? origin.male() : origin.female()) + " " + family, phone()));
  }

  /** The next so many patients. */
  public List<SyntheticPatient> next(int count) {
    List<SyntheticPatient> patients = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      patients.add(next());
    }
    return patients;
  }

  private String phone() {
    int area = any(AREA_CODES);
    String line = "01" + digits(2);
    return switch (random.nextInt(4)) {
      case 0 -> "(" + area + ") 555-" + line;
      case 1 -> area + "-555-" + line;
      case 2 -> area + ".555." + line;
      default -> "+1 " + area + " 555 " + line;
    };
  }

  private String digits(int count) {
    StringBuilder digits = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static String ascii(String name) {
    String folded = Normalizer.normalize(name, Normalizer.Form.NFD).toLowerCase(Locale.ROOT);
    return folded.replaceAll("[^a-z]", "");
  }
}
