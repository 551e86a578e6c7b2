package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A number with its check character is known without a label; with another one it is not it. */
class CheckedNumberTest {
  @ParameterizedTest
  @CsvSource({
    "DNI, 12345678Z, 12345678A",
    "NIE, X1234567L, X1234567M",
    "CIF, A58818501, A58818502",
    "NASS, 281234567840, 281234567841",
    "IBAN, ES9121000418450200051332, DE9121000418450200051332",
    "CURP, HEGG560427MVZRRL04, HEGG561327MVZRRL04",
    "RFC, GODE561231GR8, GODE561331GR8",
    "RUT, 123456785, 123456784",
    "CUIL, 20123456786, 20123456785",
    "MBI, 1EG4TE5MK73, 1EG4TE5MKA3"
  })
  void checkCharacterDecides(CheckedNumber kind, String right, String wrong) {
    assertThat(accepts(kind, right)).isTrue();
    assertThat(accepts(kind, wrong)).isFalse();
  }

  @Test
  void groupsMayBeParted() {
    assertThat(Spanish.types("Aporta 12.345.678-Z en mano."))
        .containsExactly(IdentifierType.OTHER_ID);
    assertThat(Spanish.types("Paga con ES91 2100 0418 4502 0005 1332."))
        .containsExactly(IdentifierType.ACCOUNT);
  }

  @Test
  void numbersFromAbroadAreFoundInEnglish() {
    assertThat(English.found("With X1234567L, HEGG560427MVZRRL04, 1EG4-TE5-MK73, 1SG4-TE5-MK73."))
        .containsExactly("X1234567L", "HEGG560427MVZRRL04", "1EG4-TE5-MK73");
  }

  private static boolean accepts(CheckedNumber kind, String text) {
    return kind.accepts(text.toUpperCase(Locale.ROOT).toCharArray(), text.length(), true);
  }
}
