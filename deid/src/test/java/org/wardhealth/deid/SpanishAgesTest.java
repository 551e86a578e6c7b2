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
        "Paciente {nonagenaria}, frágil.",
        "Mujer de {91 años y 3 meses} con HTA.",
        "Edad: {91,5 años}",
        "Mujer de {1.090 meses} de edad.",
        "Paciente de {noventa y un años}.",
        "Tiene {ciento dos años}.",
        "Varón {95}a con fiebre"
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).spanish()).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Varón de 78 años.",
        "Murió hace 95 años.",
        "Murió hace noventa y un años.",
        "Peso 92 kg."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(Spanish.find(text)).isEmpty();
  }
}
