package org.wardhealth.records;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Lines of FHIR under foreign bytes; and a line that is passed over describes nobody. */
final class FhirNdjsonFuzz extends RecordFuzz {
  private final FhirNdjson format;

  FhirNdjsonFuzz() {
    this(new FhirNdjson());
  }

  private FhirNdjsonFuzz(FhirNdjson format) {
    super(format, bytes(FhirFixture.PATIENT + "\n" + OBSERVATION + "\n"));
    this.format = format;
  }

  @Override
  void check(byte[] input) {
    if (format.mayDescribe(input, input.length)) {
      return;
    }
    PatientIndex patients = new PatientIndex(10_000_000);
    try {
      new FhirJson().index(new ByteArrayInputStream(input), patients);
    } catch (MalformedRecord e) {
      // What was found until then counts.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (patients.size() > 0) {
      throw new IllegalStateException("a line that describes a patient would be passed over");
    }
  }
}
