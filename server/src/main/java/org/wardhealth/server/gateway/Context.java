package org.wardhealth.server.gateway;

import java.util.Optional;

/** Whose data, what for, and on which occasion, as the caller states it. */
record Context(Optional<String> patient, Optional<String> purpose, Optional<String> encounter) {
  /**
   * What this or {@code other} says.
   *
   * @throws Refusal if both say something and not the same: nobody can tell which is meant
   */
  Context and(Context other) {
    return new Context(
        agreed("patient", patient, other.patient),
        agreed("purpose", purpose, other.purpose),
        agreed("encounter", encounter, other.encounter));
  }

  private static Optional<String> agreed(
      String name, Optional<String> metadata, Optional<String> header) {
    if (metadata.isPresent() && header.isPresent() && !metadata.equals(header)) {
      throw new Refusal(
          ErrorCode.INVALID_FIELD,
          "metadata."
              + name
              + " and the header of the same meaning say different things: send one of them.",
          "metadata." + name);
    }
    return metadata.or(() -> header);
  }

  @Override
  public String toString() {
    return "Context[***]";
  }
}
