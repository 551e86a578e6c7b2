package org.wardhealth.records;

/** FHIR, a Bundle first of all, under foreign bytes. */
final class FhirJsonFuzz extends RecordFuzz {
  FhirJsonFuzz() {
    super(
        new FhirJson(),
        bytes(
            "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"fullUrl\":\"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0\",\"resource\":"
                + FhirFixture.PATIENT
                + "},{\"resource\":"
                + OBSERVATION
                + "}]}"),
        bytes(FhirFixture.PATIENT));
  }
}
