package org.wardhealth.server.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a person does here, and so what they may be permitted. */
public enum Role {
  CLINICIAN,
  RESEARCHER,
  DATA_SCIENTIST,
  BILLING,
  QUALITY,
  AI_GOVERNANCE,
  AUDITOR,
  PRIVACY_OFFICER,
  SECURITY_OFFICER,
  ADMINISTRATOR,
  ENGINEER;

  /** As people write it: {@code data-scientist}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads a code; nothing if there is no such role. */
  public static Optional<Role> parse(String code) {
    return Arrays.stream(values()).filter(role -> role.code().equals(code.strip())).findFirst();
  }

  /** The codes, for messages. */
  public static String codes() {
    return Arrays.stream(values()).map(Role::code).collect(Collectors.joining(", "));
  }
}
