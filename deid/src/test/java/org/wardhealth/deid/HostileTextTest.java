package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts made to hurt: a quarter of a million units of one thing end, and noise never throws. */
class HostileTextTest {
  private static final int UNITS = 250_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "1",
        "-",
        "@",
        ":",
        ".",
        "[",
        "\\",
        "A",
        "1-",
        "1/",
        "a@",
        "John ",
        "St. ",
        "de la ",
        "MRN ",
        "# ",
        "1.1.",
        "::",
        "a:",
        "[NAME-",
        "NAME-1",
        "12 Elm ",
        "January ",
        "Mr. ",
        "A. ",
        "\n",
        "\u0301",
        "\uD83D",
        "San ",
        "New York ",
        "(555) ",
        "www.",
        "Hospital ",
        "of ",
        "John-",
        "ninety-",
        "'s",
        "seen by ",
        "O'",
        "+1 ",
        "is a ",
        "name ",
        "Patient: ",
        "wife ",
        "MRN 12 ",
        "http://",
        "a.com",
        "at ",
        "\\n",
        "\\u0041",
        "%41",
        "&#65;",
        "&acute",
        "\u200B"
      })
  void aQuarterOfAMillionUnitsOfOneThingEnds(String unit) {
    String text = unit.repeat(UNITS / unit.length());
    List<Finding> findings = English.DEID.find(text);
    Surrogates surrogates = new Surrogates();
    String safe = surrogates.replace(text, findings);
    assertThat(surrogates.restore(safe, Restorer.Mode.PLAIN).length()).isEqualTo(text.length());
  }

  @Test
  void noiseNeverThrows() {
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      char[] noise = new char[random.nextInt(60)];
      for (int i = 0; i < noise.length; i++) {
        noise[i] =
            (char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : 32 + random.nextInt(95));
      }
      String text = new String(noise);
      assertThatCode(() -> English.protect(text)).doesNotThrowAnyException();
    }
  }

  @Test
  void theEmptyTextHasNoFindings() {
    assertThat(English.DEID.find("")).isEmpty();
  }
}
