package org.wardhealth.server.gateway;

import java.util.Optional;

/** Whose data, what for, and on which occasion, as the caller states it. */
record Context(Optional<String> patient, Optional<String> purpose, Optional<String> encounter) {
  /** This, and what {@code other} says where this is silent. */
  Context or(Context other) {
    return new Context(
        patient.or(other::patient), purpose.or(other::purpose), encounter.or(other::encounter));
  }

  @Override
  public String toString() {
    return "Context[***]";
  }
}
