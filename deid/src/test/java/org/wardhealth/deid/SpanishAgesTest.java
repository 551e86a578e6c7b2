package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ages over 89 in Spanish; younger ages are kept. What must be found stands between braces. */
class SpanishAgesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mujer de {92 años} con HTA.",
        "Edad: {91 años}",
        "Paciente de {noventa y cuatro años}.",
        "Paciente {nonagenaria}, frágil."
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).spanish()).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Varón de 78 años.", "Murió hace 95 años.", "Peso 92 kg."})
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(Spanish.find(text)).isEmpty();
  }
}
