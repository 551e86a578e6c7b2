package org.wardhealth.server.identity;

import java.util.Arrays;
import java.util.Optional;

/** What an application may do besides asking models. */
public enum Right {
  /** Write, read and delete the known identity of patients ({@code /fhir/Patient}). */
  PATIENTS,
  /** Read {@code /actuator/prometheus}. */
  METRICS;

  /** Reads {@code patients} or {@code metrics}. */
  public static Optional<Right> parse(String name) {
    return Arrays.stream(values())
        .filter(right -> right.name().equalsIgnoreCase(name.strip()))
        .findFirst();
  }
}
