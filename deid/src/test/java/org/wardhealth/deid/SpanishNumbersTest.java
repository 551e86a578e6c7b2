package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identifying numbers of Spain and Latin America. What must be found stands between braces. */
class SpanishNumbersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "NHC: {00487213}",
        "NASS: {28 10345678 41}",
        "NºCol: {28 28 70973}.",
        "Colegiado {48-09912}",
        "DNI {09 334 118 Q}",
        "RUT {9.882.417-K}",
        "Episodio: {2209-771345}",
        "Cuenta {ES61 3190 0044 1820 0917 3355}",
        "Expediente: {19-08871}",
        "CURP: {TOXC720413HPLXCR05}"
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).spanish()).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Creatinina 1,34 y urea 88.",
        "CIE-10 F32.1 y código SNOMED 38341003.",
        "Hb 11,2; Na 138; K 4,1."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(Spanish.find(text)).isEmpty();
  }
}
