package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The Spanish engine with its tagger, where rules and tagger speak of the same words. */
class SpanishTaggerTest {
  private static final Deid DEID = Deid.spanish();

  private static final String NOTE =
      """
      Datos del paciente.
      Nombre: Eufrasia.
      Apellidos: Zubeldia Morquecho.
      NHC: 4471928.
      Domicilio: Calle Ancha del Molino 14, 3B.
      Localidad/ Provincia: Getafe.
      CP: 28901.
      Edad: 93 años Sexo: M.
      Médico: Leandro Quiroga Besteiro NºCol: 28 28 41190.
      Informe clínico: mujer de 93 años con enfermedad de Dupuytren, PA 142/81, FC 88, sin fiebre.
      """;

  private static List<String> found(String text) {
    return DEID.find(text).stream()
        .map(f -> f.type() + " " + text.substring(f.start(), f.end()))
        .toList();
  }

  @Test
  void whatTheTaggerMarksHasTheBoundsOfTheGuidelines() {
    assertThat(found(NOTE))
        .contains(
            "NAME Eufrasia",
            "NAME Zubeldia Morquecho",
            "MRN 4471928",
            "STREET Calle Ancha del Molino 14, 3B",
            "LOCATION Getafe",
            "LOCATION 28901",
            "CLINICIAN Leandro Quiroga Besteiro",
            "LICENSE 28 28 41190")
        .noneMatch(f -> f.contains("Dupuytren") || f.contains("142") || f.contains("88"));
  }

  @Test
  void anAgeOver89IsNeverJustAnAge() {
    assertThat(found(NOTE)).contains("AGE_OVER_89 93 años").noneMatch(f -> f.startsWith("AGE "));
    assertThat(found("Mujer de 54 años de edad, fumadora.")).contains("AGE 54 años");
    assertThat(found("Paciente mujer. Edad: 91,5 años. Vive sola."))
        .contains("AGE_OVER_89 91,5 años");
    assertThat(found("Paciente de ciento dos años de edad.")).noneMatch(f -> f.startsWith("AGE "));
  }

  @Test
  void noLetterThatARuleFoundIsLeftInTheClear() {
    String text =
        NOTE + "Correo: leandro.quiroga@hospital.example, web https://hospital.example/q\n";
    List<Finding> found = DEID.find(text);
    for (Finding rule : Spanish.find(text)) {
      if (rule.source() == Source.RULE && rule.score() >= 0.88f && rule.length() > 4) {
        for (int i = rule.start(); i < rule.end(); i++) {
          int at = i;
          assertThat(
                  !Character.isLetterOrDigit(text.charAt(i))
                      || found.stream().anyMatch(f -> f.start() <= at && at < f.end()))
              .as("unit %d of a finding of type %s", i, rule.type())
              .isTrue();
        }
      }
    }
  }

  @Test
  void theSameTextGivesTheSameFindings() {
    assertThat(DEID.find(NOTE)).isEqualTo(DEID.find(NOTE)).isEqualTo(Deid.spanish().find(NOTE));
  }

  @Test
  void aLongParagraphInWhichAllIsDoubtfulEnds() {
    String text = "Calle Ancha del Molino 14 ".repeat(8_000);
    assertThat(DEID.find(text)).isNotEmpty();
  }
}
