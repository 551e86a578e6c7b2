package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Putting originals back into a stream that is cut anywhere. */
class RestorerTest {
  private final Surrogates surrogates = new Surrogates();

  @BeforeEach
  void issue() {
    issue("John \"JD\"\nDoe\uD83D\uDE00", IdentifierType.NAME);
    issue("5/1/2020", IdentifierType.DATE);
    for (int i = 2; i <= 12; i++) {
      issue("Clinic" + (char) ('A' + i), IdentifierType.FACILITY);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "on [DATE-1].               | on 5/1/2020.",
        "on [date-1]'s              | on 5/1/2020's",
        "on [ Date - 1 ]            | on 5/1/2020",
        "on [DATE\u20111]           | on 5/1/2020",
        "on [DATE_1]                | on 5/1/2020",
        "on \\[DATE-1\\], **[DATE-1]** | on 5/1/2020, **5/1/2020**",
        "on \\[DATE\\_1\\]          | on 5/1/2020",
        "on DATE-1.                 | on 5/1/2020.",
        "on [[DATE-1]]              | on [5/1/2020]",
        "on [DATE-1][DATE-1]        | on 5/1/20205/1/2020",
        "\\[DATE-1]                 | \\5/1/2020",
        "[DATE-1                    | [5/1/2020",
        "[FACILITY-11]              | ClinicM",
        "[FACILITY-1]1              | ClinicC1"
      })
  void whatModelsWriteIsUnderstood(String written, String expected) {
    assertThat(surrogates.restore(written, Restorer.Mode.PLAIN)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[DATE-2]",
        "[DATE-1b]",
        "[DATE-10]",
        "[DATES-1]",
        "[DATE 1]",
        "[DATE-]",
        "[DATE",
        "UPDATE-1",
        "date-1",
        "DATE-1a",
        "DATE-12",
        "XDATE-1",
        "[MRN-1]",
        "DATE\n-1",
        "[DATE-\n1]",
        "[DATE-1",
        "\\",
        "[",
        "[[[[",
        "D",
        "DAT",
        ""
      })
  void whatIsNoTagOfThisExchangeStays(String text) {
    String expected = text.equals("[DATE-1") ? "[5/1/2020" : text;
    assertThat(surrogates.restore(text, Restorer.Mode.PLAIN)).isEqualTo(expected);
  }

  @Test
  void aHeadingThatAModelNumbersIsNobodysNumber() {
    issue("900-00-41185", IdentifierType.HEALTH_PLAN);
    issue("V-77", IdentifierType.ENCOUNTER);
    assertThat(
            surrogates.restore(
                "ASSESSMENT AND PLAN-1: rest. VISIT-1. [PLAN-1] [visit-1]", Restorer.Mode.PLAIN))
        .isEqualTo("ASSESSMENT AND PLAN-1: rest. VISIT-1. 900-00-41185 V-77");
  }

  @Test
  void everyCutGivesTheSame() {
    String text =
        "x [NAME-1], \\[date - 1\\] UPDATE-1 [FACILITY-11]DATE-1 [FACI [NAME-9]"
            + " \uD83D\uDE00[DATE-1]\uD83D [";
    String whole = surrogates.restore(text, Restorer.Mode.PLAIN);
    for (int i = 0; i <= text.length(); i++) {
      for (int j = i; j <= text.length(); j++) {
        Restorer restorer = surrogates.restorer(Restorer.Mode.PLAIN);
        String out =
            restorer.accept(text.substring(0, i))
                + restorer.accept(text.substring(i, j))
                + restorer.accept(text.substring(j))
                + restorer.finish();
        assertThat(out).isEqualTo(whole);
      }
    }
  }

  @Test
  void everyCutOfJsonGivesTheSame() {
    String text =
        "{\\\"who\\\":\\\"\\u005bNAME-1\\u005D\\\", \\\\[DATE-1\\\\] \\n"
            + "[D\\u0041TE-1] \\uD83D\\uDE00 \\u00 [\\/";
    String whole = surrogates.restore(text, Restorer.Mode.JSON_STRING);
    assertThat(whole)
        .contains("John \\\"JD\\\"\\nDoe\uD83D\uDE00")
        .contains("5/1/2020 \\n5/1/2020");
    for (int i = 0; i <= text.length(); i++) {
      for (int j = i; j <= text.length(); j++) {
        Restorer restorer = surrogates.restorer(Restorer.Mode.JSON_STRING);
        String out =
            restorer.accept(text.substring(0, i))
                + restorer.accept(text.substring(i, j))
                + restorer.accept(text.substring(j))
                + restorer.finish();
        assertThat(out).isEqualTo(whole);
      }
    }
  }

  @Test
  void noMoreIsHeldThanPromised() {
    Random random = new Random(7);
    String alphabet = "[]\\ NAMEDTFCILYnamedt-_1290b\u2011x\"u005b";
    for (Restorer.Mode mode : Restorer.Mode.values()) {
      Restorer restorer = surrogates.restorer(mode);
      for (int i = 0; i < 200_000; i++) {
        restorer.accept(String.valueOf(alphabet.charAt(random.nextInt(alphabet.length()))));
        assertThat(restorer.held()).isLessThanOrEqualTo(restorer.most());
      }
    }
  }

  @Test
  void plainProseIsReleasedAtOnce() {
    Restorer restorer = surrogates.restorer(Restorer.Mode.PLAIN);
    assertThat(restorer.accept("the patient")).isEqualTo("the patient");
    assertThat(restorer.accept(" was [NA")).isEqualTo(" was ");
    assertThat(restorer.accept("SA] seen")).isEqualTo("[NASA] seen");
  }

  @Test
  void withoutTagsNothingIsHeld() {
    Restorer restorer = new Surrogates().restorer(Restorer.Mode.PLAIN);
    assertThat(restorer.accept("see [NAME-")).isEqualTo("see [NAME-");
  }

  @Test
  void whatIsPutBackIsNotSearchedAgain() {
    Surrogates tricky = new Surrogates();
    String text = "[DATE-1] Smith";
    String safe =
        tricky.replace(text, List.of(new Finding(9, 14, IdentifierType.NAME, Source.RULE, 1)));
    Surrogates nested = new Surrogates();
    String twice =
        nested.replace(
            safe, List.of(new Finding(0, safe.length(), IdentifierType.OTHER_ID, Source.RULE, 1)));
    assertThat(nested.restore(twice, Restorer.Mode.PLAIN)).isEqualTo(safe);
  }

  @Test
  void afterTheEndNothingIsTaken() {
    Restorer restorer = surrogates.restorer(Restorer.Mode.PLAIN);
    restorer.finish();
    assertThatThrownBy(() -> restorer.accept("x")).isInstanceOf(IllegalStateException.class);
  }

  private void issue(String original, IdentifierType type) {
    surrogates.replace(original, List.of(new Finding(0, original.length(), type, Source.RULE, 1)));
  }
}
