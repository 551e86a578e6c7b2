package org.wardhealth.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a text holds is told from its words and its codes, and the measured numbers hold. */
class LabellerTest {
  private static final Labeller LABELLER = Labeller.shipped();

  /** A sentence, whether it was held back when terms were chosen, and what it holds. */
  private record Written(String language, boolean held, Set<String> holds, String text) {}

  /** How sentences came out. */
  private record Measured(int held, int found, int plain, int wrong, List<String> misses) {
    double recall() {
      return (double) found / held;
    }

    double wrongShare() {
      return (double) wrong / plain;
    }
  }

  @Test
  void theSentencesThatWereHeldBackComeOutAsThePageSays() {
    Measured english = measured("sentences.txt", "en", true);
    Measured spanish = measured("sentences.txt", "es", true);
    assertThat(english.recall()).as(english.toString()).isGreaterThanOrEqualTo(0.90);
    assertThat(spanish.recall()).as(spanish.toString()).isGreaterThanOrEqualTo(0.90);
    assertThat(english.wrongShare()).as(english.toString()).isLessThanOrEqualTo(0.15);
    assertThat(spanish.wrongShare()).as(spanish.toString()).isLessThanOrEqualTo(0.25);
  }

  @Test
  void theSentencesThatTheTermsWereChosenByComeOutRight() {
    for (String language : List.of("en", "es")) {
      Measured measured = measured("sentences.txt", language, false);
      assertThat(measured.misses()).isEmpty();
    }
  }

  /** Written by somebody who had not read the terms: how it is in the field. */
  @Test
  void whatOtherHandsWroteComesOutAsThePageSays() {
    Measured english = measured("other-hands.txt", "en", false);
    Measured spanish = measured("other-hands.txt", "es", false);
    assertThat(english.recall()).as(english.toString()).isGreaterThanOrEqualTo(34.0 / 36);
    assertThat(english.wrongShare()).as(english.toString()).isLessThanOrEqualTo(6.0 / 16);
    assertThat(spanish.recall()).as(spanish.toString()).isGreaterThanOrEqualTo(6.0 / 6);
    assertThat(spanish.wrongShare()).as(spanish.toString()).isLessThanOrEqualTo(1.0 / 2);
  }

  private static Measured measured(String file, String language, boolean held) {
    int has = 0;
    int found = 0;
    int plain = 0;
    int wrong = 0;
    List<String> misses = new ArrayList<>();
    for (Written written : written(file)) {
      if (!written.language().equals(language) || written.held() != held) {
        continue;
      }
      Set<String> said = LABELLER.of(written.text()).codes();
      if (written.holds().isEmpty()) {
        plain++;
        wrong += said.isEmpty() ? 0 : 1;
      } else {
        has++;
        found += said.containsAll(written.holds()) ? 1 : 0;
      }
      if (written.holds().isEmpty() ? !said.isEmpty() : !said.containsAll(written.holds())) {
        misses.add(written.text() + " -> " + said);
      }
    }
    return new Measured(has, found, plain, wrong, misses);
  }

  private static List<Written> written(String file) {
    List<Written> all = new ArrayList<>();
    boolean held = false;
    for (String line : LabelPack.lines(file)) {
      if (line.equals("held")) {
        held = true;
        continue;
      }
      String[] parts = line.split(" \\| ", 3);
      Set<String> codes = new TreeSet<>();
      Arrays.stream(parts[1].split(" ", -1))
          .filter(word -> !word.equals("-"))
          .forEach(word -> codes.addAll(Sensitivity.of(word).orElseThrow().codes()));
      all.add(new Written(parts[0], held, codes, parts[2]));
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"system\":\"http://hl7.org/fhir/sid/icd-10-cm\",\"code\":\"F11.20\"}|SUD",
        "{\"code\":\"B20\",\"system\":\"http://hl7.org/fhir/sid/icd-10-cm\"}|HIV",
        "{ \"display\":\"x\", \"code\" : \"86406008\", \"system\" : \"http://snomed.info/sct\" }|HIV",
        "{\\\"system\\\":\\\"http://loinc.org\\\",\\\"code\\\":\\\"76499-3\\\"}|SDV",
        "{\"system\":\"http://www.nlm.nih.gov/research/umls/rxnorm\",\"code\":\"6813\"}|SUD",
        "<system value=\"http://snomed.info/sct\"/><code value=\"93461009\"/>|SEX",
        "<code code=\"A5149\" codeSystem=\"2.16.840.1.113883.6.90\"/>|STD",
        "DG1&1&&Z1501^x^I10|GDIS",
        "Dx Z15.01.|GDIS",
        "{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"SDV\"}|SDV",
        "{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"42CFRPart2\"}|SUD",
        "{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"AMB\"}|",
        "{\"system\":\"http://hl7.org/fhir/sid/icd-10-cm\",\"code\":\"E11.9\"}|",
        "{\"system\":\"https://other.example\",\"code\":\"F11.20x\"}|"
      })
  void codesOfRecordsAreRead(String text, String label) {
    Set<String> codes = LABELLER.of(text).codes();
    if (label == null) {
      assertThat(codes).isEmpty();
    } else {
      assertThat(codes).containsExactly(label);
    }
  }

  @Test
  void theHighestConfidentialityOfARecordHolds() {
    String label =
        "{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"%s\"}";
    assertThat(LABELLER.of(label.formatted("N") + label.formatted("V")).confidentiality())
        .isEqualTo(5);
    assertThat(LABELLER.of(label.formatted("U")).confidentiality()).isZero();
    assertThat(LABELLER.of("nothing").confidentiality()).isEqualTo(Labels.NORMAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Der Patient wurde nach der Operation mit einer Wunde auf der Station aufgenommen und ist nicht ansprechbar.",
        "Le patient est suivi depuis 2012 dans le service pour une maladie chronique avec des complications qui sont graves.",
        "Пациент поступил в отделение с жалобами на боль в груди.",
        "患者因胸痛入院治療，既往有高血壓病史十餘年，現服藥控制。"
      })
  void ofALanguageThatNoPackReadsTheLabelsAreNotTold(String text) {
    assertThat(LABELLER.of(text).told()).isFalse();
  }

  @Test
  void ofOursTheyAre() {
    assertThat(written("sentences.txt")).allMatch(one -> LABELLER.of(one.text()).told());
    assertThat(LABELLER.of("CP x2d, BP 120/80, HR 88, RR 16").told()).isTrue();
  }

  @Test
  void aLongTextIsReadInLinearTime() {
    String many = "{\"system\":\"x\"<code ^ no ".repeat(40_000);
    assertThat(LABELLER.of(many + "; heroin").codes()).containsExactly("SUD");
  }
}
