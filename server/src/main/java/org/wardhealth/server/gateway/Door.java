package org.wardhealth.server.gateway;

/** Where exchanges come in, by path. */
enum Door {
  CHAT("/v1/chat/completions"),
  EMBEDDINGS("/v1/embeddings"),
  DEIDENTIFY("/v1/deidentify"),
  FHIR_DEIDENTIFY("/fhir/$de-identify");

  private final String path;

  Door(String path) {
    this.path = path;
  }

  /** As the ledger has it. */
  String path() {
    return path;
  }
}
