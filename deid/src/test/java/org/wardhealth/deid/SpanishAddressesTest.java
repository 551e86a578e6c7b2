package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streets, postal codes and places where the street is named first. What must be found stands
 * between braces.
 */
class SpanishAddressesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Domicilio: {C/ Doctor Esquerdo Viejo, 14, 3º izda}.",
        "Caída en la {calle Bravo Murillo 240} anoche.",
        "Vive en {Avda. de la Constitución, 5}",
        "Domicilio: {Paraje Los Rubios s/n, buzón 14}",
        "{Travesía de la Cuesta, nº 3, bajo}",
        "CP: {28917}",
        "Dirección: {Calz. Independencia Nte. 1102}",
        "Natural de {Linares} ({Jaén})."
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).spanish()).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Se canaliza vía periférica en MSD.",
        "Tratamiento por vía oral.",
        "Placa de ateroma de 5 mm.",
        "Polígono de Willis completo.",
        "Dosis c/ 8 h según pauta.",
        "Diagonal de 12 mm."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(Spanish.find(text)).isEmpty();
  }
}
