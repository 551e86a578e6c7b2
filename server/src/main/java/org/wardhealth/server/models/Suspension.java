package org.wardhealth.server.models;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * That a model may not be asked, until somebody resumes it.
 *
 * @param reference of the file in which more is said
 * @param by the name of the person who suspended it, or {@code operator}
 */
public record Suspension(
    String model, Reason reason, Optional<String> reference, String by, Instant at) {
  /** Why: a code, so that no words about a patient come into the record. */
  public enum Reason {
    /** It answers wrongly, or what it says may harm. */
    WRONG_ANSWERS,
    /** Its answers are worse for some patients than for others. */
    BIAS,
    /** Data of patients may have gone where they should not. */
    PRIVACY,
    /** It, or whoever runs it, may be in the hands of others. */
    SECURITY,
    /** The contract with whoever runs it ended or is in doubt. */
    AGREEMENT,
    /** It is changed or moved. */
    MAINTENANCE;

    /** Reads a code; nothing if there is no such reason. */
    public static Optional<Reason> parse(String code) {
      return Arrays.stream(values())
          .filter(reason -> reason.name().equalsIgnoreCase(code.strip()))
          .findFirst();
    }

    /** The codes, for messages. */
    public static String codes() {
      return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }
  }
}
