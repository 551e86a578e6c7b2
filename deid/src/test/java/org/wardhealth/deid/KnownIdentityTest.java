package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the hospital knows of the patient is found whatever stands around it. */
class KnownIdentityTest {
  private static final CompiledIdentity KNOWN =
      KnownIdentity.builder()
          .name(List.of("William", "Quincy"), "Zzyzxova")
          .contact(List.of("Grace"), "Möller-O'Neil")
          .contact(List.of("Anna-Maria"), "Böhm Weiß")
          .contact(List.of("Sue"), "Low")
          .date(LocalDate.of(1950, 3, 4))
          .address("17 Xanthic Wynd")
          .address("Qaanaaqtown")
          .telecom("+1 (555) 010-7788")
          .telecom("w.zz@example.org")
          .identifier(IdentifierType.MRN, "AB-00 123")
          .identifier(IdentifierType.MRN, "00774411")
          .identifier(IdentifierType.MRN, "998877")
          .build()
          .compile();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "so zzyzxova said                | zzyzxova",
        "ZZYZXOVA, WILLIAM               | ZZYZXOVA, WILLIAM",
        "Zzyzxova, William Q.            | Zzyzxova, William Q.",
        "w. zzyzxova                     | w. zzyzxova",
        "WQ Zzyzxova                     | WQ Zzyzxova",
        "williamzzyzxova                 | williamzzyzxova",
        "Zzyzxova's dog                  | Zzyzxova",
        "old Bill came                   | Bill",
        "bill zzyzxova came              | bill zzyzxova",
        "Zzyzxva came                    | Zzyzxva",
        "Zyzzxova came                   | Zyzzxova",
        "zzyzxovva came                  | zzyzxovva",
        "grace moller oneil came         | grace moller oneil",
        "Mo\u0308ller came               | Mo\u0308ller",
        "in GraceMöller.docx there       | GraceMöller",
        "login oneilgrace there          | oneilgrace",
        "by moeller or MOLLER            | MOLLER",
        "by Boehm or WEISS               | Boehm",
        "by boehm or WEISS               | WEISS",
        "by AM Böhm there                | AM Böhm",
        "by weiss, a.m. there            | weiss, a.m",
        "by slow sue low there           | sue low",
        "at 774411 there                 | 774411",
        "at 0774411 there                | 0774411",
        "at 0000998877 there             | 0000998877",
        "at 03041950 there               | 03041950",
        "at 4.3.50 there                 | 4.3.50",
        "at 1950 03 04 there             | 1950 03 04",
        "at march 4 1950 there           | march 4 1950",
        "at 17, xanthic wynd there       | 17, xanthic wynd",
        "in qaanaaqtown there            | qaanaaqtown",
        "at 555 0107788 there            | 555 0107788",
        "at 5550107788 there             | 5550107788",
        "at W.ZZ@EXAMPLE.ORG there       | W.ZZ@EXAMPLE.ORG",
        "at ab00123 there                | ab00123",
        "at AB 00/123 there              | AB 00/123"
      })
  void everySpellingIsFound(String text, String expected) {
    assertThat(English.found(text, KNOWN)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The patient will follow up.",
        "By the grace period.",
        "He had a quincke edema.",
        "A slow rise, and his low s was low.",
        "Dose 4.3 mg and 50 ml.",
        "AB negative, 00 units of 123."
      })
  void ordinaryWordsStay(String text) {
    assertThat(English.found(text, KNOWN)).isEmpty();
  }

  @Test
  void withoutContextOnlyTheKnownIsFound() {
    assertThat(English.found("so zzyzxova said")).isEmpty();
  }

  @Test
  void identityNeverPrintsItself() {
    KnownIdentity identity =
        KnownIdentity.builder()
            .name(List.of("Xavierette"), "Quux")
            .identifier(IdentifierType.MRN, "77")
            .build();
    assertThat(identity + "" + identity.compile() + identity.names() + identity.identifiers())
        .doesNotContain("Xavierette")
        .doesNotContain("Quux")
        .doesNotContain("77");
  }

  @ParameterizedTest
  @CsvSource({
    "smith,smith,true",
    "smith,smth,true",
    "smith,smiith,true",
    "smith,simth,true",
    "smith,smyth,true",
    "smith,smythe,false",
    "smith,htims,false"
  })
  void oneEditIsOneEdit(String a, String b, boolean expected) {
    assertThat(CompiledIdentity.oneEdit(a, b)).isEqualTo(expected);
  }

  @Test
  void tenThousandNamesAreLookedUpAndNotGoneThrough() {
    Random random = new Random(3);
    KnownIdentity.Builder names = KnownIdentity.builder();
    for (int i = 0; i < 10_000; i++) {
      names.name(List.of(letters(random, 6)), letters(random, 6));
    }
    CompiledIdentity known = names.name(List.of("x".repeat(200_000)), "Zzyzxova").build().compile();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 40_000; i++) {
      text.append(letters(random, 6)).append(' ');
    }

    assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> English.DEID.find(text.append("Zzyzxvoa"), known));
    assertThat(English.found("so Zzyzxvoa said", known)).contains("Zzyzxvoa");
  }

  private static String letters(Random random, int letters) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < letters; i++) {
      out.append((char) ('a' + random.nextInt(26)));
    }
    return out.toString();
  }
}
