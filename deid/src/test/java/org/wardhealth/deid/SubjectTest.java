package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One patient in a data set: consistent everywhere, drawn by the key, never an original. */
class SubjectTest {
  private static final String NOTE =
      """
      Patient: SMITH, JOHN A.  MRN: 00-4471-23
      Mr. Smith was seen by Dr. Maria Patel on 03/04/2021 at St. Mary's Hospital.
      John lives at 12 Elm Street, Springfield, IL 62704. Phone (312) 867-5309, j.smith@acme.com.
      J. Smith was 92 years old on March 9th, 2021. SSN 123-45-6789.
      """;

  private static final CompiledIdentity KNOWN =
      KnownIdentity.builder().name(List.of("John", "Albert"), "Smith").build().compile();

  static Profile realistic() {
    return new Profile(
        "test", Map.of(IdentifierType.DATE, Action.SHIFT, IdentifierType.STATE, Action.KEEP), true);
  }

  static DataSet dataSet(Profile profile, int seed) {
    byte[] key = new byte[DataSetKey.BYTES];
    key[3] = (byte) seed;
    return new DataSet(profile, DataSetKey.of(key), English.DEID);
  }

  static Subject subject(int seed) {
    return dataSet(realistic(), seed).subject("p1", KNOWN);
  }

  @Test
  void noIdentifierOfTheTextIsLeft() {
    for (Profile profile : List.of(realistic(), Profile.SAFE_HARBOR, Profile.GDPR_PSEUDONYMISED)) {
      for (int seed = 0; seed < 50; seed++) {
        String safe = dataSet(profile, seed).subject("p1", KNOWN).text(NOTE);
        assertThat(
                safe.replaceAll("\\[[A-Z]+-\\d+[a-z]*]", "[]").toLowerCase(java.util.Locale.ROOT))
            .doesNotContainPattern("\\b(smith|john|patel|maria|elm|mary)\\b")
            .doesNotContain("4471", "springfield", "62704", "867", "acme", "6789", "03/04");
      }
    }
  }

  @Test
  void formIsKept() {
    String safe = subject(1).text(NOTE);
    assertThat(safe)
        .containsPattern("Patient: [A-Z]+, [A-Z]+ [A-Z]\\.  MRN: \\d\\d-\\d{4}-\\d\\d\n")
        .containsPattern(
            "Mr\\. [A-Z][a-z]+ was seen by Dr\\. [A-Z][a-z]+ [A-Z][a-z]+ on \\d\\d/\\d\\d/20")
        .containsPattern("Phone \\(\\d{3}\\) 555-01\\d\\d, ")
        .containsPattern("@example\\.(org|com|net)")
        .containsPattern("SSN 9\\d\\d-\\d\\d-\\d{4}")
        .containsPattern("Street, [A-Za-z' ]+, IL \\d{5}");
  }

  @Test
  void partsOfOneNameAgreeInTextAndFields() {
    Subject subject = subject(2);
    KnownIdentity.Name name =
        subject.name(new KnownIdentity.Name(List.of("John", "Albert"), "Smith"));
    String given = name.given().getFirst();
    assertThat(subject.text("John Smith came.")).isEqualTo(given + " " + name.family() + " came.");
    assertThat(subject.text("Patient: SMITH, JOHN A."))
        .isEqualTo(
            ("Patient: " + name.family() + ", " + given)
                    .replace("Patient: ", "#")
                    .toUpperCase(java.util.Locale.ROOT)
                    .replace("#", "Patient: ")
                + " "
                + name.given().get(1).charAt(0)
                + ".");
    assertThat(subject.text("Seen: Mr. J. Smith"))
        .endsWith("Mr. " + given.charAt(0) + ". " + name.family());
    assertThat(subject.family("SMITH")).isEqualToIgnoringCase(name.family());
    assertThat(subject.given("J")).isEqualTo(given.substring(0, 1));
  }

  @Test
  void anotherProcessDrawsTheSame() {
    assertThat(subject(3).text(NOTE)).isEqualTo(subject(3).text(NOTE));
    String alone = subject(3).text("Mr. Smith came.");
    Subject later = subject(3);
    later.text(NOTE);
    assertThat(later.text("Mr. Smith came.")).isEqualTo(alone);
  }

  @Test
  void tagsHaveTheSameNumberInEveryFile() {
    DataSet tags = dataSet(Profile.SAFE_HARBOR, 4);
    Subject first = tags.subject("p1", KNOWN);
    first.text(NOTE);
    String number = tags.subject("p1", KNOWN).text("Patient: John Smith").replaceAll("[^0-9]", "");
    assertThat(first.text("Patient: John Smith")).contains("[NAME-" + number);
    assertThat(tags.subject("p1", KNOWN).family("Smith"))
        .isEqualTo(tags.subject("p1", KNOWN).family("Smith"));
  }

  @Test
  void anotherKeyOrPatientDrawsAnew() {
    Set<String> drawn = new HashSet<>();
    for (int seed = 0; seed < 40; seed++) {
      drawn.add(subject(seed).family("Smith"));
    }
    assertThat(drawn).hasSizeGreaterThan(30);
    DataSet dataSet = dataSet(realistic(), 0);
    assertThat(dataSet.subject("a").value(IdentifierType.MRN, "00447123"))
        .isNotEqualTo(dataSet.subject("b").value(IdentifierType.MRN, "00447123"));
  }

  @ParameterizedTest
  @EnumSource(IdentifierType.class)
  void everyTypeIsReplacedOrKeptByName(IdentifierType type) {
    Profile all = new Profile("all", Map.of(), true);
    for (String value : List.of("Quux Zorg", "12345678", "x@y.org", "42")) {
      assertThat(dataSet(all, 5).subject("p").value(type, value)).isNotEqualTo(value).isNotBlank();
    }
  }

  @Test
  void theSurrogateIsNoWordOfTheText() {
    Subject plain = subject(6);
    String first = plain.family("Smith");
    String text = "Mr. Smith met the " + first.toLowerCase(java.util.Locale.ROOT) + " yesterday.";
    String safe =
        subject(6)
            .transform(text, List.of(new Finding(4, 9, IdentifierType.NAME, Source.RULE, 1)))
            .text();
    assertThat(safe).doesNotContain("Smith").doesNotContain("Mr. " + first);
  }

  @Test
  void twoPeopleNeverShareASurrogate() {
    Subject subject = subject(7);
    List<String> families = SurrogatePack.lines("en/family-names.txt").subList(0, 400);
    Set<String> drawn = new HashSet<>();
    for (String family : families) {
      String surrogate = subject.family(family);
      assertThat(drawn.add(surrogate)).isTrue();
      assertThat(surrogate).isNotEqualToIgnoringCase(family);
    }
  }

  @Test
  void restoringGivesBackWhatStoodThere() {
    for (Profile profile : List.of(realistic(), Profile.SAFE_HARBOR, Profile.GDPR_PSEUDONYMISED)) {
      for (int seed = 0; seed < 200; seed++) {
        Subject subject = dataSet(profile, seed).subject("p1");
        String text = Notes.random(seed, 60);
        Transformed transformed = subject.transform(text);
        assertThat(transformed.restore()).isEqualTo(text);
        assertThat(transformed.toString()).doesNotContain("Smith", "Doe");
      }
    }
  }

  @Test
  void transformingAgainChangesNothing() {
    for (Profile profile : List.of(realistic(), Profile.SAFE_HARBOR, Profile.GDPR_PSEUDONYMISED)) {
      Subject subject = dataSet(profile, 8).subject("p1");
      String once = subject.text(NOTE);
      assertThat(subject.text(once)).isEqualTo(once);
    }
    String tagged = dataSet(tagsOnly(), 8).subject("p1").text(NOTE);
    assertThat(dataSet(tagsOnly(), 9).subject("p2").text(tagged)).isEqualTo(tagged);
  }

  private static Profile tagsOnly() {
    return new Profile("tags", Map.of(), false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"obs-1", "", "\uD83D\uDE00", "a very long id that no system gives 0123456789"})
  void pseudonymsAreLettersAndDigits(String id) {
    String pseudonym = subject(1).pseudonym("Observation", id);
    assertThat(pseudonym).matches("[a-p][a-z2-7]{25}");
    assertThat(pseudonym)
        .isEqualTo(dataSet(realistic(), 1).subject("other").pseudonym("Observation", id))
        .isNotEqualTo(subject(1).pseudonym("Patient", id))
        .isNotEqualTo(subject(2).pseudonym("Observation", id));
  }

  @Test
  void agesAndPlacesAreMadeCoarser() {
    Subject subject = dataSet(Profile.SAFE_HARBOR, 1).subject("p1");
    assertThat(subject.value(IdentifierType.AGE, "93")).isEqualTo("90+");
    assertThat(subject.value(IdentifierType.AGE_OVER_89, "45")).isEqualTo("45");
    assertThat(subject.value(IdentifierType.AGE, "89")).isEqualTo("89");
    assertThat(subject.value(IdentifierType.LOCATION, "62704-1234")).isEqualTo("627");
    assertThat(subject.value(IdentifierType.LOCATION, "03601")).isEqualTo("000");
    assertThat(subject.value(IdentifierType.LOCATION, "IL")).isEqualTo("IL");
    assertThat(subject.value(IdentifierType.LOCATION, "Springfield, IL 62704"))
        .matches("\\[PLACE-\\d+\\], IL 627");
    Subject spanish =
        dataSet(Profile.SAFE_HARBOR, 1).subject("p1", CompiledIdentity.NONE, Language.SPANISH);
    assertThat(spanish.value(IdentifierType.LOCATION, "28042")).isEqualTo("28");
    assertThat(spanish.value(IdentifierType.LOCATION, "28042 Madrid"))
        .matches("28 \\[PLACE-\\d+\\]");
  }

  @Test
  void noPrefixThatTheGuidanceOfHhsNamesIsKept() {
    Subject subject = dataSet(Profile.SAFE_HARBOR, 1).subject("p1");
    for (String zip3 :
        "036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893".split(" ")) {
      assertThat(subject.value(IdentifierType.LOCATION, zip3 + "01")).isEqualTo("000");
    }
  }

  @Test
  void ofAPartOfAYearTheYearStaysUnlessDatesAreMoved() {
    String text = "Surgery in spring 2023, in week 14 of 2021 and at the end of 1931.";
    assertThat(dataSet(Profile.SAFE_HARBOR, 1).subject("p1").text(text))
        .matches("Surgery in 2023, in 2021 and at the \\[DATE-\\d+]\\.");
    assertThat(dataSet(Profile.GDPR_PSEUDONYMISED, 1).subject("p1").text(text))
        .doesNotContain("spring", "2023", "14", "end of");
  }

  @Test
  void anAgeThatIsCoarseStaysSo() {
    Subject subject = dataSet(Profile.SAFE_HARBOR, 1).subject("p1");
    assertThat(subject.text("A 94+ year old man, his 92nd birthday."))
        .isEqualTo("A 90+ year old man, his 90+ birthday.");
    assertThat(subject.text("A 90+ year old woman.")).isEqualTo("A 90+ year old woman.");
    assertThat(subject.value(IdentifierType.AGE, "91 1/2 years")).isEqualTo("90+ years");
    assertThat(subject.value(IdentifierType.AGE, "91.5 years")).isEqualTo("90+ years");
    assertThat(subject.value(IdentifierType.AGE, "91\u00BD years")).isEqualTo("90+ years");
    assertThat(subject.value(IdentifierType.AGE, "1,090 months")).isEqualTo("90+");
    assertThat(subject.value(IdentifierType.AGE, "045Y")).isEqualTo("045Y");
    assertThat(subject.text("The patient is one hundred and two years old and lives alone."))
        .doesNotContain("hundred", "two");
    assertThat(subject.text("Age: 91.5 years, alone.")).isEqualTo("Age: 90+ years, alone.");
  }

  @Test
  void aNameThatIsAParticleElsewhereIsReplaced() {
    for (String name :
        List.of("Al Smith", "Van Jones", "Don Johnson", "Ben Carson", "Mary Do", "Di Moore")) {
      for (int seed = 0; seed < 20; seed++) {
        String[] drawn = subject(seed).value(IdentifierType.NAME, name).split(" ");
        assertThat(drawn).as(name).hasSize(2).doesNotContain(name.split(" "));
      }
    }
    assertThat(subject(1).value(IdentifierType.NAME, "Ana De La Cruz")).contains(" De La ");
    assertThat(subject(1).value(IdentifierType.NAME, "VAN DER BERG")).startsWith("VAN DER ");
    assertThat(subject(1).value(IdentifierType.NAME, "Ann Lee, DO")).endsWith(", DO");
    assertThat(subject(1).value(IdentifierType.NAME, "John Smith Jr")).endsWith(" Jr");
  }

  @Test
  void postalCodesWithLettersKeepTheirForm() {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(subject(seed).value(IdentifierType.LOCATION, "SW1A 1AA"))
          .matches("[A-Z]{2}\\d[A-Z] \\d[A-Z]{2}")
          .isNotEqualTo("SW1A 1AA");
      assertThat(subject(seed).value(IdentifierType.LOCATION, "London, SW1A 1AA"))
          .matches("[A-Z][A-Za-z '.-]+, [A-Z]{2}[0-9][A-Z] [0-9][A-Z]{2}");
      assertThat(subject(seed).value(IdentifierType.LOCATION, "M5V 3L9"))
          .matches("[A-Z]\\d[A-Z] \\d[A-Z]\\d");
    }
  }

  @Test
  void whomTheTextCallsThePatientIsNoClinicianThatStays() {
    for (String text :
        List.of(
            "Patient: Dr. Alice Moreno. Seen by Dr. Robert Chen. Moreno is married.",
            "Patient name: Alice Moreno, MD. Seen by Dr. Robert Chen.",
            "Dr. Alice Moreno, the patient, is retired. Seen by Dr. Robert Chen.",
            "Wife of Dr. Alice Moreno. Seen by Dr. Robert Chen.")) {
      assertThat(dataSet(Profile.KEEP_CLINICIANS, 1).subject("p").text(text))
          .doesNotContain("Moreno", "Alice")
          .contains("Robert Chen");
    }
  }

  @Test
  void whatIsCountedWasTakenOut() {
    Subject subject = subject(1);
    subject.text("Mr. Smith, IL 62704");
    subject.value(IdentifierType.STATE, "IL");
    assertThat(subject.counts().get(IdentifierType.NAME)).isEqualTo(1);
    assertThat(subject.counts()).doesNotContainKey(IdentifierType.STATE);
    assertThat(subject.toString()).doesNotContain("p1");
  }

  @Test
  void namesOfOtherScriptsBecomeTags() {
    assertThat(subject(1).family("\u05D3\u05D5\u05D3")).matches("\\[NAME-\\d+\\]");
  }

  @Test
  void spanishNamesAreSpanish() {
    List<String> drawn = new ArrayList<>();
    for (int seed = 0; seed < 30; seed++) {
      Subject subject =
          dataSet(realistic(), seed).subject("p", CompiledIdentity.NONE, Language.SPANISH);
      String name =
          subject.value(IdentifierType.NAME, "Mar\u00EDa del Carmen Garc\u00EDa L\u00F3pez");
      assertThat(name)
          .containsPattern("^\\p{Lu}\\p{Ll}+ del \\p{Lu}\\p{Ll}+ \\p{Lu}\\p{Ll}+ \\p{Lu}\\p{Ll}+$");
      assertThat(subject.family("Garc\u00EDa")).isEqualTo(name.split(" ")[3]);
      drawn.add(name.split(" ")[0]);
      assertThat(
              SurrogatePack.of(Language.SPANISH)
                  .given(SurrogatePack.Sex.FEMALE, Folding.fold(drawn.getLast())))
          .isTrue();
      assertThat(subject.date("14/05/2021")).isNotEqualTo(Optional.of("14/05/2021"));
    }
    assertThat(new HashSet<>(drawn)).hasSizeGreaterThan(20);
  }

  @Test
  void whatWasFoundOnceStandsNowhere() {
    String text =
        "Patient: Zyx Qwvert. MRN: 00-4471-23. Later ZYX, QWVERT and zyx qwvert came, file 00447123"
            + " or 00 4471 23.";
    List<Finding> found =
        List.of(
            new Finding(9, 19, IdentifierType.NAME, Source.RULE, 1),
            new Finding(26, 36, IdentifierType.MRN, Source.RULE, 1));
    List<String> all =
        Recurrences.in(text, found).stream().map(f -> text.substring(f.start(), f.end())).toList();
    assertThat(all)
        .containsExactly("Zyx Qwvert", "00-4471-23", "ZYX, QWVERT", "zyx qwvert", "00 4471 23");
    assertThat(Recurrences.in("no name here", List.of())).isEmpty();
  }

  @Test
  void searchingAgainIsLinear() {
    String text = "Ann Bee 12-34-56, ".repeat(40_000);
    List<Finding> found = new ArrayList<>();
    for (int at = 0; at < text.length(); at += 36) {
      found.add(new Finding(at, at + 7, IdentifierType.NAME, Source.RULE, 1));
    }
    assertThat(Recurrences.in(text, found)).hasSize(40_000);
  }

  @Test
  void anAnswerIsRestoredInBothStyles() {
    for (Profile profile : List.of(realistic(), tagsOnly())) {
      Subject subject = dataSet(profile, 11).subject("p1", KNOWN);
      String safe = subject.text("Mr. Smith called (312) 867-5309.");
      assertThat(subject.restore("Answer: " + safe + " Done."))
          .isEqualTo("Answer: Mr. Smith called (312) 867-5309. Done.");
      assertThat(subject.restore("nothing")).isEqualTo("nothing");
    }
  }

  /** Fails when a list or a draw changes: releases of one data set would no longer agree. */
  @Test
  void whatAKeyDrawsStaysTheSameOverReleases() {
    Subject subject = subject(42);
    assertThat(subject.pseudonym("Patient", "p1")).isEqualTo("plevs43upomln2q6gx3p2fxdvb");
    assertThat(subject.value(IdentifierType.NAME, "John Smith")).isEqualTo("Pierre Romero");
    assertThat(subject.value(IdentifierType.MRN, "00447123")).isEqualTo("05273115");
    assertThat(subject.date("2021-03-04")).contains("2020-07-23");
  }

  @Test
  void placesKeepTheirForm() {
    for (int seed = 0; seed < 50; seed++) {
      Subject subject = subject(seed);
      assertThat(subject.value(IdentifierType.LOCATION, "Springfield, Illinois"))
          .matches("\\p{Lu}[\\p{L}' ]+, Illinois");
      assertThat(subject.value(IdentifierType.LOCATION, "12 Elm Street, Apt 4B"))
          .matches("[1-9]\\d [\\p{L} ]+ Street, Apt [1-9][A-Z]");
      assertThat(subject.value(IdentifierType.FACILITY, "University Hospital"))
          .matches("[\\p{L} ]+ Hospital")
          .doesNotContain("University");
      Subject spanish =
          dataSet(realistic(), seed).subject("p", CompiledIdentity.NONE, Language.SPANISH);
      assertThat(spanish.value(IdentifierType.STREET, "Calle Mayor 12, 3\u00BA B"))
          .matches("Calle [\\p{L} ]+ [1-9]\\d, [1-9]\u00BA [A-Z]");
      assertThat(spanish.value(IdentifierType.FACILITY, "Hospital Universitario de Getafe"))
          .startsWith("Hospital Universitario de ")
          .doesNotContain("Getafe");
    }
  }
}
