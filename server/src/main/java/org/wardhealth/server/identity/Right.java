package org.wardhealth.server.identity;

import java.util.Arrays;
import java.util.Optional;

/** What an application may do besides asking models. */
public enum Right {
  /** Write, read and delete the known identity of patients ({@code /fhir/Patient}). */
  PATIENTS,
  /** Record, read and withdraw the consents of patients ({@code /fhir/Consent}). */
  CONSENTS,
  /** Have data de-identified ({@code /v1/deidentify}, {@code /fhir/$de-identify}). */
  DEIDENTIFY,
  /**
   * Ask what may be done, for others too ({@code /access/v1/*}): what it states of them is taken.
   */
  DECIDE,
  /** Have patients erased, or approve it ({@code /vault/erasures}). */
  ERASE,
  /** Learn whom a pseudonym stands for ({@code /vault/reidentifications}). */
  REIDENTIFY,
  /** Read the ledger's entries ({@code /ledger/tile/entries}, {@code /audit/*}). */
  AUDIT,
  /** Read {@code /actuator/prometheus}. */
  METRICS;

  /** Reads a right by its name. */
  public static Optional<Right> parse(String name) {
    return Arrays.stream(values())
        .filter(right -> right.name().equalsIgnoreCase(name.strip()))
        .findFirst();
  }
}
