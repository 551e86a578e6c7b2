package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An identifier is found however a program wrote its letters, and comes back as it was written. */
class DecodedTest {
  private static final Deid DEID = Deid.multilingual();
  private static final CompiledIdentity KNOWN =
      KnownIdentity.builder()
          .name(List.of("María"), "Núñez")
          .name(List.of("Al"), "Li")
          .date(LocalDate.of(1950, 3, 4))
          .telecom("maria@example.org")
          .identifier(IdentifierType.MRN, "48213377")
          .build()
          .compile();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\": \"Mar\\u00eda N\\u00fa\\u00f1ez\", \"n\": 1} | Mar\\u00eda N\\u00fa\\u00f1ez",
        "{\"note\": \"Seen.\\nAl Li\\tis\"}                      | Al Li",
        "{\"note\": \"Seen.\\r\\nN\\u00da\\u00d1EZ\"}            | N\\u00da\\u00d1EZ",
        "{\"note\": \"{\\\"n\\\": \\\"Mar\\\\u00eda\\\\n\\\"}\"} | Mar\\\\u00eda",
        "GET /p?mail=maria%40example.org&x=1                     | maria%40example.org",
        "GET /p?name=Mar%C3%ADa%20N%C3%BA%C3%B1ez&x=1            | Mar%C3%ADa%20N%C3%BA%C3%B1ez",
        "<p>Mar&iacute;a&nbsp;N&uacute;&ntilde;ez</p>            | Mar&iacute;a&nbsp;N&uacute;&ntilde;ez",
        "<p>Mar&#237;a N&#xFA;&#xf1;ez</p>                       | Mar&#237;a N&#xFA;&#xf1;ez",
        "{\\rtf1 N\\'fa\\'f1ez \\par}                            | N\\'fa\\'f1ez",
        "was 03\\/04\\/1950 and is                               | 03\\/04\\/1950",
        "is Ma\u00ADr\u00EDa N\u200B\u00FA\u00F1ez               | Ma\u00ADr\u00EDa N\u200B\u00FA\u00F1ez",
        "was Garc=C3=ADa to N=C3=BA=C3=B1ez here                  | N=C3=BA=C3=B1ez",
        "was N=FA=F1ez here                                      | N=FA=F1ez",
        "is \uD835\uDC0C\uD835\uDC1A\uD835\uDC2B\uD835\uDC22\uD835\uDC1A here | \uD835\uDC0C\uD835\uDC1A\uD835\uDC2B\uD835\uDC22\uD835\uDC1A",
        "is \u24C2\u24D0\u24E1\u24D8\u24D0 here                   | \u24C2\u24D0\u24E1\u24D8\u24D0",
        "was N\u00FA</b>\u00F1ez here                             | N\u00FA</b>\u00F1ez",
        "was N\u00FA**\u00F1ez** here                             | N\u00FA**\u00F1ez",
        "was <font color='red'>Mar</font>\u00EDa here              | Mar</font>\u00EDa",
        "was <td>Al</td><td>Li</td> here                         | Al</td><td>Li",
        "GET /p?name=%C5%81ukasz%20N%C3%BA%C3%B1ez&x=1            | N%C3%BA%C3%B1ez",
        "is \uFF2E\uFF35\uFF2E\uFF25\uFF3A                       | \uFF2E\uFF35\uFF2E\uFF25\uFF3A"
      })
  void whatIsKnownIsFoundInEveryWriting(String text, String identifier) {
    assertWhole(text, identifier, DEID.find(text, KNOWN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"by\": \"Dr. Jos\\u00e9 Ib\\u00e1\\u00f1ez was here\"} | Jos\\u00e9 Ib\\u00e1\\u00f1ez",
        "Her SSN is 123-45-67\u00AD89.                            | 123-45-67\u00AD89",
        "DOB: 03/07/19\u200B52, seen today                        | 03/07/19\u200B52",
        "phone 617\u202F555\u202F0143 at home                     | 617\u202F555\u202F0143",
        "Her SSN is 123\uFE6345\uFE636789.                        | 123\uFE6345\uFE636789",
        "server 10.1.2\u200B.3 answers                            | 10.1.2\u200B.3",
        "Her SSN is 123-<b>45</b>-6789.                           | 123-<b>45</b>-6789"
      })
  void whatIsNotKnownIsFoundInEveryWriting(String text, String identifier) {
    assertWhole(text, identifier, DEID.find(text));
  }

  private static void assertWhole(String text, String identifier, List<Finding> found) {
    int start = text.indexOf(identifier);
    assertThat(found).anyMatch(f -> f.start() <= start && f.end() >= start + identifier.length());
    Surrogates surrogates = new Surrogates();
    String safe = surrogates.replace(text, found);
    assertThat(surrogates.restore(safe, Restorer.Mode.PLAIN)).isEqualTo(text);
  }

  @Test
  void aLineThatQuotedPrintableBrokeIsWhole() {
    String text = "Then Mr. N=C3=BA=\r\n=C3=B1ez came.";
    assertWhole(text, "N=C3=BA=\r\n=C3=B1ez", DEID.find(text, KNOWN));
  }

  @Test
  void twoWritingsOfOneNameAreOnePerson() {
    String text = "Núñez, \"N\\u00fa\\u00f1ez\"";
    assertThat(new Surrogates().replace(text, DEID.find(text, KNOWN)))
        .isEqualTo("[NAME-1], \"[NAME-1b]\"");
  }

  @Test
  void aSurrogateIsDrawnForWhatIsRead() {
    DataSet dataSet =
        new DataSet(
            Profile.GDPR_PSEUDONYMISED, DataSetKey.of("test", new byte[32]), Deid.multilingual());
    String plain = dataSet.subject("p", KNOWN, Language.SPANISH).text("Visto por María Núñez.");
    assertThat(
            dataSet
                .subject("p", KNOWN, Language.SPANISH)
                .text("Visto por Mar\\u00eda N\\u00fa\\u00f1ez."))
        .isEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "María Núñez, 95% on RA, A&O x3; R&D; 5%; 50%zz",
        "C:\\Windows \\d+ \\",
        "\\u00 \\uzzzz & &; &#; &#x; &#99999999; %",
        "HR=72, sex=FEMALE, K=45, loc=ED today; x =\n5; =====\nnext",
        "pH <7.2, <5 mg, <bx>, <b, <sub>2</sub>, 2*3, **bold** text",
        "\uD83D\uDE00 \uD83D e\u0301 \u2013 \u2014 \u00A0"
      })
  void whatHasNoEscapesIsReadOnce(String text) {
    assertThat(Decoded.of(text)).isEmpty();
  }

  @Test
  void whateverIsWrittenIsReadAndLiesInTheText() {
    String[] bits = {
      "\\",
      "\\\\",
      "\\n",
      "\\u00e",
      "\\u00ed",
      "%",
      "%4",
      "%41",
      "%C3",
      "%C3%AD",
      "&",
      "&#",
      "&#6",
      "&#65;",
      "&iacute;",
      ";",
      "\\'e",
      "\\'ed",
      "\u200B",
      "\u00AD",
      "\uFF2E",
      "\uD83D",
      "\uDE00",
      "\uD835",
      "\uDC0C",
      "<b>",
      "</",
      "**",
      "=C3=AD",
      "=\n",
      "N\u00FA\u00F1ez",
      " ",
      "1"
    };
    Random random = new Random(5);
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(bits[random.nextInt(bits.length)]);
      }
      int behind = 0;
      for (Finding finding : DEID.find(text, KNOWN)) {
        assertThat(finding.start()).isGreaterThanOrEqualTo(behind);
        behind = finding.end();
      }
      assertThat(behind).isLessThanOrEqualTo(text.length());
    }
  }
}
