package org.wardhealth.server.audit;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why the data of a patient are erased (GDPR, Article 17(1)), by the code that is recorded. */
public enum Ground {
  /** The right to erasure, without a closer ground. */
  ART17("ART17"),
  /** No longer necessary for what they were collected for. */
  NOT_NEEDED("ART17-1-A"),
  /** Consent was withdrawn, and there is no other legal ground. */
  CONSENT_WITHDRAWN("ART17-1-B"),
  /** The patient objects. */
  OBJECTION("ART17-1-C"),
  /** They were processed unlawfully. */
  UNLAWFUL("ART17-1-D"),
  /** The law demands it. */
  LEGAL_OBLIGATION("ART17-1-E"),
  /** They were collected from a child, for a service of the information society. */
  CHILD("ART17-1-F"),
  /** The time is over for which they had to be kept. */
  RETENTION_OVER("RETENTION-OVER");

  private final String code;

  Ground(String code) {
    this.code = code;
  }

  /** As it is recorded. */
  public String code() {
    return code;
  }

  /** Reads a code, in any case. */
  public static Optional<Ground> parse(String code) {
    return Arrays.stream(values())
        .filter(ground -> ground.code.equalsIgnoreCase(code.strip()))
        .findFirst();
  }

  /** All codes, for errors and help. */
  public static String codes() {
    return Arrays.stream(values()).map(Ground::code).collect(Collectors.joining(", "));
  }
}
