package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.deid.Profile;

/** Lines that describe nobody are passed over unread in the first pass, and no others. */
final class FhirNdjsonTest {
  private static final String OBSERVATION =
      """
      {"resourceType":"Observation","id":"o-1","status":"final","subject":{"reference":"Patient/p-1"}}""";

  private final FhirNdjson format = new FhirNdjson();

  private int found(RecordFormat reader, byte[] bytes) throws Exception {
    PatientIndex patients = new PatientIndex(1 << 20);
    reader.index(new ByteArrayInputStream(bytes), patients);
    return patients.size();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resourceType\":\"Patient\",\"id\":\"p-1\"}",
        "{ \"id\" : \"p-1\" , \"resourceType\" :\t\"Patient\" }",
        "{\"resourceType\":\"\\u0050atient\",\"id\":\"p-1\"}",
        "{\"resourceType\":\"Patien\\u0074\",\"id\":\"p-1\"}",
        "{\"resourceType\":\"RelatedPerson\",\"id\":\"r-1\",\"patient\":{\"reference\":\"Patient/p-1\"}}",
        "{\"resourceType\":\"Claim\",\"id\":\"c-1\",\"contained\":[{\"resourceType\":\"Patient\",\"id\":\"p-1\"}]}"
      })
  void aPatientIsFoundHoweverTheLineIsWritten(String line) throws Exception {
    for (Charset charset :
        new Charset[] {
          StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE
        }) {
      byte[] bytes = line.getBytes(charset);

      assertThat(found(new FhirJson(), bytes)).as("it is there").isEqualTo(1);
      assertThat(format.mayDescribe(bytes, bytes.length)).isTrue();
      assertThat(found(format, bytes)).isEqualTo(1);
    }
  }

  @Test
  void whatIsAboutAPatientDescribesNone() throws Exception {
    byte[] bytes = OBSERVATION.getBytes(StandardCharsets.UTF_8);

    assertThat(format.mayDescribe(bytes, bytes.length)).isFalse();
    assertThat(found(format, bytes)).isZero();
  }

  @Test
  void whatStandsBehindTheLineIsNoneOfIt() {
    byte[] bytes = (OBSERVATION + "\"Patient\"").getBytes(StandardCharsets.UTF_8);

    assertThat(format.mayDescribe(bytes, OBSERVATION.length())).isFalse();
    assertThat(format.mayDescribe(bytes, bytes.length - 1)).isFalse();
    assertThat(format.mayDescribe(bytes, bytes.length)).isTrue();
  }

  @Test
  void aLineOfATypeThatFhirLacksIsLeftOutAndTold() throws Exception {
    FhirFixture files = new FhirFixture(Profile.SAFE_HARBOR);

    assertThat(
            files.transform(format, "{\"resourceType\":\"Secret\",\"id\":\"s\"}\n" + OBSERVATION))
        .contains("Observation")
        .doesNotContain("Secret");
    assertThat(files.tally().malformed())
        .singleElement()
        .matches(one -> one.record() == 1 && one.reason().contains("resourceType is none"));
  }
}
