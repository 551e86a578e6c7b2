package org.wardhealth.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No cell of an exported file is a formula to a spreadsheet. */
final class CsvTest {
  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "|cmd"})
  void whatASpreadsheetWouldTakeForAFormulaBeginsWithAnApostrophe(String value) {
    assertThat(ExchangesPage.cell(value)).isEqualTo("\"'" + value + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tests", "a=1", "ex_0", "a,b\nc"})
  void anythingElseStaysAsItIs(String value) {
    assertThat(ExchangesPage.cell(value)).isEqualTo("\"" + value + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "\"", "\"=1"})
  void quotesAreDoubled(String value) {
    assertThat(ExchangesPage.cell(value)).isEqualTo("\"" + value.replace("\"", "\"\"") + "\"");
  }
}
