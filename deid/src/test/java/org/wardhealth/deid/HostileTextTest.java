package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts made to hurt: any length of one thing ends, and noise never throws. */
class HostileTextTest {
  static Stream<String> units() {
    return Stream.of(
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
        "\u200B",
        "<b",
        "<b ",
        "a<b>",
        "a**",
        "a=\n",
        "=C3",
        "\uD835\uDC00",
        "\uD835");
  }

  @ParameterizedTest
  @MethodSource("units")
  void fortyThousandUnitsOfOneThingEnd(String unit) {
    ends(unit, 40_000);
  }

  @ParameterizedTest
  @MethodSource("units")
  @Tag("extra")
  void aQuarterOfAMillionUnitsOfOneThingEnds(String unit) {
    ends(unit, 250_000);
  }

  private static void ends(String unit, int units) {
    String text = unit.repeat(units / unit.length());
    List<Finding> findings = English.DEID.find(text);
    Surrogates surrogates = new Surrogates();
    String safe = surrogates.replace(text, findings);
    assertThat(surrogates.restore(safe, Restorer.Mode.PLAIN).length()).isEqualTo(text.length());
  }

  @Test
  void noiseNeverThrows() {
    Random random = new Random(11);
    for (int round = 0; round < 5_000; round++) {
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
