package org.wardhealth.server.gateway;

import static java.util.stream.Collectors.joining;

import java.util.Optional;
import org.wardhealth.server.identity.Proved;
import org.wardhealth.server.identity.Purpose;

/** Whose data, what for, and on which occasion, as the caller states it or their token says it. */
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

  /**
   * This, with what a signed token says: that is trusted more than what the request says.
   *
   * @throws Refusal if the request names another patient, or a purpose that the token does not
   *     allow
   */
  Context within(Proved proved) {
    if (proved.patient().isPresent() && patient.isPresent() && !patient.equals(proved.patient())) {
      throw new Refusal(
          ErrorCode.TOKEN_CONTRADICTED,
          "The token is for another patient than the request names: leave the patient out, or get a"
              + " token for this one.",
          "metadata.patient");
    }
    if (!proved.purposes().isEmpty()
        && purpose.isPresent()
        && Purpose.parse(purpose.get()).filter(proved.purposes()::contains).isEmpty()) {
      throw new Refusal(
          ErrorCode.TOKEN_CONTRADICTED,
          "The token is for "
              + proved.purposes().stream().map(Enum::name).sorted().collect(joining(", "))
              + ", and the request states another purpose: leave the purpose out, or get another"
              + " token.",
          "metadata.purpose");
    }
    Optional<String> only =
        proved.purposes().size() == 1
            ? proved.purposes().stream().map(Enum::name).findFirst()
            : Optional.empty();
    return new Context(proved.patient().or(() -> patient), purpose.or(() -> only), encounter);
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
