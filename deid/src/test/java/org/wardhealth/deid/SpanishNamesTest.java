package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of persons in Spanish. What must be found stands between braces. */
class SpanishNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Dr. {Ángel Rubio Calle}",
        "Dra. {N. Echeverri}",
        "Dr. {Ángel Rubio Calle} Email: sin dato",
        "Nombre: {Consuelo}",
        "Apellidos: {GARCÍA-ROBLEDO SANTISTEBAN}",
        "Nombre: {Iglesias Pardo, Domingo}",
        "Remitido por: Dr. {Luis Moyano Calvo}",
        "Su hija {Mercedes} refiere fiebre.",
        "La mujer, {Dolores}, avisa.",
        "Tengo ingresada a {Encarnación Mejías}.",
        "Dña. {Virtudes Cordero Conejo}",
        "Éxitus de D. {Hilario} esta tarde.",
        "Fdo.: {Mª Ángeles Cuesta Soler}",
        "Habla con la enfermera {Rosana} hoy.",
        "{BLANCO SEOANE, XOSÉ MANUEL}"
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).spanish()).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Enfermedad de Crohn y signo de Murphy negativo.",
        "Maniobra de Kocher amplia.",
        "Déficit de vitamina D. Control en un mes.",
        "Escala de Barthel 85, Pfeiffer 1 error.",
        "Dolores articulares generalizados.",
        "Sonda Foley permeable.",
        "Toma Sintrom y Nolotil.",
        "Colecistectomía laparoscópica sin incidencias.",
        "JUICIO CLÍNICO: Neumonía adquirida.",
        "Lasègue y Bragard negativos."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(Spanish.find(text)).isEmpty();
  }
}
