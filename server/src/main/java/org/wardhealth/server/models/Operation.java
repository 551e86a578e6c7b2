package org.wardhealth.server.models;

/** What a model can be asked for. */
public enum Operation {
  /** {@code POST /chat/completions}. */
  CHAT("/chat/completions"),
  /** {@code POST /embeddings}. */
  EMBEDDINGS("/embeddings");

  private final String path;

  Operation(String path) {
    this.path = path;
  }

  /** Below a provider's base URL. */
  public String path() {
    return path;
  }
}
