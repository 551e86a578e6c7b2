package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hospitals and health centres where the kind is named first. What must be found stands between
 * braces.
 */
class SpanishFacilitiesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{Hospital Universitario Virgen de las Peñuelas}",
        "Trasladada al {Hospital Clínico San Carlos}.",
        "Control en el {Centro de Salud Arroyo Culebro}.",
        "Vista en {C.S. Bidezabal}",
        "Analítica en el {CAP Roquetes}.",
        "Operado en la {Clínica La Vega}.",
        "Ingresa en {Hospital Universitario 12 de octubre}"
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).spanish()).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Acude al hospital de día.",
        "Valorar en su centro de salud.",
        "Historia clínica y exploración.",
        "Unidad de Nutrición Clínica y Dietética",
        "El complejo QRS es estrecho."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(Spanish.find(text)).isEmpty();
  }
}
