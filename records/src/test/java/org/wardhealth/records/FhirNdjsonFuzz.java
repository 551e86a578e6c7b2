package org.wardhealth.records;

/** Lines of FHIR under foreign bytes. */
final class FhirNdjsonFuzz extends RecordFuzz {
  FhirNdjsonFuzz() {
    super(new FhirNdjson(), bytes(FhirFixture.PATIENT + "\n" + OBSERVATION + "\n"));
  }
}
