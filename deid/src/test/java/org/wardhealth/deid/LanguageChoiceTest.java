package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each text is read in its own language, and in every one where that is in doubt. */
class LanguageChoiceTest {
  private static final Deid DEID = Deid.multilingual();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What is the best treatment for a patient with atrial fibrillation?",
        "Ms. María de la Cruz García was seen by Dr. José Ortega and is doing well with her pain.",
        "The patient lives in San Antonio with his wife Guadalupe and was admitted from the clinic.",
        "Her son drove her from Los Angeles, LA County; D. Okafor saw her at the ED, I/O even, MI ruled"
            + " out, test and score as before.",
        "Dr. Ng et al. noted hay fever and a hernia; the don of El Paso and his tendon were not seen."
      })
  void englishWithSpanishNamesIsEnglish(String text) {
    assertThat(DEID.languages(text)).containsExactly(Language.ENGLISH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "¿Cuál es la dosis máxima de paracetamol en un paciente con cirrosis?",
        "Mujer de 83 años que acude con su hijo John Smith por dolor, sin fiebre.",
        "Mi padre tuvo un infarto en Benidorm y le pusieron dos stents.",
        "EL PACIENTE REFIERE DOLOR DESDE AYER Y ACUDE CON SU HIJO POR FIEBRE."
      })
  void spanishWithEnglishNamesIsSpanish(String text) {
    assertThat(DEID.languages(text)).containsExactly(Language.SPANISH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hx HTN, CKD3. Chest pain x2d, trop neg, lungs clear, abd soft, gait steady.",
        "CHEST CLEAR, ABDOMEN SOFT, GAIT STEADY, WOUND DRY, PLAN UNCHANGED",
        "Garza, Lucía | bed 4 | wound swab growing pseudomonas, dressing changed, pain better"
      })
  void hurriedEnglishIsToldByItsOrdinaryWords(String text) {
    assertThat(DEID.languages(text)).containsExactly(Language.ENGLISH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Exploración: abdomen blando, herida limpia, marcha estable, pulsos presentes, tobillos hinchados.",
        "HERIDA LIMPIA, MARCHA ESTABLE, ABDOMEN BLANDO, PULSOS PRESENTES, TOBILLOS HINCHADOS"
      })
  void hurriedSpanishIsToldByItsOrdinaryWords(String text) {
    assertThat(DEID.languages(text)).containsExactly(Language.SPANISH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Chest clear, gait steady, wound dry, pain better. Herida limpia, marcha estable.",
        "Juan Pérez 12345678Z",
        "MRN 445566",
        "El paciente refiere dolor desde ayer. He was seen by the cardiologist and is on aspirin."
      })
  void doubtMeansEveryLanguage(String text) {
    assertThat(DEID.languages(text)).containsExactlyInAnyOrder(Language.values());
  }

  @Test
  void enginesOfOneProcessShareWhatTheyLoad() {
    assertThat(new Packs(Set.of(Language.ENGLISH)).of(Language.ENGLISH))
        .isSameAs(new Packs(Set.of(Language.values())).of(Language.ENGLISH));
  }

  @Test
  void mixedTextIsCoveredInBothLanguages() {
    String text =
        "Paciente: Encarnación Mejías. Vive en la calle Bravo Murillo 240 con su hija.\n"
            + "She was seen by Dr. Smith at Mercy General Hospital on May 3rd and is stable.";
    for (String identifier :
        List.of(
            "Encarnación Mejías", "calle Bravo Murillo 240", "Smith", "Mercy General Hospital")) {
      assertThat(found(text)).as(identifier).anyMatch(one -> one.contains(identifier));
    }
  }

  @Test
  void dosesMakeNoSpanishOfAnEnglishText() {
    String text =
        "Aspirin 81 mg q.d., ticagrelor 90 mg b.i.d., metoprolol 25 mg b.i.d. Seen by the team with"
            + " the husband at 9:30, to be discharged on Monday.";
    assertThat(DEID.languages(text)).containsExactly(Language.ENGLISH);
    assertThat(DEID.languages("Vive con su hija y con D. Juan en la calle Mayor."))
        .containsExactly(Language.SPANISH);
  }

  @Test
  void unionCoversWhatEachLanguageFinds() {
    String text = "Juan Pérez, C/ Mayor, 3, 12 Elm Street, 14 de mayo";
    assertThat(DEID.languages(text)).hasSize(2);
    for (Language language : Language.values()) {
      for (Finding finding : DEID.find(text, CompiledIdentity.NONE, language)) {
        assertThat(DEID.find(text))
            .anyMatch(f -> f.start() <= finding.start() && f.end() >= finding.end());
      }
    }
  }

  @Test
  void callerMaySayTheLanguage() {
    String text = "Dr. Rubio Calle";
    assertThat(DEID.find(text, CompiledIdentity.NONE, Language.SPANISH))
        .isEqualTo(Deid.spanish().find(text));
  }

  @Test
  void languageThatTheEngineLacksIsAnError() {
    assertThatThrownBy(() -> Deid.english().find("text", CompiledIdentity.NONE, Language.SPANISH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SPANISH");
  }

  @Test
  void engineWithoutLanguageIsAnError() {
    assertThatThrownBy(() -> Deid.of(Set.of())).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> found(String text) {
    return DEID.find(text).stream().map(f -> text.substring(f.start(), f.end())).toList();
  }
}
