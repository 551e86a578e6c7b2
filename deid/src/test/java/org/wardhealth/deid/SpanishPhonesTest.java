package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Telephone numbers of Spain and Latin America. What must be found stands between braces. */
class SpanishPhonesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Llamar al {916 55 02 71}.",
        "Móvil {655 310 918}",
        "Avisar a su hija, {655.310.918}.",
        "Centralita {93 280 40 00}.",
        "Contacto: {6 1 1 - 0 4 8 - 9 3 3}",
        "Fono {+56 2 2715 8840}",
        "Celular: {829-991-4472}",
        "Casa {55 1234 5678}.",
        "Fax {969 17 99 01}"
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).spanish()).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Plaquetas 188.000 y leucocitos 7.800.",
        "Dosis de 600 100 200 mg.",
        "Se trasfunden 2 concentrados."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(Spanish.find(text)).isEmpty();
  }
}
