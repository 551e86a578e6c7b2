package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Profile;

class Hl7FormatTest {
  private static final String HEADER = "MSH|^~\\&|A|B|C|D|20240311||ORU^R01|1|P|2.5.1\r";
  private static final String PATIENT = "PID|1||88123407^^^Q^MR||Quillfeather^Ambrose||19361104\r";

  @Test
  void structureIsTheSameBeforeAndAfter() {
    for (String message : List.of(Hl7Samples.RESULT, Hl7Samples.SPANISH)) {
      for (Profile profile : Profile.NAMED) {
        String out = Hl7Samples.hl7(profile, message).text();
        String field = message.substring(3, 4);
        String component = message.substring(4, 5);
        assertThat(shape(out, field, component)).isEqualTo(shape(message, field, component));
      }
    }
  }

  private static List<String> shape(String message, String field, String component) {
    return message
        .lines()
        .filter(line -> !line.contains("TX"))
        .map(
            line ->
                line.substring(0, 3)
                    + line.chars().filter(c -> c == field.charAt(0)).count()
                    + "/"
                    + line.chars().filter(c -> c == component.charAt(0)).count())
        .toList();
  }

  @Test
  void nothingOfThePatientIsLeft() {
    for (Profile profile : Profile.NAMED) {
      String text =
          Hl7Samples.hl7(profile, Hl7Samples.ADMISSION).text()
              + Hl7Samples.hl7(profile, Hl7Samples.RESULT).text()
              + Hl7Samples.hl7(profile, Hl7Samples.SPANISH).text();
      assertThat(text.toLowerCase(Locale.ROOT))
          .doesNotContain(
              "quillfeather",
              "ambrose",
              "marigold",
              "88123407",
              "401-55-7719",
              "fernhollow",
              "555-0142",
              "5550142",
              "quillmail",
              "acc5512309",
              "rt220918",
              "v9981231",
              "secret",
              "peñalver",
              "eulalia",
              "5520199",
              "olmo",
              "msg88123",
              "c-901",
              "pl-77120");
    }
  }

  @Test
  void clinicalContentStays() {
    String text = Hl7Samples.hl7(Profile.SAFE_HARBOR, Hl7Samples.RESULT).text();
    assertThat(text)
        .contains("2345-7*Glucose*LN$$108$mg/dL$70-99$H", "$>*12$", "2/T/3 miles", "7.2/T/x")
        .contains("24323-8*Comprehensive metabolic panel*LN", "$Fasting$", "ORU*R01", "8859/1");
  }

  @Test
  void datesFollowTheProfileInTheirOwnForm() {
    String message = HEADER + PATIENT + "OBX|1|TS|1^x^L||202403110930-0500||||||F|||201902\r";
    assertThat(Hl7Samples.hl7(Profile.SAFE_HARBOR, message).text())
        .contains("OBX|1|TS|1^x^L||2024||||||F|||2019\r", "||1936\r");
    assertThat(Hl7Samples.hl7(Profile.LIMITED_DATA_SET, message).text())
        .contains("202403110930-0500||||||F|||201902\r");
    assertThat(Hl7Samples.hl7(Profile.GDPR_PSEUDONYMISED, message).text())
        .containsPattern("20\\d{6}0930-0500\\|\\|\\|\\|\\|\\|F\\|\\|\\|20\\d{4}\r")
        .doesNotContain("20240311");
  }

  @Test
  void aYearThatTellsAnAgeOverEightyNineGoes() {
    String message = HEADER + PATIENT.replace("19361104", "19301104");
    assertThat(Hl7Samples.hl7(Profile.SAFE_HARBOR, message).text()).doesNotContain("1930");
    String age = HEADER + PATIENT + "OBX|1|NM|30525-0^Age^LN||97|a\rOBX|2|SN|x^Age^L||>^95|yr\r";
    assertThat(Hl7Samples.hl7(Profile.SAFE_HARBOR, age).text()).contains("||90|a", "||>^90|yr");
  }

  @Test
  void whatIsNoDateInAFieldOfDatesGoes() {
    for (String no : List.of("20240231", "Quillfeather", "2024-03-11", "00000000", "202413")) {
      Hl7Samples.Result result =
          Hl7Samples.hl7(Profile.LIMITED_DATA_SET, HEADER + PATIENT + "EVN|A01|" + no + "\r");
      assertThat(result.text()).endsWith("EVN|A01|\r");
      assertThat(result.tally().removed()).containsEntry(Removal.UNREADABLE_VALUE, 1L);
    }
  }

  @Test
  void escapesAreReadBeforeTheEngineAndWrittenAfterIt() {
    String hidden = "seen\\.br\\Quill\\H\\feather\\N\\ and \\X41\\mbrose \\T\\ A\\F\\B";
    String message = HEADER + PATIENT + "NTE|1||" + hidden + "\rNTE|2||a\\T\\b \\H\\c\\N\\\r";
    Hl7Samples.Result result = Hl7Samples.hl7(Profile.SAFE_HARBOR, message);
    assertThat(result.text())
        .doesNotContain("Quill", "feather", "mbrose")
        .contains("\\T\\ A\\F\\B", "NTE|2||a\\T\\b \\H\\c\\N\\\r");
  }

  @Test
  void aFormatOfTheLinesDoesNotGlueANameToTheNextWord() {
    for (String format : List.of(".in+4", ".ti2", ".fi", ".nf", ".sk3", ".sp", ".br", ".ce")) {
      String note = "NTE|1||Quillfeather\\" + format + "\\DOB is known\r";
      assertThat(Hl7Samples.hl7(Profile.SAFE_HARBOR, HEADER + PATIENT + note).text())
          .doesNotContain("Quillfeather");
    }
  }

  @Test
  void anEscapeSequenceThatSaysNothingToAnyoneIsCountedAndGone() {
    String message = HEADER + PATIENT + "NTE|1||a \\ZQuillfeather\\b \\CAABB\\ \\XGG\\ c\r";
    Hl7Samples.Result result = Hl7Samples.hl7(Profile.SAFE_HARBOR, message);
    assertThat(result.text()).contains("NTE|1||a b   c\r");
    assertThat(result.tally().removed()).containsEntry(Removal.MARKUP, 3L);
  }

  @Test
  void aNameThatIsCutByLinesIsFound() {
    String report =
        "OBX|1|TX|1^R^L||known patient Ambrose\rOBX|2|TX|1^R^L||Quillfeather walks.\r"
            + "NTE|1||Wife of Ambrose~Quillfeather\r";
    String text = Hl7Samples.hl7(Profile.SAFE_HARBOR, HEADER + PATIENT + report).text();
    assertThat(text).doesNotContain("Ambrose", "Quillfeather").contains("walks.", "OBX|2|TX|");
  }

  @Test
  void textAttachmentsAreReadAndOthersGo() {
    Hl7Samples.Result result = Hl7Samples.hl7(Profile.SAFE_HARBOR, Hl7Samples.RESULT);
    String line = result.text().lines().filter(l -> l.contains("Base64")).findFirst().orElse("");
    assertThat(line).contains("TEXT*PLAIN*Base64*");
    String[] parts = line.split("[*$]");
    String decoded =
        new String(
            Base64.getDecoder()
                .decode(Arrays.stream(parts).filter(p -> p.length() > 30).reduce("", (a, b) -> b)),
            StandardCharsets.UTF_8);
    assertThat(decoded).doesNotContain("Quillfeather").contains("Glucose high");
    assertThat(result.text()).contains("PDF*Base64*$").doesNotContain("JVBER");
    assertThat(result.tally().removed()).containsEntry(Removal.ATTACHMENT, 1L);
  }

  @Test
  void batchesFramesAndManyMessagesKeepTheirShape() {
    String one = HEADER + PATIENT;
    String two = HEADER.replace("|1|P", "|2|P") + PATIENT.replace("88123407", "771");
    String batch =
        "FHS|^~\\&|A|B\rBHS|^~\\&|A|B\r" + one + "MSH broken\r" + two + "BTS|3|end\rFTS|1\r";
    Hl7Samples.Result result = Hl7Samples.hl7(Profile.SAFE_HARBOR, batch);
    assertThat(result.text().lines().map(line -> line.substring(0, 3)))
        .containsExactly("FHS", "BHS", "MSH", "PID", "MSH", "PID", "BTS", "FTS");
    assertThat(result.text()).contains("BTS|2|end");
    assertThat(result.tally().malformedCount()).isEqualTo(1);
    assertThat(result.tally().malformed().getFirst().record()).isEqualTo(2);
    assertThat(result.tally().patients()).isEqualTo(2);
    assertThat(result.tally().records()).containsEntry("ORU", 2L);
    String framed = "\u000B" + one + "\u001C\r\u000B" + two + "\u001C\r";
    String out = Hl7Samples.hl7(Profile.SAFE_HARBOR, framed).text();
    assertThat(out).startsWith("\u000BMSH").contains("\r\u001C\r\u000BMSH").endsWith("\r\u001C\r");
  }

  @Test
  void lineEndsAreThoseOfTheHeader() {
    for (String end : List.of("\r", "\n", "\r\n")) {
      String message = (HEADER + PATIENT).replace("\r", end);
      String out = Hl7Samples.hl7(Profile.SAFE_HARBOR, message + message).text();
      assertThat(out.split("PID", -1)).hasSize(3);
      assertThat(out.replace(end, "")).doesNotContain("\r", "\n");
    }
    String inside = HEADER + PATIENT + "NTE|1||line one\nline Quillfeather\rNTE|2||x\r";
    assertThat(Hl7Samples.hl7(Profile.SAFE_HARBOR, inside).text())
        .contains("NTE|2||x\r")
        .doesNotContain("Quillfeather");
  }

  @Test
  void characterSetsAreThoseThatTheHeaderNames() {
    String message = HEADER.replace("2.5.1\r", "2.5.1||||||%s\r") + "NTE|1||Señal normal\r";
    byte[] latin = message.formatted("8859/1").getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf8 = message.formatted("UNICODE UTF-8").getBytes(StandardCharsets.UTF_8);
    byte[] none = message.formatted("").getBytes(StandardCharsets.ISO_8859_1);
    byte[] ascii = message.formatted("ASCII").getBytes(StandardCharsets.UTF_8);
    byte[] japanese = message.formatted("ISO IR87").getBytes(StandardCharsets.UTF_8);
    Hl7Format format = new Hl7Format();
    assertThat(Hl7Samples.run(format, Profile.SAFE_HARBOR, utf8).text()).contains("Señal");
    assertThat(Hl7Samples.run(format, Profile.SAFE_HARBOR, latin).text()).contains("Se\uFFFDal");
    assertThat(Hl7Samples.run(format, Profile.SAFE_HARBOR, none).text()).contains("Se\uFFFDal");
    for (byte[] refused : List.of(ascii, japanese)) {
      Hl7Samples.Result result = Hl7Samples.run(format, Profile.SAFE_HARBOR, refused);
      assertThat(result.text()).isEmpty();
      assertThat(result.tally().malformed().getFirst().reason()).contains("MSH-18");
    }
  }

  @Test
  void identifiersLinkWhatTheyLinked() {
    String order = "ORC|NW|PL-1^A\rOBR|1|PL-1^A|||||||||||||||\r";
    String[] lines =
        Hl7Samples.hl7(Profile.SAFE_HARBOR, HEADER + PATIENT + order + "MSA|AA|1\r")
            .text()
            .split("\r");
    String placer = lines[2].split("\\|")[2];
    assertThat(placer).doesNotContain("PL-1");
    assertThat(lines[3].split("\\|")[2]).isEqualTo(placer);
    assertThat(lines[4].split("\\|")[2]).isEqualTo(lines[0].split("\\|")[9]);
  }

  @Test
  void emptyAndDeletedFieldsStayAsTheyAre() {
    String message = HEADER + "PID|1||88123407^^^Q^MR||\"\"^Ambrose|\"\"|\"\"||~|\"\"\r";
    assertThat(Hl7Samples.hl7(Profile.SAFE_HARBOR, message).text())
        .contains("||\"\"^[NAME-", "|\"\"|\"\"||~|\"\"\r");
  }

  @Test
  void whatCannotBeReadIsNamedWithoutContent() {
    for (String bad :
        List.of(
            "MSHQuillfeather\r",
            "MSH|Quillfeather|x\r",
            "MSH|||\r",
            "PID|Quillfeather\r",
            HEADER + "Quillfeather\r",
            HEADER + "PI^Quillfeather\r",
            HEADER + "PID|\0\r")) {
      Hl7Samples.Result result = Hl7Samples.hl7(Profile.SAFE_HARBOR, bad);
      assertThat(result.text()).doesNotContain("Quillfeather");
      assertThat(result.tally().malformedCount()).isEqualTo(1);
      assertThat(result.tally().malformed().getFirst().getMessage()).doesNotContain("Quillfeather");
    }
    assertThat(Hl7Samples.hl7(Profile.SAFE_HARBOR, "").text()).isEmpty();
  }

  @Test
  void aFileIsRecognisedByItsHeader() {
    Hl7Format format = new Hl7Format();
    for (String head : List.of("MSH|^~\\&|", "\u000BMSH$*%/!$", "\r\nFHS|^~\\&|x", "BHS#^~\\&#")) {
      assertThat(format.recognises(head.getBytes(StandardCharsets.UTF_8), "x.txt")).isTrue();
    }
    for (String head : List.of("", "MSH", "MSHA^~", "{\"resourceType\"", "PID|1")) {
      assertThat(format.recognises(head.getBytes(StandardCharsets.UTF_8), "x.hl7")).isFalse();
    }
  }

  @Test
  void replacedValuesAreCountedByType() {
    var replaced = Hl7Samples.hl7(Profile.SAFE_HARBOR, Hl7Samples.ADMISSION).tally().replaced();
    assertThat(replaced)
        .containsEntry(IdentifierType.MRN, 1L)
        .containsEntry(IdentifierType.SSN, 2L)
        .containsKeys(IdentifierType.NAME, IdentifierType.STREET, IdentifierType.ACCOUNT);
  }
}
