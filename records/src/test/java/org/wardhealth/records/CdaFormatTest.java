package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.wardhealth.deid.Profile;

class CdaFormatTest {
  private static final String BEFORE =
      "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><recordTarget><patientRole>"
          + "<id root=\"1.2.3\" extension=\"88123407\"/><patient><name><given>Ambrose</given>"
          + "<family>Quillfeather</family></name></patient></patientRole></recordTarget>"
          + "<component><structuredBody><component><section><text>";

  private static final String BEHIND =
      "</text></section></component></structuredBody></component></ClinicalDocument>";

  private static String narrative(String text) {
    return CdaSamples.run(Profile.SAFE_HARBOR, BEFORE + text + BEHIND).text();
  }

  @Test
  void nothingOfThePatientIsLeft() {
    for (Profile profile : Profile.NAMED) {
      String text =
          CdaSamples.run(profile, CdaSamples.SUMMARY).text()
              + CdaSamples.run(profile, CdaSamples.LETTER).text();
      assertThat(text.toLowerCase(Locale.ROOT))
          .doesNotContain(
              "quillfeather",
              "ambrose",
              "marigold",
              "88123407",
              "401-55-7719",
              "fernhollow",
              "555-0142",
              "quillmail",
              "persimmon",
              "peñalver",
              "eulalia",
              "5520199",
              "doc-558122",
              "lot-9917",
              "quartzcreek",
              "5d9f6a1e",
              "xsl",
              "billing");
    }
  }

  @Test
  void theOrganisationOfTheHeaderIsFoundInTitles() {
    String text = CdaSamples.run(Profile.SAFE_HARBOR, CdaSamples.SUMMARY).text();
    assertThat(text).doesNotContain("Quartz Creek").contains("Summary of Care</title>");
  }

  @Test
  void clinicalContentAndStructureStay() {
    String text = CdaSamples.run(Profile.SAFE_HARBOR, CdaSamples.SUMMARY).text();
    assertThat(text)
        .contains(
            "code=\"49049000\" codeSystem=\"2.16.840.1.113883.6.96\"",
            "displayName=\"Parkinson's disease\"",
            "<value xsi:type=\"PQ\" value=\"108\" unit=\"mg/dL\"/>",
            "<low value=\"70\" unit=\"mg/dL\"/>",
            "xsi:type=\"PIVL_TS\" institutionSpecified=\"true\" operator=\"A\"",
            "<period value=\"12\" unit=\"h\"/>",
            "<th>Seen by</th>",
            "BP 120/80, Foley removed.",
            "templateId root=\"2.16.840.1.113883.10.20.22.1.2\" extension=\"2015-08-01\"",
            "<sdtc:deceasedInd value=\"false\"/>")
        .doesNotContain("1.2.840.114350", "value=\"93\"");
  }

  @Test
  void whatIsWrittenIsADocumentThatIsWrittenTheSameAgain() throws Exception {
    String once = CdaSamples.run(Profile.LIMITED_DATA_SET, CdaSamples.SUMMARY).text();
    CdaReader reader = new CdaReader(new ByteArrayInputStream(bytes(once)));
    CdaElement root = reader.root();
    reader.fill(root);
    assertThat(root.children("recordTarget")).hasSize(1);
    assertThat(root.children("component")).hasSize(1);
    assertThat(root.attributes()).isEmpty();
  }

  @Test
  void linksWithinADocumentStayAndOthersGo() {
    String text =
        narrative(
            "<paragraph ID=\"ambrose\">the results</paragraph><linkHtml href=\"#ambrose\">above</linkHtml>"
                + "<linkHtml href=\"http://q.example/88123407\">elsewhere</linkHtml>");
    String id = text.replaceAll("(?s).*paragraph ID=\"([^\"]*)\".*", "$1");
    assertThat(id).startsWith("i").hasSize(27);
    assertThat(text).contains("href=\"#" + id + "\"", "<linkHtml>elsewhere</linkHtml>");
  }

  @Test
  void aNameThatIsCutByTagsIsFound() {
    for (String cut :
        List.of(
            "<content>Ambrose</content> <content>Quillfeather</content>",
            "<paragraph>Ambrose\n        Quillfeather</paragraph>",
            "<content>Quill</content><content>feather</content>",
            "<list><item>Ambrose</item><item>Quillfeather</item></list>",
            "<table><tbody><tr><td>Name</td><td>Quillfeather</td></tr></tbody></table>",
            "Ambrose <!-- Quillfeather --> Quillfeather",
            "Ambrose<br/>Quillfeather",
            "<![CDATA[Ambrose Quillfeather]]>",
            "&#81;uillfeather")) {
      assertThat(narrative(cut)).as(cut).doesNotContain("Ambrose", "uillfeather", ">feather");
    }
  }

  @Test
  void theHeadOfAColumnSaysWhatIsInItsCells() {
    String table =
        "<table><thead><tr><th>Drug</th><th>Patient name</th></tr></thead><tbody>"
            + "<tr><td>Aspirin</td><td>Zebulon Xanthopoulos</td></tr></tbody></table>";
    assertThat(narrative(table))
        .doesNotContain("Zebulon", "Xanthopoulos")
        .contains("<td>Aspirin</td>", "<th>Patient name</th>");
  }

  @Test
  void tagsThatAreNoneOfTheNarrativeGoWithWhatIsInThem() {
    String text =
        narrative(
            "<script>Ambrose</script><paragraph onclick=\"x()\" styleCode=\"Evil\">a</paragraph>");
    assertThat(text).contains("<paragraph>a</paragraph>").doesNotContain("script", "x()", "Evil");
  }

  @Test
  void textBodiesAreReadAndOthersGo() {
    String letter = CdaSamples.run(Profile.SAFE_HARBOR, CdaSamples.LETTER).text();
    String base64 = letter.replaceAll("(?s).*representation=\"B64\">([^<]*)<.*", "$1");
    assertThat(PlainText.ofBase64(base64).orElse("")).contains("acude por disnea.");
    for (String type : List.of("application/pdf", "text/rtf", "text/html", "image/png")) {
      Hl7Samples.Result gone =
          CdaSamples.run(Profile.SAFE_HARBOR, CdaSamples.LETTER.replace("text/plain", type));
      assertThat(gone.text()).contains("mediaType=\"" + type + "\" representation=\"B64\"/>");
      assertThat(gone.tally().removed()).containsEntry(Removal.ATTACHMENT, 1L);
    }
  }

  @Test
  void whatHadToGoIsMarkedAsMasked() {
    String text =
        CdaSamples.run(
                Profile.SAFE_HARBOR,
                CdaSamples.LETTER.replace(
                    "<birthTime value=\"19520718\"/>", "<birthTime value=\"1912\"/>"))
            .text();
    assertThat(text).contains("<birthTime nullFlavor=\"MSK\"/>");
  }

  @Test
  void declarationsAndEntitiesAreRefused() {
    for (String hostile :
        List.of(
            "<!DOCTYPE ClinicalDocument [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                + BEFORE
                + "&x;"
                + BEHIND,
            "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
                + BEFORE
                + "&b;"
                + BEHIND,
            "<!DOCTYPE ClinicalDocument SYSTEM \"http://localhost:1/x.dtd\">" + BEFORE + BEHIND,
            "<!DOCTYPE ClinicalDocument>" + BEFORE + BEHIND,
            BEFORE + "&Quillfeather;" + BEHIND)) {
      refused(hostile);
    }
  }

  @Test
  void whatCannotBeReadIsNamedWithoutContent() {
    for (String bad :
        List.of(
            "",
            "Quillfeather",
            "<Quillfeather/>",
            "<ClinicalDocument>Quillfeather</ClinicalDocument>",
            BEFORE + "Quillfeather",
            BEFORE + "<Quillfeather>" + BEHIND,
            BEFORE + "<a Quillfeather='1' Quillfeather='2'/>" + BEHIND,
            BEFORE + "\u0001Quillfeather" + BEHIND,
            BEFORE + BEHIND + "<Quillfeather/>",
            BEFORE + "<content>".repeat(300) + "</content>".repeat(300) + BEHIND)) {
      refused(bad);
    }
  }

  private static void refused(String document) {
    assertThatThrownBy(
            () ->
                Hl7Samples.run(
                    new CdaFormat(), Profile.SAFE_HARBOR, bytes(document), new PatientIndex(1000)))
        .isInstanceOf(MalformedRecord.class)
        .hasMessageNotContaining("Quillfeather")
        .hasNoCause();
  }

  @Test
  void aFileThatFailsIsNoFaultOfTheDocument() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the disk is gone");
          }

          @Override
          public int read(byte[] bytes, int from, int length) throws IOException {
            return read();
          }
        };
    assertThatThrownBy(() -> new CdaFormat().index(broken, new PatientIndex(1000)))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is gone");
  }

  @Test
  void everyEncodingOfXmlIsReadAndUtf8IsWritten() throws Exception {
    String document =
        CdaSamples.SUMMARY.replace("UTF-8", "UTF-16").replace("BP 120/80", "señal 120/80");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] utf16 = document.getBytes(StandardCharsets.UTF_16);
    Release release =
        new Release(Hl7Samples.dataSet(Profile.SAFE_HARBOR), new PatientIndex(1_000_000));
    new CdaFormat().transform(new ByteArrayInputStream(utf16), out, release);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("encoding=\"UTF-8\"", "señal 120/80");
    assertThat(new CdaFormat().recognises(utf16, "x")).isTrue();
    assertThat(new CdaFormat().recognises(bytes(CdaSamples.SUMMARY), "x")).isTrue();
    assertThat(new CdaFormat().recognises(bytes("<Bundle xmlns=\"http://hl7.org/fhir\"/>"), "x"))
        .isFalse();
  }

  @Test
  void prefixesOfNamespacesDoNotMatter() {
    String prefixed =
        CdaSamples.LETTER
            .replaceAll("<(/?)([a-zA-Z])", "<$1quillfeather:$2")
            .replace("xmlns=", "xmlns:quillfeather=");
    assertThat(CdaSamples.run(Profile.SAFE_HARBOR, prefixed).text())
        .isEqualTo(CdaSamples.run(Profile.SAFE_HARBOR, CdaSamples.LETTER).text());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
