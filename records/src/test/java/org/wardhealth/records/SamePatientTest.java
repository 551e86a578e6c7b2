package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.wardhealth.deid.Profile;

/** One patient in FHIR, HL7 v2 and C-CDA is one patient behind the pseudonyms, too. */
class SamePatientTest {
  private static final String FHIR =
      """
      {"resourceType":"Patient","id":"p-1",
       "identifier":[{"type":{"coding":[{"code":"MR"}]},"value":"88123407"}],
       "name":[{"family":"Quillfeather","given":["Ambrose","Tobias"]}],
       "birthDate":"1936-11-04","address":[{"city":"Zephyrton"}]}
      """;

  @Test
  void thePatientHasTheSameSurrogatesInEveryFormat() throws Exception {
    List<RecordFormat> formats = List.of(new FhirJson(), new Hl7Format(), new CdaFormat());
    List<String> files = List.of(FHIR, Hl7Samples.ADMISSION, CdaSamples.SUMMARY);
    for (Profile profile : Profile.NAMED) {
      PatientIndex patients = new PatientIndex(10_000_000);
      for (int i = 0; i < files.size(); i++) {
        formats.get(i).index(in(files.get(i)), patients);
      }
      assertThat(patients.size()).isEqualTo(1);
      List<String> out = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        out.add(
            Hl7Samples.run(
                    formats.get(i),
                    profile,
                    files.get(i).getBytes(StandardCharsets.UTF_8),
                    patients)
                .text());
      }
      String[] pid = out.get(1).split("\r")[2].split("\\|");
      String family = pid[5].split("\\^")[0];
      String given = pid[5].split("\\^")[1];
      String number = pid[3].split("\\^")[0];
      String city = pid[11].split("\\^")[2];
      String birth = pid[7];
      assertThat(out.get(0)).contains(quoted(family), quoted(given), quoted(number), quoted(city));
      assertThat(out.get(2))
          .contains("<family>" + family + "<", "<given>" + given + "<", quoted(number))
          .contains("<city>" + city + "<", "birthTime value=" + quoted(birth));
      assertThat(out.get(0).replace("-", "")).contains("\"birthDate\":" + quoted(birth));
    }
  }

  @Test
  void whoSharesANumberWithAnotherStaysSomebodyElse() throws Exception {
    String family =
        """
        {"resourceType":"Bundle","type":"collection","entry":[
        {"resource":{"resourceType":"Patient","id":"a","identifier":[
          {"type":{"coding":[{"code":"MR"}]},"value":"77"},
          {"type":{"coding":[{"code":"MB"}]},"value":"F-100"}]}},
        {"resource":{"resourceType":"Patient","id":"b","identifier":[
          {"type":{"coding":[{"code":"MB"}]},"value":"F-100"}]}},
        {"resource":{"resourceType":"Patient","id":"c","identifier":[
          {"system":"urn:x","value":"42"},{"system":"urn:y","value":"17"}]}},
        {"resource":{"resourceType":"Patient","id":"d","identifier":[
          {"system":"urn:x","value":"17"}]}},
        {"resource":{"resourceType":"Patient","id":"e","identifier":[
          {"type":{"coding":[{"code":"MR"}]},"value":"unknown"}]}},
        {"resource":{"resourceType":"Patient","id":"f","identifier":[
          {"type":{"coding":[{"code":"MR"}]},"value":"unknown"}]}}]}
        """;
    PatientIndex patients = new PatientIndex(10_000_000);
    new FhirJson().index(in(family), patients);
    assertThat(patients.size()).isEqualTo(6);
    assertThat(
            Stream.of("a", "b", "c", "d", "e", "f")
                .map(PatientKey::ofId)
                .map(patients::resolve)
                .distinct())
        .hasSize(6);
  }

  @Test
  void aReferenceByIdentifierLeadsToThePatient() throws Exception {
    PatientIndex patients = new PatientIndex(10_000_000);
    new FhirJson().index(in(FHIR), patients);
    for (String reference :
        List.of(
            "{\"reference\":\"Patient?identifier=http://hospital.example|88123407\"}",
            "{\"reference\":\"Patient?identifier=88123407\"}",
            "{\"identifier\":{\"system\":\"http://hospital.example\",\"value\":\"88123407\"}}")) {
      String note =
          "{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"final\",\"subject\":"
              + reference
              + ",\"note\":[{\"text\":\"ambrose was quillfeather to all.\"}]}";
      String out =
          Hl7Samples.run(
                  new FhirJson(),
                  Profile.SAFE_HARBOR,
                  note.getBytes(StandardCharsets.UTF_8),
                  patients)
              .text();
      assertThat(out).doesNotContain("ambrose", "quillfeather");
    }
  }

  @Test
  void aTextAboutThePatientChangesNoFieldBehindIt() throws Exception {
    String texts =
        "NTE|1||Ambrose Quillfeather, called Glucose Quillfeather, walks.\r"
            + "NTE|2||Ambrose Tobias Quillfeather of Zephyrton was born on 4 November 1936.\r";
    for (Profile profile : Profile.NAMED) {
      String once = Hl7Samples.hl7(profile, Hl7Samples.ADMISSION).text();
      String twice =
          Hl7Samples.hl7(profile, Hl7Samples.ADMISSION + texts + Hl7Samples.ADMISSION).text();
      List<String> patients =
          twice.lines().filter(segment -> segment.startsWith("PID")).distinct().toList();
      assertThat(patients).hasSize(1);
      assertThat(once).contains(patients.getFirst());
    }
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static ByteArrayInputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
