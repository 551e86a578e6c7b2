package org.wardhealth.server.vault;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The logical id of a FHIR Patient, as the hospital names it.
 *
 * <p>It can identify somebody: it is never printed, logged or written to the ledger. A pseudonym
 * stands for it outside the vault.
 *
 * @param value 1 to 64 of {@code A-Z a-z 0-9 - .} (FHIR R4, type {@code id})
 */
public record PatientId(String value) {
  private static final Pattern FHIR_ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");

  public PatientId {
    if (!FHIR_ID.matcher(value).matches()) {
      throw new IllegalArgumentException("A patient id has 1 to 64 letters, digits, '-' or '.'.");
    }
  }

  /** Reads {@code 123} or the FHIR reference {@code Patient/123}; nothing if it is neither. */
  public static Optional<PatientId> parse(String reference) {
    String id = reference.startsWith("Patient/") ? reference.substring(8) : reference;
    return FHIR_ID.matcher(id).matches() ? Optional.of(new PatientId(id)) : Optional.empty();
  }

  @Override
  public String toString() {
    return "Patient/***";
  }
}
