package org.wardhealth.records;

/** C-CDA under foreign bytes. */
final class CdaFuzz extends RecordFuzz {
  CdaFuzz() {
    super(new CdaFormat(), bytes(CdaSamples.SUMMARY));
  }
}
