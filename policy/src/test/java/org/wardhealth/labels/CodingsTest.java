package org.wardhealth.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wardhealth.labels.Codings.Code;
import org.wardhealth.labels.Codings.CodeSystem;

/** Codes are found where they stand beside their system, and nowhere else. */
class CodingsTest {
  private static final String SNOMED = "\"system\":\"http://snomed.info/sct\"";

  private static List<Code> icd(String... codes) {
    return List.of(codes).stream().map(code -> new Code(CodeSystem.ICD_10, code)).toList();
  }

  private static List<Code> snomed(String... codes) {
    return List.of(codes).stream().map(code -> new Code(CodeSystem.SNOMED_CT, code)).toList();
  }

  @Test
  void codeAndSystemBelongTogetherWhileNoBraceStandsBetween() {
    assertThat(Codings.in("{" + SNOMED + ",\"code\":\"1\"},{\"code\":\"2\"}"))
        .isEqualTo(snomed("1"));
    assertThat(Codings.in("{\"code\":\"1\"},{" + SNOMED + "}")).isEmpty();
    String display = ",\"display\":\"" + "long ".repeat(300) + "\",";
    assertThat(Codings.in("{\"code\":\"1\"" + display + SNOMED + "}")).isEqualTo(snomed("1"));
    assertThat(Codings.in("{" + SNOMED + display + "\"code\":\"1\"}")).isEqualTo(snomed("1"));
    assertThat(Codings.in("{" + SNOMED + ",\"code\":\"1")).as("cut off").isEqualTo(snomed("1"));
  }

  @Test
  void jsonWithinJsonHasItsQuotesEscaped() {
    String escaped = "{" + SNOMED + " , \"code\" : \"1\"}";
    for (int i = 0; i < 3; i++) {
      assertThat(Codings.in(escaped)).as(escaped).isEqualTo(snomed("1"));
      escaped = escaped.replace("\\", "\\\\").replace("\"", "\\\"");
    }
  }

  @Test
  void inXmlACodeFollowsItsSystemAndTakesIt() {
    String system = "<system value=\"http://snomed.info/sct\"/>";
    assertThat(Codings.in(system + "\n<code  value='1'/><code value=\"2\"/>"))
        .isEqualTo(snomed("1"));
    assertThat(Codings.in(system + "<system value='urn:x'/><code value='1'/>")).isEmpty();
  }

  @Test
  void inAnElementOfCdaBothAreAttributes() {
    assertThat(Codings.in("<value codeSystem='2.16.840.1.113883.6.96' code='1'/>"))
        .isEqualTo(snomed("1"));
    assertThat(Codings.in("<code code=\"1\"/><value codeSystem=\"2.16.840.1.113883.6.96\"/>"))
        .isEmpty();
    assertThat(Codings.in("<value barcode=\"1\" codeSystem=\"2.16.840.1.113883.6.96\"/>"))
        .isEmpty();
  }

  @Test
  void inAFieldOfV2TheSystemIsTheThirdComponent() {
    assertThat(Codings.in("DG1|1||F1120^Opioid^I10|x")).isEqualTo(icd("F1120"));
    assertThat(Codings.in("DG1|1||9^x^L^F1120^Opioid^I10C\rDG1|2||B20^HIV^ICD10"))
        .isEqualTo(icd("F1120", "B20"));
    assertThat(Codings.in("DG1|1||F1120^Opioid|I10")).as("another field").isEmpty();
    assertThat(Codings.in("DG1|1||F1120^Opioid^I100")).as("another system").isEmpty();
    assertThat(Codings.in("DG1|1||" + "9".repeat(33) + "^x^SCT")).as("no code").isEmpty();
    assertThat(Codings.in("^^SCT")).isEmpty();
  }

  @Test
  void inRunningTextACodeOfIcdStandsAlone() {
    assertThat(Codings.in("Dx: F11.20, Z15.01. (A51.X1)"))
        .isEqualTo(icd("F11.20", "Z15.01", "A51.X1"));
    assertThat(Codings.in("XF11.20 F11.20a F11.20123 1.F11.20 f11.20 F1.20 F11. F11.!")).isEmpty();
    assertThat(Codings.in("F11.2")).isEqualTo(icd("F11.2"));
  }
}
