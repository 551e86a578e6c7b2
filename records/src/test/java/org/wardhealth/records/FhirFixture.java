package org.wardhealth.records;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Profile;

/** Takes records of a test through both passes. */
final class FhirFixture {
  static final Deid DEID = Deid.english();

  static final String PATIENT =
      """
      {"resourceType":"Patient","id":"p-1","meta":{"versionId":"3","lastUpdated":"2021-04-05T06:07:08Z"},
      "identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},
      "system":"http://hospital.example.org/mrn","value":"MR-90210"}],
      "name":[{"family":"Quillfeather","given":["Deana","Ann"],"prefix":["Mrs."]}],
      "telecom":[{"system":"phone","value":"617-555-0143"}],"gender":"female","birthDate":"1961-05-11",
      "_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthTime","valueDateTime":"1961-05-11T08:30:00Z"}]},
      "address":[{"line":["917 Hilll Mews"],"city":"Worcester","state":"Massachusetts","postalCode":"01545","country":"US"}],
      "photo":[{"contentType":"image/png","data":"aGk="}],"shoeSize":"Quillfeather"}
      """
          .replace("\n", "");

  private final PatientIndex patients = new PatientIndex(1 << 24);
  private final DataSet dataSet;
  private Tally tally = new Tally();

  FhirFixture(Profile profile) {
    dataSet = new DataSet(profile, DataSetKey.of(new byte[32]), DEID);
  }

  /** The first pass. */
  FhirFixture index(RecordFormat format, String input) throws IOException, MalformedRecord {
    format.index(stream(input), patients);
    return this;
  }

  /** The second pass. */
  String transform(RecordFormat format, String input) throws IOException, MalformedRecord {
    Release release = new Release(dataSet, patients);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      format.transform(stream(input), out, release);
    } finally {
      tally = release.finish();
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Both passes over one file of lines. */
  static String lines(Profile profile, String input) throws IOException, MalformedRecord {
    FhirNdjson format = new FhirNdjson();
    return new FhirFixture(profile).index(format, input).transform(format, input);
  }

  Tally tally() {
    return tally;
  }

  private static ByteArrayInputStream stream(String input) {
    return new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
  }
}
