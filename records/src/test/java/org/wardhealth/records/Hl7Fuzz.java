package org.wardhealth.records;

/** HL7 v2 under foreign bytes. */
final class Hl7Fuzz extends RecordFuzz {
  Hl7Fuzz() {
    super(
        new Hl7Format(),
        bytes(Hl7Samples.ADMISSION),
        bytes(Hl7Samples.RESULT),
        bytes(Hl7Samples.SPANISH));
  }
}
