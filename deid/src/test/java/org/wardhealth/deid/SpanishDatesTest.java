package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates as Spanish writes them. What must be found stands between braces. */
class SpanishDatesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ingresa el {14 de mayo de 2016} por fiebre.",
        "Fecha: {2-VI-2021}",
        "Firmado el {17/XI/22}.",
        "Alta {22/02/2023}.",
        "Intervenida el {24-nov-2020}.",
        "Estable desde {noviembre}.",
        "Tiene cita el {28}.",
        "Cita el día {18} en consulta.",
        "Ingresó del {3 al 7 de mayo}.",
        "Curas:\n{24/12} Curado sin dolor."
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).spanish()).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TA 120/80, FC 90.",
        "Dolor 5/10 en reposo.",
        "Biopsia: 3/12 cilindros afectos.",
        "Diabetes desde 2004.",
        "En el 50 % de los casos.",
        "Día 3 de tratamiento con meropenem."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(Spanish.find(text)).isEmpty();
  }
}
