package org.wardhealth.server.gateway;

/** Where exchanges come in, by path. */
enum Door {
  CHAT("/v1/chat/completions"),
  EMBEDDINGS("/v1/embeddings"),
  DEIDENTIFY("/v1/deidentify"),
  FHIR_DEIDENTIFY("/fhir/$de-identify"),
  EVALUATION("/access/v1/evaluation"),
  EVALUATIONS("/access/v1/evaluations");

  private final String path;

  Door(String path) {
    this.path = path;
  }

  /** As the ledger has it. */
  String path() {
    return path;
  }
}
