package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.wardhealth.deid.Profile;

class FhirRecordTest {
  private static final Pattern REFERENCE = Pattern.compile("\"reference\":\"([^\"]*)\"");

  @Test
  void ofAPatientOnlyWhatSafeHarborKeepsIsLeft() throws Exception {
    FhirFixture files = new FhirFixture(Profile.SAFE_HARBOR);
    String safe =
        files
            .index(new FhirNdjson(), FhirFixture.PATIENT)
            .transform(new FhirNdjson(), FhirFixture.PATIENT);
    assertThat(safe)
        .contains("\"gender\":\"female\"", "\"birthDate\":\"1961\"", "\"prefix\":[\"Mrs.\"]")
        .contains("\"state\":\"Massachusetts\"", "\"country\":\"US\"", "\"postalCode\":\"015")
        .doesNotContain("Quillfeather", "Deana", "Hilll", "Worcester", "01545", "0143", "90210")
        .doesNotContain("p-1", "photo", "versionId", "hospital.example", "05-11", "shoeSize");
    assertThat(files.tally().removed()).containsKeys(Removal.UNKNOWN_ELEMENT, Removal.IDENTIFYING);
    assertThat(files.tally().patients()).isEqualTo(1);
  }

  @Test
  void aYearThatTellsAnAgeOver89IsNotLeft() throws Exception {
    String old = FhirFixture.PATIENT.replace("1961-05-11", "1921-05-11");
    assertThat(FhirFixture.lines(Profile.SAFE_HARBOR, old)).doesNotContain("1921");
    String age =
        "{\"resourceType\":\"Condition\",\"onsetAge\":{\"value\":93,\"unit\":\"years\",\"code\":\"a\"},"
            + "\"abatementAge\":{\"value\":88.50,\"code\":\"a\"}}";
    assertThat(FhirFixture.lines(Profile.SAFE_HARBOR, age))
        .contains("\"value\":90,\"comparator\":\">=\"", "88.50")
        .doesNotContain("93");
  }

  @Test
  void shiftedDatesKeepTheirIntervalsInEveryFileOfThePatient() throws Exception {
    FhirFixture files = new FhirFixture(Profile.GDPR_PSEUDONYMISED);
    files.index(new FhirNdjson(), FhirFixture.PATIENT);
    String one = files.transform(new FhirNdjson(), observation("2021-03-01T10:00:00-05:00"));
    String two = files.transform(new FhirNdjson(), observation("2021-03-31"));
    LocalDate first = date(one);
    assertThat(ChronoUnit.DAYS.between(first, date(two))).isEqualTo(30);
    assertThat(first).isNotEqualTo(LocalDate.of(2021, 3, 1));
  }

  @Test
  void referencesLeadWhereTheyLedInEveryForm() throws Exception {
    String all =
        "{\"resourceType\":\"List\",\"entry\":["
            + "{\"item\":{\"reference\":\"Patient/p-1\"}},"
            + "{\"item\":{\"reference\":\"https://ehr.example.org/fhir/Patient/p-1/_history/4\"}},"
            + "{\"item\":{\"reference\":\"Patient?identifier=http://x.example|MR-90210\"}},"
            + "{\"item\":{\"reference\":\"urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e\"}},"
            + "{\"item\":{\"reference\":\"Patient?name=Quillfeather\"}}]}";
    String patient = FhirFixture.lines(Profile.SAFE_HARBOR, FhirFixture.PATIENT);
    String id = field(patient, "id");
    String number = field(patient, "value");
    Matcher found = REFERENCE.matcher(FhirFixture.lines(Profile.SAFE_HARBOR, all));
    assertThat(found.results().map(r -> r.group(1)))
        .hasSize(4)
        .contains("Patient/" + id, "https://deidentified.invalid/Patient/" + id)
        .anyMatch(r -> r.startsWith("Patient?identifier=urn:uuid:") && r.endsWith("|" + number))
        .anyMatch(r -> r.matches("urn:uuid:[0-9a-f-]{36}") && !r.contains("0f8fad5b"));
  }

  @Test
  void theSamePatientHasTheSameSurrogatesInEveryFile() throws Exception {
    FhirFixture files = new FhirFixture(Profile.GDPR_PSEUDONYMISED);
    String moved = FhirFixture.PATIENT.replace("p-1", "other-id").replace("MR-90210", "mr90210");
    files.index(new FhirNdjson(), FhirFixture.PATIENT).index(new FhirNdjson(), moved);
    String one = files.transform(new FhirNdjson(), FhirFixture.PATIENT);
    String two = files.transform(new FhirNdjson(), moved);
    assertThat(field(one, "family")).isEqualTo(field(two, "family"));
    assertThat(field(one, "birthDate")).isEqualTo(field(two, "birthDate"));
    assertThat(one).doesNotContain("Quillfeather");
  }

  @Test
  void textIsSearchedForWhatTheIndexKnowsOfThePatient() throws Exception {
    String note = "quillfeather called back from 617 555 0143 about her knee";
    String data = Base64.getEncoder().encodeToString(note.getBytes(StandardCharsets.UTF_8));
    String all =
        FhirFixture.PATIENT
            + "\n{\"resourceType\":\"DocumentReference\",\"subject\":{\"reference\":\"Patient/p-1\"},"
            + "\"text\":{\"status\":\"generated\",\"div\":\"<div><script>Quillfeather</script><table><tr>"
            + "<td class='Quillfeather'>Seen</td><td><b>Quill</b>feather &amp; son</td></tr></table></div>\"},"
            + "\"extension\":[{\"url\":\"http://x.example/Quillfeather\",\"valueString\":\"a\"},"
            + "{\"url\":\"http://hl7.org/fhir/StructureDefinition/known\",\"valueString\":\"Quillfeather\"}],"
            + "\"content\":[{\"attachment\":{\"contentType\":\"text/plain\",\"data\":\""
            + data
            + "\"}},{\"attachment\":{\"contentType\":\"application/pdf\",\"data\":\"UXVpbGw=\"}}]}";
    FhirFixture files = new FhirFixture(Profile.SAFE_HARBOR);
    String safe = files.index(new FhirNdjson(), all).transform(new FhirNdjson(), all);
    assertThat(safe)
        .doesNotContain("Quillfeather", "Quill<", "feather", "script", "UXVpbGw=", data)
        .contains("Seen", "application/pdf", "StructureDefinition/known");
    Matcher kept = Pattern.compile("\"data\":\"([^\"]+)\"").matcher(safe);
    assertThat(kept.find()).isTrue();
    assertThat(new String(Base64.getDecoder().decode(kept.group(1)), StandardCharsets.UTF_8))
        .doesNotContain("quillfeather", "0143")
        .contains("about her knee");
    assertThat(files.tally().removed())
        .containsEntry(Removal.ATTACHMENT, 1L)
        .containsEntry(Removal.EXTENSION, 1L)
        .containsKey(Removal.MARKUP);
  }

  @Test
  void whatOnlySaysThatItIsTextGoes() throws Exception {
    for (byte[] data :
        List.of(
            "{\\rtf1 Deana Quill\\b feather\\b0}".getBytes(StandardCharsets.UTF_8),
            "<p>Deana Quill<b>feath</b>er, 617&#45;555&#45;0143</p>"
                .getBytes(StandardCharsets.UTF_8),
            "%PDF-1.4 Quillfeather".getBytes(StandardCharsets.UTF_8),
            "Deana Quillfeather".getBytes(StandardCharsets.UTF_16LE))) {
      assertThat(attached("text/plain", data)).doesNotContain("data");
    }
    byte[] page = "<p>Deana Quillfeather</p>".getBytes(StandardCharsets.UTF_16LE);
    assertThat(attached("text/html", page)).doesNotContain("data");
  }

  @Test
  void ofAPageNothingIsLostUncounted() throws Exception {
    String page = "Seen <b>today</b>, presented with n&aacute;usea";
    Matcher kept =
        Pattern.compile("\"data\":\"([^\"]+)\"")
            .matcher(attached("text/html", page.getBytes(StandardCharsets.UTF_8)));
    assertThat(kept.find()).isTrue();
    assertThat(new String(Base64.getDecoder().decode(kept.group(1)), StandardCharsets.UTF_8))
        .contains("Seen <b>today</b>, presented with n\u00e1usea");
    page = "<p>Seen</p> with nausea";
    assertThat(attached("text/html", page.getBytes(StandardCharsets.UTF_8))).doesNotContain("data");
  }

  private static String attached(String type, byte[] data) throws Exception {
    return FhirFixture.lines(
        Profile.SAFE_HARBOR,
        FhirFixture.PATIENT
            + "\n{\"resourceType\":\"DocumentReference\",\"subject\":{\"reference\":\"Patient/p-1\"},"
            + "\"content\":[{\"attachment\":{\"contentType\":\""
            + type
            + "\",\"data\":\""
            + Base64.getEncoder().encodeToString(data)
            + "\"}}]}");
  }

  @Test
  void aNumberOrUnitThatIsSomebodysGoesAndAmountsStay() throws Exception {
    String safe =
        FhirFixture.lines(
            Profile.SAFE_HARBOR,
            FhirFixture.PATIENT
                + "\n{\"resourceType\":\"QuestionnaireResponse\",\"subject\":{\"reference\":\"Patient/p-1\"},"
                + "\"item\":[{\"answer\":[{\"valueInteger\":617555014},{\"valueDecimal\":6175550143},"
                + "{\"valueInteger\":250000},{\"valueQuantity\":{\"value\":1,\"unit\":\"Quillfeather\"}},"
                + "{\"valueQuantity\":{\"value\":2,\"unit\":\"617-555-0143\",\"system\":\"http://unitsofmeasure.org\","
                + "\"code\":\"Quillfeather\"}},{\"valueQuantity\":{\"value\":1200000,\"unit\":\"copies/mL\"}},"
                + "{\"valueQuantity\":{\"value\":5550143}}]}]}");
    assertThat(safe)
        .doesNotContain("Quillfeather", "617555014", "617-555", "5550143")
        .contains("250000", "\"value\":1200000,\"unit\":\"copies/mL\"");
  }

  @Test
  void agesOver89GoWhateverTheyAreWrittenAs() throws Exception {
    String age = "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"30525-0\"}]},";
    String safe =
        FhirFixture.lines(
            Profile.SAFE_HARBOR,
            "{\"resourceType\":\"Observation\","
                + age
                + "\"valueInteger\":97,\"component\":[{\"code\":{\"text\":\"pulse\"},\"valueInteger\":95},{"
                + age
                + "\"valueQuantity\":{\"value\":98}}]}\n"
                + "{\"resourceType\":\"Observation\",\"valueQuantity\":{\"value\":96,\"unit\":\"y.o.\"}}\n"
                + "{\"resourceType\":\"Observation\",\"valueQuantity\":{\"value\":94,\"unit\":\"{years}\"}}\n"
                + "{\"resourceType\":\"Observation\",\"valueInteger\":93}");
    assertThat(safe).doesNotContain("97", "98", "96", "94").contains("90", "93", "95");
  }

  @Test
  void partsOfAddressesAndTelephonesInExtensionsAreNoFreeText() throws Exception {
    String base = "{\"url\":\"http://hl7.org/fhir/StructureDefinition/";
    assertThat(
            FhirFixture.lines(
                Profile.SAFE_HARBOR,
                "{\"resourceType\":\"Patient\",\"extension\":["
                    + base
                    + "iso21090-ADXP-houseNumber\",\"valueString\":\"12\"},"
                    + base
                    + "contactpoint-area\",\"valueString\":\"617\"}]}"))
        .contains("[STREET-", "[PHONE-")
        .doesNotContain("\"12\"", "617");
  }

  @Test
  void aServerWhoseNameBeginsLikeAPublicOneIsNotPublic() {
    assertThat(FhirCodes.publicUri("http://loinc.org")).isTrue();
    assertThat(FhirCodes.publicUri("http://loinc.org/vs/LL715-4")).isTrue();
    assertThat(FhirCodes.publicUri("http://loinc.org|2.77")).isTrue();
    assertThat(FhirCodes.publicUri("http://loinc.org.quillfeather.example/a")).isFalse();
    assertThat(FhirCodes.publicUri("urn:oid:2.16.840.1.113883.4.1")).isTrue();
    assertThat(FhirCodes.publicUri("urn:oid:2.16.840.1.113883.4.1.123456789")).isFalse();
  }

  @Test
  void codesOfPublicSystemsStayAndLocalOnesBecomePseudonyms() throws Exception {
    String safe =
        FhirFixture.lines(
            Profile.SAFE_HARBOR,
            "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"coding\":["
                + "{\"system\":\"http://loinc.org\",\"code\":\"8302-2\",\"display\":\"Body Height\"},"
                + "{\"system\":\"http://loinc.org\",\"code\":\"Jane Doe\"},"
                + "{\"system\":\"http://lab.example.org/local\",\"code\":\"GLU-7\"}]},"
                + "\"valueQuantity\":{\"value\":1.50e2,\"unit\":\"cm\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"cm\"}}");
    assertThat(safe)
        .contains(
            "\"status\":\"final\"", "8302-2", "Body Height", "\"value\":1.50e2", "\"code\":\"cm\"")
        .doesNotContain("Jane", "GLU-7", "lab.example");
  }

  @Test
  void cliniciansStayWhereTheProfileKeepsThem() throws Exception {
    String seen =
        "{\"resourceType\":\"Encounter\",\"participant\":[{\"individual\":{\"reference\":"
            + "\"Practitioner/7\",\"display\":\"Dr. Alvin Alcox\"}}]}";
    assertThat(FhirFixture.lines(Profile.KEEP_CLINICIANS, seen)).contains("Alvin Alcox");
    assertThat(FhirFixture.lines(Profile.SAFE_HARBOR, seen)).doesNotContain("Alcox");
  }

  private static String observation(String date) {
    return "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p-1\"},"
        + "\"effectiveDateTime\":\""
        + date
        + "\"}";
  }

  private static LocalDate date(String json) {
    return LocalDate.parse(field(json, "effectiveDateTime").substring(0, 10));
  }

  private static String field(String json, String name) {
    Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    assertThat(field.find()).as(name).isTrue();
    return field.group(1);
  }
}
